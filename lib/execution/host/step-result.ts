/** The rim: what a refiner or a host answered is believed only once it has the shape that was promised. */
import { compare, type Dyadic } from '../../exact/dyadic.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { findUnplain } from '../../refiners/codec.js';
import type { StepResult } from '../../refiners/refiner.js';
import { RefinerContractError, type ContractLaw } from '../errors.js';

/**
 * Checks what a refiner answered.
 *
 * @param refiner - The refiner's name and version, for the error.
 * @throws {@link RefinerContractError} naming the law that is broken.
 */
export function checkStepResult(answer: unknown, refiner: string): StepResult {
  const broken = findBreach(answer);
  if (broken !== undefined) throw new RefinerContractError(refiner, ...broken);
  return answer as StepResult;
}

/**
 * Checks that a state can travel. Apart from {@link checkStepResult} because it walks the whole
 * state: once a lease is enough.
 *
 * @throws {@link RefinerContractError} whose cause names the field.
 */
export function checkState(state: unknown, refiner: string): void {
  const cause = findUnplain(state, 'state');
  if (cause !== undefined) {
    throw new RefinerContractError(refiner, 'a state is plain data', cause.message, { cause });
  }
}

/**
 * One result for several steps of one lease: state and outlook are those of the last step, costs add up,
 * and bounds that hold on a condition keep it.
 */
export class ResultAccumulator {
  #last: StepResult | undefined;
  #steps = 0;
  #cost: number | undefined;
  #conditional = false;
  #bits: number | undefined;

  /** What the last step answered. */
  get last(): StepResult | undefined {
    return this.#last;
  }

  add(result: StepResult): void {
    const { cost, conditional, bits } = result;
    this.#last = result;
    this.#steps++;
    if (cost !== undefined) this.#cost = (this.#cost ?? 0) + cost;
    if (conditional === true) this.#conditional = true;
    if (bits !== undefined) this.#bits = Math.max(this.#bits ?? 0, bits);
  }

  /**
   * Made once a lease: a copy a step would cost a tenth of it.
   * @param bounds - what the bounds of all steps have in common.
   */
  under(bounds: Enclosure): StepResult | undefined {
    const last = this.#last;
    if (last === undefined || (this.#steps === 1 && last.bounds === bounds)) return last;
    const whole: { -readonly [Field in keyof StepResult]: StepResult[Field] } = { ...last, bounds };
    if (this.#cost !== undefined) whole.cost = this.#cost;
    if (this.#conditional) whole.conditional = true;
    if (this.#bits !== undefined) whole.bits = this.#bits;
    return whole;
  }
}

/** Whether a value is an enclosure: the right kind, and ends in order. */
export function isEnclosure(value: unknown): value is Enclosure {
  if (!isRecord(value)) return false;
  switch (value['kind']) {
    case 'narrow': {
      const { lo, width, exp } = value;
      return (
        typeof lo === 'bigint' &&
        Number.isSafeInteger(width) &&
        (width as number) >= 0 &&
        isExponent(exp)
      );
    }
    case 'wide':
      return (
        isDyadic(value['lo']) && isDyadic(value['hi']) && compare(value['lo'], value['hi']) <= 0
      );
    case 'below':
      return isDyadic(value['lo']);
    case 'above':
      return isDyadic(value['hi']);
    case 'all':
      return true;
    default:
      return false;
  }
}

function findBreach(answer: unknown): [ContractLaw, string] | undefined {
  if (!isRecord(answer))
    return [
      'a step answers with a record of state and bounds, not with a promise',
      `it answered ${show(answer)}`,
    ];
  if (typeof answer['then'] === 'function') {
    return [
      'a step answers with a record of state and bounds, not with a promise',
      'it answered a promise',
    ];
  }
  if (answer['state'] === undefined) {
    return [
      'a step answers with a record of state and bounds, not with a promise',
      'the state is missing',
    ];
  }
  if (!isEnclosure(answer['bounds'])) {
    return ['bounds are an enclosure', `the bounds are ${show(answer['bounds'])}`];
  }
  return findOddField(answer);
}

function findOddField(answer: Partial<Record<string, unknown>>): [ContractLaw, string] | undefined {
  const { ownWidth, cost, done, needs, conditional, forecast, bits } = answer;
  // One by one, each by its own name: this is asked of every step.
  if (ownWidth !== undefined && !isLog2(ownWidth)) return odd('ownWidth', ownWidth);
  if (cost !== undefined && !isAmount(cost)) return odd('cost', cost);
  if (done !== undefined && done !== 'exact' && done !== 'exhausted') return odd('done', done);
  if (needs !== undefined && !(Array.isArray(needs) && needs.every(isNeed)))
    return odd('needs', needs);
  if (conditional !== undefined && typeof conditional !== 'boolean')
    return odd('conditional', conditional);
  if (forecast !== undefined && !isForecast(forecast)) return odd('forecast', forecast);
  if (bits !== undefined && !isAmount(bits)) return odd('bits', bits);
  return undefined;
}

function odd(field: string, value: unknown): [ContractLaw, string] {
  return ['a result holds only what StepResult describes', `${field} is ${show(value)}`];
}

function isForecast(value: unknown): boolean {
  return isRecord(value) && isLog2(value['width']) && isAmount(value['cost']);
}

function isNeed(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { input, width, predicate } = value;
  return (
    Number.isSafeInteger(input) &&
    (input as number) >= 0 &&
    (width === undefined || isLog2(width)) &&
    (predicate === undefined || (isRecord(predicate) && isDyadic(predicate['excludes'])))
  );
}

function isLog2(value: unknown): boolean {
  return typeof value === 'number' && !Number.isNaN(value);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

function isExponent(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

function isDyadic(value: unknown): value is Dyadic {
  return isRecord(value) && typeof value['m'] === 'bigint' && isExponent(value['e']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { kind } = value as { kind?: unknown };
  return typeof kind === 'string' ? `a record of kind ${kind} with wrong ends` : 'of another shape';
}

/** Validates the answers of refiners and hosts before anything uses them. */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { isDyadic, isEnclosure } from '../../exact/enclosure/recognition.js';
import { findUnplain } from '../../refiners/codec.js';
import type { StepResult } from '../../refiners/refiner.js';
import { RefinerContractError } from '../errors.js';
import type { ContractLaw } from '../errors.js';

/**
 * Checks the answer of a refiner.
 *
 * @param refiner - the name and version of the refiner, for the error.
 * @throws {@link RefinerContractError} naming the law that is broken.
 */
export function checkStepResult(answer: unknown, refiner: string): StepResult {
  const broken = findBreach(answer);
  if (broken !== undefined) throw new RefinerContractError(refiner, ...broken);
  return answer as StepResult;
}

/**
 * Checks that a state can be sent. It walks the whole state, so it runs once per lease and not with
 * {@link checkStepResult}.
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
 * Checks that parts, or the value of one, can be sent.
 * @throws {@link RefinerContractError} whose cause names the field.
 */
export function checkPlain(value: unknown, law: ContractLaw, refiner: string): void {
  const cause = findUnplain(value, 'part');
  if (cause !== undefined) throw new RefinerContractError(refiner, law, cause.message, { cause });
}

/**
 * One result for the several steps of a lease. Costs add up, the result is conditional if any step was, and the other
 * fields are those of the last step.
 */
export class ResultAccumulator {
  #last: StepResult | undefined;
  #steps = 0;
  #cost: number | undefined;
  #conditional = false;
  #bits: number | undefined;

  /** The result of the last step. */
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
   * The result with the given bounds. It is made once per lease, as a copy per step would take a tenth of the time.
   * @param bounds - the intersection of the bounds of all steps.
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
  // Spelled out field by field, as it runs for every step.
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { kind } = value as { kind?: unknown };
  return typeof kind === 'string' ? `a record of kind ${kind} with wrong ends` : 'of another shape';
}

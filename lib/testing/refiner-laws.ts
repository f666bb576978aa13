import {
  contains,
  containsRational,
  equals,
  hull,
  intersect,
  magnitudeLog2,
  widthLog2,
} from '../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { fromRational } from '../exact/enclosure/outward.js';
import { decodePlain, encodePlain } from '../refiners/codec.js';
import { partsInPlace } from '../refiners/parts.js';
import type { Demand, Plain, PlainFields, Refiner, StepResult } from '../refiners/refiner.js';
import { constantOf } from '../exact/decimal/constant-input.js';
import type { ConstantInput } from '../exact/decimal/constant-input.js';

/** One run of a refiner whose true value is known. */
export interface RefinerCase<Params = Plain> {
  readonly params: Params;
  /** Exact inputs, for refiners with children. */
  readonly inputs?: readonly ConstantInput[] | undefined;
  /** The true value, or bounds of it: `[lower, upper]`. */
  readonly value: ConstantInput | readonly [ConstantInput, ConstantInput];
  /** Log2 of the width to reach; -64 by default. */
  readonly width?: Log2 | undefined;
  /** Steps that it may take to get there; 1,000 by default. */
  readonly steps?: number | undefined;
}

/** A law that a refiner broke, the step that broke it, and what happened. */
export interface BrokenLaw {
  readonly law: 'containment' | 'nesting' | 'progress' | 'economy' | 'determinism' | 'state';
  readonly step: number;
  readonly message: string;
}

const MOST_IDLE_STEPS = 64;

/**
 * Runs a refiner to a width and checks the laws of its contract around every step:
 *
 * - the bounds contain the value, and lie inside the bounds that the step was given;
 * - the bounds narrow, or the step says why not;
 * - the step computes at most twice the bits demanded plus 64;
 * - the same state, inputs and demand give the same result;
 * - the state survives structured clone and the codec.
 *
 * @returns the laws that it broke; an empty list where all hold.
 */
export function brokenRefinerLaws<
  Params extends PlainFields<Params>,
  State extends PlainFields<State>,
  Inputs extends readonly Enclosure[],
>(ofOwn: Refiner<Params, State, Inputs>, run: RefinerCase<Params>): BrokenLaw[] {
  const refiner = ofOwn as unknown as Refiner<Params>;
  const broken: BrokenLaw[] = [];
  const width = run.width ?? -64;
  const demand: Demand = { width };
  const inputs = (run.inputs ?? []).map((input) =>
    fromRational(constantOf('inputs', input), Math.floor(width) - 16),
  );
  let state = refiner.start(run.params);
  let bounds: Enclosure = refiner.initial?.(run.params) ?? { kind: 'all' };
  let idle = 0;
  for (let step = 1; step <= (run.steps ?? 1000); step++) {
    const tell = (law: BrokenLaw['law'], message: string): void => {
      broken.push({ law, step, message });
    };
    const given = {
      state,
      inputs,
      demand,
      quantum: { steps: 1 },
      stopRequested: () => false,
      report: () => undefined,
      inParts: partsInPlace(refiner, run.params),
    };
    const result = refiner.step(given, run.params);
    checkState(result.state, tell);
    const again = refiner.step({ ...given, state: decodePlain(encodePlain(state)) }, run.params);
    if (!sameResult(result, again)) tell('determinism', 'the same snapshot gave another result');
    checkValue(result.bounds, run.value, tell);
    checkEconomy(result, width, tell);
    const met = intersect(bounds, result.bounds);
    if (met === undefined) {
      tell('containment', 'the bounds contradict the ones before');
      return broken;
    }
    if (!contains(bounds, result.bounds))
      tell('nesting', 'the bounds reach outside those that were given');
    const progressed = !equals(met, bounds);
    idle = progressed ? 0 : idle + 1;
    bounds = met;
    state = result.state;
    if (widthLog2(bounds) <= width || result.done !== undefined || (result.needs?.length ?? 0) > 0)
      return broken;
    if (idle >= MOST_IDLE_STEPS) {
      tell('progress', `no progress in ${String(MOST_IDLE_STEPS)} steps, and no word why`);
      return broken;
    }
  }
  broken.push({ law: 'progress', step: run.steps ?? 1000, message: 'the width was not reached' });
  return broken;
}

type Tell = (law: BrokenLaw['law'], message: string) => void;

function checkState(state: Plain, tell: Tell): void {
  try {
    const text = encodePlain(state);
    if (encodePlain(decodePlain(text)) !== text) tell('state', 'the codec changes the state');
    if (encodePlain(structuredClone(state)) !== text)
      tell('state', 'structured clone changes the state');
  } catch (error) {
    tell('state', `the state does not travel: ${String(error)}`);
  }
}

function checkValue(bounds: Enclosure, value: RefinerCase['value'], tell: Tell): void {
  const ends = Array.isArray(value)
    ? (value as readonly ConstantInput[])
    : [value as ConstantInput];
  const [lower, upper = lower] = ends.map((end) => constantOf('value', end));
  if (lower === undefined || upper === undefined) return;
  // Where the value is known by bounds, the two must meet.
  const known = ends.length === 1 ? undefined : intersect(bounds, between(lower, upper));
  const holds = ends.length === 1 ? containsRational(bounds, lower) : known !== undefined;
  if (!holds) tell('containment', 'the bounds do not contain the value');
}

function between(lower: Parameters<typeof fromRational>[0], upper: typeof lower): Enclosure {
  const fine = -4096;
  const lo = fromRational(lower, fine);
  const hi = fromRational(upper, fine);
  return hull(lo, hi);
}

function checkEconomy(result: StepResult, width: Log2, tell: Tell): void {
  if (result.bits === undefined || result.done === 'exact') return;
  const demanded = Math.max(0, magnitudeLog2(result.bounds) - width);
  if (result.bits > 2 * demanded + 64) {
    tell(
      'economy',
      `${String(result.bits)} bits were computed where ${String(demanded)} were demanded`,
    );
  }
}

function sameResult(a: StepResult, b: StepResult): boolean {
  return (
    equals(a.bounds, b.bounds) && encodePlain(a.state) === encodePlain(b.state) && a.done === b.done
  );
}

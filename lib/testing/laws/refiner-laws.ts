/**
 * The laws of refiners as properties, one for each law of the contract in `refiners/refiner.ts`.
 *
 * Laws of these laws
 * 1. A refiner that keeps its contract breaks none of them.
 * 2. One fault breaks the law that names it. A law leaves alone what another one says: an answer of the wrong shape is the
 *    business of `answer`, so the others pass it over.
 * 3. What is thrown is a BrokenLawError, with the steps that show the fault.
 */
import { encodePlain, decodePlain } from '../../refiners/codec.js';
import {
  containsRational,
  equals,
  intersect,
  isFinite,
  lowerEnd,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { compare, subtract } from '../../exact/dyadic.js';
import { ratSubtract } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { bitLength } from '../../exact/integer.js';
import type { Plain, Refiner } from '../../refiners/refiner.js';
import { enclosureText, rationalText } from './fault.js';
import { endPoints, nestedInputs, pointInput, scenarios } from './scenario.js';
import type { Arbitrary, FastCheck, Scenario } from './scenario.js';
import { exactValue } from '../../enclosures/construction.js';
import type { ExactNumber } from '../../enclosures/construction.js';
import { answerOf, bitsOf, boundsAt, MOST_IDLE_STEPS, stateFault, Trial } from './trial.js';

/** What the laws are tried on. */
export interface RefinerLawOptions<Params> {
  /** Params of the values under test; `null` without it. */
  readonly params?: Arbitrary<Params> | undefined;
  /** For each input the points that it may be; none without it. */
  readonly inputs?: readonly Arbitrary<ExactNumber>[] | undefined;
  /**
   * The true value at exact points: a number, or an enclosure of it. Without it the bounds over an enclosure are compared
   * with those at the points inside.
   */
  readonly value?:
    ((points: readonly Rational[], params: Params) => ExactNumber | Enclosure) | undefined;
  /** Log2 of the finest width that is demanded; -256 without it. */
  readonly finest?: Log2 | undefined;
  /** Steps that it may take to that width at a point; 1,000 without it. */
  readonly steps?: number | undefined;
}

/** A law: its name, and a property of fast-check for `fc.assert`. */
export interface Law<Property = unknown> {
  readonly name: string;
  readonly property: Property;
}

interface Subject<Params> {
  readonly refiner: Refiner<Params>;
  readonly value: RefinerLawOptions<Params>['value'];
  readonly finest: Log2;
  readonly steps: number;
}

type Check = <Params>(subject: Subject<Params>, scenario: Scenario<Params>) => void;

const FINEST = -256;
const MOST_STEPS = 1000;

/** How finely bounds at points are computed, below the finest demand. */
const BELOW_FINEST = 64;

/**
 * The laws of refiners, each as a property with a name, for any runner:
 *
 * - `answer`: a step answers with a record of state and bounds of the right shape;
 * - `errors`: what it throws is a mathematical error;
 * - `state`: the state is plain data, and survives structured clone and the codec;
 * - `determinism`: the same snapshot gives the same result, whatever ran in between, and is not changed;
 * - `containment`: the bounds contain the value for every point inside the inputs;
 * - `nesting`: a finer demand on narrower inputs does not widen the bounds;
 * - `progress`: at a point the width is reached, or the step says why not;
 * - `economy`: at most twice the bits demanded plus 64 are computed, by the width of the bounds and by `bits`;
 * - `sensitivity`: the slope between two points of the inputs is at most what `sensitivity` says;
 * - `stopping`: a step that was told to stop asks no further, and what it returns is sound.
 *
 * @param fc - fast-check: `import fc from 'fast-check'`.
 * @returns the laws; `fc.assert(law.property)` throws what fast-check makes of a BrokenLawError, shrunk.
 */
export function refinerLaws<
  Params,
  State,
  Inputs extends readonly Enclosure[],
  Check extends FastCheck,
>(
  fc: Check,
  refiner: Refiner<Params, State, Inputs>,
  options: RefinerLawOptions<Params> = {},
): readonly Law<ReturnType<Check['property']>>[] {
  const { params = fc.constant(null) as unknown as Arbitrary<Params>, inputs = [] } = options;
  const subject: Subject<Params> = {
    refiner: refiner as unknown as Refiner<Params>,
    value: options.value,
    finest: options.finest ?? FINEST,
    steps: options.steps ?? MOST_STEPS,
  };
  const runs = scenarios(fc, { params, inputs });
  return Object.entries(CHECKS).map(([name, check]) => ({
    name,
    property: fc.property(runs, (scenario: Scenario<Params>) => {
      check(subject, scenario);
    }) as ReturnType<Check['property']>,
  }));
}

/** Runs the moves of a scenario; `look` sees each step with an answer. */
function through<Params>(
  { refiner, finest }: Subject<Params>,
  scenario: Scenario<Params>,
  look: (trial: Trial<Params>, step: Step) => void,
  stops = false,
): void {
  const trial = new Trial(refiner, scenario.params);
  const nested = nestedInputs(scenario);
  let width = 0;
  for (const [i, { bits, stopAfter }] of scenario.moves.entries()) {
    width = Math.max(finest, width - bits);
    const inputs = nested[i]!;
    const before = { state: trial.state, bounds: trial.bounds };
    const answer = trial.step(inputs, width, stops ? stopAfter : null);
    look(trial, { answer, inputs, width, before });
    if (!('result' in answer) || trial.meet(answer.result.bounds) === undefined) return;
    if (answer.result.done !== undefined) return;
  }
}

interface Step {
  readonly answer: ReturnType<Trial<unknown>['step']>;
  readonly inputs: readonly Enclosure[];
  readonly width: Log2;
  readonly before: { readonly state: Plain; readonly bounds: Enclosure };
}

/** A check of the shape of answers. */
const shape =
  (law: 'answer' | 'errors'): Check =>
  (subject, scenario) => {
    through(subject, scenario, (trial, { answer }) => {
      if ('unusable' in answer && answer.unusable.law === law) {
        trial.broke(law, answer.unusable.detail);
      }
    });
  };

const state: Check = (subject, scenario) => {
  through(subject, scenario, (trial, { answer }) => {
    if (!('result' in answer)) return;
    const fault = stateFault(subject.refiner as Refiner<never, never>, answer.result.state);
    if (fault !== undefined) trial.broke('state', fault);
  });
};

const determinism: Check = (subject, scenario) => {
  const { refiner } = subject;
  through(subject, scenario, (trial, { answer, inputs, width, before }) => {
    if (!('result' in answer)) return;
    if (stateFault(refiner as Refiner<never, never>, before.state) !== undefined) return;
    const text = encodePlain(before.state);
    const given = { state: decodePlain(text), inputs, width };
    const first = resultText(answer.result);
    const isSame = (): void => {
      const again = answerOf(refiner, scenario.params, given);
      const second = 'result' in again ? resultText(again.result) : 'no answer';
      if (first !== second)
        trial.broke('determinism', `the same snapshot gave ${first}, and then ${second}`);
    };
    isSame();
    // Another value of the refiner in between shows what it keeps outside its state.
    answerOf(refiner, scenario.params, { state: refiner.start(scenario.params), inputs, width: 0 });
    isSame();
    if (encodePlain(given.state) !== text)
      trial.broke('determinism', `the step changed the state ${text} that it was given`);
  });
};

function resultText({
  bounds,
  state: left,
  done,
}: {
  bounds: Enclosure;
  state: Plain;
  done?: string | undefined;
}): string {
  let text: string;
  try {
    text = encodePlain(left);
  } catch {
    text = 'a state that does not travel';
  }
  return `${enclosureText(bounds)}, state ${text}${done === undefined ? '' : `, ${done}`}`;
}

const containment: Check = (subject, scenario) => {
  const { refiner, value, finest } = subject;
  const { params } = scenario;
  const points = [scenario.inputs.map((input) => input.point), ...cornersOf(scenario)];
  const truths = points.map(
    (each) =>
      value?.(each, params) ??
      boundsAt(refiner, params, each.map(pointInput), finest - BELOW_FINEST),
  );
  let isFirst = true;
  through(subject, scenario, (trial, { answer }) => {
    if (!('result' in answer)) return;
    const { bounds, conditional } = answer.result;
    // The corners are those of the first enclosures, and of the part inside the domain.
    const known = isFirst && conditional !== true ? points.length : 1;
    for (let i = 0; i < known; i++) {
      const truth = truths[i];
      if (truth === undefined || holds(bounds, truth)) continue;
      const at = points[i]!.map(rationalText).join(', ');
      trial.broke(
        'containment',
        `the bounds ${enclosureText(bounds)} do not contain ${truthText(truth)}${at === '' ? '' : `, the value at ${at}`}`,
      );
    }
    isFirst = false;
    if (intersect(trial.bounds, bounds) === undefined)
      trial.broke(
        'containment',
        `the bounds ${enclosureText(bounds)} do not meet the earlier ${enclosureText(trial.bounds)}`,
      );
  });
};

function cornersOf<Params>({ inputs }: Scenario<Params>): readonly (readonly Rational[])[] {
  if (inputs.every(({ width }) => width === null)) return [];
  return [0, 1].map((side) => inputs.map((input) => endPoints(input).at(side) ?? input.point));
}

function holds(bounds: Enclosure, truth: ExactNumber | Enclosure): boolean {
  if (typeof truth === 'object' && 'kind' in truth) return intersect(bounds, truth) !== undefined;
  return containsRational(bounds, exactValue('value', truth));
}

function truthText(truth: ExactNumber | Enclosure): string {
  if (typeof truth === 'object' && 'kind' in truth) return enclosureText(truth);
  return rationalText(exactValue('value', truth));
}

/** A bit more than before may come from where an enclosure is cut. */
const WIDER = 2 ** -4;

const nesting: Check = (subject, scenario) => {
  through(subject, scenario, (trial, { answer, width }) => {
    if (!('result' in answer)) return;
    const before = widthLog2(trial.bounds);
    const after = widthLog2(answer.result.bounds);
    if (after > Math.max(before, width) + WIDER)
      trial.broke(
        'nesting',
        `the bounds are 2^${String(after)} wide, and were 2^${String(before)} for a coarser demand`,
      );
  });
};

const progress: Check = ({ refiner, finest, steps }, scenario) => {
  const trial = new Trial(refiner, scenario.params);
  const inputs = scenario.inputs.map(({ point }) => pointInput(point));
  const drop = scenario.moves.reduce((sum, { bits }) => sum + bits, 0);
  const width = Math.max(finest, -drop);
  for (let step = 1, idle = 0; step <= steps; step++) {
    const answer = trial.step(inputs, width);
    if (!('result' in answer)) return;
    const { bounds, done, needs = [] } = answer.result;
    const before = trial.bounds;
    // Bounds that contradict the earlier ones, or are wider, have laws of their own.
    if (trial.meet(bounds) === undefined || widthLog2(bounds) > widthLog2(before)) return;
    if (widthLog2(trial.bounds) <= width || done !== undefined) return;
    if (needs.length > 0) {
      const met = needs.every((need) => isMet(inputs[need.input], need));
      if (met) trial.broke('progress', 'the step needs what its inputs have already');
      return;
    }
    if (isExplained(refiner, scenario.params, inputs, trial.bounds, width)) return;
    idle = equals(before, trial.bounds) ? idle + 1 : 0;
    if (idle >= MOST_IDLE_STEPS)
      trial.broke('progress', `no progress in ${String(idle)} steps, and no word why`);
  }
  trial.broke('progress', `the width 2^${String(width)} was not reached in ${String(steps)} steps`);
};

/** Whether the width of an input keeps the bounds wide, by the slope that the refiner declares: it has to say no more. */
function isExplained<Params>(
  refiner: Refiner<Params>,
  params: Params,
  inputs: readonly Enclosure[],
  bounds: Enclosure,
  width: Log2,
): boolean {
  return inputs.some((input, i) => {
    const slope = refiner.sensitivity?.(i, inputs, bounds, params);
    return slope !== undefined && widthLog2(input) + slope > width - INHERITED_BITS;
  });
}

/** From a quarter of the demand on an input counts: a refiner may leave as much to it. */
const INHERITED_BITS = 2;

function isMet(
  input: Enclosure | undefined,
  {
    width,
    predicate,
  }: { width?: Log2 | undefined; predicate?: { excludes: { m: bigint; e: number } } | undefined },
): boolean {
  if (input === undefined) return true;
  if (width !== undefined && widthLog2(input) > width) return false;
  if (predicate === undefined) return true;
  const [lo, hi] = [lowerEnd(input), upperEnd(input)];
  const isOutside =
    (lo !== null && compare(predicate.excludes, lo) < 0) ||
    (hi !== null && compare(predicate.excludes, hi) > 0);
  return isOutside;
}

/** Magnitudes are rounded up, and so are bits. */
const ROUNDED_BITS = 4;

const economy: Check = (subject, scenario) => {
  through(subject, scenario, (trial, { answer, width }) => {
    if (!('result' in answer)) return;
    const { bounds, bits, done } = answer.result;
    if (done === 'exact' || !isFinite(bounds)) return;
    const demanded = bitsOf(bounds, width);
    const most = 2 * demanded + 64;
    const reached = bitsOf(bounds, widthLog2(bounds));
    if (reached > most + ROUNDED_BITS)
      trial.broke(
        'economy',
        `the bounds have ${reached.toFixed(0)} bits where ${demanded.toFixed(0)} were demanded`,
      );
    if (bits !== undefined && bits > most + ROUNDED_BITS)
      trial.broke(
        'economy',
        `${String(bits)} bits were computed where ${demanded.toFixed(0)} were demanded`,
      );
  });
};

/** Rounding of the bounds at two points moves a slope by less than this many bits. */
const SLOPE_SLACK = 2 ** -6;

const sensitivity: Check = (subject, scenario) => {
  const { refiner, finest } = subject;
  if (refiner.sensitivity === undefined || scenario.inputs.length === 0) return;
  const { params } = scenario;
  const points = scenario.inputs.map(({ point }) => point);
  through(
    subject,
    { ...scenario, moves: scenario.moves.slice(0, 1) },
    (trial, { answer, inputs }) => {
      if (!('result' in answer) || answer.result.conditional === true) return;
      for (const [i, input] of scenario.inputs.entries()) {
        const other = endPoints(input).find((end) => ratSubtract(end, input.point).n !== 0n);
        if (other === undefined) continue;
        const slope = refiner.sensitivity!(i, inputs, answer.result.bounds, params);
        const beside = points.map((point, j) => (j === i ? other : point));
        const fine = finest - BELOW_FINEST - 256;
        const here = boundsAt(refiner, params, points.map(pointInput), fine);
        const there = boundsAt(refiner, params, beside.map(pointInput), fine);
        if (here === undefined || there === undefined) continue;
        // Bounds that do not hold say nothing of slopes.
        if (
          ![here, there].every((bounds, k) =>
            isTrue(subject, params, k === 0 ? points : beside, bounds),
          )
        )
          continue;
        const rise = leastDistance(here, there);
        const run = logOf(ratSubtract(other, input.point));
        if (rise > slope + run + SLOPE_SLACK)
          trial.broke(
            'sensitivity',
            `from ${rationalText(input.point)} to ${rationalText(other)} of input ${String(i)} the value moves by at least 2^${rise.toFixed(3)}, ` +
              `a slope of 2^${(rise - run).toFixed(3)}, and the sensitivity is 2^${String(slope)}`,
          );
      }
    },
  );
};

/** Whether bounds at points hold, as far as the value is known. */
function isTrue<Params>(
  { value }: Subject<Params>,
  params: Params,
  points: readonly Rational[],
  bounds: Enclosure,
): boolean {
  const truth = value?.(points, params);
  return truth === undefined || holds(bounds, truth);
}

/** Log2 of the distance between two enclosures, rounded down to 1/64. */
function leastDistance(a: Enclosure, b: Enclosure): Log2 {
  const [aLo, aHi, bLo, bHi] = [lowerEnd(a), upperEnd(a), lowerEnd(b), upperEnd(b)];
  if (aLo === null || aHi === null || bLo === null || bHi === null) return -Infinity;
  const gap = compare(bLo, aHi) > 0 ? subtract(bLo, aHi) : subtract(aLo, bHi);
  if (gap.m <= 0n) return -Infinity;
  const length = bitLength(gap.m);
  const shift = Math.max(0, length - 53);
  return Math.log2(Number(gap.m >> BigInt(shift))) + shift + gap.e - 2 ** -20;
}

/** Log2 of the magnitude of a rational, to about 2^-40. */
function logOf({ n, d }: Rational): Log2 {
  const log = (x: bigint): number => {
    const shift = Math.max(0, bitLength(x) - 53);
    return Math.log2(Number(x >> BigInt(shift))) + shift;
  };
  return log(n < 0n ? -n : n) - log(d);
}

/** A step may ask a few times more before it leaves its loops. */
const MOST_ASKED_AFTER_STOP = 64;

const stopping: Check = (subject, scenario) => {
  const { refiner, value, finest } = subject;
  const { params } = scenario;
  const points = scenario.inputs.map((input) => input.point);
  const look = (trial: Trial<typeof params>, { answer }: Step): void => {
    if (!('result' in answer)) return;
    if (answer.askedAfterStop > MOST_ASKED_AFTER_STOP)
      trial.broke(
        'stopping',
        `the step asked ${String(answer.askedAfterStop)} times more after it was told to stop`,
      );
    const truth =
      value?.(points, params) ??
      boundsAt(refiner, params, points.map(pointInput), finest - BELOW_FINEST);
    if (truth !== undefined && !holds(answer.result.bounds, truth) && answer.askedAfterStop > 0)
      trial.broke(
        'stopping',
        `a step that was told to stop left ${enclosureText(answer.result.bounds)}, without ${truthText(truth)}`,
      );
  };
  through(subject, scenario, look, true);
};

const CHECKS: Readonly<Record<string, Check>> = {
  answer: shape('answer'),
  errors: shape('errors'),
  state,
  determinism,
  containment,
  nesting,
  progress,
  economy,
  sensitivity,
  stopping,
};

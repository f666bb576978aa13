/**
 * The laws of refiners as properties, one for each law of the contract in `refiners/refiner.ts`.
 *
 * Laws of these laws
 * 1. A refiner that keeps its contract breaks none of them.
 * 2. One fault breaks the law that names it. A law leaves alone what another one says: an answer of the wrong shape is the
 *    business of `answer`, so the others pass it over.
 * 3. What is thrown is a BrokenLawError, with the steps that show the fault.
 */
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { ExactNumber } from '../../enclosures/construction.js';
import type { Rational } from '../../exact/rational.js';
import type { Refiner } from '../../refiners/refiner.js';
import { determinism, shape, state } from './answers.js';
import { containment, nesting, stopping } from './containment.js';
import { economy } from './economy.js';
import { progress } from './progress.js';
import { scenarios } from './scenario.js';
import type { Arbitrary, FastCheck, Scenario } from './scenario.js';
import { sensitivity } from './sensitivity.js';
import type { Check as LawCheck, Subject } from './subject.js';

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

const FINEST = -256;
const MOST_STEPS = 1000;

/**
 * The laws of refiners, each as a property with a name, for any runner:
 *
 * - `answer`: a step answers with a record of state and bounds of the right shape, and so does each method: `initial` with
 *   an enclosure, `sensitivity` with a number;
 * - `errors`: what its methods throw is a mathematical error;
 * - `state`: the state is plain data, that of `start` too, and survives structured clone and the codec;
 * - `determinism`: the same snapshot gives the same result, whatever ran in between, and is not changed;
 * - `containment`: the bounds contain the value for every point inside the inputs, and so do reported bounds;
 * - `nesting`: a demand on narrower inputs widens the bounds to no more than it asks for;
 * - `progress`: at a point the width is reached, or the step says why not;
 * - `economy`: at most twice the bits demanded plus 64 are computed, by the width of the bounds and by `bits`;
 * - `sensitivity`: the slope between two points of the inputs is at most what `sensitivity` says;
 * - `stopping`: a step that was told to stop asks no further; what it returns is sound, and so is every later step.
 *
 * Inputs may have one end or none at first, demands become finer and coarser or are `Infinity`, some have a predicate, and
 * quanta have one to eight steps.
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
  return lawsOf(fc, refiner as unknown as Refiner<Params>, options, CHECKS);
}

/** The laws that these checks hold a refiner to. */
export function lawsOf<Params, Check extends FastCheck>(
  fc: Check,
  refiner: Refiner<Params>,
  options: RefinerLawOptions<Params>,
  checks: Readonly<Record<string, LawCheck>>,
): readonly Law<ReturnType<Check['property']>>[] {
  const { params = fc.constant(null) as unknown as Arbitrary<Params>, inputs = [] } = options;
  const subject: Subject<Params> = {
    refiner,
    value: options.value,
    finest: options.finest ?? FINEST,
    steps: options.steps ?? MOST_STEPS,
  };
  const runs = scenarios(fc, { params, inputs });
  return Object.entries(checks).map(([name, check]) => ({
    name,
    property: fc.property(runs, (scenario: Scenario<Params>) => {
      check(subject, scenario);
    }) as ReturnType<Check['property']>,
  }));
}

const CHECKS: Readonly<Record<string, LawCheck>> = {
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

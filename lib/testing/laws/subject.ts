/** A refiner under test, and the runs of it that a law looks at. */
import { containsRational, intersect, lowerEnd } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { Rational } from '../../exact/rational.js';
import { exactValue } from '../../enclosures/construction.js';
import type { ExactNumber } from '../../enclosures/construction.js';
import type { Demand, Plain, Refiner } from '../../refiners/refiner.js';
import { enclosureText, rationalText } from './fault.js';
import { nestedInputs, pointInput } from './inputs.js';
import type { Move, Scenario } from './scenario.js';
import { boundsAt, Trial } from './trial.js';

/** A value that is known: a number, or an enclosure of it. */
export type Truth = ExactNumber | Enclosure;

/** What is under test. */
export interface Subject<Params> {
  readonly refiner: Refiner<Params>;
  /** The true value at exact points. */
  readonly value: ((points: readonly Rational[], params: Params) => Truth) | undefined;
  readonly finest: Log2;
  readonly steps: number;
}

/** @throws BrokenLawError where the law is broken in a run. */
export type Check = <Params>(subject: Subject<Params>, scenario: Scenario<Params>) => void;

/** How finely bounds at points are computed, below the finest demand. */
export const BELOW_FINEST = 64;

/** One step of a run. */
export interface Step {
  readonly answer: ReturnType<Trial<unknown>['step']>;
  readonly inputs: readonly Enclosure[];
  readonly demand: Demand;
  readonly quantum: number;
  readonly before: { readonly state: Plain; readonly bounds: Enclosure };
}

/** Runs the moves of a scenario; `look` sees each step with an answer. */
export function through<Params>(
  { refiner, finest }: Subject<Params>,
  scenario: Scenario<Params>,
  look: (trial: Trial<Params>, step: Step) => void,
  stops = false,
): void {
  const trial = new Trial(refiner, scenario.params);
  const nested = nestedInputs(scenario);
  let width = 0;
  for (const [i, move] of scenario.moves.entries()) {
    width = Math.max(finest, move.demand === 'coarser' ? width + move.bits : width - move.bits);
    const demand = demandOf(move, width, trial.bounds);
    const { quantum } = move;
    const inputs = nested[i]!;
    const before = { state: trial.state, bounds: trial.bounds };
    const answer = trial.step(inputs, demand, {
      quantum,
      stopAfter: stops ? move.stopAfter : null,
    });
    look(trial, { answer, inputs, demand, quantum, before });
    if (!('result' in answer) || trial.meet(answer.result.bounds) === undefined) return;
    if (answer.result.done !== undefined) return;
  }
}

function demandOf({ demand, excludes }: Move, width: Log2, bounds: Enclosure): Demand {
  const asked = demand === 'first' ? Infinity : width;
  if (excludes === null) return { width: asked };
  const end = excludes === 'end' ? lowerEnd(bounds) : null;
  return { width: asked, predicate: { excludes: end ?? { m: 0n, e: 0 } } };
}

/** What is known of the value at points: the truth where it is given, else the bounds that the refiner reaches there. */
export function truthAt<Params>(
  { refiner, value, finest }: Subject<Params>,
  params: Params,
  points: readonly Rational[],
): Truth | undefined {
  return (
    value?.(points, params) ??
    boundsAt(refiner, params, points.map(pointInput), finest - BELOW_FINEST)
  );
}

/** Whether bounds agree with what is known. */
export function holds(bounds: Enclosure, truth: Truth): boolean {
  if (typeof truth === 'object' && 'kind' in truth) return intersect(bounds, truth) !== undefined;
  return containsRational(bounds, exactValue('value', truth));
}

/** What is known, for a log. */
export function truthText(truth: Truth): string {
  if (typeof truth === 'object' && 'kind' in truth) return enclosureText(truth);
  return rationalText(exactValue('value', truth));
}

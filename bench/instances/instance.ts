/** Random problems whose best solution is known. */
import type { Goal } from '#lib/coordinator/goals/goal.js';
import type { NodeId } from '#lib/graph/node.js';
import { Engine } from '../engine/engine.js';
import type { Random } from '../harness/random.js';
import type { Optimum } from '../optimum/separable.js';
import { mixture, priced, profiled } from './refiners.js';

export interface Instance {
  /** Builds it in an engine of its own; returns the root. */
  build(engine: Engine): NodeId;
  readonly goal: Goal;
  /**
   * The least declared cost that meets the goal.
   * @param known - a cost that meets it, to prune the search by.
   * @param part - of the width in the goal, that the root may have: {@link SURE_PART} by default.
   */
  optimum(known: number, part?: number): Optimum;
}

export interface Family {
  readonly name: string;
  draw(random: Random): Instance;
}

/** An engine that knows the refiners of all instances. */
export function instanceEngine(): Engine {
  return new Engine([profiled, mixture, priced]);
}

/**
 * A width counts as printed, which is 9/8 of itself at most. What is printed of wider bounds may be narrow
 * enough by chance as well.
 */
export const SURE_PART = 8 / 9;

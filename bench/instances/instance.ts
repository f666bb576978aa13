/** Random problems whose best solution is known. */
import type { Goal } from '#lib/coordinator/goal.js';
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
   */
  optimum(known: number): Optimum;
}

export interface Family {
  readonly name: string;
  draw(random: Random): Instance;
}

/** An engine that knows the refiners of all instances. */
export function instanceEngine(): Engine {
  return new Engine([profiled, mixture, priced]);
}

/** The goal that a root be so narrow: a width counts as printed, 9/8 of itself. */
export function goalOf(eps: number): { readonly goal: Goal; readonly allowance: number } {
  return { goal: { eps }, allowance: (eps * 8) / 9 };
}

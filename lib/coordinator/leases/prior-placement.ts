/** Placement by the prior cost of a step alone: it learns nothing, and needs no execution plan. */
import { inlineQuantum, ONE_STEP, predictCost } from './placement.js';
import type { Placement } from './placement.js';
import type { Slot } from './port.js';

/** Below this predicted cost (units of about a nanosecond) a message costs more than the step. */
const INLINE_BELOW = 100_000;

/** What a placement by the prior may be given. */
export interface PriorPlacementOptions {
  /** Whether there are slots outside the calling thread, free or not. */
  readonly remote?: (() => boolean) | undefined;
  /** Whether one lease may cover several steps that are all certain to be needed. */
  readonly several?: boolean | undefined;
  /** After how long a step is hedged, in nanoseconds; never by default. */
  readonly hedgeAfter?: number | undefined;
}

/** Expensive steps run in other slots where there are some, all others on the calling thread. */
export function placementByPrior(options: PriorPlacementOptions = {}): Placement {
  const { remote = () => false, several = false, hedgeAfter = Infinity } = options;
  return {
    costHere: predictCost,
    place: (step, free) => {
      const cost = predictCost(step);
      const index = placeStep(free, cost, step.synchronous !== true && remote());
      if (index === undefined) return undefined;
      const covers = several && step.certain === true && free[index]!.kind === 'inline';
      const quantum = covers ? inlineQuantum(cost) : ONE_STEP;
      return { index, cost, quantum, hedgeDelay: hedgeAfter };
    },
  };
}

/**
 * The index of the free slot in which a step is to run; undefined when it is to wait for another.
 * @param remote - whether there are slots elsewhere, free or not.
 */
export function placeStep(
  free: readonly Slot[],
  cost: number,
  remote: boolean,
): number | undefined {
  const inline = free.findIndex((slot) => slot.kind === 'inline');
  if (!remote) return inline < 0 ? undefined : inline;
  const elsewhere = free.findIndex((slot) => slot.kind !== 'inline');
  if (cost >= INLINE_BELOW) return elsewhere < 0 ? undefined : elsewhere;
  if (inline >= 0) return inline;
  return elsewhere < 0 ? undefined : elsewhere;
}

import { isFinite, magnitudeLog2 } from '../exact/enclosure.js';
import type { Enclosure } from '../exact/enclosure.js';
import type { Demand } from '../refiners/refiner.js';
import type { Slot } from './port.js';

/** Below this predicted cost (units of about a nanosecond) a message costs more than the step. */
const INLINE_BELOW = 100_000;

const FIRST_LOOK_BITS = 64;

/** A prior for the cost of a step that computes so many bits: a message's worth at 1,000 bits, 20 ms at 30,000. */
export function predictCost(bounds: Enclosure, demand: Demand): number {
  const bits =
    demand.width === Infinity || !isFinite(bounds)
      ? FIRST_LOOK_BITS
      : Math.max(FIRST_LOOK_BITS, magnitudeLog2(bounds) - demand.width);
  return 1000 + bits ** 1.6;
}

/**
 * The index of the free slot in which a step is to run; undefined when it is to wait for another.
 * @param remote - whether there are slots elsewhere, free or not, that take this step.
 */
export function placeStep(free: readonly Slot[], cost: number, remote: boolean): number | undefined {
  const inline = free.findIndex((slot) => slot.kind === 'inline');
  if (!remote) return inline < 0 ? undefined : inline;
  const elsewhere = free.findIndex((slot) => slot.kind !== 'inline');
  if (cost >= INLINE_BELOW) return elsewhere < 0 ? undefined : elsewhere;
  if (inline >= 0) return inline;
  return elsewhere < 0 ? undefined : elsewhere;
}

import type { Nanoseconds } from './lease.js';

/** How long a step waits before it is leased again, when it was lost so many times before. */
export type Backoff = (losses: number) => Nanoseconds;

const FIRST: Nanoseconds = 10e6;
const MOST_DOUBLINGS = 7;

/**
 * 10 ms, doubled with every loss up to seven times, less up to a half of it by chance: steps that were
 * lost together do not come back together.
 *
 * @param random - uniform in [0, 1): the same generator gives the same waits.
 */
export function exponentialBackoff(random: () => number): Backoff {
  return (losses) => Math.round(FIRST * 2 ** Math.min(losses, MOST_DOUBLINGS) * (1 - random() / 2));
}

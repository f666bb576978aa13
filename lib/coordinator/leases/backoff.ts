import type { Nanoseconds } from '../time.js';

/** How long a step waits before it is leased again, by the number of earlier losses. */
export type Backoff = (losses: number) => Nanoseconds;

const FIRST: Nanoseconds = 10e6;
const MOST_DOUBLINGS = 7;

/**
 * Exponential backoff with jitter: 10 ms, doubled per loss up to seven times, less a random part of up to
 * one half. The jitter separates steps that were lost together.
 *
 * @param random - uniform in [0, 1): the same generator gives the same waits.
 */
export function exponentialBackoff(random: () => number): Backoff {
  return (losses) => Math.round(FIRST * 2 ** Math.min(losses, MOST_DOUBLINGS) * (1 - random() / 2));
}

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

/** A generator from a seed: mulberry32 of Tommy Ettinger, in the public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

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

/** A random generator from a seed: mulberry32 by Tommy Ettinger, public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

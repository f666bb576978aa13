/** A refiner whose answers depend on nothing but its state, while nobody can tell how long they take. */
import type { Refiner } from 'pincer/refiner';
import { work } from '../execution/toil.js';

export interface Dawdle {
  readonly numerator: number;
  /** Declared cost of a step. */
  readonly cost: number;
  readonly [key: string]: number;
}

const DENOMINATOR = 1_000_003n;
const BITS_A_STEP = 9;
/** A step takes up to so many turns of about a nanosecond, by chance. */
const MOST_TURNS = 400_000;

export const dawdler: Refiner<Dawdle, number> = {
  name: 'dawdler',
  version: 1,
  module: new URL(import.meta.url),
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => 0,
  step: ({ state }, { numerator, cost }) => {
    // The injected delay: the only chance in it, and no part of the answer.
    work(Math.floor(Math.random() * MOST_TURNS));
    const bits = state + BITS_A_STEP;
    const lo = (BigInt(numerator) << BigInt(bits)) / DENOMINATOR;
    return { state: bits, bounds: { kind: 'narrow', lo, width: 1, exp: -bits }, cost, bits };
  },
};

import { SeededGenerator } from '#lib/exact/seeded.js';

/** A seeded generator for random instances. */
export class Random extends SeededGenerator {
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)]!;
  }

  /** A generator of its own for one of many things that have a number, whatever is drawn from it. */
  fork(number: number): Random {
    return new Random(this.seedFor(number));
  }
}

/** A seeded generator for random instances (splitmix32: a Weyl sequence and the finaliser of MurmurHash3). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed | 0, 0x85ebca6b) ^ 0x5bd1e995;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let h = this.#state ^ (this.#state >>> 16);
    h = Math.imul(h, 0x21f0aaad);
    h ^= h >>> 15;
    h = Math.imul(h, 0x735a2d97);
    return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
  }

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

  /** A generator of its own for one of many things that have a number, whatever was drawn before. */
  fork(number: number): Random {
    return new Random(Math.imul(this.#state ^ number, 0xc2b2ae35) + number);
  }
}

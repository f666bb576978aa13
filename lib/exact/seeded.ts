/**
 * The one generator of pseudo-random numbers: splitmix32, a Weyl sequence through the finaliser of MurmurHash3.
 * It is not for secrets. The same seed gives the same numbers on every machine.
 */
export class SeededGenerator {
  #state: number;

  /** @param seed - an integer; its low 32 bits count. */
  constructor(seed: number) {
    this.#state = Math.imul(seed | 0, 0x85ebca6b) ^ 0x5bd1e995;
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A seed for the generator of one of many things, which are numbered; it follows from the present state. */
  seedFor(number: number): number {
    return Math.imul(this.#state ^ number, 0xc2b2ae35) + number;
  }
}

/**
 * Numbers in [0, 1) that a seed determines (splitmix32). Good enough to choose test cases with; the same seed gives
 * the same numbers everywhere.
 *
 * @param seed - an integer; its low 32 bits count.
 */
export function seeded(seed: number): () => number {
  const generator = new SeededGenerator(seed);
  return () => generator.next();
}

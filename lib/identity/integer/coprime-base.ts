/**
 * Integers as products over a coprime base, without factoring (Bernstein, "Factoring into coprimes in
 * essentially linear time", J. Algorithms 54, 2005).
 *
 * Laws
 * 1. The elements of the base are above 1, pairwise coprime, and none is a perfect power. The primes
 *    below 1000 belong to it from the start.
 * 2. `factor(n)` gives n exactly, as a product of powers of elements.
 * 3. An integer that shares a proper part of an element splits it: then everything that was said in terms
 *    of the element is to be said again, and `BaseRefined` carries the finer elements.
 */
import { gcd } from '../../exact/integer.js';
import type { Work } from '../work.js';
import { powerFree } from './perfect-power.js';
import type { Factor } from './small-primes.js';
import { withoutSmallPrimes } from './small-primes.js';

/** An element was split. Who asks begins again with these. */
export class BaseRefined extends Error {
  override readonly name = 'BaseRefined';
  readonly elements: readonly bigint[];

  constructor(elements: readonly bigint[]) {
    super('identity: a coprime base was refined');
    this.elements = elements;
  }
}

export class CoprimeBase {
  /** Those without a prime factor below 1000. */
  readonly #elements: bigint[];
  readonly #work: Work;

  constructor(work: Work, elements: readonly bigint[] = []) {
    this.#work = work;
    this.#elements = [...elements];
  }

  /**
   * The product of powers that `n >= 1` is; of 1 there is none.
   *
   * @throws BaseRefined by law 3.
   * @throws TooLarge
   */
  factor(n: bigint): Factor[] {
    this.#work.charge(6);
    const { factors, rest } = withoutSmallPrimes(n);
    let left = rest;
    for (const base of this.#elements) {
      if (left === 1n) break;
      this.#work.chargeGcd(left, base);
      const common = gcd(left, base);
      if (common === 1n) continue;
      let exponent = 0;
      while (left % base === 0n) {
        this.#work.charge(1);
        left /= base;
        exponent++;
      }
      if (exponent > 0) factors.push({ base, exponent });
      this.#work.chargeGcd(left, base);
      const shared = gcd(left, base);
      if (shared !== 1n) this.split(base, shared);
    }
    if (left === 1n) return factors;
    const { root, exponent } = powerFree(left, this.#work);
    this.#elements.push(root);
    factors.push({ base: root, exponent });
    return factors;
  }

  /**
   * Splits an element by a proper divisor of it.
   *
   * @throws BaseRefined, always.
   */
  split(base: bigint, divisor: bigint): never {
    const parts = coprimeParts([divisor, base / divisor], this.#work);
    const others = this.#elements.filter((element) => element !== base);
    // A part is coprime to all other elements, as it divides one that is.
    throw new BaseRefined([...others, ...parts.map((part) => powerFree(part, this.#work).root)]);
  }
}

/**
 * Pairwise coprime integers above 1 of whose powers each of `numbers` is a product. Each round replaces x y
 * with a common factor g by x/g, g, y/g, whose product is smaller, so it ends.
 */
function coprimeParts(numbers: readonly bigint[], work: Work): bigint[] {
  const parts: bigint[] = [];
  const left = [...numbers];
  for (let x = left.pop(); x !== undefined; x = left.pop()) {
    if (x === 1n) continue;
    let isCoprime = true;
    for (let i = 0; i < parts.length; i++) {
      const y = parts[i]!;
      work.chargeGcd(x, y);
      const common = gcd(x, y);
      if (common === 1n) continue;
      parts.splice(i, 1);
      left.push(x / common, common, y / common);
      isCoprime = false;
      break;
    }
    if (isCoprime) parts.push(x);
  }
  return parts;
}

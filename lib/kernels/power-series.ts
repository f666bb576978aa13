/**
 * Power series of short arguments in fixed point, by rectangular splitting.
 *
 * A series of n terms in blocks of m takes m powers of its argument, and a long multiplication and a division by
 * a short integer per block; all else is multiplication by short integers.
 *
 * Sources: M. S. Paterson, L. J. Stockmeyer, "On the number of nonscalar multiplications necessary to evaluate
 * polynomials", SIAM J. Comput. 2 (1973); F. Johansson, "Efficient implementation of elementary functions in the
 * medium-precision range", 22nd IEEE Symposium on Computer Arithmetic (2015), arXiv:1410.7176, section III.
 */
import { checkpoint } from '../exact/interruption.js';

/** The sum over k of `q^k / (d(1) d(2) ... d(k))`, for `|q| <= 1/4`, cut after any number of terms up to a largest. */
export class PowerSeries {
  /** `d(k + 1) ... d(last)`, where `last` ends the block of k. */
  readonly #coefficients: bigint[] = [];
  /** Per block the product of all its `d`, but for d(0). */
  readonly #divisors: bigint[] = [];
  /** How many terms share a long multiplication. */
  readonly block: number;

  /**
   * @param divisor integers `d(k) >= 1`, at least 2 from k = 2 on.
   * @param most the largest number of terms.
   */
  constructor(divisor: (k: number) => number, most: number, block: number) {
    this.block = block;
    for (let first = 0; first < most; first += block) {
      let product = 1n;
      for (let k = first + block - 1; k >= first; k--) {
        this.#coefficients[k] = product;
        if (k > 0) product *= BigInt(divisor(k));
      }
      this.#divisors.push(product);
    }
  }

  /**
   * The sum of the first `terms` terms at `bits` bits, off by less than 14 units.
   *
   * Proof, in units. A power of q is off by at most 2: each product halves the error before it and adds at most 1.
   * A block's sum over its divisor weighs the j-th power by at most 1 / (d(1) ... d(j)), at most 1 for j = 1 and half as
   * much for each further j, so the powers cost at most 4. The blocks above stand for a number of at most 2,
   * which is off by E and meets q^m, off by 2 and at most 1/4: they cost at most 4 + E / 4 and 1 for the shift; the
   * division costs 1. So E <= 10 + E / 4, which makes E < 14.
   *
   * @param powers `powers[j]` is `q^j` for `0 <= j <= block`, as `powersOf` gives them.
   */
  sum(powers: readonly bigint[], terms: number, bits: number): bigint {
    const coefficients = this.#coefficients;
    const divisors = this.#divisors;
    const m = this.block;
    const shift = BigInt(bits);
    const one = powers[0]!;
    const factor = powers[m]!;
    let block = Math.floor((terms - 1) / m);
    let first = block * m;
    let sum = 0n;
    for (let k = terms - 1; ; k = first + m - 1) {
      // The coefficient that ends a block is 1.
      if (k === first + m - 1) sum += powers[--k - first + 1]!;
      for (; k > first; k--) sum += coefficients[k]! * powers[k - first]!;
      sum = (sum + coefficients[first]! * one) / divisors[block]!;
      if (block === 0) return sum;
      checkpoint(bits);
      sum = (sum * factor) >> shift;
      block--;
      first -= m;
    }
  }
}

/** The powers of `q` from the zeroth to the m-th, each off by at most 2 units of `2^-bits`. */
export function powersOf(q: bigint, m: number, bits: number): bigint[] {
  const shift = BigInt(bits);
  const powers = [1n << shift, q];
  for (let j = 2; j <= m; j++) {
    checkpoint(bits);
    powers.push(
      j % 2 === 0 ? (powers[j / 2]! * powers[j / 2]!) >> shift : (powers[j - 1]! * q) >> shift,
    );
  }
  return powers;
}

/**
 * A number of terms such that those left out sum to less than a unit of `2^-bits`, for `|q| <= 2^-zeros` with
 * `zeros >= 2`.
 */
export function termsFor(divisor: (k: number) => number, zeros: number, bits: number): number {
  let size = 0;
  for (let k = 1; ; k++) {
    // The error of Math.log2 is far below the slack of 0.001.
    size += zeros + Math.log2(divisor(k)) - 0.001;
    // The first term left out is at most half a unit, each further one at most half of the one before.
    if (size >= bits + 1) return k;
  }
}

/**
 * Power series of short arguments in fixed point, by rectangular splitting.
 *
 * A series of n terms in blocks of m takes m powers of its argument and a long multiplication per block. All else is
 * multiplication by coefficients of one word, and a division by a word where their product would outgrow it.
 *
 * Sources: M. S. Paterson, L. J. Stockmeyer, "On the number of nonscalar multiplications necessary to evaluate
 * polynomials", SIAM J. Comput. 2 (1973); F. Johansson, "Efficient implementation of elementary functions in the
 * medium-precision range", 22nd IEEE Symposium on Computer Arithmetic (2015), arXiv:1410.7176, section III.
 */
import { checkpoint } from '../exact/interruption.js';

/** Coefficients and divisors stay below it, so each is one digit of a BigInt. */
const WORD = 1n << 63n;

/** Bits of a block beyond those that its zeros leave. */
const BLOCK_BITS = 8;

/** Below this many bits a cut takes longer than it spares; measured in `bench/LOG.md`. */
const SHORTEST_CUT = 1000;

/** The sum over k of `q^k / (d(1) d(2) ... d(k))`, for `|q| <= 1/4`, cut after any number of terms up to a largest. */
export class PowerSeries {
  /** `d(k + 1) ... d(last)`, where `last` ends the group of k: terms that share a division. */
  readonly #coefficients: bigint[] = [];
  /** For the first k of a group the product of all its `d`, but for d(0); else undefined. */
  readonly #divisors: (bigint | undefined)[] = [];
  /** How many terms share a long multiplication. */
  readonly block: number;

  /**
   * @param divisor integers `d(k) >= 1`, at least 2 from k = 2 on.
   * @param most the largest number of terms.
   */
  constructor(divisor: (k: number) => number, most: number, block: number) {
    this.block = block;
    for (let first = 0; first < most;) {
      let product = first === 0 ? 1n : BigInt(divisor(first));
      let end = first + 1;
      for (; end < most; end++) {
        const next = product * BigInt(divisor(end));
        if (next >= WORD) break;
        product = next;
      }
      this.#divisors[first] = product;
      let coefficient = 1n;
      for (let k = end - 1; k >= first; k--) {
        this.#coefficients[k] = coefficient;
        if (k > first) coefficient *= BigInt(divisor(k));
      }
      first = end;
    }
  }

  /**
   * The sum of the first `terms` terms at `bits` bits, off by less than 14 units.
   *
   * Proof, in units. The sum of the terms from k on, over the d up to k, is at most 2. A power of q is off by at most
   * 2: each product halves the error before it and adds at most 1. So where the terms above k come off by X, the k-th
   * adds at most 2; going on to k - 1 divides by d(k) and adds 1 where it rounds; and a multiplication by q^m, which
   * is at most 1/4 and off by 2, leaves a quarter and adds at most 4 + 1. For d(k) >= 2 all three make at most
   * ((X + 2) / 2 + 1) / 4 + 5, and without the multiplication (X + 2) / 2 + 1: X stays below 7. The step from the
   * first term adds 2 + 1, as d(1) may be 1, and the last division 1: less than 11.
   *
   * Where numbers are long, each block is summed with 8 bits more than the zeros of the q^m before it leave of the result. A power
   * cut to that is off by at most 3 of its units, so a step makes (X + 3) / 2 + 1 of X; q^m takes units of a block to units
   * of the one before and adds at most 6 + 1. With two steps or more in a block X stays below 8. The last q^m takes that to
   * less than 8 / 2^8 units of the result.
   *
   * @param powers `powers[j]` is `q^j` for `0 <= j <= block`, as `powersOf` gives them.
   * @param zeros with `|q| <= 2^-zeros`.
   */
  sum(powers: readonly bigint[], terms: number, bits: number, zeros: number): bigint {
    const coefficients = this.#coefficients;
    const divisors = this.#divisors;
    const m = this.block;
    const factor = powers[m]!;
    const bitsOf = (block: number): number =>
      bits < SHORTEST_CUT ? bits : Math.min(bits, bits - block * m * zeros + BLOCK_BITS);
    let block = Math.floor((terms - 1) / m);
    let precision = bitsOf(block);
    let cut = cutPowers(powers, bits - precision);
    let j = (terms - 1) % m;
    let sum = 0n;
    for (let k = terms - 1; ; k--, j--) {
      sum += coefficients[k]! * cut[j]!;
      const divisor = divisors[k];
      if (divisor !== undefined) sum /= divisor;
      if (k === 0) return sum;
      if (j > 0) continue;
      checkpoint(precision);
      const next = bitsOf(--block);
      sum = (sum * (factor >> BigInt(bits - next))) >> BigInt(precision);
      if (next !== precision) cut = cutPowers(powers, bits - next);
      precision = next;
      j = m;
    }
  }
}

/** How many terms a block has, of so many, where a power and a block take about as long. */
export function blockOf(terms: number): number {
  return Math.max(2, Math.round(Math.sqrt(terms)));
}

/** The series of a divisor up to a number of terms, by their blocks, each made once. */
export function seriesInBlocks(
  divisor: (k: number) => number,
  most: number,
): (block: number) => PowerSeries {
  const made: PowerSeries[] = [];
  return (block) => (made[block] ??= new PowerSeries(divisor, most, block));
}

/** The divisors of the exponential series, and in the square of their argument of sine over it and cosine. */
export const ofExponential = (k: number): number => k;
export const ofSine = (k: number): number => 2 * k * (2 * k + 1);
export const ofCosine = (k: number): number => (2 * k - 1) * (2 * k);

function cutPowers(powers: readonly bigint[], drop: number): readonly bigint[] {
  return drop === 0 ? powers : powers.map((power) => power >> BigInt(drop));
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

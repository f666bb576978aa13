/**
 * Exact rationals with a size limit.
 *
 * Laws
 * 1. A Rational is reduced and its denominator is positive.
 * 2. Arithmetic is exact; the folds over many terms and the powers return `undefined` as soon as they outgrow
 *    their limit, before they pay for the longer result.
 */
import type { Dyadic } from './dyadic.js';
import { fromDouble } from './double.js';
import { LONGEST_INTEGER } from './dyadic.js';
import { DivisionByZeroError, LimitError } from './errors.js';
import { bitLength, divideFloor, gcd, gcdOfDoubles, rootFloor, trailingZeros } from './integer.js';
import { checkpointAt } from './interruption.js';

/** `n / d`, reduced, with `d > 0`. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** Rationals stay exact while numerator and denominator together hold at most this many bits. */
export const RATIONAL_BITS = 4096;

/** Two rationals that together hold more bits than this are not combined. */
const AFFORDABLE_BITS = 2 ** 14;

/** The longest power that is computed, in bits of numerator and denominator together. */
const POWER_BITS = 2 ** 20;

/**
 * `n / d`, reduced.
 *
 * @throws DivisionByZeroError if `d` is zero.
 */
export function rational(n: bigint | number, d: bigint | number = 1n): Rational {
  const above = BigInt(n);
  const below = BigInt(d);
  if (below === 0n) throw new DivisionByZeroError(`rational: ${String(above)} / 0`);
  if (below === 1n) return { n: above, d: 1n };
  const common = below < 0n ? -gcd(above, below) : gcd(above, below);
  return { n: above / common, d: below / common };
}

/** The bits of numerator and denominator together. */
export function ratBits(r: Rational): number {
  return bitLength(r.n) + bitLength(r.d);
}

/** Whether `r` is short enough to be kept exact. */
export function ratFits(r: Rational): boolean {
  return ratBits(r) <= RATIONAL_BITS;
}

/** The most bits of the numerator, and of the denominator, of a short rational. */
const SHORT_BITS = 64;

/** Whether numerator and denominator are short: where series of them are quick, at some precision. */
export function ratIsShort({ n, d }: Rational): boolean {
  return bitLength(n) <= SHORT_BITS && bitLength(d) <= SHORT_BITS;
}

/** A dyadic number as a short rational; undefined where it is none. */
export function shortRational(x: Dyadic): Rational | undefined {
  if (bitLength(x.m) > SHORT_BITS || Math.abs(x.e) > SHORT_BITS) return undefined;
  const value = ratFromDyadic(x);
  return ratIsShort(value) ? value : undefined;
}

export function ratNegate(a: Rational): Rational {
  return { n: -a.n, d: a.d };
}

/** Sums of two products of integers up to this are exact in doubles: they are at most 2^53. */
const MOST_IN_DOUBLES = 2 ** 26;

/**
 * `a + b`. With g = gcd(a.d, b.d) only a divisor of g can be common to the numerator over lcm(a.d, b.d) and to that
 * (Knuth, The Art of Computer Programming, volume 2, section 4.5.1), so both divisions are of short numbers.
 */
export function ratAdd(a: Rational, b: Rational): Rational {
  if (a.d === 1n) return { n: a.n * b.d + b.n, d: b.d };
  if (b.d === 1n) return { n: a.n + b.n * a.d, d: a.d };
  const [an, ad, bn, bd] = [Number(a.n), Number(a.d), Number(b.n), Number(b.d)];
  if (Math.max(Math.abs(an), ad, Math.abs(bn), bd) <= MOST_IN_DOUBLES) {
    const n = an * bd + bn * ad;
    const common = gcdOfDoubles(Math.abs(n), ad * bd);
    return { n: BigInt(n / common), d: BigInt((ad * bd) / common) };
  }
  const g = gcd(a.d, b.d);
  if (g === 1n) return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
  const rest = a.d / g;
  const n = a.n * (b.d / g) + b.n * rest;
  const common = gcd(n, g);
  return common === 1n ? { n, d: rest * b.d } : { n: n / common, d: rest * (b.d / common) };
}

export function ratSubtract(a: Rational, b: Rational): Rational {
  return ratAdd(a, ratNegate(b));
}

/** `a b`: as both are reduced, only a numerator and the other's denominator can have a common divisor. */
export function ratMultiply(a: Rational, b: Rational): Rational {
  const [an, bd] = reduced(a.n, b.d);
  const [bn, ad] = reduced(b.n, a.d);
  return { n: an * bn, d: ad * bd };
}

/** Both without their common divisors. `d > 0`; 0 becomes `0 / 1`. */
function reduced(n: bigint, d: bigint): [n: bigint, d: bigint] {
  if (d === 1n) return [n, d];
  const common = gcd(n, d);
  return common === 1n ? [n, d] : [n / common, d / common];
}

/**
 * `a / b`.
 *
 * @throws DivisionByZeroError if `b` is zero.
 */
export function ratDivide(a: Rational, b: Rational): Rational {
  if (b.n === 0n) throw new DivisionByZeroError(`ratDivide: ${ratText(a)} / 0`);
  const inverse = b.n < 0n ? { n: -b.d, d: -b.n } : { n: b.d, d: b.n };
  return ratMultiply(a, inverse);
}

/**
 * Whether a sum or product of two rationals is cheap to reduce: a greatest common divisor takes quadratic
 * time, half a minute for the longest powers that are kept.
 */
export function ratAffordable(a: Rational, b: Rational): boolean {
  return ratBits(a) + ratBits(b) <= AFFORDABLE_BITS;
}

/** `n` or `n/d`. */
export function ratText(r: Rational): string {
  return r.d === 1n ? String(r.n) : `${String(r.n)}/${String(r.d)}`;
}

/**
 * `r^k` for an integer `k`, with `0^0 = 1`; `undefined` if the power would hold more than 2^20 bits.
 *
 * @throws DivisionByZeroError for a negative power of zero.
 */
export function ratPower(r: Rational, k: number | bigint): Rational | undefined {
  const n = BigInt(k);
  if (n === 0n) return { n: 1n, d: 1n };
  if (r.n === 0n) {
    if (n < 0n) throw new DivisionByZeroError(`ratPower: 0 ^ ${String(k)}`);
    return r;
  }
  const size = n < 0n ? -n : n;
  const odd = (n & 1n) === 1n;
  if (r.d === 1n && (r.n === 1n || r.n === -1n)) return odd ? r : { n: 1n, d: 1n };
  // x^k has more than (bits(x) - 1) * k bits, and at least one of the two parts is not 1.
  const bits = (bitLength(r.n) + bitLength(r.d) - 2) * Number(size);
  if (bits > POWER_BITS) return undefined;
  const power = { n: r.n ** size, d: r.d ** size };
  if (n > 0n) return power;
  return power.n < 0n ? { n: -power.d, d: -power.n } : { n: power.d, d: power.n };
}

export function ratSign(r: Rational): -1 | 0 | 1 {
  return r.n > 0n ? 1 : r.n < 0n ? -1 : 0;
}

/** Whether `a` is less than, equal to or greater than `b`. */
export function ratCompare(a: Rational, b: Rational): -1 | 0 | 1 {
  if (a.d === b.d) return a.n < b.n ? -1 : a.n > b.n ? 1 : 0;
  const x = a.n * b.d;
  const y = b.n * a.d;
  return x < y ? -1 : x > y ? 1 : 0;
}

export function ratFloor(r: Rational): bigint {
  return divideFloor(r.n, r.d);
}

/**
 * The exact `k`-th root of `r` if it is rational; the root of a negative number exists for odd `k`.
 */
export function ratRoot(r: Rational, k: number): Rational | undefined {
  if (r.n < 0n) {
    if (k % 2 === 0) return undefined;
    const root = ratRoot(ratNegate(r), k);
    return root && ratNegate(root);
  }
  const n = exactRoot(r.n, k);
  if (n === undefined) return undefined;
  const d = exactRoot(r.d, k);
  return d === undefined ? undefined : { n, d };
}

function exactRoot(n: bigint, k: number): bigint | undefined {
  if (n < 2n) return n;
  // A k-th power of an integer above 1 has at least k + 1 bits, and its twos come in k-s.
  if (bitLength(n) <= k || trailingZeros(n) % k !== 0) return undefined;
  if (k === 2 && !mayBeSquare(n)) return undefined;
  const root = rootFloor(n, k);
  return root ** BigInt(k) === n ? root : undefined;
}

/** The residues of squares modulo 64: twelve, so that most integers need no root. */
const SQUARES_MOD_64 = new Set(Array.from({ length: 64 }, (_, i) => (i * i) % 64));

function mayBeSquare(n: bigint): boolean {
  return SQUARES_MOD_64.has(Number(BigInt.asUintN(6, n)));
}

/** The sum of `terms`, folded in a balanced way; `undefined` once a partial sum outgrows the limit. */
export function ratSum(terms: readonly Rational[]): Rational | undefined {
  return fold(terms, ratAdd, { n: 0n, d: 1n });
}

/** The product of `factors`, folded in a balanced way; `undefined` once a partial one outgrows the limit. */
export function ratProduct(factors: readonly Rational[]): Rational | undefined {
  return fold(factors, ratMultiply, { n: 1n, d: 1n });
}

function fold(
  items: readonly Rational[],
  combine: (a: Rational, b: Rational) => Rational,
  empty: Rational,
): Rational | undefined {
  let level = items;
  while (level.length > 1) {
    const next: Rational[] = [];
    for (let i = 0; i < level.length; i += 2) {
      checkpointAt(i / 2);
      const a = level[i]!;
      const b = level[i + 1];
      const integers = a.d === 1n && b?.d === 1n;
      if (b !== undefined && !integers && !ratAffordable(a, b)) return undefined;
      const both = b === undefined ? a : combine(a, b);
      if (!ratFits(both)) return undefined;
      next.push(both);
    }
    level = next;
  }
  const total = level[0] ?? empty;
  return ratFits(total) ? total : undefined;
}

/**
 * The exact value of a double.
 *
 * @throws RangeError if `x` is NaN or infinite.
 */
export function ratFromDouble(x: number): Rational {
  return ratFromDyadic(fromDouble(x));
}

/**
 * The exact value of a dyadic.
 *
 * @throws LimitError if it needs more than 2^29 bits written out.
 */
export function ratFromDyadic(a: Dyadic): Rational {
  if (Math.abs(a.e) > LONGEST_INTEGER) {
    throw new LimitError(
      `ratFromDyadic: 2^${String(a.e)} is beyond ${String(LONGEST_INTEGER)} bits`,
    );
  }
  if (a.e >= 0) return { n: a.m << BigInt(a.e), d: 1n };
  const common = a.m === 0n ? -a.e : Math.min(-a.e, trailingZeros(a.m));
  return { n: a.m >> BigInt(common), d: 1n << BigInt(-a.e - common) };
}

/** Integer powers of enclosures. */
import type { Dyadic } from '../dyadic.js';
import {
  absolute as absoluteEnd,
  dyadic,
  LONGEST_INTEGER,
  negate as negateEnd,
  ONE,
  roundDown,
  roundUp,
  sign,
  subtract,
  topExponent,
  ZERO,
} from '../dyadic.js';
import { log2Lower, log2Upper } from '../logarithm.js';
import type { Enclosure } from './kinds.js';
import { containsZero, signOf } from './enclosure.js';
import { lowerEnd, point, upperEnd } from './ends.js';
import { DivisionByZeroError } from '../errors.js';
import { bitLength, trailingZeros } from '../integer.js';
import { checkpoint } from '../interruption.js';
import { absolute } from './meet-join.js';
import { fromEndsOpen, LARGEST_EXPONENT, LEAST_BITS, roundTo } from './outward.js';
import { multiply } from './product.js';
import { divide, divideEnds } from './quotient.js';
import { magnitudeLog2, mignitudeLog2, widthLog2 } from './size.js';

/** Bits beyond the rounding unit, so that the roundings inside a power hardly show. */
const GUARD = 40;

/** Powers by exponents of more bits than this are not computed: their ends are 0, 1 and infinity. */
const LONGEST_EXPONENT = 4096;

/** A power of no more bits than this is computed exactly. */
const EXACT_BITS = 1024;

/**
 * `a^n` for an integer `n`, with `0^0 = 1`. Monotone on each side of zero, so the ends of the power are
 * the powers of the ends; even powers go through the absolute value.
 *
 * @throws RangeError if `n` is a number but not an integer.
 * @throws DivisionByZeroError if `n` is negative and `a` is the point zero.
 */
export function power(a: Enclosure, n: number | bigint, grid: number): Enclosure {
  const exponent = BigInt(n);
  if (exponent === 0n) return point(ONE);
  const size = exponent < 0n ? -exponent : exponent;
  const sizeBits = bitLength(size);
  const base = (size & 1n) === 0n ? absolute(a) : a;
  if (exponent < 0n && signOf(base) === 0) {
    throw new DivisionByZeroError(`power: 0 ^ ${String(n)}`);
  }

  // The bits of the result above the grid, and those above its width (it has n times the relative
  // width of the base).
  const top = topOfPower(base, exponent);
  const known = knownBits(base) - sizeBits;
  const asked = Math.min(top - grid, known + LEAST_BITS, LONGEST_INTEGER / 2);
  const bits = Math.ceil(Math.max(LEAST_BITS, asked || 0)) + GUARD + sizeBits + 2;

  const moderate = Math.abs(top) < LARGEST_EXPONENT / 2;
  if (moderate && known > 32 && bits > EXACT_BITS / 2) {
    const result = powerOfNarrow(base, size, bits);
    return exponent > 0n ? roundTo(result, grid) : divide(point(ONE), result, grid);
  }
  const lo = lowerEnd(base);
  const hi = upperEnd(base);
  const low = lo && signedPower(lo, size, bits, false);
  const high = hi && signedPower(hi, size, bits, true);
  return exponent > 0n ? fromEndsOpen(low, high, grid) : divideEnds(ONE, ONE, low, high, grid);
}

/**
 * About `log2` of the largest magnitude of `x^n`, rather above it; `-Infinity` if that is infinite or
 * zero, since no more than 64 bits are kept then.
 */
function topOfPower(x: Enclosure, n: bigint): number {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  if (lo === null || hi === null || (n < 0n && containsZero(x))) return -Infinity;
  let top = -Infinity;
  for (const end of [lo, hi]) if (end.m !== 0n) top = Math.max(top, logOfPower(end, n));
  return top + Math.abs(top) * 2 ** -18 + 2;
}

/** `n * log2 |x|`, good to about 20 bits however close `|x|` is to 1. */
function logOfPower(x: Dyadic, n: bigint): number {
  const magnitude = absoluteEnd(x);
  const exponent = log2Upper(dyadic(n, 0));
  const s = n < 0n ? -1 : 1;
  const top = topExponent(magnitude);
  if (top === 0 || top === 1) {
    const distance = subtract(magnitude, ONE);
    // log2(1 + d) is nearly d / ln 2.
    if (topExponent(distance) < -20) {
      return s * sign(distance) * Math.LOG2E * 2 ** (log2Upper(distance) + exponent);
    }
  }
  return s * log2Upper(magnitude) * 2 ** exponent;
}

/** The leading bits that all points of `x` share, roughly; `Infinity` for a point. */
function knownBits(x: Enclosure): number {
  const width = widthLog2(x);
  return width === -Infinity ? Infinity : mignitudeLog2(x) - width;
}

/** Repeated squaring of an enclosure of one sign, each step rounded to `bits` bits. */
function powerOfNarrow(base: Enclosure, n: bigint, bits: number): Enclosure {
  let result = base;
  const { m } = lowerEnd(base) ?? ONE;
  let length = bitLength(m);
  for (let i = bitLength(n) - 2; i >= 0; i--) {
    checkpoint(length);
    length = Math.min(bits, 2 * length);
    result = multiply(result, result, Math.floor(2 * magnitudeLog2(result) - bits));
    if ((n >> BigInt(i)) & 1n) {
      const top = magnitudeLog2(result) + magnitudeLog2(base);
      result = multiply(result, base, Math.floor(top - bits));
    }
  }
  return result;
}

/** The power of one end; a negative one only has odd powers here. `null` is infinite. */
function signedPower(x: Dyadic, n: bigint, bits: number, up: boolean): Dyadic | null {
  if (x.m >= 0n) return powerOfEnd(x, n, bits, up);
  const magnitude = powerOfEnd(negateEnd(x), n, bits, !up);
  return magnitude && negateEnd(magnitude);
}

/** A bound of `x^n` for `x >= 0` and `n >= 1`, above it or below it; `null` is infinite. */
function powerOfEnd(x: Dyadic, n: bigint, bits: number, up: boolean): Dyadic | null {
  if (x.m === 0n) return ZERO;
  const zeros = trailingZeros(x.m);
  const m = x.m >> BigInt(zeros);
  const e = x.e + zeros;
  if (m === 1n && e === 0) return ONE;

  const { direction, extreme } = tendency(x, n);
  if (extreme) {
    if (direction > 0) return up ? null : dyadic(1n, LARGEST_EXPONENT);
    return up ? dyadic(1n, -LARGEST_EXPONENT) : ZERO;
  }
  const nBits = bitLength(n);
  if (nBits > LONGEST_EXPONENT) {
    if (direction > 0) return up ? null : ONE;
    return up ? ONE : ZERO;
  }
  if (m === 1n) return dyadic(1n, e * Number(n));
  if (bitLength(m) * Number(n) <= EXACT_BITS) return dyadic(m ** n, e * Number(n));

  const round = up ? roundUp : roundDown;
  let result = round({ m, e }, bits);
  for (let i = nBits - 2; i >= 0; i--) {
    checkpoint(bitLength(result.m));
    result = round({ m: result.m * result.m, e: 2 * result.e }, bits);
    if ((n >> BigInt(i)) & 1n) result = round({ m: result.m * m, e: result.e + e }, bits);
  }
  return result;
}

/**
 * Whether `x^n` grows or falls, and whether it leaves the range, `|log2 x^n| >= 2^32`. A lower bound of
 * `|log2 x|` decides; it is too small by a factor of 4 at most, so a result that is not extreme has exponents
 * below 2^35. The bound is `|x - 1|` between 1/2 and 2, since there `|log2 x| >= |x - 1|`.
 */
function tendency(x: Dyadic, n: bigint): { direction: -1 | 0 | 1; extreme: boolean } {
  const top = topExponent(x);
  const nearOne = top === 0 || top === 1;
  const distance = nearOne ? subtract(x, ONE) : undefined;
  const direction = distance ? sign(distance) : top > 0 ? 1 : -1;
  const log = distance ? log2Lower(distance) : Math.log2(Math.max(top - 1, -top));
  return { direction, extreme: log + bitLength(n) - 1 >= Math.log2(LARGEST_EXPONENT) };
}

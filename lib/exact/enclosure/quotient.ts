/** Quotients of enclosures. */
import type { Dyadic } from '../dyadic.js';
import { dyadic, LONGEST_INTEGER, negate as negateEnd, topExponent, ZERO } from '../dyadic.js';
import type { Enclosure } from './kinds.js';
import { ALL, lowerEnd, upperEnd } from './ends.js';
import { DivisionByZeroError } from '../errors.js';
import {
  bitLength,
  divideCeil,
  divideFloor,
  shiftCeil,
  shiftFloor,
  trailingZeros,
} from '../integer.js';
import type { Units } from './magnitudes.js';
import { cutTo, isSettled, magnitudes, neededBits } from './magnitudes.js';
import { fromEndsOpen, fromUnits, LEAST_BITS } from './outward.js';

/**
 * `a / b`. A divisor with zero inside gives everything, one with the end zero gives a half-line
 * if `a` has a sign.
 *
 * @throws DivisionByZeroError if `b` is the point zero.
 */
export function divide(a: Enclosure, b: Enclosure, grid: number): Enclosure {
  if (a.kind === 'narrow' && b.kind === 'narrow') {
    const x = magnitudes(a);
    const y = magnitudes(b);
    if (x && y) return divideUnits(x, y, x.negative !== y.negative, grid);
  }
  return divideEnds(lowerEnd(a), upperEnd(a), lowerEnd(b), upperEnd(b), grid);
}

/** Up to this length two exact divisions cost less than one with estimates. */
const SHORT = 256;

/** An estimate is off by less than 2^5 units, and with 30 more bits it is finer than any rounding. */
const ERROR_BITS = 5;
const SPARE_BITS = 30;

/** `[A, A + u] / [B, B + v]`. */
function divideUnits(x: Units, y: Units, negative: boolean, grid: number): Enclosure {
  const xBits = bitLength(x.lo);
  const yBits = bitLength(y.lo);
  const top = xBits + x.exp - (yBits + y.exp) + 1;
  const bits = Math.ceil(Math.min(neededBits(top, grid, x, xBits, y, yBits), LONGEST_INTEGER / 2));
  if (xBits > SHORT || yBits > SHORT || bits > 2 * SHORT) {
    const { lo, hi, exp } = estimate(cutTo(x, xBits, bits), cutTo(y, yBits, bits), bits);
    if (isSettled(lo, ERROR_BITS, SPARE_BITS) && isSettled(-hi, ERROR_BITS, SPARE_BITS)) {
      return fromUnits(negative ? -hi : lo, hi - lo, exp, grid);
    }
  }
  const shift = Math.max(0, bits + yBits - xBits);
  const exp = x.exp - y.exp - shift;
  const lo = (x.lo << BigInt(shift)) / (y.lo + BigInt(y.width));
  const hi = divideCeil((x.lo + BigInt(x.width)) << BigInt(shift), y.lo);
  if (lo !== hi) return fromUnits(negative ? -hi : lo, hi - lo, exp, grid);
  // An exact point, without the zeros that the shift brought in.
  const zeros = trailingZeros(lo);
  const m = lo >> BigInt(zeros);
  return fromUnits(negative ? -m : m, 0n, exp + zeros, grid);
}

/** `[A, A + u] / [B, B + v]` by one division, outward, with ends less than 32 units off. */
function estimate(a: Units, b: Units, bits: number): { lo: bigint; hi: bigint; exp: number } {
  const shift = Math.max(0, bits + bitLength(b.lo) - bitLength(a.lo));
  const quotient = (a.lo << BigInt(shift)) / b.lo;
  return {
    lo: quotient - lossBelow(quotient, b),
    hi: quotient + gainAbove(a.width, shift, b),
    exp: a.exp - b.exp - shift,
  };
}

/**
 * Leading bits of the divisor that are enough for a correction: even where a width of 2^53 stands
 * on a single bit, a correction has no more than 160.
 */
const CORRECTION_BITS = 192;

/** At least `(q + 1) * v / (B + v)`: what a divisor `B + v` instead of `B` may take from the quotient. */
function lossBelow(q: bigint, b: Units): bigint {
  if (b.width === 0) return 0n;
  const divisor = b.lo + BigInt(b.width);
  const drop = BigInt(Math.max(0, bitLength(divisor) - CORRECTION_BITS));
  return (((q >> drop) + 2n) * BigInt(b.width)) / (divisor >> drop) + 1n;
}

/** At least `1 + u * 2^shift / B`: what the cut and the dividend's width may add to the quotient. */
function gainAbove(u: number, shift: number, b: Units): bigint {
  if (u === 0) return 1n;
  const drop = Math.max(0, bitLength(b.lo) - CORRECTION_BITS);
  return shiftCeil(BigInt(u), shift - drop) / (b.lo >> BigInt(drop)) + 2n;
}

/** The quotient of enclosures given by their ends, `null` for infinite ones. */
export function divideEnds(
  aLo: Dyadic | null,
  aHi: Dyadic | null,
  bLo: Dyadic | null,
  bHi: Dyadic | null,
  grid: number,
): Enclosure {
  if (bLo !== null && bLo.m >= 0n) {
    if (bLo.m === 0n && bHi?.m === 0n) {
      throw new DivisionByZeroError('divide: the divisor is exactly zero');
    }
    return dividePositive(aLo, aHi, bLo, bHi, grid);
  }
  if (bHi !== null && bHi.m <= 0n) {
    return dividePositive(
      aHi && negateEnd(aHi),
      aLo && negateEnd(aLo),
      negateEnd(bHi),
      bLo && negateEnd(bLo),
      grid,
    );
  }
  return ALL;
}

/** `0 <= bLo < bHi` or `0 < bLo = bHi`. */
function dividePositive(
  aLo: Dyadic | null,
  aHi: Dyadic | null,
  bLo: Dyadic,
  bHi: Dyadic | null,
  grid: number,
): Enclosure {
  const lo = aLo && divideEnd(aLo, aLo.m >= 0n ? bHi : bLo, grid, divideFloor, shiftFloor);
  const hi = aHi && divideEnd(aHi, aHi.m > 0n ? bLo : bHi, grid, divideCeil, shiftCeil);
  return fromEndsOpen(lo, hi, grid);
}

/** `a / b` for `b >= 0`, with `null` for infinity; an infinite quotient is `null`. */
function divideEnd(
  a: Dyadic,
  b: Dyadic | null,
  grid: number,
  direction: typeof divideFloor,
  shiftDirection: typeof shiftFloor,
): Dyadic | null {
  if (a.m === 0n || b === null) return ZERO;
  if (b.m === 0n) return null;
  const top = topExponent(a) - topExponent(b) + 1;
  const bits = Math.min(Math.max(LEAST_BITS, top - grid) + 2, LONGEST_INTEGER / 2);
  const shift = bits + bitLength(b.m) - bitLength(a.m);
  return dyadic(direction(shiftDirection(a.m, shift), b.m), a.e - b.e - shift);
}

/**
 * Exact numbers in units of a power of ten, rounded to whole units.
 *
 * A dyadic and a rational alike are `n / d * 2^shift`, and so is either times `10^p`; a positive `p`
 * goes into the numerator and a negative one into the denominator, by its fives.
 */
import type { Dyadic } from '../dyadic.js';
import { LONGEST_INTEGER } from '../dyadic.js';
import { LimitError } from '../errors.js';
import {
  bitLength,
  divideCeil,
  divideFloor,
  powerOfFive,
  powerOfTen,
  shiftCeil,
  shiftFloor,
} from '../integer.js';
import { checkpoint } from '../interruption.js';
import { log2Lower, log2Upper } from '../logarithm.js';
import type { Rational } from '../rational.js';

/** `n / d * 2^shift`, with `d > 0`. */
export interface Quotient {
  readonly n: bigint;
  readonly d: bigint;
  readonly shift: number;
}

/** The most places, before the point or behind it, to which a number is multiplied out. */
export const MOST_PLACES = LONGEST_INTEGER / 4;

const LOG10_2 = Math.log10(2);
const LOG2_5 = Math.log2(5);

export function quotientOfDyadic(a: Dyadic): Quotient {
  return { n: a.m, d: 1n, shift: a.e };
}

export function opposite(x: Quotient): Quotient {
  return { ...x, n: -x.n };
}

export function quotientOfRational(r: Rational): Quotient {
  return { n: r.n, d: r.d, shift: 0 };
}

/**
 * `x * 10^p`.
 *
 * @throws LimitError if the whole part would need more than 2^29 bits written out.
 */
export function timesPowerOfTen(x: Quotient, p: number): Quotient {
  const shift = x.shift + p;
  if (shift > LONGEST_INTEGER || Math.abs(p) > MOST_PLACES) {
    throw new LimitError(
      `decimal: ${String(p)} places of a number near 2^${String(bitLength(x.n) + x.shift)} are too many to write out`,
    );
  }
  if (p >= 0) return { n: timesPowerOfFive(x.n, p), d: x.d, shift };
  return { n: x.n, d: timesPowerOfFive(x.d, -p), shift };
}

function timesPowerOfFive(n: bigint, p: number): bigint {
  const power = powerOfFive(p);
  if (n === 1n) return power;
  checkpoint(Math.min(bitLength(n), p * LOG2_5));
  return n * power;
}

/** `x * 10^p` and `y * 10^p`. Where both are near one another, on one grid, one long product makes both. */
export function bothTimesPowerOfTen(x: Quotient, y: Quotient, p: number): [Quotient, Quotient] {
  const scaled = timesPowerOfTen(x, p);
  if (p < 0 || x.d !== 1n || y.d !== 1n || x.shift !== y.shift)
    return [scaled, timesPowerOfTen(y, p)];
  const n = x.n === y.n ? scaled.n : scaled.n + (y.n - x.n) * powerOfFive(p);
  return [scaled, { n, d: 1n, shift: scaled.shift }];
}

export function floorOf(x: Quotient): bigint {
  const n = shiftFloor(x.n, x.shift);
  return x.d === 1n ? n : divided(n, x.d, divideFloor);
}

export function ceilOf(x: Quotient): bigint {
  const n = shiftCeil(x.n, x.shift);
  return x.d === 1n ? n : divided(n, x.d, divideCeil);
}

/** A long division takes as long as two or three products of numbers as long as the shorter of divisor and quotient. */
function divided(n: bigint, d: bigint, divide: typeof divideFloor): bigint {
  const length = bitLength(d);
  checkpoint(2 * Math.min(length, bitLength(n) - length));
  return divide(n, d);
}

/** The nearest integer, ties to even. */
export function nearestOf(x: Quotient): bigint {
  const twice: Quotient = { n: x.n, d: x.d, shift: x.shift + 1 };
  const down = floorOf(twice);
  // An even floor of the double rounds down; an odd one is half an integer, or lies above it.
  if ((down & 1n) === 0n) return down >> 1n;
  const half = down >> 1n;
  return (half & 1n) === 0n && ceilOf(twice) === down ? half : half + 1n;
}

/** The nearest integer, ties upward. */
export function nearestUp(x: Quotient): bigint {
  return (floorOf({ n: x.n, d: x.d, shift: x.shift + 1 }) + 1n) >> 1n;
}

/** The exponent of the leading decimal digit: `10^e <= x < 10^(e + 1)`, for `x > 0`. */
export function leadingExponent(x: Quotient): number {
  const n = { m: x.n, e: x.shift };
  const d = x.d === 1n ? undefined : { m: x.d, e: 0 };
  const least = floorOfLog10(log2Lower(n) - (d === undefined ? 0 : log2Upper(d)));
  let e = floorOfLog10(log2Upper(n) - (d === undefined ? 0 : log2Lower(d)), 1);
  // The logarithms decide unless a power of ten lies within their errors.
  while (e > least && isBelowPowerOfTen(x, e)) e--;
  return e;
}

/** The floor of the base-10 logarithm, rather below it, or above it for `direction` 1. */
function floorOfLog10(log2: number, direction: -1 | 1 = -1): number {
  // Three roundings err by less than 2^-50 of a logarithm.
  return Math.floor(log2 * LOG10_2 + direction * (2 ** -40 + Math.abs(log2) * 2 ** -49));
}

function isBelowPowerOfTen(x: Quotient, e: number): boolean {
  if (e >= 0) {
    return x.shift >= 0
      ? x.n << BigInt(x.shift) < x.d * powerOfTen(e)
      : x.n < (x.d * powerOfTen(e)) << BigInt(-x.shift);
  }
  return floorOf(timesPowerOfTen(x, -e)) < 1n;
}

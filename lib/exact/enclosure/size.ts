/** How large and how wide an enclosure is, in logarithms and in doubles. */
import { add, addUp, dyadic, negate, scale } from '../dyadic.js';
import type { Dyadic } from '../dyadic.js';
import { log2Lower, log2Upper } from '../logarithm.js';
import { toDoubleDown, toDoubleUp } from '../double.js';
import type { Enclosure, Log2, Narrow, Wide } from './kinds.js';
import { lowerEnd, upperEnd } from './ends.js';
import { powerOfTwo } from '../power-of-two.js';

/** An upper bound of the width's logarithm: `-Infinity` for a point, `Infinity` if unbounded. */
export function widthLog2(x: Enclosure): Log2 {
  if (x.kind === 'narrow') return x.width === 0 ? -Infinity : log2OfWidth(x.width) + x.exp;
  if (x.kind === 'wide') return log2Upper(addUp(x.hi, negate(x.lo), 64));
  return Infinity;
}

/** `log2(width)` rounded up, so that the sum with an exponent below 2^34 still is an upper bound. */
function log2OfWidth(width: number): number {
  const log = Math.log2(width);
  // Powers of two are exact; elsewhere 2^-17 covers the logarithm's error and the sum's rounding.
  return Number.isInteger(log) && powerOfTwo(log) === width ? log : log + 2 ** -17;
}

/** An upper bound of `log2` of the largest magnitude, exact for powers of two; `-Infinity` for the point zero. */
export function magnitudeLog2(x: Enclosure): Log2 {
  if (x.kind === 'narrow') return magnitudeOfNarrow(x);
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  return lo === null || hi === null ? Infinity : Math.max(log2Upper(lo), log2Upper(hi));
}

/** A logarithm in doubles that is this far from a whole number is on the true side of it. */
const CLEAR = 2 ** -30;

/** More than the errors of `Math.log2` below 2^1000 and of its argument. */
const LOG2_SLACK = 2 ** -39;

/**
 * Computed in doubles, several times quicker, unless the magnitude is near a power of two or beyond the range
 * of doubles. The error of the end farther from zero is below 2^-50 of it: a sum that cancels is smaller than
 * the other end.
 */
function magnitudeOfNarrow(x: Narrow): Log2 {
  const lo = Number(x.lo);
  const log = Math.log2(Math.max(-lo, lo + x.width));
  const fraction = log - Math.floor(log);
  if (log < 1000 && fraction > CLEAR && fraction < 1 - CLEAR) {
    const sum = log + LOG2_SLACK + x.exp;
    return sum + Math.abs(sum) * 2 ** -52;
  }
  return log2Upper(dyadic(farthest(x), x.exp));
}

/** The end that is farther from zero, in units of the grid. */
function farthest({ lo, width }: Narrow): bigint {
  const hi = width === 0 ? lo : lo + BigInt(width);
  return lo >= 0n || hi > -lo ? hi : lo;
}

/** A lower bound of `log2` of the smallest magnitude; `-Infinity` if zero is among the points. */
export function mignitudeLog2(x: Enclosure): Log2 {
  const lo = lowerEnd(x);
  if (lo !== null && lo.m > 0n) return log2Lower(lo);
  const hi = upperEnd(x);
  return hi !== null && hi.m < 0n ? log2Lower(hi) : -Infinity;
}

/** The exact middle of finite ends. */
export function midpoint(x: Narrow | Wide): Dyadic {
  if (x.kind === 'narrow') return dyadic(2n * x.lo + BigInt(x.width), x.exp - 1);
  return scale(add(x.lo, x.hi), -1);
}

/** The ends as doubles, rounded outward. */
export function toDoubles(x: Enclosure): { lo: number; hi: number } {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  return {
    lo: lo === null ? -Infinity : toDoubleDown(lo),
    hi: hi === null ? Infinity : toDoubleUp(hi),
  };
}

/**
 * Step functions in doubles, which have their values at doubles exactly. They rise with their operand, so its ends
 * have the same value or there is a jump between them. In that case nothing is known: which side of a jump an operand
 * lies on may stay undecided, and a result then says so.
 */
import { UNKNOWN, divideDoubles, multiplyDoubles, subtractDoubles } from './bounds.js';
import type { DoubleBounds } from './bounds.js';

function between(first: number, last: number): DoubleBounds {
  return first === last ? { lo: first, hi: last } : UNKNOWN;
}

/** -1, 0 or 1. */
export function signDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return between(Math.sign(lo), Math.sign(hi));
}

/** The greatest integer that is not above x. */
export function floorDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return between(Math.floor(lo), Math.floor(hi));
}

/** The least integer that is not below x. */
export function ceilDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return between(Math.ceil(lo), Math.ceil(hi));
}

/** The integer part of x. */
export function truncDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return between(Math.trunc(lo), Math.trunc(hi));
}

/** Halves go away from zero. The fraction of a double is exact, which x + 1/2 is not. */
function roundAt(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

/** The nearest integer, halves away from zero. */
export function roundDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return between(roundAt(lo), roundAt(hi));
}

/** x - y floor(x / y), which lies between 0 and y. */
export function modDoubles(x: DoubleBounds, y: DoubleBounds): DoubleBounds {
  const whole = floorDoubles(divideDoubles(x, y));
  const { lo, hi } = subtractDoubles(x, multiplyDoubles(y, whole));
  // With nothing known of the quotient the ends are NaN, and stay so.
  return { lo: Math.max(Math.min(0, y.lo), lo), hi: Math.min(Math.max(0, y.hi), hi) };
}

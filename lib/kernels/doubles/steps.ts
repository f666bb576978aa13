/**
 * Step functions in doubles. They rise with their operand and are defined everywhere, so their values at the ends, which doubles
 * have exactly, are bounds.
 */
import { UNKNOWN, divideDoubles, exactly, multiplyDoubles, subtractDoubles } from './bounds.js';
import type { DoubleBounds } from './bounds.js';

/** -1, 0 or 1. */
export function signDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return { lo: Math.sign(lo), hi: Math.sign(hi) };
}

/** The greatest integer that is not above x. */
export function floorDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return { lo: Math.floor(lo), hi: Math.floor(hi) };
}

/** The least integer that is not below x. */
export function ceilDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return { lo: Math.ceil(lo), hi: Math.ceil(hi) };
}

/** The integer part of x. */
export function truncDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return { lo: Math.trunc(lo), hi: Math.trunc(hi) };
}

/** Halves go away from zero. The fraction of a double is exact, which x + 1/2 is not. */
function roundAt(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

/** The nearest integer, halves away from zero. */
export function roundDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  return { lo: roundAt(lo), hi: roundAt(hi) };
}

/** x - y floor(x / y), from 0 to y: as far as the quotient is known, or anywhere there. */
export function modDoubles(x: DoubleBounds, y: DoubleBounds): DoubleBounds {
  const { lo, hi } = floorDoubles(divideDoubles(x, y));
  if (!(lo > -Infinity && hi < Infinity)) return UNKNOWN;
  const least = Math.min(0, y.lo);
  const most = Math.max(0, y.hi);
  if (lo < hi) return { lo: least, hi: most };
  const rest = subtractDoubles(x, multiplyDoubles(y, exactly(lo)));
  return { lo: Math.max(least, rest.lo), hi: Math.min(most, rest.hi) };
}

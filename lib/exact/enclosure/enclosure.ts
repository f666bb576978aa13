/**
 * What an enclosure is.
 *
 * Laws
 * 1. An enclosure is a closed, non-empty set of reals, an interval with possibly infinite ends, and it
 *    contains the value that it bounds.
 * 2. It is immutable plain data: it survives structured clone and the codec.
 * 3. Rounding is outward: a rounded enclosure contains the unrounded one, and an end never moves
 *    across zero (an end that is not negative stays so, and likewise for one that is not positive).
 * 4. `intersect` and `hull` are exact.
 */
import type { Dyadic } from '../dyadic.js';
import { compare, dyadic, equals as sameNumber } from '../dyadic.js';
import type { Rational } from '../rational.js';
import { lowerEnd, upperEnd } from './ends.js';
import type { Enclosure, Narrow, Wide } from './kinds.js';

export type { Above, WholeLine, Below, Enclosure, Log2, Narrow, Wide } from './kinds.js';
export { ALL, below, lowerEnd, point, upperEnd } from './ends.js';
export { hull, intersect } from './meet-join.js';
export { magnitudeLog2, midpoint, mignitudeLog2, toDoubles, widthLog2 } from './size.js';

/** Whether both ends are finite. */
export function isFinite(x: Enclosure): x is Narrow | Wide {
  return x.kind === 'narrow' || x.kind === 'wide';
}

/** Whether the width is zero: the value is known exactly. */
export function isPoint(x: Enclosure): boolean {
  if (x.kind === 'narrow') return x.width === 0;
  return x.kind === 'wide' && sameNumber(x.lo, x.hi);
}

/** Whether zero is inside or an end. */
export function containsZero(x: Enclosure): boolean {
  switch (x.kind) {
    case 'narrow':
      return x.lo <= 0n && (x.lo === 0n || x.lo + BigInt(x.width) >= 0n);
    case 'wide':
      return x.lo.m <= 0n && x.hi.m >= 0n;
    case 'below':
      return x.lo.m <= 0n;
    case 'above':
      return x.hi.m >= 0n;
    case 'all':
      return true;
  }
}

/** The proven sign: 0 only for the exact point zero, `undefined` while zero is among other points. */
export function signOf(x: Enclosure): -1 | 0 | 1 | undefined {
  if (isPositive(x)) return 1;
  if (isNegative(x)) return -1;
  return isNonNegative(x) && isNonPositive(x) ? 0 : undefined;
}

/** Whether every point is at least 0. */
export function isNonNegative(x: Enclosure): boolean {
  if (x.kind === 'narrow') return x.lo >= 0n;
  return (x.kind === 'wide' || x.kind === 'below') && x.lo.m >= 0n;
}

/** Whether every point is at most 0. */
export function isNonPositive(x: Enclosure): boolean {
  if (x.kind === 'narrow') return x.lo <= 0n && x.lo <= -BigInt(x.width);
  return (x.kind === 'wide' || x.kind === 'above') && x.hi.m <= 0n;
}

/** Whether every point is greater than 0. */
export function isPositive(x: Enclosure): boolean {
  if (x.kind === 'narrow') return x.lo > 0n;
  return (x.kind === 'wide' || x.kind === 'below') && x.lo.m > 0n;
}

/** Whether every point is less than 0. */
export function isNegative(x: Enclosure): boolean {
  if (x.kind === 'narrow') return x.lo < 0n && x.lo < -BigInt(x.width);
  return (x.kind === 'wide' || x.kind === 'above') && x.hi.m < 0n;
}

/** Whether the dyadic `d` is a point of `x`. */
export function containsPoint(x: Enclosure, d: Dyadic): boolean {
  const lo = lowerEnd(x);
  if (lo && compare(lo, d) > 0) return false;
  const hi = upperEnd(x);
  return !hi || compare(d, hi) <= 0;
}

/** Whether the rational `r` is a point of `x`. */
export function containsRational(x: Enclosure, r: Rational): boolean {
  const lo = lowerEnd(x);
  if (lo && compareRational(lo, r) > 0) return false;
  const hi = upperEnd(x);
  return !hi || compareRational(hi, r) >= 0;
}

/** `a` against `r`, without writing out a large `2^e`: `a * d` is again a dyadic. */
function compareRational(a: Dyadic, r: Rational): -1 | 0 | 1 {
  return compare(dyadic(a.m * r.d, a.e), dyadic(r.n, 0));
}

/** Whether every point of `inner` is a point of `outer`. */
export function contains(outer: Enclosure, inner: Enclosure): boolean {
  const lo = lowerEnd(outer);
  if (lo) {
    const innerLo = lowerEnd(inner);
    if (!innerLo || compare(lo, innerLo) > 0) return false;
  }
  const hi = upperEnd(outer);
  if (!hi) return true;
  const innerHi = upperEnd(inner);
  return innerHi !== null && compare(innerHi, hi) <= 0;
}

/** Whether both are the same set, however they are written. */
export function equals(a: Enclosure, b: Enclosure): boolean {
  return sameEnd(lowerEnd(a), lowerEnd(b)) && sameEnd(upperEnd(a), upperEnd(b));
}

function sameEnd(a: Dyadic | null, b: Dyadic | null): boolean {
  return a === null || b === null ? a === b : sameNumber(a, b);
}

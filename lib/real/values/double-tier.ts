/**
 * The double tier of a Real: an enclosure by two doubles, computed while an expression is built. What these
 * doubles prove, such as signs, comparisons and a few digits, never enters the graph.
 *
 * Laws
 * 1. `lo <= value <= hi`, with `-Infinity` and `Infinity` for ends that are not known.
 * 2. `NaN` at both ends says that nothing is known, not even that the value is defined; everything
 *    made of it knows nothing either.
 * 3. Only + - * / and Math.sqrt are trusted (IEEE 754 rounds them correctly); other functions of
 *    Math are implementation-defined and prove nothing.
 */

import { toDoubles } from '../../exact/enclosure/enclosure.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import type { Rational } from '../../exact/rational.js';

/** A pair of ends, as every operation of the tier returns it. */
export interface DoubleBounds {
  readonly lo: number;
  readonly hi: number;
}

export const UNKNOWN: DoubleBounds = { lo: NaN, hi: NaN };

// For a result r rounded to nearest, |r| * PHI + TINY is at least one unit of the last place of r, so
// the sum lies on the far side of the exact value (Rump, Zimmermann, Boldo, Melquiond, "Computing
// predecessor and successor in rounding to nearest", BIT 49 (2009), algorithm 1).
const PHI = 2 ** -53 * (1 + 2 ** -52);
const TINY = 2 ** -1074;

function down(x: number): number {
  return x === Infinity ? Number.MAX_VALUE : x - (PHI * Math.abs(x) + TINY);
}

function up(x: number): number {
  return x === -Infinity ? -Number.MAX_VALUE : x + (PHI * Math.abs(x) + TINY);
}

function known(lo: number, hi: number): DoubleBounds {
  // infinity - infinity and 0 * infinity are NaN: an end that is not known.
  if (Number.isNaN(lo) || Number.isNaN(hi)) return UNKNOWN;
  return { lo, hi };
}

/** The bounds of a double that is known exactly. @internal */
export function exactly(x: number): DoubleBounds {
  return { lo: x, hi: x };
}

/** Integers up to it are converted exactly; 2^53 + 1 is not. */
const LARGEST_EXACT = Number.MAX_SAFE_INTEGER;

/** The bounds of a rational: by one division where both its integers are doubles. */
export function ofRational(r: Rational): DoubleBounds {
  const [n, d] = [Number(r.n), Number(r.d)];
  if (!(Math.abs(n) <= LARGEST_EXACT && d <= LARGEST_EXACT))
    return toDoubles(fromRational(r, Infinity));
  return d === 1 ? exactly(n) : around(n / d);
}

/** Doubles on both sides of a value that was rounded to nearest. */
export function around(nearest: number): DoubleBounds {
  return Number.isFinite(nearest) ? { lo: down(nearest), hi: up(nearest) } : UNKNOWN;
}

export function addDoubles(a: DoubleBounds, b: DoubleBounds): DoubleBounds {
  return known(down(a.lo + b.lo), up(a.hi + b.hi));
}

export function negateDoubles(a: DoubleBounds): DoubleBounds {
  return { lo: -a.hi, hi: -a.lo };
}

export function multiplyDoubles(a: DoubleBounds, b: DoubleBounds): DoubleBounds {
  const w = a.lo * b.lo;
  const x = a.lo * b.hi;
  const y = a.hi * b.lo;
  const z = a.hi * b.hi;
  return known(down(Math.min(w, x, y, z)), up(Math.max(w, x, y, z)));
}

export function divideDoubles(a: DoubleBounds, b: DoubleBounds): DoubleBounds {
  if (!(b.lo > 0 || b.hi < 0)) return UNKNOWN;
  const w = a.lo / b.lo;
  const x = a.lo / b.hi;
  const y = a.hi / b.lo;
  const z = a.hi / b.hi;
  return known(down(Math.min(w, x, y, z)), up(Math.max(w, x, y, z)));
}

export function sqrtDoubles(a: DoubleBounds): DoubleBounds {
  if (!(a.lo >= 0)) return UNKNOWN;
  return known(Math.max(0, down(Math.sqrt(a.lo))), up(Math.sqrt(a.hi)));
}

export function absDoubles(a: DoubleBounds): DoubleBounds {
  if (a.lo >= 0) return a;
  if (a.hi <= 0) return negateDoubles(a);
  return known(0, Math.max(-a.lo, a.hi));
}

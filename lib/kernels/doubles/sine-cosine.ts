/** Sine and cosine in doubles. */
import { UNKNOWN, lowerOf, upperOf } from './bounds.js';
import type { DoubleBounds } from './bounds.js';
import { MOST_REDUCED, quartersBelow, quartersOf, reduce, reduced } from './quarters.js';

const ALL: DoubleBounds = { lo: -1, hi: 1 };

/**
 * sin(y + low) for |y| < 0.7855 and |low| at most half a unit of the last place of y; off by less than 2 u in
 * proportion.
 *
 * The series is cut behind y^17/17!, which leaves less than 2^-62 |y|. In units of u |y|: y^3 p is below 0.104 |y|
 * and off by 5.2 u in proportion (p 2.2 u, three products), 0.54; the correction low (1 - y^2 / 2) = low cos y to
 * 0.02 u; its sum with y^3 p rounds off 0.11. The value is at least 0.9 |y|, so these are 0.75 u, and the last sum
 * rounds off 1 u.
 */
function sineNearZero(y: number, low: number): number {
  const z = y * y;
  const p =
    -1 / 6 +
    z *
      (1 / 120 +
        z *
          (-1 / 5040 +
            z *
              (1 / 362880 +
                z *
                  (-1 / 39916800 +
                    z * (1 / 6227020800 + z * (-1 / 1307674368000 + z / 355687428096000))))));
  return y + (y * z * p + low * (1 - 0.5 * z));
}

/**
 * cos(y + low), under the same conditions; off by less than 2 u.
 *
 * The series is cut behind y^18/18!, which leaves less than 2^-68. h = y^2 / 2 is below 0.309, off by 0.31 u; y^4 q
 * below 0.016, off by 0.08 u; y low, in place of low sin y, by 0.04 u; two differences, below 1/32 and 1/2, round off
 * 0.02 u and 0.25 u; the last one, between 0.7 and 1, 0.5 u. These are 1.2 u in a value of at least 0.707.
 */
function cosineNearZero(y: number, low: number): number {
  const z = y * y;
  const q =
    1 / 24 +
    z *
      (-1 / 720 +
        z *
          (1 / 40320 +
            z *
              (-1 / 3628800 +
                z *
                  (1 / 479001600 +
                    z * (-1 / 87178291200 + z * (1 / 20922789888000 - z / 6402373705728000))))));
  return 1 - (0.5 * z - (z * z * q - y * low));
}

/** The sine of the argument that was reduced last, plus `quarters` times pi/2. */
function sineOfReduced(quarters: number): number {
  const { high, low } = reduced;
  const value = (quarters & 1) === 0 ? sineNearZero(high, low) : cosineNearZero(high, low);
  return (quarters & 2) === 0 ? value : -value;
}

/**
 * sin(x + shift pi/2): between its values at the ends of x, or up to 1 or -1 where an odd multiple of pi/2 lies
 * between.
 */
function shiftedSine({ lo, hi }: DoubleBounds, shift: number): DoubleBounds {
  if (!(lo > -MOST_REDUCED && hi < MOST_REDUCED)) return UNKNOWN;
  const k = quartersOf(lo);
  reduce(lo, k);
  const first = sineOfReduced(k + shift);
  if (lo === hi) return { lo: Math.max(-1, lowerOf(first)), hi: Math.min(1, upperOf(first)) };
  let passed = quartersBelow(k) + shift;
  const l = quartersOf(hi);
  reduce(hi, l);
  const second = sineOfReduced(l + shift);
  const last = quartersBelow(l) + shift;
  if (last - passed >= 4) return ALL;
  let least = Math.max(-1, lowerOf(Math.min(first, second)));
  let most = Math.min(1, upperOf(Math.max(first, second)));
  while (passed < last) {
    passed++;
    if ((passed & 3) === 1) most = 1;
    else if ((passed & 3) === 3) least = -1;
  }
  return { lo: least, hi: most };
}

/** sin x. */
export function sinDoubles(x: DoubleBounds): DoubleBounds {
  return shiftedSine(x, 0);
}

/** cos x. */
export function cosDoubles(x: DoubleBounds): DoubleBounds {
  return shiftedSine(x, 1);
}

/**
 * The tangent of the argument that was reduced last, k its nearest multiple of pi/2. The sine is off by 1.75 u, the
 * cosine by 1.7 u, the quotient by another u: less than 5 u.
 */
function tangentOfReduced(k: number): number {
  return sineOfReduced(k) / sineOfReduced(k + 1);
}

/** tan x: it rises between its poles, the odd multiples of pi/2. */
export function tanDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo > -MOST_REDUCED && hi < MOST_REDUCED)) return UNKNOWN;
  const k = quartersOf(lo);
  reduce(lo, k);
  const first = tangentOfReduced(k);
  if (lo === hi) return { lo: lowerOf(first), hi: upperOf(first) };
  const passed = quartersBelow(k);
  const l = quartersOf(hi);
  reduce(hi, l);
  const last = quartersBelow(l);
  const hasPole = last - passed > 1 || (last - passed === 1 && (last & 1) !== 0);
  return hasPole ? UNKNOWN : { lo: lowerOf(first), hi: upperOf(tangentOfReduced(l)) };
}

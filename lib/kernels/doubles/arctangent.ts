/** The inverse tangent in doubles, and what follows from it. */
import {
  UNKNOWN,
  addDoubles,
  divideDoubles,
  exactly,
  lowerOf,
  multiplyDoubles,
  negateDoubles,
  spanOf,
  sqrtDoubles,
  subtractDoubles,
  upperOf,
} from './bounds.js';
import type { DoubleBounds } from './bounds.js';
import { HALF_PI, PI } from './constants.js';

const HALF_PI_HIGH = 1.5707963267948966;
const HALF_PI_LOW = 6.123233995736766e-17;

/** atan(j/8) for j = 0 to 8, rounded to nearest, and what that leaves. */
const HIGH = [
  0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061,
  0.5585993153435624, 0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
] as const;
const LOW = [
  0, -3.1253241424539383e-18, 1.0698755618734451e-17, -2.4623815582638635e-17,
  2.2698777452961687e-17, -5.4556305485916264e-18, 1.5834785051444286e-17, -2.1478388444456983e-17,
  3.061616997868383e-17,
] as const;

/**
 * atan x, off by less than 5 u in proportion.
 *
 * For 0 <= t <= 1 the j with |t - j/8| <= 1/16 gives atan t = atan(j/8) + atan z, z = (t - c) / (1 + t c), c = j/8.
 * The numerator is exact: both are multiples of half a unit of the last place of t, and it is no longer than t. The
 * series of atan z is cut behind z^13/13, which leaves less than 2^-63 |z|; what is added to z is below 0.0014 |z|
 * and off by 0.01 u |z|.
 *
 * j = 0: z = t, and the sum rounds off 1 u: 1.1 u. j > 0: z is off by u t c / (1 + t c) + 2 u <= 2.5 u in proportion,
 * for j = 1 by 2.03 u. Adding to LOW rounds off u |z|, adding HIGH 1 u of the value. |z| is at most the value for j =
 * 1, half of it for j > 1. So this makes at most 4.1 u.
 *
 * |x| > 1: t = 1/|x| is off by u t, which changes atan t by less than u/2, and the value is pi/2 - atan t, at least
 * pi/4. z is off by 2.5 u/16; the sum with LOW rounds off u/16; the difference of pi/2 and HIGH at most u; the last
 * difference 1 u of the value. This makes less than 3.3 u.
 */
function arctangent(x: number): number {
  const size = Math.abs(x);
  const isLarge = size > 1;
  const t = isLarge ? 1 / size : size;
  const j = Math.round(8 * t) as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  const c = j / 8;
  const z = (t - c) / (1 + t * c);
  const zz = z * z;
  const beyond =
    z * zz * (-1 / 3 + zz * (1 / 5 + zz * (-1 / 7 + zz * (1 / 9 + zz * (-1 / 11 + zz / 13)))));
  const value = isLarge
    ? HALF_PI_HIGH - HIGH[j] - (z + (beyond + (LOW[j] - HALF_PI_LOW)))
    : HIGH[j] + (z + (beyond + LOW[j]));
  return x < 0 ? -value : value;
}

/** atan x, of infinite ends as well. */
export function atanDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo <= hi)) return UNKNOWN;
  const first = arctangent(lo);
  const last = lo === hi ? first : arctangent(hi);
  return { lo: lowerOf(first), hi: upperOf(last) };
}

/** The angle of the point (x, y), where the half plane that it lies in is known and has not the cut inside. */
export function atan2Doubles(y: DoubleBounds, x: DoubleBounds): DoubleBounds {
  if (x.lo > 0) return atanDoubles(divideDoubles(y, x));
  if (y.lo > 0) return subtractDoubles(HALF_PI, atanDoubles(divideDoubles(x, y)));
  if (y.hi < 0) return subtractDoubles(negateDoubles(HALF_PI), atanDoubles(divideDoubles(x, y)));
  if (x.hi < 0 && y.lo >= 0) return addDoubles(PI, atanDoubles(divideDoubles(y, x)));
  return UNKNOWN;
}

const ONE = exactly(1);

/** asin x = atan(x / sqrt((1 - x) (1 + x))) at a double. */
function arcsine(x: number): DoubleBounds {
  if (x === 1) return HALF_PI;
  if (x === -1) return negateDoubles(HALF_PI);
  const at = exactly(x);
  const square = multiplyDoubles(subtractDoubles(ONE, at), addDoubles(ONE, at));
  return atanDoubles(divideDoubles(at, sqrtDoubles(square)));
}

/** acos x = 2 atan(sqrt((1 - x) / (1 + x))) at a double. */
function arccosine(x: number): DoubleBounds {
  if (x === 1) return exactly(0);
  if (x === -1) return PI;
  const at = exactly(x);
  const square = divideDoubles(subtractDoubles(ONE, at), addDoubles(ONE, at));
  return multiplyDoubles(exactly(2), atanDoubles(sqrtDoubles(square)));
}

/** asin x. */
export function asinDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo >= -1 && hi <= 1)) return UNKNOWN;
  const first = arcsine(lo);
  return lo === hi ? first : spanOf(first, arcsine(hi));
}

/** acos x, which falls. */
export function acosDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo >= -1 && hi <= 1)) return UNKNOWN;
  const last = arccosine(lo);
  return lo === hi ? last : spanOf(arccosine(hi), last);
}

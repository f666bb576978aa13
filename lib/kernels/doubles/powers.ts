/** Powers and roots in doubles. */
import {
  UNKNOWN,
  absDoubles,
  divideDoubles,
  exactly,
  lowerOf,
  multiplyDoubles,
  negateDoubles,
  spanOf,
  sqrtDoubles,
  upperOf,
} from './bounds.js';
import type { DoubleBounds } from './bounds.js';
import { expDoubles, exponential } from './exponential.js';
import { exponentOf, scaled } from './exponent.js';
import { lnDoubles, logarithm } from './logarithm.js';

/** Longer powers are exponentials: products would lose more. */
const MOST_MULTIPLIED = 256;

const ONE = exactly(1);

/** x^n for x >= 0 and an integer n >= 1. */
function powerOfPositive(x: DoubleBounds, n: number): DoubleBounds {
  if (n > MOST_MULTIPLIED) return powDoubles(x, exactly(n));
  let result = ONE;
  let square = x;
  for (let left = n; ; square = multiplyDoubles(square, square)) {
    if (left % 2 === 1) result = result === ONE ? square : multiplyDoubles(result, square);
    left = Math.floor(left / 2);
    if (left === 0) break;
  }
  return { lo: Math.max(0, result.lo), hi: result.hi };
}

/** x^n for a double n that is an integer, of x of any sign. */
export function integerPowerDoubles(x: DoubleBounds, n: number): DoubleBounds {
  if (!(x.lo <= x.hi)) return UNKNOWN;
  if (n === 0) return ONE;
  if (n < 0) return divideDoubles(ONE, integerPowerDoubles(x, -n));
  if (n % 2 === 0) return powerOfPositive(absDoubles(x), n);
  if (x.lo >= 0) return powerOfPositive(x, n);
  if (x.hi <= 0) return negateDoubles(powerOfPositive(negateDoubles(x), n));
  return spanOf(
    negateDoubles(powerOfPositive(exactly(-x.lo), n)),
    powerOfPositive(exactly(x.hi), n),
  );
}

/** x^y = e^(y ln x) for x > 0. */
export function powDoubles(x: DoubleBounds, y: DoubleBounds): DoubleBounds {
  return expDoubles(multiplyDoubles(y, lnDoubles(x)));
}

/**
 * The n-th root of a double of any sign, n >= 3, off by less than 5 u in proportion, u = 2^-53.
 *
 * x = 2^(n q) m with 2^-n < m < 2^n, exactly, and the root is 2^q e^(ln m / n). |ln m / n| is below 0.694, off by 3 u
 * in proportion by the logarithm and u by the division, 2.8 u; the exponential is off by 1.7 u. The result is a
 * normal double far from the ends of the range, so the product with 2^q is exact.
 */
function root(x: number, n: number): number {
  if (x === 0 || x === Infinity) return x;
  if (x < 0) return -root(-x, n);
  const q = Math.trunc(exponentOf(x) / n);
  return scaled(exponential(logarithm(scaled(x, -n * q)) / n), q);
}

/** The real n-th root for an integer n >= 2. */
export function nthRootDoubles(x: DoubleBounds, n: number): DoubleBounds {
  if (n === 2) return sqrtDoubles(x);
  const { lo, hi } = x;
  if (!(n % 2 === 1 ? lo <= hi : lo >= 0)) return UNKNOWN;
  const first = root(lo, n);
  return { lo: lowerOf(first), hi: upperOf(lo === hi ? first : root(hi, n)) };
}

/** Powers and roots in doubles. */
import {
  UNKNOWN,
  absDoubles,
  divideDoubles,
  exactly,
  multiplyDoubles,
  negateDoubles,
  spanOf,
  sqrtDoubles,
} from './bounds.js';
import type { DoubleBounds } from './bounds.js';
import { expDoubles } from './exponential.js';
import { exponentOf, scaled } from './exponent.js';
import { lnDoubles } from './logarithm.js';

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

/** The n-th root of a double of any sign: with x = 2^(n q) m, 2^-n < m < 2^n, it is 2^q e^(ln m / n). */
function rootAt(x: number, n: number): DoubleBounds {
  if (x === 0) return exactly(0);
  if (x < 0) return negateDoubles(rootAt(-x, n));
  if (x === Infinity) return { lo: 0, hi: Infinity };
  const q = Math.trunc(exponentOf(x) / n);
  const m = exactly(scaled(x, -n * q));
  const root = expDoubles(divideDoubles(lnDoubles(m), exactly(n)));
  // Roots of degree 3 and more are normal doubles, far from the ends of their range, so this is exact.
  return { lo: scaled(root.lo, q), hi: scaled(root.hi, q) };
}

/** The real n-th root for an integer n >= 2. */
export function nthRootDoubles(x: DoubleBounds, n: number): DoubleBounds {
  if (n === 2) return sqrtDoubles(x);
  if (n % 2 === 0 && !(x.lo >= 0)) return UNKNOWN;
  const { lo, hi } = x;
  const first = rootAt(lo, n);
  return lo === hi ? first : spanOf(first, rootAt(hi, n));
}

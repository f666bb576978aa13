/** The reduction of a double by quarters of the circle. */

/** The reduction is proven below this magnitude. */
export const MOST_REDUCED = 2 ** 20;

const TWO_OVER_PI = 0.6366197723675814;
// pi/2 in four parts: multiples of 2^-32, 2^-65 and 2^-98, of at most 32 bits each, and the rest, to 2^-156.
const FIRST = 1.5707963267341256;
const SECOND = 6.077100506303966e-11;
const THIRD = 2.0222662487111665e-21;
const FOURTH = 8.4784276603689e-32;

/**
 * The multiple of pi/2 nearest to x, |x| < 2^20; off by less than 2^-31 before it is rounded, so what is left is
 * below 0.7854 in magnitude.
 */
export function quartersOf(x: number): number {
  return Math.round(x * TWO_OVER_PI);
}

/** What {@link reduce} found last. One object serves all calls: a function at a double makes no other. */
export const reduced = { high: 0, low: 0 };

/**
 * x - k pi/2 as high + low, |low| at most half a unit of the last place of high, for the k of {@link quartersOf}.
 *
 * With |k| < 2^20 the products of k with the first three parts have at most 53 bits and are exact. So is the
 * difference from the first: for k other than 0 it is below 1 and a multiple of 2^-53. The next two sums are split
 * into a double and its error exactly (Knuth's TwoSum). The product with the fourth part is below 2^-83, off by less
 * than 2^-135. So only the sum of the two errors and of that product rounds, and high + low is off by less than 2^-70
 * in proportion:
 *
 * - The first sum is at least 2^-12, and so is the result, nearly: the errors are below 2^-52, what they round off
 *   2^-103.
 * - It is smaller: a multiple of 2^-65, so its error is 0. The second sum is at least 2^-45: its error is 2^-53 of
 *   it, and the rounding is 2^-53 of that and of 2^-83.
 * - The second sum is smaller as well: a multiple of 2^-98, so its error is 0 too, and the product is off by 2^-135.
 *   No double below 2^20 but 0 lies within 2^-62 of a multiple of pi/2 other than 0: the specs find the nearest by
 *   continued fractions.
 *
 * The sign of high is therefore that of x - k pi/2.
 */
export function reduce(x: number, k: number): void {
  if (k === 0) {
    reduced.high = x;
    reduced.low = 0;
    return;
  }
  const a = x - k * FIRST;
  const b = -k * SECOND;
  const ab = a + b;
  const b1 = ab - a;
  const error1 = a - (ab - b1) + (b - b1);
  const c = -k * THIRD;
  const abc = ab + c;
  const c1 = abc - ab;
  const error2 = ab - (abc - c1) + (c - c1);
  const rest = error1 + (error2 - k * FOURTH);
  const high = abc + rest;
  reduced.high = high;
  reduced.low = rest - (high - abc);
}

/** The greatest multiple of pi/2 that is at most the x reduced last, from the nearest one. */
export function quartersBelow(nearest: number): number {
  return reduced.high < 0 ? nearest - 1 : nearest;
}

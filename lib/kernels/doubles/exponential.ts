/** The exponential in doubles. */
import { powerOfTwo } from '../../exact/power-of-two.js';
import { UNKNOWN, lowerOf, upperOf } from './bounds.js';
import type { DoubleBounds } from './bounds.js';

/** Results are normal doubles up to here, and the reduction is proven. */
const LARGEST = 700;

const INVERSE_LN2 = 1.4426950408889634;
/** ln 2 to a multiple of 2^-42, and the rest, which is below 2^-43. */
const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;

// 1/n!, each rounded once.
const F3 = 1 / 6;
const F4 = 1 / 24;
const F5 = 1 / 120;
const F6 = 1 / 720;
const F7 = 1 / 5040;
const F8 = 1 / 40320;
const F9 = 1 / 362880;
const F10 = 1 / 3628800;
const F11 = 1 / 39916800;
const F12 = 1 / 479001600;
const F13 = 1 / 6227020800;
const F14 = 1 / 87178291200;

/**
 * e^x for `|x| <= 700`, off by less than 2 u in proportion, u = 2^-53.
 *
 * Reduction: k is the integer nearest to x / ln 2, off by less than 2^-40 before it is rounded, so that |x - k ln 2|
 * < 0.3466. With |k| <= 1010 the product k LN2_HIGH has at most 52 bits and is exact. So is the difference from x:
 * for k other than 0 both are multiples of 2^-54, and it is below 1/2. The product k LN2_LOW is below 2^-33 and
 * rounded by 2^-86 at most; LN2_LOW itself is off by 2^-97, times k. `rest` is what the second difference rounds off,
 * exact where |high| >= |low|, and below 2^-83 otherwise. Together r + rest = x - k ln 2 to 2^-82.
 *
 * Series: 1 + r + r^2 q, q of degree 12 by Horner's rule. What it leaves out is below r^15/15! * 1.1 < 2^-62. In q,
 * between 0.44 and 0.57, roundings come to 0.8 u: 0.4 u from the level of 1/6, times 0.3466, the product and the sum.
 * Then r^2 q is below 0.069, off by 3.9 u in proportion, 0.27 u; adding `rest`, below 0.18 u, rounds off 0.07 u; that
 * e^r rest is taken for rest costs 0.08 u; the sum with r is below 1/2, u/4. The last sum rounds off u from 1 on, u/2
 * below: 1.67 u from 1 on, 1.17 u below, where the value is at least 0.707.
 */
export function exponential(x: number): number {
  const k = Math.round(x * INVERSE_LN2);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const rest = high - r - low;
  const q =
    0.5 +
    r *
      (F3 +
        r *
          (F4 +
            r *
              (F5 +
                r *
                  (F6 +
                    r *
                      (F7 +
                        r *
                          (F8 +
                            r *
                              (F9 + r * (F10 + r * (F11 + r * (F12 + r * (F13 + r * F14)))))))))));
  // The product by a power of two is exact: the result is a normal double.
  return (1 + (r + (r * r * q + rest))) * powerOfTwo(k);
}

/** e^x. */
export function expDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo >= -LARGEST && hi <= LARGEST)) return UNKNOWN;
  const first = exponential(lo);
  return { lo: lowerOf(first), hi: upperOf(lo === hi ? first : exponential(hi)) };
}

/** Logarithms in doubles. */
import { UNKNOWN, addDoubles, divideDoubles, exactly, lowerOf, upperOf } from './bounds.js';
import type { DoubleBounds } from './bounds.js';
import { LN10, LN2 } from './constants.js';
import { exponentOf, scaled } from './exponent.js';

/** ln 2 to a multiple of 2^-42, and the rest, which is below 2^-43. */
const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;

const SQRT2 = 1.4142135623730951;

/** The series of {@link nearOne} is proven between these. */
const LEAST_BESIDE_ONE = -0.29;
const MOST_BESIDE_ONE = 0.41;

/**
 * The sum of 2 z^i / (2i + 1) from i = 1 to 11, for `0 <= z < 0.0295`. What it leaves out is below 2^-64, roundings
 * in proportion below 3 u: that of 2/3, of the last sum, and of the last product.
 */
function tail(z: number): number {
  return (
    z *
    (2 / 3 +
      z *
        (2 / 5 +
          z *
            (2 / 7 +
              z *
                (2 / 9 +
                  z *
                    (2 / 11 +
                      z *
                        (2 / 13 +
                          z *
                            (2 / 15 +
                              z * (2 / 17 + z * (2 / 19 + z * (2 / 21 + (z * 2) / 23))))))))))
  );
}

/**
 * ln(1 + f) - f for -0.293 < f < 0.4143, negated; `shift` is subtracted from it.
 *
 * With s = f / (2 + f) and z = s^2: ln(1 + f) = 2 s + s R, R = tail(z), and 2 s = f - s f = f - f^2/2 + s f^2/2. So
 * it is f - (h - s (h + R)), h = f^2/2. Roundings in proportion: h 1 u, s 2 u, z 5 u, R 8.3 u; h + R is at most
 * 0.106, off by 0.36 u, 3.4 u in proportion; the product with s 6.4 u.
 */
function besideLinear(f: number, shift: number): number {
  const h = 0.5 * f * f;
  const s = f / (2 + f);
  return h - (s * (h + tail(s * s)) + shift);
}

/**
 * ln(1 + f) for -0.293 < f < 0.4143, off by less than 2.2 u in proportion.
 *
 * In units of u |f|: h is below 0.208 |f|, off by 0.21; s (h + R) below 0.063 |f|, off by 0.4; their difference
 * rounds off 0.28. The value is at least 0.836 |f|, so these are 1.1 u, and the last difference rounds off 1 u. What
 * underflows is below 2^-1000 |f|.
 */
function nearOne(f: number): number {
  return f - besideLinear(f, 0);
}

/**
 * ln x for a positive double, off by less than 3 u in proportion.
 *
 * x = 2^k (1 + f), f exact, as x / 2^k lies between 0.707 and 1.4143. For k other than 0: |k| <= 1075, so k LN2_HIGH
 * has 53 bits and is exact; k LN2_LOW is off by less than 2^-80. Beside the linear part at most 0.33 u are lost (0.12
 * u in the product, 0.1 u in h, the rest in two sums), then u/4 in a difference below 1/2. The value is at least
 * 0.346, so these are 1.7 u, and the last difference rounds off 1 u.
 */
export function logarithm(x: number): number {
  let k = exponentOf(x);
  let m = scaled(x, -k);
  if (m > SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  if (k === 0) return nearOne(f);
  return k * LN2_HIGH - (besideLinear(f, k * LN2_LOW) - f);
}

/** ln x. */
export function lnDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo > 0 && hi < Infinity)) return UNKNOWN;
  const first = logarithm(lo);
  return { lo: lowerOf(first), hi: upperOf(lo === hi ? first : logarithm(hi)) };
}

/** ln(1 + f), which loses nothing near 0. */
export function lnBesideOneDoubles(f: DoubleBounds): DoubleBounds {
  const { lo, hi } = f;
  if (!(lo >= LEAST_BESIDE_ONE && hi <= MOST_BESIDE_ONE))
    return lnDoubles(addDoubles(exactly(1), f));
  return { lo: lowerOf(nearOne(lo)), hi: upperOf(nearOne(hi)) };
}

/** ln x / ln 2. */
export function log2Doubles(x: DoubleBounds): DoubleBounds {
  return divideDoubles(lnDoubles(x), LN2);
}

/** ln x / ln 10. */
export function log10Doubles(x: DoubleBounds): DoubleBounds {
  return divideDoubles(lnDoubles(x), LN10);
}

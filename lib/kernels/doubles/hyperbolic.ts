/** Hyperbolic functions in doubles: from the exponential, near zero from the series of the sine. */
import {
  UNKNOWN,
  absDoubles,
  addDoubles,
  divideDoubles,
  exactly,
  halveDoubles,
  lowerOf,
  negateDoubles,
  spanOf,
  subtractDoubles,
  upperOf,
} from './bounds.js';
import type { DoubleBounds } from './bounds.js';
import { expDoubles } from './exponential.js';

/** The hyperbolic tangent rounds to 1 from here on: what it lacks, 2 e^(-2x), is below 2^-60. */
const TANH_ONE = 22;
const BESIDE_ONE: DoubleBounds = { lo: 1 - 2 ** -53, hi: 1 };

const ONE = exactly(1);
const TWO = exactly(2);

/**
 * sinh x for |x| <= 1, off by less than 2 u in proportion: the series behind x^19/19! is below 2^-65 |x|. What is
 * added to x is below 0.176 |x| and off by 5.3 u in proportion, three products and a sum that rounds as they do; so
 * 0.94 u, and 1 u for the sum.
 */
function sineNearZero(x: number): number {
  const z = x * x;
  const p =
    1 / 6 +
    z *
      (1 / 120 +
        z *
          (1 / 5040 +
            z *
              (1 / 362880 +
                z *
                  (1 / 39916800 +
                    z *
                      (1 / 6227020800 +
                        z *
                          (1 / 1307674368000 +
                            z * (1 / 355687428096000 + z / 121645100408832000)))))));
  return x + x * z * p;
}

function sinhAt(x: number): DoubleBounds {
  if (Math.abs(x) <= 1) {
    const y = sineNearZero(x);
    return { lo: lowerOf(y), hi: upperOf(y) };
  }
  return halveDoubles(subtractDoubles(expDoubles(exactly(x)), expDoubles(exactly(-x))));
}

function coshAt(x: number): DoubleBounds {
  return halveDoubles(addDoubles(expDoubles(exactly(x)), expDoubles(exactly(-x))));
}

/** sinh x / cosh x up to 1; 1 - 2 / (e^2x + 1) above, where that cancels little; 1 at last. */
function tanhAt(x: number): DoubleBounds {
  if (x < 0) return negateDoubles(tanhAt(-x));
  if (x <= 1) return divideDoubles(sinhAt(x), coshAt(x));
  if (x >= TANH_ONE) return BESIDE_ONE;
  const { lo, hi } = subtractDoubles(
    ONE,
    divideDoubles(TWO, addDoubles(expDoubles(exactly(2 * x)), ONE)),
  );
  return { lo, hi: Math.min(1, hi) };
}

/** sinh x. */
export function sinhDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  const first = sinhAt(lo);
  return lo === hi ? first : spanOf(first, sinhAt(hi));
}

/** cosh x, which rises with |x|. */
export function coshDoubles(x: DoubleBounds): DoubleBounds {
  const { lo, hi } = absDoubles(x);
  const last = coshAt(hi);
  const first = lo === hi ? last : coshAt(lo);
  return spanOf({ lo: Math.max(1, first.lo), hi: first.hi }, last);
}

/** tanh x, of infinite ends as well. */
export function tanhDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo <= hi)) return UNKNOWN;
  const first = tanhAt(lo);
  return lo === hi ? first : spanOf(first, tanhAt(hi));
}

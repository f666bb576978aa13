/** Inverse hyperbolic functions in doubles: logarithms of what loses nothing near their zeros. */
import {
  UNKNOWN,
  addDoubles,
  divideDoubles,
  exactly,
  halveDoubles,
  multiplyDoubles,
  negateDoubles,
  spanOf,
  sqrtDoubles,
  squareDoubles,
  subtractDoubles,
} from './bounds.js';
import type { DoubleBounds } from './bounds.js';
import { lnBesideOneDoubles } from './logarithm.js';

const ONE = exactly(1);
const TWO = exactly(2);

/** ln(1 + x + x^2 / (1 + sqrt(1 + x^2))) for x >= 0. */
function asinhAt(x: number): DoubleBounds {
  if (x < 0) return negateDoubles(asinhAt(-x));
  const at = exactly(x);
  const square = squareDoubles(at);
  const root = sqrtDoubles(addDoubles(ONE, square));
  return lnBesideOneDoubles(addDoubles(at, divideDoubles(square, addDoubles(ONE, root))));
}

/** ln(1 + d + sqrt(d (x + 1))), d = x - 1 >= 0. */
function acoshAt(x: number): DoubleBounds {
  if (x === 1) return exactly(0);
  const at = exactly(x);
  const beside = subtractDoubles(at, ONE);
  const root = sqrtDoubles(multiplyDoubles(beside, addDoubles(at, ONE)));
  return lnBesideOneDoubles(addDoubles(beside, root));
}

/** ln(1 + 2x / (1 - x)) / 2 for 0 <= x < 1. */
function atanhAt(x: number): DoubleBounds {
  if (x < 0) return negateDoubles(atanhAt(-x));
  const at = exactly(x);
  const quotient = divideDoubles(multiplyDoubles(TWO, at), subtractDoubles(ONE, at));
  return halveDoubles(lnBesideOneDoubles(quotient));
}

/** asinh x. */
export function asinhDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  const first = asinhAt(lo);
  return lo === hi ? first : spanOf(first, asinhAt(hi));
}

/** acosh x. */
export function acoshDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo >= 1)) return UNKNOWN;
  const first = acoshAt(lo);
  return lo === hi ? first : spanOf(first, acoshAt(hi));
}

/** atanh x. */
export function atanhDoubles({ lo, hi }: DoubleBounds): DoubleBounds {
  if (!(lo > -1 && hi < 1)) return UNKNOWN;
  const first = atanhAt(lo);
  return lo === hi ? first : spanOf(first, atanhAt(hi));
}

/**
 * Arithmetic on enclosures, rounded outward.
 *
 * Laws
 * 1. The result contains `f(x, y)` for all `x` in the first enclosure and all `y` in the second.
 * 2. Rounding adds at most `2^width`. Where the unrounded width is 2^53 times as large it adds at most a
 *    2^51st part of that. `Infinity` leaves 64 significant bits.
 * 3. It is isotone: enclosures inside the given ones have a result inside.
 */
import * as exact from '../exact/enclosure/arithmetic.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { gridOf } from './rounding.js';

export { absolute, maximum, minimum, negate } from '../exact/enclosure/arithmetic.js';

/** `a + b`. */
export function add(a: Enclosure, b: Enclosure, width: Log2 = Infinity): Enclosure {
  return exact.add(a, b, gridOf(width));
}

/** `a - b`. */
export function subtract(a: Enclosure, b: Enclosure, width: Log2 = Infinity): Enclosure {
  return exact.subtract(a, b, gridOf(width));
}

/** `a b`. */
export function multiply(a: Enclosure, b: Enclosure, width: Log2 = Infinity): Enclosure {
  return exact.multiply(a, b, gridOf(width));
}

/**
 * `a / b`. Where `b` contains zero among other numbers the result is the whole line, or a half-line where zero is an
 * end of `b` and `a` has a sign.
 *
 * @throws DivisionByZeroError where `b` is the point zero.
 */
export function divide(a: Enclosure, b: Enclosure, width: Log2 = Infinity): Enclosure {
  return exact.divide(a, b, gridOf(width));
}

/** `a^2`, which is tighter than `multiply(a, a)` where `a` contains zero. */
export function square(a: Enclosure, width: Log2 = Infinity): Enclosure {
  return exact.square(a, gridOf(width));
}

/**
 * `a^n` for an integer `n`.
 *
 * @throws DivisionByZeroError for a negative power of the point zero.
 */
export function power(a: Enclosure, n: number | bigint, width: Log2 = Infinity): Enclosure {
  return exact.power(a, n, gridOf(width));
}

/** The sum of all `terms`, rounded once. */
export function sum(terms: readonly Enclosure[], width: Log2 = Infinity): Enclosure {
  return exact.sum(terms, gridOf(width));
}

/** The product of all `factors`. */
export function product(factors: readonly Enclosure[], width: Log2 = Infinity): Enclosure {
  return exact.product(factors, gridOf(width));
}

import { point } from '../exact/enclosure/ends.js';
import { intersect, mignitudeLog2, widthLog2 } from '../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { divide, subtract } from './arithmetic.js';
import { midpoint } from './reading.js';

/** A function on enclosures: it contains f of every number of `x`, and computing adds at most about `2^width`. */
export type EnclosureFunction = (x: Enclosure, width: Log2) => Enclosure;

/** Computing adds a part of 2^-4 or less to what one step leaves. */
const SPARE_BITS = 6;

/**
 * One step of the interval Newton method: the part of `x` in which every zero of `f` in `x` lies.
 *
 * For a zero z in x the mean value theorem gives f(m) = f'(t) (m - z) with m the middle of x and t in x, so z lies in
 * m - f(m) / f'(x). Where `derivative(x)` contains zero the step may leave `x` as it is: halve it first. Otherwise a step
 * about doubles the bits, and computes with no more than it can prove.
 *
 * Source: R. E. Moore, *Interval Analysis*, Prentice-Hall 1966.
 *
 * @param x - with finite ends.
 * @param derivative - contains f' of every number of its argument.
 * @param width - Log2 of the width wanted: the step is computed no finer than that.
 * @returns `undefined` where `f` has no zero in `x`.
 * @throws RangeError where an end of `x` is infinite.
 */
export function newtonStep(
  x: Enclosure,
  f: EnclosureFunction,
  derivative: EnclosureFunction,
  width: Log2,
): Enclosure | undefined {
  const middle = point(midpoint(x));
  const wide = widthLog2(x);
  if (wide === -Infinity) return intersect(x, f(x, width)) === undefined ? undefined : x;
  const slope = derivative(x, wide - SPARE_BITS);
  const least = mignitudeLog2(slope);
  // Both ends of the slope have one sign: the quotient is finite.
  if (least === -Infinity) return x;
  const fine = Math.max(width, 2 * wide) - SPARE_BITS;
  return intersect(subtract(middle, divide(f(middle, fine + least), slope, fine), fine), x);
}

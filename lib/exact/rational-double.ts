import { toDoubleNearest } from './double.js';
import { bitLength, shiftFloor } from './integer.js';
import type { Rational } from './rational.js';

/** Integers up to it are converted exactly; 2^53 + 1 is not. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** Bits of the quotient: well beyond the 53 of a double. */
const QUOTIENT_BITS = 70;

/**
 * The double nearest to a rational, ties to even.
 *
 * The quotient is cut to 70 bits and one sticky bit that says whether anything was cut off. A tie of
 * doubles has no bits beyond the 54th, so the sticky bit keeps every other value on its side of it.
 */
export function ratToDoubleNearest({ n, d }: Rational): number {
  if (n === 0n) return 0;
  const [above, below] = [Number(n), Number(d)];
  // Both conversions are exact, and a division of doubles is rounded to nearest, ties to even.
  if (Math.abs(above) <= EXACT && below <= EXACT) return above / below;
  const magnitude = n < 0n ? -n : n;
  const shift = QUOTIENT_BITS - bitLength(magnitude) + bitLength(d);
  const numerator = shiftFloor(magnitude, Math.max(0, shift));
  const denominator = shiftFloor(d, Math.max(0, -shift));
  const quotient = numerator / denominator;
  const sticky = numerator % denominator === 0n ? 0n : 1n;
  const nearest = toDoubleNearest({ m: 2n * quotient + sticky, e: -shift - 1 });
  return n < 0n ? -nearest : nearest;
}

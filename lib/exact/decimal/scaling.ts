/** Enclosures times powers of ten too long to write out. */
import { fromInteger } from '../dyadic.js';
import type { Enclosure, Narrow, Wide } from '../enclosure/enclosure.js';
import { LimitError } from '../errors.js';
import { point } from '../enclosure/ends.js';
import { power } from '../enclosure/power.js';
import { multiply } from '../enclosure/product.js';
import { magnitudeLog2 } from '../enclosure/size.js';

const LOG2_10 = Math.log2(10);

/** Exponents up to this are scaled exactly, however few digits are printed. */
const EXACT_EXPONENT = 2 ** 15;

/**
 * `x` as `near * 10^exponent`, to print so many digits of it. Far from 1 the exact power of ten is much
 * longer than the digits: there `near` is rounded outward, and has about one digit before the point.
 */
export function nearOne(
  x: Narrow | Wide,
  digits: number,
): { readonly near: Narrow | Wide; readonly exponent: number } {
  const exponent = Math.floor(magnitudeLog2(x) * Math.log10(2));
  if (!Number.isFinite(exponent) || Math.abs(exponent) <= EXACT_EXPONENT + 4 * digits)
    return { near: x, exponent: 0 };
  const bits = Math.ceil(digits * LOG2_10) + 128;
  return { near: timesTens(x, -exponent, bits), exponent };
}

/**
 * An enclosure of `x * 10^p`, good to about `bits` bits. In two factors, because a number near the
 * lower edge of the range needs a power of ten beyond the upper one.
 *
 * @throws LimitError if the result is out of range.
 */
export function timesTens(x: Enclosure, p: number, bits: number): Narrow | Wide {
  const half = Math.trunc(p / 2);
  const scaled = timesTensOnce(timesTensOnce(x, half, bits), p - half, bits);
  if (scaled.kind !== 'narrow' && scaled.kind !== 'wide') {
    throw new LimitError(`decimal: a number times 10^${String(p)} is out of range`);
  }
  return scaled;
}

function timesTensOnce(x: Enclosure, p: number, bits: number): Enclosure {
  const ten = power(point(fromInteger(10)), p, Math.floor(p * LOG2_10) - bits);
  const top = magnitudeLog2(x) + p * LOG2_10;
  return multiply(x, ten, Number.isFinite(top) ? Math.floor(top) - bits : Infinity);
}

/**
 * Both ends of an enclosure as they are printed: the lower one rounded down, the upper one up. The decimals
 * are short enough to read, and long enough that printing hardly widens.
 *
 * Law: the printed ends enclose, and are at most 9/8 times as far apart as the ends themselves.
 */
import { bigFromInput, Decimal, decimalDown, decimalUp } from './decimal.js';
import { isPoint } from '../enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../enclosure/enclosure.js';
import { lowerEnd, point, upperEnd } from '../enclosure/ends.js';
import { trailingZeros } from '../integer.js';
import type { Rational } from '../rational.js';
import { magnitudeLog2, widthLog2 } from '../enclosure/size.js';

/** Printing an end moves it by at most this part of the width: 2^-4 of it. */
const PRINTED_SLACK: Log2 = -4;

/** Log2 of the most by which printing both ends widens. */
export const PRINTED_GROWTH: Log2 = Math.log2(9 / 8) + 2 ** -20;

/** Digits of an end whose enclosure has no width to measure them by. */
const DIGITS_OF_A_HALF_LINE = 20;

const LOG10_2 = Math.log10(2);

/** The ends as decimal text; null for an infinite one. */
export function printedEnds(x: Enclosure): {
  readonly lower: string | null;
  readonly upper: string | null;
} {
  const places = fewestPlaces(x, PRINTED_SLACK);
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  const lower = lo === null ? null : decimalDown(lo, places);
  const upper = isPoint(x) ? lower : hi === null ? null : decimalUp(hi, places);
  return { lower, upper };
}

/** How far apart the printed ends are, exactly; undefined where one is infinite. */
export function printedWidth(x: Enclosure): Rational | undefined {
  const { lower, upper } = printedEnds(x);
  if (lower === null || upper === null) return undefined;
  return bigFromInput(new Decimal(upper).minus(lower));
}

/**
 * How many decimal places are needed so that `10^-places` is at most `2^fraction` of the width: with -4,
 * printing the lower end down and the upper end up widens by at most a sixteenth at each end. Negative for
 * large widths. For a point, the places of its exact decimal.
 */
function fewestPlaces(x: Enclosure, fraction: Log2): number {
  const width = widthLog2(x);
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  if (width === -Infinity && lo) return lo.m === 0n ? 0 : Math.max(0, -lo.e - trailingZeros(lo.m));
  if (width === Infinity) {
    const end = lo ?? hi;
    if (end === null || end.m === 0n) return 0;
    return DIGITS_OF_A_HALF_LINE - Math.ceil(magnitudeLog2(point(end)) * LOG10_2);
  }
  // The logarithm is an upper bound, by less than 2^-16.
  return Math.ceil(-(width - 2 ** -16 + fraction) * LOG10_2 + 1e-6);
}

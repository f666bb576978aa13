/**
 * Both ends of an enclosure as they are printed: the lower one rounded down, the upper one up. The decimals
 * are short enough to read, and long enough that printing hardly widens.
 *
 * Laws
 * 1. The printed ends enclose.
 * 2. They are at most 9/8 times as far apart as the ends themselves.
 * 3. A point whose exact decimal has at most 1000 digits is printed exactly. A longer one is printed to the
 *    width that is wanted of it, or to 20 digits where these are more; exactly again where its decimal ends
 *    before.
 * 4. Every enclosure can be printed: an end that law 2 or 3 would give more than 2^29 bits has fewer places.
 */
import type { Numeral } from './decimal-text.js';
import { endText } from './decimal-text.js';
import { LONGEST_EXACT, numeralDown, numeralUp } from './decimal.js';
import type { Dyadic } from '../dyadic.js';
import { LONGEST_INTEGER, topExponent } from '../dyadic.js';
import { isPoint } from '../enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../enclosure/enclosure.js';
import { lowerEnd, upperEnd } from '../enclosure/ends.js';
import { powerOfTen, trailingZeros } from '../integer.js';
import type { Rational } from '../rational.js';
import { rational } from '../rational.js';
import { widthLog2 } from '../enclosure/size.js';

/** Printing an end moves it by at most this part of the width: 2^-4 of it. */
const PRINTED_SLACK: Log2 = -4;

/** Log2 of the most by which printing both ends widens. */
export const PRINTED_GROWTH: Log2 = Math.log2(9 / 8) + 2 ** -20;

/** Digits of an end where no width says how many it needs. */
const DIGITS_WITHOUT_WIDTH = 20;

const LOG10_2 = Math.log10(2);

/**
 * The ends as decimal text; null for an infinite one.
 *
 * @param wanted - log2 of the width to which a point is printed whose exact decimal is long.
 * @param digits - the most digits that an end may have; where these are too few for law 2, it is wider.
 */
export function printedEnds(
  x: Enclosure,
  wanted: Log2 = Infinity,
  digits = Infinity,
): { readonly lower: string | null; readonly upper: string | null } {
  const { lower, upper } = printedNumerals(x, wanted, digits);
  const text = lower && endText(lower);
  // Long numbers are converted once.
  return { lower: text, upper: upper?.k === lower?.k ? text : upper && endText(upper) };
}

/** How far apart the printed ends are, exactly; undefined where one is infinite. */
export function printedWidth(x: Enclosure): Rational | undefined {
  const { lower, upper } = printedNumerals(x, Infinity, Infinity);
  if (lower === null || upper === null) return undefined;
  const units = upper.k - lower.k;
  return lower.q >= 0
    ? rational(units * powerOfTen(lower.q))
    : rational(units, powerOfTen(-lower.q));
}

/** Both ends in units of one power of ten. */
function printedNumerals(
  x: Enclosure,
  wanted: Log2,
  digits: number,
): { readonly lower: Numeral | null; readonly upper: Numeral | null } {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  const top = Math.max(...[lo, hi].map((end) => (end === null ? -Infinity : topExponent(end))));
  const short = digits - Math.floor((top - 1) * LOG10_2);
  const places = Math.min(fewestPlaces(x, wanted), mostPlaces(top), short || Infinity);
  return { lower: lo && numeralDown(lo, places), upper: hi && numeralUp(hi, places) };
}

/** The most places to which numbers below `2^top` can be written out. */
function mostPlaces(top: number): number {
  return Math.floor((LONGEST_INTEGER - top) * LOG10_2);
}

/** How many decimal places the ends need; negative for large widths. */
function fewestPlaces(x: Enclosure, wanted: Log2): number {
  const width = widthLog2(x);
  if (Number.isFinite(width)) return placesOfWidth(width);
  const lo = lowerEnd(x);
  const end = lo ?? upperEnd(x);
  if (end === null || end.m === 0n) return 0;
  return isPoint(x) ? placesOfPoint(end, wanted) : placesOfDigits(end);
}

/** So many that `10^-places` is at most a sixteenth of the width. */
function placesOfWidth(width: Log2): number {
  // The logarithm is an upper bound, by less than 2^-16.
  return Math.ceil(-(width - 2 ** -16 + PRINTED_SLACK) * LOG10_2 + 1e-6);
}

/** So many that the end has 20 digits, or 21. */
function placesOfDigits(end: Dyadic): number {
  return DIGITS_WITHOUT_WIDTH - Math.floor((topExponent(end) - 1) * LOG10_2);
}

function placesOfPoint(end: Dyadic, wanted: Log2): number {
  const exact = Math.max(0, -end.e - trailingZeros(end.m));
  const top = topExponent(end);
  if (top * LOG10_2 + exact <= LONGEST_EXACT) return exact;
  const least = placesOfDigits(end);
  const asked = wanted === Infinity ? least : Math.max(least, placesOfWidth(wanted));
  const places = Math.min(exact, asked);
  // What cannot be written as far as it is wanted need not be long.
  return places <= mostPlaces(top) ? places : least;
}

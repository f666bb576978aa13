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
 * 4. An end that is not zero is not printed as zero.
 * 5. Every enclosure can be printed: an end that law 2 or 3 would give more than 2^29 bits has fewer places.
 */
import type { Numeral } from './decimal-text.js';
import { endText } from './decimal-text.js';
import { LONGEST_EXACT, numeralDown, numeralsOutward, numeralUp } from './decimal.js';
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

/** Digits to which the ends of bounds are shown that nothing narrows: about those of the 64 bits that they have. */
const SHOWN_DIGITS = 18;

/** Digits of an end that is much closer to zero than the other one. */
const SIGN_DIGITS = 3;

/** How ends are printed. */
export interface Printing {
  /** Log2 of the width that a goal asks for: a point is printed to that where its exact decimal is long. */
  readonly wanted?: Log2 | undefined;
  /** Whether a goal was missed: then wide bounds have as many places as it asks for, up to 18 digits. */
  readonly missed?: boolean;
  /** The most digits that an end may have; where these are too few for law 2, it is wider. */
  readonly most?: number;
}

/** The ends as decimal text; null for an infinite one. */
export function printedEnds(
  x: Enclosure,
  { wanted = Infinity, missed = false, most = Infinity }: Printing = {},
): { readonly lower: string | null; readonly upper: string | null } {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  const fewest = placesOf(x, wanted, most);
  const places = missed ? Math.max(fewest, shownPlaces(x, wanted)) : fewest;
  const { lower, upper } = printedNumerals(x, places);
  const [down, up] = missed ? [shortest(lo, lower), shortest(hi, upper)] : [lower, upper];
  const text = textOf(lo, down, numeralDown);
  // Long numbers are converted once.
  return { lower: text, upper: up?.k === down?.k ? text : textOf(hi, up, numeralUp) };
}

/** The text of an end. One that is not zero is not printed as zero: its sign is proven. */
function textOf(
  end: Dyadic | null,
  numeral: Numeral | null,
  round: (d: Dyadic, places: number) => Numeral,
): string | null {
  if (end === null || numeral === null) return null;
  if (numeral.k !== 0n || end.m === 0n) return endText(numeral);
  return endText(round(end, digitsOf(end, SIGN_DIGITS)));
}

/** The places of a goal that was missed, as far as 18 digits of the larger end reach. */
function shownPlaces(x: Enclosure, wanted: Log2): number {
  const top = topOf(x);
  if (!Number.isFinite(top)) return -Infinity;
  return Math.min(
    Math.ceil(-wanted * LOG10_2 - 1e-6),
    SHOWN_DIGITS - Math.floor((top - 1) * LOG10_2),
  );
}

/** A numeral that is exactly its end, without the zeros behind its last digit. */
function shortest(end: Dyadic | null, numeral: Numeral | null): Numeral | null {
  if (end === null || numeral === null || numeral.k === 0n || numeral.q >= 0) return numeral;
  let { k, q } = numeral;
  if (numeralUp(end, -q).k !== numeralDown(end, -q).k) return numeral;
  for (; q < 0 && k % 10n === 0n; q++) k /= 10n;
  return { k, q };
}

/** How far apart the printed ends are, exactly; undefined where one is infinite. */
export function printedWidth(x: Enclosure): Rational | undefined {
  const { lower, upper } = printedNumerals(x, placesOf(x, Infinity, Infinity));
  if (lower === null || upper === null) return undefined;
  const units = upper.k - lower.k;
  return lower.q >= 0
    ? rational(units * powerOfTen(lower.q))
    : rational(units, powerOfTen(-lower.q));
}

/** Both ends in units of one power of ten. */
function printedNumerals(
  x: Enclosure,
  places: number,
): { readonly lower: Numeral | null; readonly upper: Numeral | null } {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  if (lo !== null && hi !== null) {
    const [lower, upper] = numeralsOutward(lo, hi, places);
    return { lower, upper };
  }
  return { lower: lo && numeralDown(lo, places), upper: hi && numeralUp(hi, places) };
}

/** How many decimal places the ends have. */
function placesOf(x: Enclosure, wanted: Log2, most: number): number {
  const top = topOf(x);
  const short = most === Infinity ? most : most - Math.floor((top - 1) * LOG10_2);
  return Math.min(fewestPlaces(x, wanted), mostPlaces(top), short);
}

/** Both finite ends are below `2^top`; `-Infinity` where there is none but zero. */
function topOf(x: Enclosure): number {
  const ends = [lowerEnd(x), upperEnd(x)];
  return Math.max(
    ...ends.map((end) => (end === null || end.m === 0n ? -Infinity : topExponent(end))),
  );
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
  return digitsOf(end, DIGITS_WITHOUT_WIDTH);
}

/** So many that the end has these digits, or one more. */
function digitsOf(end: Dyadic, digits: number): number {
  return digits - Math.floor((topExponent(end) - 1) * LOG10_2);
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

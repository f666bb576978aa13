/** The decimal that an enclosure proves, and the correct rounding of a rational. */
import type { Numeral } from './decimal-text.js';
import { plainText, significantText } from './decimal-text.js';
import type { Enclosure, Narrow, Wide } from '../enclosure/enclosure.js';
import { isFinite, isNegative, isPositive, signOf } from '../enclosure/enclosure.js';
import { highest, lowest, negateFinite } from '../enclosure/ends.js';
import { bitLength, powerOfTen, trailingZeros } from '../integer.js';
import type { ExactEnds } from './exact-ends.js';
import type { Rational } from '../rational.js';
import { nearOne } from './scaling.js';
import type { Quotient } from './tens.js';
import {
  bothTimesPowerOfTen,
  ceilOf,
  floorOf,
  leadingExponent,
  nearestOf,
  nearestUp,
  opposite,
  quotientOfDyadic,
  quotientOfRational,
  timesPowerOfTen,
} from './tens.js';

/** How long a decimal is, in significant digits or in decimal places. */
export type Places = { readonly digits: number } | { readonly decimals: number };

/** A decimal and how it is rounded: `correct` is to nearest, ties to even. */
export interface Formatted {
  readonly text: string;
  readonly rounding: 'correct' | 'faithful';
}

interface Rounded {
  readonly numeral: Numeral;
  readonly rounding: 'correct' | 'faithful';
}

/**
 * A decimal of the wanted digits or places within one unit of its last place of every point of `x`;
 * `undefined` if there is none. The unit is that of the printed text, so with 4 digits [0.9999999, 1.0000001]
 * is `1.000`. Exact zero is `0`.
 *
 * @param exact - the value, if it is known to be rational; then the rounding is correct.
 */
export function formatEnclosure(
  x: Enclosure,
  places: Places,
  exact?: Rational,
): Formatted | undefined {
  if (exact !== undefined) return { text: roundRational(exact, places), rounding: 'correct' };
  if (!isFinite(x)) return undefined;
  if (signOf(x) === 0) return { text: zeroText(places), rounding: 'correct' };
  if ('decimals' in places) return inDecimals(...endsOf(x), places.decimals);
  return inDigits(toSignedDigits(x, places.digits), isNegative(x));
}

/**
 * How the decimal of `formatEnclosure` is rounded; `undefined` if there is none. The digits are not written out, which
 * takes longer than all else.
 */
export function roundingOf(x: Enclosure, places: Places): Formatted['rounding'] | undefined {
  if (!isFinite(x)) return undefined;
  if (signOf(x) === 0) return 'correct';
  const rounded =
    'decimals' in places
      ? toDecimals(...endsOf(x), places.decimals)
      : toSignedDigits(x, places.digits);
  return rounded?.rounding;
}

/** The same for every point of a range with rational ends. */
export function formatEnds({ lo, hi }: ExactEnds, places: Places): Formatted | undefined {
  if (lo.n === 0n && hi.n === 0n) return { text: zeroText(places), rounding: 'correct' };
  const [low, high] = [quotientOfRational(lo), quotientOfRational(hi)];
  if ('decimals' in places) return inDecimals(low, high, places.decimals);
  const negative = hi.n < 0n;
  if (!negative && lo.n <= 0n) return undefined;
  const [least, most] = negative ? [opposite(high), opposite(low)] : [low, high];
  return inDigits(toDigitsExactly(least, most, places.digits), negative);
}

function inDecimals(lo: Quotient, hi: Quotient, decimals: number): Formatted | undefined {
  const rounded = toDecimals(lo, hi, decimals);
  return rounded && { text: plainText(rounded.numeral.k, decimals), rounding: rounded.rounding };
}

function inDigits(rounded: Rounded | undefined, negative: boolean): Formatted | undefined {
  if (!rounded) return undefined;
  const { k, q } = rounded.numeral;
  return { text: significantText({ k: negative ? -k : k, q }), rounding: rounded.rounding };
}

/** What a number halfway between two decimals is rounded to: the even one, or the one farther from zero. */
export type Ties = 'even' | 'away';

/** The correct rounding of `r` to the wanted digits or places; exact zero is `0`. */
export function roundRational(r: Rational, places: Places, ties: Ties = 'even'): string {
  const round = ties === 'even' ? nearestOf : nearestUp;
  if (r.n === 0n) return zeroText(places);
  const negative = r.n < 0n;
  const x = quotientOfRational(negative ? { n: -r.n, d: r.d } : r);
  if ('decimals' in places) {
    const k = round(timesPowerOfTen(x, places.decimals));
    return plainText(negative ? -k : k, places.decimals);
  }
  const { k, q } = roundToDigits(x, places.digits, round);
  return significantText({ k: negative ? -k : k, q });
}

/** Zero has as many places as were asked for, and no significant digit. */
function zeroText(places: Places): string {
  return 'decimals' in places ? plainText(0n, places.decimals) : '0';
}

function toDecimals(lo: Quotient, hi: Quotient, decimals: number): Rounded | undefined {
  const [low, high] = bothTimesPowerOfTen(lo, hi, decimals);
  const least = nearestOf(low);
  if (least === nearestOf(high)) {
    return { numeral: { k: least, q: -decimals }, rounding: 'correct' };
  }
  const k = faithful(low, high);
  return k === undefined ? undefined : { numeral: { k, q: -decimals }, rounding: 'faithful' };
}

/** An integer within 1 of every point from `low` to `high`. */
function faithful(low: Quotient, high: Quotient): bigint | undefined {
  const down = floorOf(low);
  const up = ceilOf(high);
  return up - 1n <= down + 1n ? (down + up) >> 1n : undefined;
}

function endsOf(x: Narrow | Wide): [Quotient, Quotient] {
  return [quotientOfDyadic(lowest(x)), quotientOfDyadic(highest(x))];
}

/** Roundings to more digits are not kept: they would hold much memory for a small part of the time of writing. */
const MOST_KEPT_DIGITS = 1000;

/** The last bounds that were rounded to digits, and the numeral: a verdict rounds what is written out next. */
let kept:
  | { readonly x: Narrow | Wide; readonly digits: number; readonly rounded: Rounded | undefined }
  | undefined;

/** The magnitude to `digits` significant digits; undefined where the sign is not known. */
function toSignedDigits(x: Narrow | Wide, digits: number): Rounded | undefined {
  if (kept?.x === x && kept.digits === digits) return kept.rounded;
  const rounded = isNegative(x)
    ? toDigits(negateFinite(x), digits)
    : isPositive(x)
      ? toDigits(x, digits)
      : undefined;
  if (digits <= MOST_KEPT_DIGITS) kept = { x, digits, rounded };
  return rounded;
}

/** `x > 0` to `digits` significant digits. */
function toDigits(x: Narrow | Wide, digits: number): Rounded | undefined {
  const { near, exponent } = nearOne(x, digits);
  const rounded = toDigitsExactly(...endsOf(near), digits);
  if (rounded === undefined || exponent === 0) return rounded;
  return { ...rounded, numeral: { k: rounded.numeral.k, q: rounded.numeral.q + exponent } };
}

function toDigitsExactly(lo: Quotient, hi: Quotient, digits: number): Rounded | undefined {
  const upper = leadingExponent(hi);
  const unit = upper - digits + 1;
  // Where the ends differ much in magnitude, the larger one alone decides the last place.
  if (topOf(hi) - topOf(lo) > 64) return faithfulDigits(lo, hi, unit, digits);
  const lowerUnit = leadingExponent(lo) - digits + 1;
  const [scaledLow, scaledHigh] =
    lowerUnit === unit
      ? bothTimesPowerOfTen(lo, hi, -unit)
      : [timesPowerOfTen(lo, -lowerUnit), timesPowerOfTen(hi, -unit)];
  const low = roundedTo(scaledLow, lowerUnit, digits);
  const high = roundedTo(scaledHigh, unit, digits);
  if (low.k === high.k && low.q === high.q) return { numeral: low, rounding: 'correct' };
  return (
    faithfulDigits(lo, hi, unit, digits) ??
    (lowerUnit === unit ? undefined : faithfulDigits(lo, hi, lowerUnit, digits))
  );
}

function topOf({ n, d, shift }: Quotient): number {
  return bitLength(n) - bitLength(d) + shift;
}

function faithfulDigits(
  lo: Quotient,
  hi: Quotient,
  q: number,
  digits: number,
): Rounded | undefined {
  const [low, high] = bothTimesPowerOfTen(lo, hi, -q);
  const down = floorOf(low);
  const up = ceilOf(high);
  const middle = (down + up) >> 1n;
  const length = middle <= 0n ? 0 : leadingExponent({ n: middle, d: 1n, shift: 0 }) + 1;
  // Of too few or too many digits the nearest numeral is a power of ten.
  const k = length === digits ? middle : powerOfTen(length < digits ? digits - 1 : digits);
  if (k < up - 1n || k > down + 1n) return undefined;
  const numeral = length > digits ? { k: powerOfTen(digits - 1), q: q + 1 } : { k, q };
  return { numeral, rounding: 'faithful' };
}

/** `x > 0` rounded to nearest at `digits` digits; 9.9996 at four digits is 10.00. */
function roundToDigits(x: Quotient, digits: number, round = nearestOf): Numeral {
  const q = leadingExponent(x) - digits + 1;
  return roundedTo(timesPowerOfTen(x, -q), q, digits, round);
}

/** `x 10^q` rounded to an integer of `digits` digits. */
function roundedTo(x: Quotient, q: number, digits: number, round = nearestOf): Numeral {
  const k = round(x);
  return isPowerOfTen(k, digits) ? { k: powerOfTen(digits - 1), q: q + 1 } : { k, q };
}

/** Whether `k` is `10^p`: the power is multiplied out only where `k` has its zeros in base 2. */
function isPowerOfTen(k: bigint, p: number): boolean {
  return trailingZeros(k) === p && k === powerOfTen(p);
}

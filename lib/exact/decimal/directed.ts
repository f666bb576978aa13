/** Decimals that are rounded in a given direction. */
import { plainText, significantText } from './decimal-text.js';
import { LONGEST_INTEGER, topExponent } from '../dyadic.js';
import type { Dyadic } from '../dyadic.js';
import { isFinite, signOf } from '../enclosure/enclosure.js';
import type { Enclosure, Narrow, Wide } from '../enclosure/enclosure.js';
import { highest, lowest } from '../enclosure/ends.js';
import type { Formatted, Places } from './formatting.js';
import type { Rational } from '../rational.js';
import { nearOne } from './scaling.js';
import { magnitudeLog2 } from '../enclosure/size.js';
import {
  ceilOf,
  floorOf,
  leadingExponent,
  opposite,
  quotientOfDyadic,
  quotientOfRational,
  timesPowerOfTen,
} from './tens.js';
import type { Quotient } from './tens.js';

/** Toward -Infinity, toward Infinity, or toward zero. */
export type Direction = 'down' | 'up' | 'zero';

/** Beyond this exponent an end is not counted by exact powers of ten: the other one is far larger. */
const FARTHEST_EXPONENT = 2 ** 24;

/**
 * The nearest decimal of the wanted digits or places on the given side of every point of `x`. It is `correct`
 * where it is the nearest one of every point, and else `faithful`, because the bounds straddle a decimal.
 *
 * @param exact - the value, if it is known to be rational.
 * @returns undefined where `x` is unbounded, or contains zero though digits are asked for, or where the
 *   decimal would take more than 2^29 bits.
 */
export function formatDirected(
  x: Enclosure,
  places: Places,
  direction: Direction,
  exact?: Rational,
): Formatted | undefined {
  if (exact !== undefined) {
    const value = quotientOfRational(exact);
    return directed(value, value, places, direction, 0);
  }
  if (!isFinite(x)) return undefined;
  const { near, exponent } =
    'digits' in places ? nearOne(x, places.digits) : { near: x, exponent: 0 };
  if (!isWritable(near, places)) return undefined;
  const [lo, hi] = [quotientOfDyadic(lowest(near)), quotientOfDyadic(highest(near))];
  return directed(lo, hi, places, direction, exponent);
}

/** Whether the decimal can be written out, and the digits of both ends be told. */
function isWritable(x: Narrow | Wide, places: Places): boolean {
  if ('decimals' in places)
    return magnitudeLog2(x) + places.decimals * Math.log2(10) <= LONGEST_INTEGER;
  const isNear = (end: Dyadic): boolean =>
    end.m === 0n || Math.abs(topExponent(end)) <= FARTHEST_EXPONENT;
  return signOf(x) !== undefined && isNear(lowest(x)) && isNear(highest(x));
}

/** The decimal for `[lo, hi] * 10^exponent`. */
function directed(
  lo: Quotient,
  hi: Quotient,
  places: Places,
  direction: Direction,
  exponent: number,
): Formatted {
  if (lo.n === 0n && hi.n === 0n)
    return {
      text: 'decimals' in places ? plainText(0n, places.decimals) : '0',
      rounding: 'correct',
    };
  const negative = hi.n <= 0n;
  const count =
    'decimals' in places
      ? places.decimals
      : places.digits - 1 - leadingExponent(negative ? opposite(hi) : lo);
  const straddles = lo.n < 0n && hi.n > 0n;
  // Toward zero, bounds around zero leave nothing but zero itself.
  if (direction === 'zero' && straddles)
    return { text: plainText(0n, Math.max(0, count)), rounding: 'faithful' };
  const round = direction === 'down' || (direction === 'zero' && !negative) ? floorOf : ceilOf;
  const low = round(timesPowerOfTen(lo, count));
  const high = round(timesPowerOfTen(hi, count));
  const k = round === floorOf ? low : high;
  return {
    text: significantText({ k, q: exponent - count }),
    rounding: low === high ? 'correct' : 'faithful',
  };
}

/**
 * Decimals at the rim: bounds and values as decimal text and as Big. BigInt does the work; big.js only
 * carries the result.
 *
 * Laws
 * 1. `Down` is never above the number and `Up` never below it.
 * 2. A printed decimal of an enclosure is within one unit of its last place of every point of it.
 * 3. It is `correct` if every point rounds to it (to nearest, ties to even), else `faithful`.
 */
import { Big } from 'big.js';
import type { Numeral } from './decimal-text.js';
import { plainText } from './decimal-text.js';
import type { Dyadic } from '../dyadic.js';
import { LONGEST_INTEGER, topExponent } from '../dyadic.js';
import type { Narrow, Wide } from '../enclosure/enclosure.js';
import { highest, lowest, point } from '../enclosure/ends.js';
import { bitLength, powerOfTen, trailingZeros } from '../integer.js';
import { withoutFives } from './numeral.js';
import type { Rational } from '../rational.js';
import { timesTens } from './scaling.js';
import type { Quotient } from './tens.js';
import {
  bothTimesPowerOfTen,
  ceilOf,
  floorOf,
  MOST_PLACES,
  quotientOfDyadic,
  timesPowerOfTen,
} from './tens.js';

/** The Big constructor of everything that Pincer returns, so that its settings are its own. */
export const Decimal = Big();
Decimal.DP = 50;
Decimal.NE = -7;
Decimal.PE = 21;

const LOG2_10 = Math.log2(10);
const LOG10_2 = Math.log10(2);

/**
 * The greatest decimal of `places` places that is not above `d`; a negative number of places counts the zeros before
 * the point. (Past 32,768 such zeros one unit may be lost.)
 *
 * @throws LimitError if it has more than about 10^8 digits.
 */
export function numeralDown(d: Dyadic, places: number): Numeral {
  return { k: floorOf(inTens(d, places, lowest)), q: -places };
}

/** The least decimal of `places` places that is not below `d`; see {@link numeralDown}. */
export function numeralUp(d: Dyadic, places: number): Numeral {
  return { k: ceilOf(inTens(d, places, highest)), q: -places };
}

/** {@link numeralDown} of `lo` and {@link numeralUp} of `hi`: of ends on one grid by one long product. */
export function numeralsOutward(
  lo: Dyadic,
  hi: Dyadic,
  places: number,
): readonly [down: Numeral, up: Numeral] {
  if (!(isMultipliedOut(lo, places) && isMultipliedOut(hi, places)))
    return [numeralDown(lo, places), numeralUp(hi, places)];
  const [low, high] = bothTimesPowerOfTen(quotientOfDyadic(lo), quotientOfDyadic(hi), places);
  return [
    { k: floorOf(low), q: -places },
    { k: ceilOf(high), q: -places },
  ];
}

/** Up to this exponent the power of ten is multiplied out, however few digits are left. */
const EXACT_EXPONENT = 2 ** 15;

/**
 * `d * 10^places`; where the exponent is much longer than the result, a bound of it, the one that `end`
 * picks.
 */
function inTens(d: Dyadic, places: number, end: (x: Narrow | Wide) => Dyadic): Quotient {
  if (d.m === 0n) return quotientOfDyadic(d);
  if (isMultipliedOut(d, places)) return timesPowerOfTen(quotientOfDyadic(d), places);
  const scaled = timesTens(point(d), places, Math.ceil(bitsAt(d, places)) + 64);
  return quotientOfDyadic(end(scaled));
}

/** Whether `d * 10^places` is computed exactly. */
function isMultipliedOut(d: Dyadic, places: number): boolean {
  const bits = bitsAt(d, places);
  if (bits > LONGEST_INTEGER) return true;
  return Math.abs(places) <= EXACT_EXPONENT + bits && Math.abs(places) <= MOST_PLACES;
}

/** The bits of the whole part of `d * 10^places`, roughly. */
function bitsAt(d: Dyadic, places: number): number {
  return Math.max(0, topExponent(d) + places * LOG2_10);
}

/** The longest decimal, in digits, that is written out where a number happens to have an exact one. */
export const LONGEST_EXACT = 1000;

/** The exact decimal of `r` as text, if it ends and takes at most `longest` digits or so. */
export function terminatingDecimal(r: Rational, longest = LONGEST_EXACT): string | undefined {
  if (bitLength(r.n) * LOG10_2 > 2 * longest || bitLength(r.d) * LOG10_2 > longest)
    return undefined;
  const twos = trailingZeros(r.d);
  const { rest, count: fives } = withoutFives(r.d >> BigInt(twos), longest);
  const places = Math.max(twos, fives);
  if (rest !== 1n || places > longest) return undefined;
  return plainText((r.n * powerOfTen(places)) / r.d, places);
}

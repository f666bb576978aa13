/** Decimals that are rounded in a given direction. */
import { plainText, significantText } from './decimal-text.js';
import { topExponent } from '../dyadic.js';
import type { Dyadic } from '../dyadic.js';
import { lowerEnd, signOf, upperEnd } from '../enclosure/enclosure.js';
import type { Enclosure } from '../enclosure/enclosure.js';
import type { Formatted, Places } from './formatting.js';
import type { Rational } from '../rational.js';
import {
  ceilOf,
  floorOf,
  leadingExponent,
  quotientOfDyadic,
  quotientOfRational,
  timesPowerOfTen,
} from './tens.js';
import type { Quotient } from './tens.js';

/** Toward -Infinity, toward Infinity, or toward zero. */
export type Direction = 'down' | 'up' | 'zero';

/** Beyond this exponent a decimal is not written out by exact powers of ten. */
const FARTHEST_EXPONENT = 2 ** 24;

/**
 * The nearest decimal of the wanted digits or places on the given side of every point of `x`. It is `correct`
 * where it is the nearest one of every point, and else `faithful`, because the bounds straddle a decimal.
 *
 * @param exact - the value, if it is known to be rational.
 * @returns undefined where `x` is unbounded, or contains zero though digits are asked for.
 */
export function formatDirected(
  x: Enclosure,
  places: Places,
  direction: Direction,
  exact?: Rational,
): Formatted | undefined {
  const lo = exact === undefined ? quotientOf(lowerEnd(x)) : quotientOfRational(exact);
  const hi = exact === undefined ? quotientOf(upperEnd(x)) : quotientOfRational(exact);
  if (lo === undefined || hi === undefined) return undefined;
  if (lo.n === 0n && hi.n === 0n)
    return {
      text: 'decimals' in places ? plainText(0n, places.decimals) : '0',
      rounding: 'correct',
    };
  if (exact === undefined && 'digits' in places && signOf(x) === undefined) return undefined;
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
    text: significantText({ k, q: -count }),
    rounding: low === high ? 'correct' : 'faithful',
  };
}

function quotientOf(end: Dyadic | null): Quotient | undefined {
  if (end === null || (end.m !== 0n && Math.abs(topExponent(end)) > FARTHEST_EXPONENT))
    return undefined;
  return quotientOfDyadic(end);
}

function opposite(x: Quotient): Quotient {
  return { ...x, n: -x.n };
}

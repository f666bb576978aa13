/**
 * The decimal that answers a goal of digits or decimals.
 *
 * Laws
 * 1. What a goal is met with is its decimal, of the length that was asked for.
 * 2. A partial answer has as many places as its bounds prove.
 * 3. Where the time to write is over, the decimal has at most {@link SHORT} digits.
 */
import type { CheckedGoal } from '../../coordinator/goals/goal.js';
import { PART_DIGITS } from '../../exact/decimal/integer-digits.js';
import { formatEnclosure, formatEnds } from '../../exact/decimal/formatting.js';
import type { Formatted, Places } from '../../exact/decimal/formatting.js';
import { magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { ExactEnds } from '../../exact/decimal/exact-ends.js';
import type { WritingTime } from './writing-time.js';

/** Digits of a decimal, and of a printed end, that had no time to be longer. */
export const SHORT = 1000;

const LOG10_2 = Math.log10(2);

/** How long the decimal of a goal is; undefined for goals without one. */
export function placesOf(goal: CheckedGoal): Places | undefined {
  if (goal.kind === 'digits') return { digits: goal.digits };
  return goal.kind === 'decimals' ? { decimals: goal.decimals } : undefined;
}

/** The decimal that stands for every point of the bounds: of their exact ends, where those are known. */
export function writtenFrom(
  bounds: Enclosure,
  ends: ExactEnds | undefined,
  places: Places,
): Formatted | undefined {
  if (ends === undefined) return formatEnclosure(bounds, places);
  return ends.lo === ends.hi ? formatEnclosure(bounds, places, ends.lo) : formatEnds(ends, places);
}

/** Whether writing a value out takes longer than a conversion that cannot be interrupted. */
export function isLong(bounds: Enclosure, places: Places): boolean {
  if ('digits' in places) return places.digits > PART_DIGITS;
  return Math.max(0, magnitudeLog2(bounds)) * LOG10_2 + places.decimals > PART_DIGITS;
}

/** The decimal of a met goal, no longer than {@link SHORT} digits; null where it has more before the point. */
export function shortened(
  bounds: Enclosure,
  ends: ExactEnds | undefined,
  places: Places,
): Formatted | null {
  const decimals = SHORT - digitsBeforePoint(bounds);
  if ('decimals' in places && decimals < 0) return null;
  const short =
    'digits' in places
      ? { digits: Math.min(places.digits, SHORT) }
      : { decimals: Math.min(places.decimals, decimals) };
  return writtenFrom(bounds, ends, short) ?? null;
}

/**
 * As many places as the bounds prove, of those that were asked for: the most for which there is such a decimal.
 * {@link SHORT} digits where there is no time for more.
 */
export function provenPart(
  bounds: Enclosure,
  ends: ExactEnds | undefined,
  places: Places,
  time: WritingTime | undefined,
): Formatted | null {
  const width = widthLog2(bounds);
  if (!Number.isFinite(width)) return null;
  const write = (most: number): Formatted | null => longest(bounds, ends, width, places, most);
  const written = time === undefined ? write(Infinity) : time.within(() => write(Infinity));
  return written === undefined ? write(SHORT) : written;
}

function longest(
  bounds: Enclosure,
  ends: ExactEnds | undefined,
  width: Log2,
  places: Places,
  most: number,
): Formatted | null {
  const decimals = Math.floor(-width * LOG10_2) + 1;
  const inDigits = 'digits' in places;
  const asked = inDigits ? places.digits : places.decimals;
  const start = inDigits ? decimals + Math.ceil(magnitudeLog2(bounds) * LOG10_2) + 1 : decimals;
  const limit = inDigits ? most : most - digitsBeforePoint(bounds);
  const from = Math.min(asked, start, limit);
  // A unit of the last place is at least the width, up to a factor of 100 that the bounds above leave open.
  for (let n = from; n >= Math.max(inDigits ? 1 : 0, from - 4); n--) {
    const written = writtenFrom(bounds, ends, inDigits ? { digits: n } : { decimals: n });
    if (written !== undefined) return written;
  }
  return null;
}

function digitsBeforePoint(bounds: Enclosure): number {
  return Math.max(0, Math.ceil(magnitudeLog2(bounds) * LOG10_2));
}

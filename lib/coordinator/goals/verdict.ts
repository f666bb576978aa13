import { formatEnclosure } from '../../exact/decimal/decimal.js';
import {
  compare,
  LONGEST_INTEGER,
  multiply,
  scale,
  sign,
  subtract,
  toDoubleNearest,
} from '../../exact/dyadic.js';
import {
  containsZero,
  isFinite,
  isPoint,
  lowerEnd,
  mignitudeLog2,
  signOf,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { PRINTED_GROWTH, printedWidth } from '../../exact/decimal/printed.js';
import { ratCompare } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { CheckedGoal } from './goal.js';
import { goalWidth } from './goal-width.js';

/** What bounds mean for a goal. */
export interface Verdict {
  /** Nothing is left to do. */
  readonly met: boolean;
  /** The goal is met already; more bits could only prove the rounding to be the correct one. */
  readonly enough: boolean;
  /** Log2 of the width that the root may have next. */
  readonly allowance: Log2;
  /**
   * Log2 of the width that refiners which leap are to make of it, each in its part: at most the allowance,
   * less where another leap would often follow otherwise.
   */
  readonly leapTo: Log2;
  /** The goal cannot be put as a width until the bounds exclude zero. */
  readonly excludeZero: boolean;
  /** What would meet the goal takes more than the 2^29 bits of the longest integer, for any value within the bounds. */
  readonly beyondLimit: boolean;
}

const NOWHERE = { allowance: Infinity, leapTo: Infinity };
const OPEN = { met: false, enough: false, excludeZero: false, beyondLimit: false };
const MET: Verdict = { ...NOWHERE, ...OPEN, met: true, enough: true };
const EXCLUDE_ZERO: Verdict = { ...NOWHERE, ...OPEN, excludeZero: true };
const BEYOND_LIMIT: Verdict = { ...NOWHERE, ...OPEN, beyondLimit: true };

const narrowTo = (allowance: Log2, leapTo = allowance, enough = false): Verdict => ({
  ...OPEN,
  enough,
  allowance,
  leapTo,
});

/**
 * Bits beyond the last place that are spent to prove the correct rounding: so many at first, and so many
 * more each time that a rounding boundary is still inside. With 3 that is once in 8 times at most, and no
 * refiner computes many bits in vain.
 */
const SPARE_BITS = 3;
/** Beyond these the value is taken for a tie, which no bits tell from its boundary: the last are asked at once. */
const TIE_BITS = 16;
/** At most: then a merely faithful rounding is good enough. */
const MOST_SPARE_BITS = 64;

const LOG2_10 = Math.log2(10);

/**
 * Judges bounds by a goal.
 * @param exact - the value, where it is known exactly: digits, decimals and sign then need no bounds.
 */
export function judge(goal: CheckedGoal, bounds: Enclosure, exact: Rational | undefined): Verdict {
  switch (goal.kind) {
    case 'eps':
      return judgePrinted(bounds, goalWidth(goal, bounds), () => goal.eps);
    case 'bits':
      return judgePrinted(bounds, goalWidth(goal, bounds), () => ({
        n: 1n,
        d: 1n << BigInt(goal.bits),
      }));
    case 'rel':
      return judgeRelative(bounds, goal.rel, goalWidth(goal, bounds));
    case 'decimals':
      if (exact !== undefined) return MET;
      if (isBeyondLimit(bounds, goalWidth(goal, bounds))) return BEYOND_LIMIT;
      return judgeDecimals(bounds, { decimals: goal.decimals }, -goal.decimals, SPARE_BITS);
    case 'digits': {
      if (exact !== undefined || isZero(bounds)) return MET;
      const tens = Math.floor((mignitudeLog2(bounds) / LOG2_10) * (1 - 2 ** -40) - 2 ** -40);
      const place = tens - goal.digits + 1;
      // A leap computes all bits anew: for digits, which no bar on bits is held to, it goes so far that only a
      // tie, or what is taken for one, needs another. Decimals are held to few bits beyond need.
      const verdict = judgeDecimals(bounds, { digits: goal.digits }, place, TIE_BITS);
      // 1.000 may be proven, or not be, on either side of a power of ten; around zero nothing can.
      return containsZero(bounds) ? EXCLUDE_ZERO : verdict;
    }
    case 'sign':
      return exact !== undefined || signOf(bounds) !== undefined ? MET : EXCLUDE_ZERO;
    case 'double':
      return judgeDouble(bounds);
    case 'defined':
      return isFinite(bounds) ? MET : narrowTo(Infinity);
    case 'any':
      return anyOf(goal.goals.map((each) => judge(each, bounds, exact)));
    case 'all':
      return allOf(goal.goals.map((each) => judge(each, bounds, exact)));
  }
}

/** The one that is nearest to being met leads: excluding zero only where no width would do. */
function anyOf(verdicts: readonly Verdict[]): Verdict {
  const possible = verdicts.filter(({ beyondLimit }) => !beyondLimit);
  const open = possible.filter(({ excludeZero }) => !excludeZero);
  const allowance = Math.max(...open.map((verdict) => verdict.allowance), -Infinity);
  const nearest = open.filter((verdict) => verdict.allowance === allowance);
  return {
    met: verdicts.some(({ met }) => met),
    enough: verdicts.some(({ enough }) => enough),
    allowance,
    leapTo: Math.max(...nearest.map(({ leapTo }) => leapTo), -Infinity),
    excludeZero: open.length === 0 && possible.length > 0,
    beyondLimit: possible.length === 0,
  };
}

function allOf(verdicts: readonly Verdict[]): Verdict {
  const open = verdicts.filter(({ met }) => !met);
  return {
    met: open.length === 0,
    enough: verdicts.every(({ enough }) => enough),
    allowance: Math.min(...open.map(({ allowance }) => allowance), Infinity),
    leapTo: Math.min(...open.map(({ leapTo }) => leapTo), Infinity),
    excludeZero: open.some(({ excludeZero }) => excludeZero),
    beyondLimit: open.some(({ beyondLimit }) => beyondLimit),
  };
}

function isZero(bounds: Enclosure): boolean {
  return signOf(bounds) === 0;
}

/** Whether ends that are so far apart are too long to be written out, wherever in the bounds the value is. */
function isBeyondLimit(bounds: Enclosure, width: Log2): boolean {
  return mignitudeLog2(bounds) - width > LONGEST_INTEGER;
}

/**
 * Met when the decimals that are printed of the bounds, which enclose them, are no further apart than `eps`;
 * that is made only where its logarithm does not tell. The eighth by which printing may widen is not owed by bounds
 * whose decimals are exact: `[1, 2]` is as wide as 1.
 */
function judgePrinted(bounds: Enclosure, allowed: Log2, eps: () => Rational): Verdict {
  if (isBeyondLimit(bounds, allowed)) return BEYOND_LIMIT;
  const width = widthLog2(bounds);
  if (width + PRINTED_GROWTH <= allowed) return MET;
  if (width - NEAR <= allowed) {
    const printed = printedWidth(bounds);
    if (printed !== undefined && ratCompare(printed, eps()) <= 0) return MET;
  }
  return narrowTo(allowed - PRINTED_GROWTH);
}

/** More than logarithms of widths and of `eps` err by. */
const NEAR = 2 ** -10;

/** @param allowed - log2 of the width that meets the goal. */
function judgeRelative(bounds: Enclosure, rel: Rational, allowed: Log2): Verdict {
  if (isPoint(bounds)) return MET;
  const lo = lowerEnd(bounds);
  const hi = upperEnd(bounds);
  if (containsZero(bounds)) return EXCLUDE_ZERO;
  if (lo === null || hi === null) return narrowTo(Infinity);
  // Ends far apart are not subtracted: bits between them would be written out.
  if (widthLog2(bounds) > allowed + 1) return narrowTo(allowed - PRINTED_GROWTH);
  const least = sign(lo) > 0 ? lo : scale({ m: -hi.m, e: hi.e }, 0);
  const left = multiply(subtract(hi, lo), { m: rel.d, e: 0 });
  return compare(left, multiply(least, { m: rel.n, e: 0 })) <= 0
    ? MET
    : narrowTo(allowed - PRINTED_GROWTH);
}

/**
 * @param lastPlace - the power of ten of the last place.
 * @param leapBits - bits beyond it that a leap goes.
 */
function judgeDecimals(
  bounds: Enclosure,
  places: { digits: number } | { decimals: number },
  lastPlace: number,
  leapBits: number,
): Verdict {
  // All of its points, which is one, have one rounding.
  if (isPoint(bounds)) return MET;
  const unit = lastPlace * LOG2_10;
  const width = widthLog2(bounds);
  const narrow = (allowance: Log2, enough = false): Verdict =>
    narrowTo(allowance, Math.min(allowance, unit - leapBits), enough);
  if (width > unit + 4) return narrow(unit - SPARE_BITS);
  const written = formatEnclosure(bounds, places);
  if (written?.rounding === 'correct') return MET;
  const enough = written !== undefined;
  if (width > unit - SPARE_BITS + 1) return narrow(unit - SPARE_BITS, enough);
  if (width > unit - TIE_BITS) return narrow(width - SPARE_BITS, enough);
  if (width > unit - MOST_SPARE_BITS + 1) return narrow(unit - MOST_SPARE_BITS, enough);
  return enough ? MET : narrow(width - 1);
}

/**
 * Log2 of half the last place of the least double that the value may be: of bounds that are as wide as the value
 * is large, the far end says nothing of it.
 */
export function lastPlaceOfDouble(bounds: Enclosure): Log2 {
  return Math.max(mignitudeLog2(bounds) - 53, -1075);
}

/**
 * Bits beyond the 53 of a double grow until no midpoint of two doubles lies inside; the separation
 * budget of the operation ends what a value that is such a midpoint would never end.
 */
function judgeDouble(bounds: Enclosure): Verdict {
  const lo = lowerEnd(bounds);
  const hi = upperEnd(bounds);
  if (lo === null || hi === null) return narrowTo(Infinity);
  if (toDoubleNearest(lo) === toDoubleNearest(hi)) return MET;
  const unit = lastPlaceOfDouble(bounds);
  const width = widthLog2(bounds);
  return narrowTo(Math.min(unit - 10, width < unit ? 2 * width - unit : Infinity));
}

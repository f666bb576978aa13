import { roundingOf } from '../../exact/decimal/formatting.js';
import {
  add,
  compare,
  dyadic,
  LONGEST_INTEGER,
  multiply,
  scale,
  sign,
  subtract,
} from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { fromDouble, toDoubleNearest } from '../../exact/double.js';
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
import type { Enclosure, Log2, Narrow, Wide } from '../../exact/enclosure/enclosure.js';
import { PRINTED_GROWTH, printedWidth } from '../../exact/decimal/printed.js';
import { ratCompare } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { CheckedGoal } from './goal.js';
import { goalWidth } from './goal-width.js';

/** What some bounds mean for a goal. */
export interface Verdict {
  /** Nothing is left to do. */
  readonly met: boolean;
  /** The bounds satisfy the goal; more bits could only prove that the rounding is the correct one. */
  readonly faithful: boolean;
  /** Log2 of the width to which the root is narrowed next. */
  readonly allowance: Log2;
  /**
   * Log2 of the width that the root would have if every source leapt as far as it is asked to. It is at most the
   * allowance, and smaller where a leap to the allowance alone would often need another leap.
   */
  readonly leapAllowance: Log2;
  /** No width can stand for the goal until the bounds exclude zero. */
  readonly excludeZero: boolean;
  /** What would meet the goal takes more than the 2^29 bits of the longest integer, for any value within the bounds. */
  readonly beyondLimit: boolean;
}

const NO_WIDTH = { allowance: Infinity, leapAllowance: Infinity };
const OPEN = { met: false, faithful: false, excludeZero: false, beyondLimit: false };
const MET: Verdict = { ...NO_WIDTH, ...OPEN, met: true, faithful: true };
const EXCLUDE_ZERO: Verdict = { ...NO_WIDTH, ...OPEN, excludeZero: true };
const BEYOND_LIMIT: Verdict = { ...NO_WIDTH, ...OPEN, beyondLimit: true };

// Field by field: a spread costs more than the rest of a verdict.
const narrowTo = (allowance: Log2, leapAllowance = allowance, faithful = false): Verdict => ({
  met: false,
  faithful,
  allowance,
  leapAllowance,
  excludeZero: false,
  beyondLimit: false,
});

/**
 * Bits beyond the last place that are demanded to prove the correct rounding. Each time a rounding boundary still
 * lies inside the bounds, the same number of bits is added. With 3 bits that happens for one value in 8, and
 * refiners compute few bits that nobody needs.
 */
const SPARE_BITS = 3;

/**
 * Spare bits from which the value is taken for a tie. No number of bits separates a tie from its boundary, so all
 * of {@link MOST_SPARE_BITS} are demanded at once.
 */
const TIE_BITS = 16;

/** The most spare bits; after them a faithful rounding meets the goal. */
const MOST_SPARE_BITS = 64;

/** More than the error of the logarithms of a width and of `eps`. */
const LOG_ERROR = 2 ** -10;

const LOG2_10 = Math.log2(10);

/**
 * Judges bounds by a goal.
 * @param exact - the value, where it is known exactly; goals of digits, decimals and sign are then met.
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
      // A leap computes all its bits again, so a leap for digits goes far enough that only a tie needs another.
      // For decimals it does not: there the precision bench limits how many bits are computed beyond need.
      const verdict = judgeDecimals(bounds, { digits: goal.digits }, place, TIE_BITS);
      // Digits can be proven for bounds around a power of ten, but not for bounds around zero.
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

/** The goal with the largest allowance is nearest to being met. Zero has to be excluded only where no goal has a width. */
function anyOf(verdicts: readonly Verdict[]): Verdict {
  const possible = verdicts.filter(({ beyondLimit }) => !beyondLimit);
  const open = possible.filter(({ excludeZero }) => !excludeZero);
  const allowance = Math.max(...open.map((verdict) => verdict.allowance), -Infinity);
  const nearest = open.filter((verdict) => verdict.allowance === allowance);
  return {
    met: verdicts.some(({ met }) => met),
    faithful: verdicts.some(({ faithful }) => faithful),
    allowance,
    leapAllowance: Math.max(...nearest.map(({ leapAllowance }) => leapAllowance), -Infinity),
    excludeZero: open.length === 0 && possible.length > 0,
    beyondLimit: possible.length === 0,
  };
}

function allOf(verdicts: readonly Verdict[]): Verdict {
  const open = verdicts.filter(({ met }) => !met);
  return {
    met: open.length === 0,
    faithful: verdicts.every(({ faithful }) => faithful),
    allowance: Math.min(...open.map(({ allowance }) => allowance), Infinity),
    leapAllowance: Math.min(...open.map(({ leapAllowance }) => leapAllowance), Infinity),
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
 * Met when the printed bounds, which enclose the bounds, are at most `eps` apart. The bounds are printed only where
 * the logarithm of their width does not decide. Printing widens by an eighth at most, and not at all where the
 * decimals are exact: `[1, 2]` is printed as it is.
 */
function judgePrinted(bounds: Enclosure, allowed: Log2, eps: () => Rational): Verdict {
  if (isBeyondLimit(bounds, allowed)) return BEYOND_LIMIT;
  const width = widthLog2(bounds);
  if (width + PRINTED_GROWTH <= allowed) return MET;
  if (width - LOG_ERROR <= allowed) {
    const printed = printedWidth(bounds);
    if (printed !== undefined && ratCompare(printed, eps()) <= 0) return MET;
  }
  return narrowTo(allowed - PRINTED_GROWTH);
}

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
 * @param leapSpareBits - bits beyond the last place to which a leap goes.
 */
function judgeDecimals(
  bounds: Enclosure,
  places: { digits: number } | { decimals: number },
  lastPlace: number,
  leapSpareBits: number,
): Verdict {
  // A point has one rounding.
  if (isPoint(bounds)) return MET;
  const unit = lastPlace * LOG2_10;
  const width = widthLog2(bounds);
  const narrow = (allowance: Log2, faithful = false): Verdict =>
    narrowTo(allowance, Math.min(allowance, unit - leapSpareBits), faithful);
  if (width > unit + 4) return narrow(unit - SPARE_BITS);
  const rounding = roundingOf(bounds, places);
  if (rounding === 'correct') return MET;
  const faithful = rounding !== undefined;
  if (width > unit - SPARE_BITS + 1) return narrow(unit - SPARE_BITS, faithful);
  if (width > unit - TIE_BITS) return narrow(width - SPARE_BITS, faithful);
  if (width > unit - MOST_SPARE_BITS + 1) return narrow(unit - MOST_SPARE_BITS, faithful);
  return faithful ? MET : narrow(width - 1);
}

/**
 * Log2 of about half the last place of the smallest double in the bounds. The end far from zero is no measure: it
 * may be many times larger than the value.
 */
export function lastPlaceOfDouble(bounds: Enclosure): Log2 {
  return Math.max(mignitudeLog2(bounds) - 53, -1075);
}

/** The midpoint of the doubles to which the ends of finite bounds round; beyond the largest comes 2^1024. */
export function tieOfDoubles(bounds: Narrow | Wide): Dyadic {
  const a = doubleOrBeyond(toDoubleNearest(lowerEnd(bounds)!));
  const b = doubleOrBeyond(toDoubleNearest(upperEnd(bounds)!));
  return scale(add(a, b), -1);
}

function doubleOrBeyond(x: number): Dyadic {
  return Number.isFinite(x) ? fromDouble(x) : dyadic(x > 0 ? 1n : -1n, 1024);
}

/**
 * The bits beyond the 53 of a double grow until the bounds contain no midpoint of two doubles. A value that is
 * such a midpoint is rounded where it is proven to be that; else the separation budget ends the search.
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

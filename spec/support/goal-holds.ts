/** A second opinion on goals, in exact rationals: what `coordinator/goals/verdict.ts` has to prove. */
import type { Goal, Tolerance } from '#lib/coordinator/goals/goal.js';
import { isPoint } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { ratToDoubleNearest } from '#lib/exact/rational-double.js';
import {
  ratCompare,
  ratDivide,
  ratFromDouble,
  ratMultiply,
  ratNegate,
  ratSign,
  ratSubtract,
  rational,
} from '#lib/exact/rational.js';
import { ratFromText } from '#lib/exact/decimal/numeral.js';
import type { Rational } from '#lib/exact/rational.js';
import { Bounds } from '#lib/real/refinement/bounds.js';
import { endsOf, ratMax, ratMin } from '#spec/exact/arbitraries.js';
import { formatEnclosure } from '#lib/exact/decimal/formatting.js';
import type { Places } from '#lib/exact/decimal/formatting.js';

const atMost = (a: Rational, b: Rational): boolean => ratCompare(a, b) <= 0;
const exactly = (t: Tolerance): Rational =>
  typeof t === 'number' ? ratFromDouble(t) : ratFromText(t as string)!;
const absolute = (r: Rational): Rational => (ratSign(r) < 0 ? ratNegate(r) : r);

/** Whether a goal is met by bounds, as the table of goals says. */
export function holds(goal: Goal, bounds: Enclosure): boolean {
  const { lo, hi } = endsOf(bounds);
  if (goal.any !== undefined) return goal.any.some((each) => holds(each, bounds));
  if (goal.all !== undefined) return goal.all.every((each) => holds(each, bounds));
  if (goal.sign !== undefined) {
    return (lo !== null && ratSign(lo) > 0) || (hi !== null && ratSign(hi) < 0) || isPoint(bounds);
  }
  if (lo === null || hi === null) return false;
  if (goal.defined !== undefined) return true;
  if (goal.double !== undefined) return Object.is(ratToDoubleNearest(lo), ratToDoubleNearest(hi));
  if (goal.rel !== undefined) {
    if (isPoint(bounds)) return true;
    const straddles = ratSign(lo) * ratSign(hi) <= 0;
    const least = straddles ? rational(0n) : ratMin(absolute(lo), absolute(hi));
    return atMost(ratSubtract(hi, lo), ratMultiply(exactly(goal.rel), least));
  }
  if (goal.eps !== undefined) return isWithin(bounds, exactly(goal.eps));
  if (goal.bits !== undefined)
    return isWithin(bounds, ratDivide(rational(1n), rational(2n ** BigInt(goal.bits))));
  return isDecimal(goal, bounds);
}

/** Upper minus lower is at most so much, as printed too. */
function isWithin(bounds: Enclosure, width: Rational): boolean {
  const { lo, hi } = endsOf(bounds);
  const { lowerText, upperText } = new Bounds(bounds);
  const printed = [ratFromText(lowerText!)!, ratFromText(upperText!)!] as const;
  return (
    atMost(printed[0], lo!) &&
    atMost(hi!, printed[1]) &&
    atMost(ratSubtract(printed[1], printed[0]), width)
  );
}

/** The printed decimal has the places asked for, and is within one unit of its last place of every point. */
function isDecimal(goal: Goal, bounds: Enclosure): boolean {
  const text = formatEnclosure(bounds, goal as Places)?.text;
  if (text === undefined) return false;
  const { lo, hi } = endsOf(bounds);
  const value = ratFromText(text)!;
  // Exact zero has no significant digit, but as many places as were asked for.
  if (goal.digits !== undefined && ratSign(lo!) === 0 && ratSign(hi!) === 0) return text === '0';
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(
    text,
  )!;
  const last = Number(exponent) - fraction.length;
  const places = (whole + fraction).replace(/^0+/, '').length;
  if (goal.decimals !== undefined && last !== -goal.decimals) return false;
  // A whole number without an exponent may show zeros that are not significant.
  const exact = text.includes('e') || fraction !== '';
  if (goal.digits !== undefined && (exact ? places !== goal.digits : places < goal.digits))
    return false;
  const unitExponent = goal.digits !== undefined ? last + places - goal.digits : last;
  const unit =
    unitExponent >= 0
      ? rational(10n ** BigInt(unitExponent))
      : rational(1n, 10n ** BigInt(-unitExponent));
  const furthest = ratMax(absolute(ratSubtract(value, lo!)), absolute(ratSubtract(hi!, value)));
  return atMost(furthest, unit);
}

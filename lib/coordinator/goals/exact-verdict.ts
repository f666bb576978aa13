/**
 * Goals judged by exact ends: bounds of 64 bits around 1.23 +/- 0.01 are wider than 0.02, the range itself is not.
 */
import { formatEnds } from '../../exact/decimal/formatting.js';
import type { ExactEnds } from '../../exact/decimal/exact-ends.js';
import { ratToDoubleNearest } from '../../exact/rational-double.js';
import { bitLength } from '../../exact/integer.js';
import { ratCompare, ratMultiply, ratSubtract, rational } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { CheckedGoal } from './goal.js';

/** Whether a goal is met by a value that may be anywhere between these ends. */
export function meetsExactly(goal: CheckedGoal, ends: ExactEnds): boolean {
  const { lo, hi } = ends;
  switch (goal.kind) {
    case 'eps':
      return isWithin(ends, goal.eps);
    case 'bits':
      return areWithinBits(ends, goal.bits);
    case 'rel': {
      const least = lo.n > 0n ? lo : hi.n < 0n ? { n: -hi.n, d: hi.d } : undefined;
      return least !== undefined && isWithin(ends, ratMultiply(goal.rel, least));
    }
    case 'decimals':
      return formatEnds(ends, { decimals: goal.decimals }) !== undefined;
    case 'digits':
      return formatEnds(ends, { digits: goal.digits }) !== undefined;
    case 'sign':
      return lo.n > 0n || hi.n < 0n || (lo.n === 0n && hi.n === 0n);
    case 'double':
      return ratToDoubleNearest(lo) === ratToDoubleNearest(hi);
    case 'defined':
      return true;
    case 'any':
      return goal.goals.some((each) => meetsExactly(each, ends));
    case 'all':
      return goal.goals.every((each) => meetsExactly(each, ends));
  }
}

function isWithin({ lo, hi }: ExactEnds, width: Rational): boolean {
  return ratCompare(ratSubtract(hi, lo), width) <= 0;
}

/** Whether the ends are at most `2^-bits` apart. Their distance decides before that power is written out. */
function areWithinBits(ends: ExactEnds, bits: number): boolean {
  const { n, d } = ratSubtract(ends.hi, ends.lo);
  if (n === 0n) return true;
  return (
    bitLength(n) - 1 - bitLength(d) < -bits && isWithin(ends, rational(1n, 1n << BigInt(bits)))
  );
}

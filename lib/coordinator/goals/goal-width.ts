import { mignitudeLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { log2Lower, log2Upper } from '../../exact/logarithm.js';
import type { Rational } from '../../exact/rational.js';
import type { CheckedGoal } from './goal.js';

const LOG2_10 = Math.log2(10);

/**
 * Log2 of how far apart a goal lets the bounds be at most, or a unit of the last place that it asks for;
 * `Infinity` for goals that no width meets, `-Infinity` where zero is inside and the goal is relative.
 */
export function goalWidth(goal: CheckedGoal, bounds: Enclosure): Log2 {
  switch (goal.kind) {
    case 'eps':
      return log2Of(goal.eps);
    case 'bits':
      return -goal.bits;
    case 'decimals':
      return -goal.decimals * LOG2_10;
    case 'rel':
      return log2Of(goal.rel) + mignitudeLog2(bounds);
    case 'digits':
      return mignitudeLog2(bounds) - goal.digits * LOG2_10;
    case 'sign':
    case 'double':
    case 'defined':
      return Infinity;
    case 'any':
      return Math.max(...goal.goals.map((each) => goalWidth(each, bounds)));
    case 'all':
      return Math.min(...goal.goals.map((each) => goalWidth(each, bounds)));
  }
}

/** Rounded down. */
function log2Of({ n, d }: Rational): Log2 {
  return log2Lower({ m: n, e: 0 }) - log2Upper({ m: d, e: 0 });
}

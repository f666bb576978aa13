/**
 * Comparison: what bounds of a difference prove.
 *
 * Laws
 * 1. `less` and `greater` are proven. `equal` is answered only with proof: both values are the same
 *    exact rational, or the same node, and that node is proven to be defined.
 * 2. With `within` the answer always comes: two values are `close` when their difference is proven to
 *    be at most so much, and at some width one of the three holds.
 * 3. A value that is not defined throws its mathematical error.
 */
import type { Tolerance } from '../../coordinator/goals/goal.js';
import { signOf } from '../../exact/enclosure/enclosure.js';
import { ratSign } from '../../exact/rational.js';
import type { Real } from '../real.js';
import { isSameNode } from './origin.js';
import type { RefineOptions } from './refine-options.js';
import { refine, refineSync } from './refinement.js';
import type { Result } from './result.js';

/** How two values relate, as far as it is proven. */
export type Relation = 'less' | 'greater' | 'equal' | 'close' | 'undecided';

export interface CompareOptions extends RefineOptions {
  /** Values that differ by at most this much may be called `close`. */
  readonly within?: Tolerance;
}

/** How two values relate, and the bounds of their difference x - y that prove it. */
export interface Comparison {
  readonly relation: Relation;
  readonly difference: Result;
}

function goalOf({ within }: CompareOptions): Parameters<typeof refineSync>[1] {
  return within === undefined ? { sign: true } : { any: [{ sign: true }, { eps: within }] };
}

function relationOf(difference: Result, options: CompareOptions): Relation {
  if (difference.error !== null) throw difference.error;
  const exact = difference.rationalValue;
  const side = exact === undefined ? signOf(difference.bounds.enclosure) : ratSign(exact);
  if (side !== undefined && difference.status === 'met') {
    return side < 0 ? 'less' : side > 0 ? 'greater' : 'equal';
  }
  return options.within !== undefined && difference.status === 'met' ? 'close' : 'undecided';
}

/**
 * Compares two values on the calling thread.
 * @throws the mathematical error of a value that is not defined; GoalError for `within` out of range;
 *   SynchronousSourceError for a value that is made of a source.
 */
export function compare(x: Real, y: Real, options: CompareOptions = {}): Relation {
  return comparedSync(x, y, options).relation;
}

/** Compares two values on the calling thread; with the bounds of the difference. Throws as {@link compare}. */
export function comparedSync(x: Real, y: Real, options: CompareOptions = {}): Comparison {
  if (mayBeSame(x, y, options) && isDefined(refineSync(x, { defined: true }, options))) {
    return {
      relation: 'equal',
      difference: refineSync(x.subtract(x).multiply(0), { eps: 1 }, options),
    };
  }
  const difference = refineSync(x.subtract(y), goalOf(options), options);
  return { relation: relationOf(difference, options), difference };
}

/** Compares two values without keeping the calling thread. Rejects as {@link compare} throws. */
export async function compared(
  x: Real,
  y: Real,
  options: CompareOptions = {},
): Promise<Comparison> {
  if (mayBeSame(x, y, options) && isDefined(await refine(x, { defined: true }, options))) {
    return {
      relation: 'equal',
      difference: await refine(x.subtract(x).multiply(0), { eps: 1 }, options),
    };
  }
  const difference = await refine(x.subtract(y), goalOf(options), options);
  return { relation: relationOf(difference, options), difference };
}

/** Values whose doubles are apart never enter the graph; others are the same where they are one node. */
function mayBeSame(x: Real, y: Real, options: CompareOptions): boolean {
  return !(x.hi < y.lo || y.hi < x.lo) && isSameNode(x, y, options);
}

function isDefined({ status, error }: Result): boolean {
  if (error !== null) throw error;
  return status === 'met';
}

/** True or false where the relation is among those that say so, else undefined. @internal */
export function isAmong(
  relation: Relation,
  yes: readonly Relation[],
  no: readonly Relation[],
): boolean | undefined {
  if (yes.includes(relation)) return true;
  return no.includes(relation) ? false : undefined;
}

/**
 * How two values relate: what bounds of their difference prove.
 *
 * Laws
 * 1. `less` and `greater` are proven. `equal` is answered only with proof: both values are the same
 *    exact rational, or the same node, and that node is proven to be defined; or their difference is proven to
 *    be zero.
 * 2. With `within` the answer always comes: two values are `close` when their difference is proven to be at
 *    most that much. Narrow enough bounds of the difference always prove less, greater or close.
 * 3. A value that is not defined throws its mathematical error.
 */
import type { Goal, Tolerance } from '../../coordinator/goals/goal.js';
import { signOf } from '../../exact/enclosure/enclosure.js';
import { ratSign } from '../../exact/rational.js';
import { checkNames } from '../../exact/options.js';
import { UNKNOWN } from '../../kernels/doubles/bounds.js';
import { differenceOf, newTerm } from '../values/term.js';
import type { Term } from '../values/term.js';
import { RATIONAL } from '../values/operators.js';
import { isSameNode } from './origin.js';
import { REFINE_OPTIONS } from './refine-options.js';
import type { RefineOptions } from './refine-options.js';
import type { Proof } from './proof.js';
import { refine, refineSync } from './refinement.js';
import type { Result } from './result.js';

/** How two values relate, as far as it is proven. */
export type Relation = 'less' | 'greater' | 'equal' | 'close' | 'undecided';

/** What a comparison may use, and whether it may call values close. */
export interface CompareOptions extends RefineOptions {
  /** Values that differ by at most this much may be called `close`. */
  readonly within?: Tolerance | undefined;
}

/** How two values relate, the bounds of their difference x - y, and how it is proven. */
export interface Comparison {
  readonly relation: Relation;
  readonly difference: Result;
  /** How the relation is proven; null where it is undecided. */
  readonly proof: Proof | null;
}

/** See {@link compareSync}. */
export function relateSync(x: Term, y: Term, options: CompareOptions = {}): Comparison {
  const { goal, within, rest } = split(options);
  if (mayBeSame(x, y, rest) && isDefined(refineSync(x, { defined: true }, rest)))
    return { relation: 'equal', difference: refineSync(ZERO, goal, rest), proof: SAME };
  return comparisonOf(refineSync(differenceOf(x, y), goal, rest), within);
}

/** See {@link compare}. */
export async function relate(x: Term, y: Term, options: CompareOptions = {}): Promise<Comparison> {
  const { goal, within, rest } = split(options);
  if (mayBeSame(x, y, rest) && isDefined(await refine(x, { defined: true }, rest)))
    return { relation: 'equal', difference: await refine(ZERO, goal, rest), proof: SAME };
  return comparisonOf(await refine(differenceOf(x, y), goal, rest), within);
}

/** Whether a value is proven to be defined. @throws its mathematical error where it is proven not to be. */
export function isDefined({ status, error }: Result): boolean {
  if (error !== null) throw error;
  return status === 'met';
}

/** The sign that a met goal of sign proves: 0 for zero exactly, undefined for none. */
export function provenSign(result: Result): -1 | 0 | 1 | undefined {
  const { bounds, rationalValue } = result;
  return rationalValue === undefined ? signOf(bounds.enclosure) : ratSign(rationalValue);
}

/** True or false where the relation is in one of the lists, else undefined. */
export function isAmong(
  relation: Relation,
  yes: readonly Relation[],
  no: readonly Relation[],
): boolean | undefined {
  if (yes.includes(relation)) return true;
  return no.includes(relation) ? false : undefined;
}

const SAME: Proof = { kind: 'same' };
const BOUNDS: Proof = { kind: 'bounds' };

/** The difference of a value from itself. */
const ZERO = newTerm(RATIONAL, [], { n: 0n, d: 1n }, UNKNOWN);

interface Split {
  readonly goal: Goal;
  readonly within: Tolerance | undefined;
  /** The options of the refinements that the comparison needs. */
  readonly rest: RefineOptions;
}

function split(options: CompareOptions): Split {
  checkNames('compare', options, [...REFINE_OPTIONS, 'within']);
  const { within, ...rest } = options;
  const goal: Goal =
    within === undefined ? { sign: true } : { any: [{ sign: true }, { eps: within }] };
  return { goal, within, rest };
}

function comparisonOf(difference: Result, within: Tolerance | undefined): Comparison {
  const relation = relationOf(difference, within);
  const proof = relation === 'undecided' ? null : (difference.proof ?? BOUNDS);
  return { relation, difference, proof };
}

function relationOf(difference: Result, within: Tolerance | undefined): Relation {
  if (difference.error !== null) throw difference.error;
  if (difference.status !== 'met') return 'undecided';
  const sign = provenSign(difference);
  if (sign !== undefined) return sign < 0 ? 'less' : sign > 0 ? 'greater' : 'equal';
  return within === undefined ? 'undecided' : 'close';
}

/** What doubles that are apart prove; undefined where they are not. */
export function relationOfDoubles(x: Term, y: Term): 'less' | 'greater' | undefined {
  if (x.hi < y.lo) return 'less';
  return y.hi < x.lo ? 'greater' : undefined;
}

/** Values whose doubles are apart never enter the graph. Others are equal where they are one node. */
function mayBeSame(x: Term, y: Term, options: RefineOptions): boolean {
  return relationOfDoubles(x, y) === undefined && isSameNode(x, y, options);
}

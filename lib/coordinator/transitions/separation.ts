/**
 * Separation: narrowing a node until its bounds exclude a point, to find a sign or a side of a pole.
 *
 * Laws
 * 1. A separation has a budget of bits and of time, 2^15 bits and four seconds by default; then the
 *    operation ends undecided.
 * 2. It narrows by 16 bits, then by twice as many per wave. A wave that was abandoned before its steps were
 *    done is repeated with the same aim: it has used up none of the budget.
 * 3. A jump is separated before anything above it is narrowed: no sensitivity is finite there, so nothing
 *    says how narrow the nodes below it would have to be.
 * 4. It computes the next aim and the next {@link SearchState}, and changes nothing itself.
 */
import { isFinite, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import { LARGEST_EXPONENT } from '../../exact/enclosure/outward.js';
import { coneOf } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Predicate } from '../../refiners/refiner.js';
import type { Aim } from '../goals/aim.js';
import { firstJump, firstOverflow } from '../goals/doubts.js';
import type { Doubt } from '../goals/doubts.js';
import type { Operation, Pursuit, SearchState, Separation } from '../operations/operation.js';
import type { Reason } from '../operations/request.js';
import type { Nanoseconds } from '../time.js';
import { earlyEnding, failedBy } from './ending.js';
import type { Ending } from './ending.js';

/**
 * Either the aim of the next wave, with what this decision leaves to the next one; or how the operation ends,
 * with a node that is to fail.
 */
export type Decision =
  | { readonly aim: Aim; readonly search: SearchState }
  | { readonly ending: Ending; readonly failure?: NodeFailure };

/** A node that fails for good, as no step can help it. */
export interface NodeFailure {
  readonly node: NodeId;
  readonly error: PincerError;
}

const FIRST_SEPARATION_BITS = 16;
const DEFAULT_SEPARATION_BITS = 2 ** 15;
const DEFAULT_SEPARATION_TIME = 4e9;

export function separationBits({ request }: Operation): number {
  return request.budget?.separationBits ?? DEFAULT_SEPARATION_BITS;
}

/** What the decision before this one has left, after a wave that may have been abandoned. */
export function searchLeft({ search, abandoned }: Pursuit): SearchState {
  const { separation } = search;
  if (separation === undefined) return search;
  if (abandoned !== 'outdated' && abandoned !== 'renumbered') return search;
  return { ...search, separation: { ...separation, repeats: true } };
}

/**
 * Narrows a node until its bounds exclude a point.
 * @param predicate - what has to hold of its bounds; a smaller width without it.
 * @param reason - why the operation ends where the budget is used up.
 */
export function separate(
  graph: Graph,
  operation: Operation,
  before: SearchState,
  node: NodeId,
  predicate: Predicate | undefined,
  reason: Reason,
  now: Nanoseconds,
): Decision {
  const bounds = graph.boundsOf(node);
  if (!isFinite(bounds)) return aimAtOverflow(graph, operation, before, now);
  const below = firstJump(graph, coneOf(graph, [node]));
  if (below !== undefined) return aimAtJump(graph, operation, before, below, now);
  const separation = separationAt(before, node, magnitudeLog2(bounds), now);
  const least = separation.from - separationBits(operation);
  const width = widthLog2(bounds);
  // Waves that narrow nothing end too: by now they have asked for more than the budget.
  const most = 2 * (separationBits(operation) + Math.max(0, width));
  // Smaller magnitudes are not represented: these bounds cannot be told from zero.
  const smallest = magnitudeLog2(bounds) < 4 - LARGEST_EXPONENT;
  const spent = isOutOfTime(operation, separation, now) || separation.bits > most;
  if (spent || width <= least || smallest) {
    return { ending: earlyEnding(graph, operation, reason) };
  }
  const same = separation.repeats && separation.aim < width;
  const aim = same ? separation.aim : Math.max(least, width - separation.bits);
  const bits = same ? separation.bits : separation.bits * 2;
  const { everySource } = operation.pursuit;
  const sought = predicate === undefined ? {} : { predicate };
  return {
    aim: { type: 'narrow', focus: node, allowance: aim, ...sought, everySource },
    search: continued(before, { ...separation, aim, bits, repeats: false }),
  };
}

/** Separates a jump, or has the node above it step where that is settled. */
export function aimAtJump(
  graph: Graph,
  operation: Operation,
  before: SearchState,
  jump: Doubt,
  now: Nanoseconds,
): Decision {
  if (jump.resolved) return { aim: { type: 'discover' }, search: before };
  return separate(graph, operation, before, jump.argument, jump.predicate, 'separation', now);
}

/**
 * Narrows what is unbounded although nothing in the cone may be undefined: it is too large, or too wide
 * below. No sensitivity is finite there, so each wave doubles the bits below.
 */
export function aimAtOverflow(
  graph: Graph,
  operation: Operation,
  before: SearchState,
  now: Nanoseconds,
): Decision {
  const overflow = firstOverflow(graph, operation.cone);
  if (overflow === undefined) return { aim: { type: 'discover' }, search: before };
  const { node: focus, error } = overflow;
  if (error !== undefined) return { ending: failedBy(error), failure: { node: focus, error } };
  const jump = firstJump(graph, coneOf(graph, [focus]));
  if (jump !== undefined) return aimAtJump(graph, operation, before, jump, now);
  const separation = separationAt(before, focus, 0, now);
  const { repeats } = separation;
  if (isOutOfTime(operation, separation, now) || separation.bits > separationBits(operation)) {
    return { ending: earlyEnding(graph, operation, 'separation') };
  }
  const bits = repeats ? separation.bits : separation.bits * 2;
  const { everySource } = operation.pursuit;
  return {
    aim: { type: 'narrow', focus, allowance: 0, everySource },
    search: continued(before, { ...separation, bits, repeats: false }),
  };
}

/** The separation at a node: the one under way, or a new one. */
function separationAt(
  { separation, separatingSince }: SearchState,
  node: NodeId,
  magnitude: Log2,
  now: Nanoseconds,
): Separation {
  if (separation?.node === node) return separation;
  return {
    node,
    from: Number.isFinite(magnitude) ? Math.min(0, magnitude) : 0,
    bits: FIRST_SEPARATION_BITS,
    aim: Infinity,
    repeats: false,
    since: separatingSince ?? now,
  };
}

function continued(
  { separatingSince, wideBits }: SearchState,
  separation: Separation,
): SearchState {
  return { separation, separatingSince: separatingSince ?? separation.since, wideBits };
}

function isOutOfTime({ request }: Operation, { since }: Separation, now: Nanoseconds): boolean {
  return now - since >= (request.budget?.separationNanoseconds ?? DEFAULT_SEPARATION_TIME);
}

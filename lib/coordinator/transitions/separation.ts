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
import type { Dyadic } from '../../exact/dyadic.js';
import { isFinite, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import { LARGEST_EXPONENT } from '../../exact/enclosure/outward.js';
import { coneOf } from '../../graph/cone.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Aim } from '../goals/aim.js';
import { firstJump, firstOverflow } from '../goals/doubts.js';
import type { Doubt } from '../goals/doubts.js';
import type { Operation, Pursuit, SearchState, Separation } from '../operations/operation.js';
import type { Reason } from '../operations/request.js';
import type { Nanoseconds } from '../time.js';
import { exactAnswer, exactDyadic } from './exact-answer.js';
import { earlyEnding, failedBy } from './ending.js';
import type { Ending } from './ending.js';

/**
 * Either the aim of the next wave, with what this decision leaves to the next one; or how the operation ends,
 * with a node that is to fail.
 */
export type Decision =
  | {
      readonly aim: Aim;
      readonly search: SearchState;
      /** A node that exact arithmetic has proven to be a number: it is to be narrowed to that. */
      readonly known?: KnownValue;
    }
  | { readonly ending: Ending; readonly failure?: NodeFailure };

/** A node that fails for good, as no step can help it. */
export interface NodeFailure {
  readonly node: NodeId;
  readonly error: PincerError;
}

/** A node and the number that its value is. */
export interface KnownValue {
  readonly node: NodeId;
  readonly value: Dyadic;
}

const FIRST_SEPARATION_BITS = 16;
/** After this many bits in vain a search asks exact arithmetic. */
const INEXACT_BITS = 64;
/** The most bits that a search may go beyond its budget for the magnitudes of its operands. */
const MOST_REACH = 2 ** 20;
/** The most bits that the nodes below an unbounded one may hold together while more precision may bound it. */
const MOST_OVERFLOW_BITS = 2 ** 33;
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

/** What a search is about: the node in doubt, and the node that is narrowed until its bounds exclude a point. */
export type Question = Pick<Doubt, 'node' | 'argument' | 'predicate'>;

/**
 * Narrows a node until its bounds exclude a point; without a point, to a smaller width.
 * @param reason - why the operation ends where the budget is used up.
 */
export function separate(
  graph: Graph,
  operation: Operation,
  before: SearchState,
  question: Question,
  reason: Reason,
  now: Nanoseconds,
): Decision {
  const { argument: node, predicate } = question;
  const bounds = graph.boundsOf(node);
  if (!isFinite(bounds)) return aimAtOverflow(graph, operation, before, now);
  const cone = coneOf(graph, [node]);
  const below = firstJump(graph, cone);
  if (below !== undefined) return aimAtJump(graph, operation, before, below, now);
  const present = separationFor(graph, operation, before, question, cone, now);
  const asks = present.bits > INEXACT_BITS && !present.isAsked;
  const answer = asks ? answerExactly(graph, question) : OPEN;
  const separation = asks ? { ...present, isAsked: true, distance: answer.distance } : present;
  if (answer.known !== undefined) {
    const search = continued(before, separation);
    return { aim: { type: 'discover' }, search, known: answer.known };
  }
  const least = Math.min(separation.least, separation.distance - 1);
  const width = widthLog2(bounds);
  // Waves that narrow nothing end too: by now they have asked for more than the budget.
  const most = 2 * (separation.widest - least);
  // Smaller magnitudes are not represented: these bounds cannot be told from zero.
  const smallest = magnitudeLog2(bounds) < 4 - LARGEST_EXPONENT;
  const spent = isOutOfTime(operation, separation, now) || separation.bits > most;
  if (spent || width <= least || smallest) {
    return { ending: earlyEnding(graph, operation, reason) };
  }
  const same = separation.repeats && separation.aim < width;
  const next = Math.min(width - separation.bits, separation.distance - 1);
  const aim = same ? separation.aim : Math.max(least, next);
  const bits = same ? separation.bits : separation.bits * 2;
  const { everySource, slack } = operation.pursuit;
  const sought = predicate === undefined ? {} : { predicate };
  return {
    aim: { type: 'narrow', focus: node, allowance: aim, ...sought, everySource, slack },
    search: continued(before, { ...separation, aim, bits, repeats: false }),
  };
}

interface Answer {
  /** A node whose value is proven to be a number. */
  readonly known?: KnownValue;
  /** Log2 of the distance from the point that the argument is proven to have; Infinity where none is. */
  readonly distance: Log2;
}

const OPEN: Answer = { distance: Infinity };

/** Asks exact arithmetic, once per search. */
function answerExactly(graph: Graph, { node, argument, predicate }: Question): Answer {
  if (predicate === undefined) {
    const value = exactDyadic(graph, node);
    return value === undefined ? OPEN : { known: { node, value }, distance: Infinity };
  }
  const answer = exactAnswer(graph, argument, predicate.excludes);
  if (answer.kind === 'apart') return { distance: answer.distance };
  if (answer.kind === 'open') return OPEN;
  return { known: { node: argument, value: answer.value }, distance: Infinity };
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
  return separate(graph, operation, before, jump, 'separation', now);
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
  const cone = coneOf(graph, [focus]);
  const jump = firstJump(graph, cone);
  if (jump !== undefined) return aimAtJump(graph, operation, before, jump, now);
  const question = { node: focus, argument: focus, predicate: undefined };
  const separation = separationFor(graph, operation, before, question, cone, now);
  if (isOverflowHopeless(graph, operation, separation, cone, now)) {
    return { ending: earlyEnding(graph, operation, 'separation') };
  }
  const bits = separation.repeats ? separation.bits : separation.bits * 2;
  const { everySource, slack } = operation.pursuit;
  return {
    aim: { type: 'narrow', focus, allowance: 0, everySource, slack },
    search: continued(before, { ...separation, bits, repeats: false }),
  };
}

/**
 * Arithmetic on exact numbers can always be done with more bits, so only memory ends it. A search with steps ends by
 * its budget.
 */
function isOverflowHopeless(
  graph: Graph,
  operation: Operation,
  separation: Separation,
  cone: Cone,
  now: Nanoseconds,
): boolean {
  const isArithmetic = cone.every((node) => !graph.isRefiner(node));
  if (isArithmetic && operation.request.budget?.separationNanoseconds === undefined) {
    return separation.bits * cone.length > MOST_OVERFLOW_BITS;
  }
  return isOutOfTime(operation, separation, now) || separation.bits > separationBits(operation);
}

/**
 * The separation for a question: the one under way, or a new one. Where its argument changes, as between both inputs
 * of a remainder, the bits that were reached count on.
 */
function separationFor(
  graph: Graph,
  operation: Operation,
  { separation: before, separatingSince }: SearchState,
  { node, argument }: Question,
  cone: Cone,
  now: Nanoseconds,
): Separation {
  if (before?.node === node && before.argument === argument) return before;
  const bounds = graph.boundsOf(argument);
  const size = magnitudeLog2(bounds);
  const from = (Number.isFinite(size) ? Math.min(0, size) : 0) - reachOf(graph, cone);
  const isSame = before?.node === node;
  return {
    node,
    argument,
    least: from - separationBits(operation),
    widest: Math.max(widthLog2(bounds), from),
    bits: isSame ? before.bits : FIRST_SEPARATION_BITS,
    aim: Infinity,
    distance: Infinity,
    isAsked: isSame && before.isAsked,
    repeats: false,
    since: separatingSince ?? now,
  };
}

/**
 * The bits that magnitudes below a node may hide beneath 1: -30000 + ln(1 + e^30000) differs from zero by as little as
 * e^30000 is large.
 */
function reachOf(graph: Graph, cone: Cone): number {
  let reach = 0;
  for (const node of cone) {
    const size = magnitudeLog2(graph.boundsOf(node));
    if (Number.isFinite(size)) reach = Math.max(reach, Math.abs(size));
  }
  return Math.min(reach, MOST_REACH);
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

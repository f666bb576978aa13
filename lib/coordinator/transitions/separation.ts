/**
 * Separation: narrowing a node until its bounds exclude a point, to find a sign or a side of a pole.
 *
 * Laws
 * 1. A separation has a budget of bits and of time, 2^15 bits and four seconds by default; then the
 *    operation ends undecided. Its time ends the steps and computations under way too (time-limit.ts).
 *    Where a proof says that the search ends at some width, it goes on to that, beyond the default bits and
 *    never beyond a budget that the caller gave.
 * 2. It narrows by 16 bits, then by twice as many per wave. A wave that was abandoned before its steps were
 *    done is repeated with the same aim: it has used up none of the budget.
 * 3. A jump is separated before anything above it is narrowed: no sensitivity is finite there, so nothing
 *    says how narrow the nodes below it would have to be.
 * 4. After 64 bits in vain, and before it ends for its bits, it asks for evidence (evidence.ts), once per question.
 * 5. It computes the next aim and the next {@link SearchState}, and changes nothing itself.
 */
import { equals } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { isFinite, magnitudeLog2, point, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { LARGEST_EXPONENT } from '../../exact/enclosure/outward.js';
import { coneOf } from '../../graph/cone.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Aim } from '../goals/aim.js';
import { firstJump, firstOverflow } from '../goals/doubts.js';
import type { Doubt } from '../goals/doubts.js';
import type { Equalities } from '../goals/equalities.js';
import type { Operation, Pursuit, SearchState, Separation } from '../operations/operation.js';
import type { Reason } from '../operations/request.js';
import type { Nanoseconds } from '../time.js';
import { answerOf, equalityWithin } from './evidence.js';
import type { KnownValue, NodeFailure, Question } from './evidence.js';
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
      /** A node that is proven to be a number: it is to be narrowed to that. */
      readonly known?: KnownValue;
    }
  | { readonly ending: Ending; readonly failure?: NodeFailure };

/** What a decision looks at. */
export interface Situation {
  readonly graph: Graph;
  readonly equalities: Equalities;
  readonly operation: Operation;
  /** What the decision before it has left. */
  readonly before: SearchState;
  readonly now: Nanoseconds;
}

const FIRST_SEPARATION_BITS = 16;
/** After this many bits in vain a search asks for evidence. */
export const VAIN_BITS = 64;
/** Zero bounds are followed to this many bits beyond the magnitudes; farther ones are out of reach. */
const MOST_BOUND_BITS = 2 ** 17;
/** A zero bound is aimed at once where that takes at most this many times the bits of the next wave. */
const BOUND_LEAP = 4;
/** The most bits that a search may go beyond its budget for the magnitudes of its operands. */
const MOST_REACH = 2 ** 20;
/** The most bits that the nodes below an unbounded one may hold together while more precision may bound it. */
const MOST_OVERFLOW_BITS = 2 ** 33;
/** Log2 of the magnitude, large or small, from which on numbers are about to be beyond what Pincer represents. */
const UNREPRESENTED = LARGEST_EXPONENT - 4;
const DEFAULT_SEPARATION_BITS = 2 ** 15;
const DEFAULT_SEPARATION_TIME = 4e9;

function separationBits({ request }: Operation): number {
  return request.budget?.separationBits ?? DEFAULT_SEPARATION_BITS;
}

function separationTime({ request }: Operation): Nanoseconds {
  return request.budget?.separationNanoseconds ?? DEFAULT_SEPARATION_TIME;
}

/** What the decision before this one has left, after a wave that may have been abandoned. */
export function searchLeft({ search, abandoned }: Pursuit): SearchState {
  const { separation } = search;
  if (separation === undefined) return search;
  if (abandoned !== 'outdated' && abandoned !== 'renumbered') return search;
  return { ...search, separation: { ...separation, repeats: true } };
}

/**
 * Narrows a node until its bounds exclude a point; without a point, to a smaller width.
 * @param reason - why the operation ends where the budget is used up.
 */
export function separate(situation: Situation, question: Question, reason: Reason): Decision {
  const { graph, equalities, operation, now } = situation;
  const { argument: node, predicate } = question;
  const bounds = graph.boundsOf(node);
  if (!isFinite(bounds)) return aimAtOverflow(situation);
  const cone = coneOf(graph, [node]);
  const below = firstJump(graph, cone);
  if (below !== undefined) return aimAtJump(situation, below);
  let separation = separationFor(situation, question, cone, reason);
  const width = widthLog2(bounds);
  // Bounds that others have narrowed beyond the budget were narrowed in vain too.
  const isVain = separation.bits > VAIN_BITS || width <= separation.least;
  if (isVain && separation.evidence === undefined) {
    const answer = answerOf(graph, equalities, question);
    if ('known' in answer) return narrowedTo(answer.known, situation, separation);
    if ('failure' in answer) {
      const { failure } = answer;
      return { ending: failedBy(failure.error), failure };
    }
    separation = { ...separation, evidence: answer.evidence };
  }
  const proof = predicate && equalityWithin(bounds, predicate.excludes, separation.evidence);
  if (proof !== undefined)
    return narrowedTo({ node, bounds: point(predicate!.excludes), proof }, situation, separation);
  const least = endOf(operation, separation);
  // Waves that narrow nothing end too: by now they have asked for more than the budget.
  const most = 2 * (separation.widest - least);
  // Smaller magnitudes are not represented: these bounds cannot be told from zero.
  const smallest = magnitudeLog2(bounds) < -UNREPRESENTED;
  const spent = now >= separation.until || separation.bits > most;
  if (spent || width <= least || smallest) {
    return { ending: earlyEnding(graph, operation, reason) };
  }
  const same = separation.repeats && separation.aim < width;
  const aim = same ? separation.aim : Math.max(least, nextAim(width, separation));
  const bits = same ? separation.bits : separation.bits * 2;
  const { everySource, slack } = operation.pursuit;
  const sought = predicate === undefined ? {} : { predicate };
  return {
    aim: { type: 'narrow', focus: node, allowance: aim, ...sought, everySource, slack },
    search: continued(situation, { ...separation, aim, bits, repeats: false }),
  };
}

function narrowedTo(known: KnownValue, situation: Situation, separation: Separation): Decision {
  return { aim: { type: 'discover' }, search: continued(situation, separation), known };
}

/** Log2 of the width at which a search ends. */
function endOf(operation: Operation, { least, evidence }: Separation): Log2 {
  if (evidence?.kind === 'apart') return Math.min(least, evidence.distance - 1);
  if (operation.request.budget?.separationBits !== undefined) return least;
  if (evidence?.kind === 'distinct') return -Infinity;
  if (evidence?.kind !== 'bound') return least;
  const end = beyondBound(evidence.bits);
  return least - end > MOST_BOUND_BITS ? least : Math.min(least, end);
}

/** Log2 of a width at which a zero bound decides. */
function beyondBound(bits: number): Log2 {
  return -bits - 1;
}

/** The width of the next wave: bits removed by doubling, or what the evidence says will decide. */
function nextAim(width: Log2, { bits, evidence }: Separation): Log2 {
  const doubled = width - bits;
  if (
    evidence?.kind === 'apart' ||
    (evidence?.kind === 'distinct' && evidence.distance > -Infinity)
  )
    return Math.min(doubled, evidence.distance - 1);
  if (evidence?.kind !== 'bound') return doubled;
  const end = beyondBound(evidence.bits);
  return width - end <= BOUND_LEAP * bits ? end : doubled;
}

/** Separates a jump, or has the node above it step where that is settled. */
export function aimAtJump(situation: Situation, jump: Doubt): Decision {
  if (jump.resolved) return { aim: { type: 'discover' }, search: situation.before };
  return separate(situation, jump, 'separation');
}

/**
 * Narrows what is unbounded although nothing in the cone may be undefined: it is too large, or too wide
 * below. No sensitivity is finite there, so each wave doubles the bits below. Arithmetic on exact numbers can
 * always be done with more bits, so only memory ends it; a search with steps ends by its budget.
 */
export function aimAtOverflow(situation: Situation): Decision {
  const { graph, operation, before, now } = situation;
  const overflow = firstOverflow(graph, operation.cone);
  if (overflow === undefined) return { aim: { type: 'discover' }, search: before };
  const { node: focus, error } = overflow;
  if (error !== undefined) return { ending: failedBy(error), failure: { node: focus, error } };
  const cone = coneOf(graph, [focus]);
  const jump = firstJump(graph, cone);
  if (jump !== undefined) return aimAtJump(situation, jump);
  const question = { node: focus, argument: focus, predicate: undefined };
  const isArithmetic = cone.every((node) => !graph.isRefiner(node));
  const isUntimed = isArithmetic && operation.request.budget?.separationNanoseconds === undefined;
  const started = separationFor(situation, question, cone, 'separation');
  const separation = isUntimed ? { ...started, until: Infinity } : started;
  const isHopeless = isUntimed
    ? separation.bits * cone.length > MOST_OVERFLOW_BITS
    : now >= separation.until || separation.bits > separationBits(operation);
  if (isHopeless) return { ending: earlyEnding(graph, operation, 'separation') };
  const bits = separation.repeats ? separation.bits : separation.bits * 2;
  const { everySource, slack } = operation.pursuit;
  return {
    aim: { type: 'narrow', focus, allowance: 0, everySource, slack },
    search: continued(situation, { ...separation, bits, repeats: false }),
  };
}

/**
 * The separation for a question: the one under way, or a new one. Where its argument changes, as between both inputs
 * of a remainder, the bits that were reached count on.
 */
function separationFor(
  { graph, operation, before: { separation: before, separatingSince }, now }: Situation,
  { node, argument, predicate }: Question,
  cone: Cone,
  reason: Reason,
): Separation {
  const at = predicate?.excludes;
  const isSame = before?.node === node;
  // Evidence is of one point; without a point it is of the node, whichever argument is narrowed.
  const evidence = isSame && samePoint(before.at, at) ? before.evidence : undefined;
  if (isSame && before.argument === argument) return { ...before, at, evidence, reason };
  const bounds = graph.boundsOf(argument);
  const size = magnitudeLog2(bounds);
  const from = (Number.isFinite(size) ? Math.min(0, size) : 0) - reachOf(graph, argument, cone);
  return {
    node,
    argument,
    least: from - separationBits(operation),
    widest: Math.max(widthLog2(bounds), from),
    bits: isSame ? before.bits : FIRST_SEPARATION_BITS,
    aim: Infinity,
    at,
    // Another argument is another value, unless the question is of the node itself.
    evidence: at === undefined ? evidence : undefined,
    repeats: false,
    until: (separatingSince ?? now) + separationTime(operation),
    reason,
  };
}

function samePoint(a: Dyadic | undefined, b: Dyadic | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equals(a, b);
}

/**
 * The bits that magnitudes below a node may hide beneath 1: -30000 + ln(1 + e^30000) differs from zero by as little as
 * e^30000 is large. A magnitude that is not represented has none: no number of bits tells such a value from zero.
 */
function reachOf(graph: Graph, argument: NodeId, cone: Cone): number {
  let reach = 0;
  for (const node of cone) {
    const size = magnitudeLog2(graph.boundsOf(node));
    if (node !== argument && Math.abs(size) < UNREPRESENTED)
      reach = Math.max(reach, Math.abs(size));
  }
  return Math.min(reach, MOST_REACH);
}

function continued(
  { before: { separatingSince, wideBits, rung }, now }: Situation,
  separation: Separation,
): SearchState {
  return { separation, separatingSince: separatingSince ?? now, wideBits, rung };
}

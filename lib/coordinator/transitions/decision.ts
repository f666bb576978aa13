/**
 * Decisions: what the bounds of an operation mean, and what its next wave is to bring about.
 *
 * Laws
 * 1. An operation is met only when its goal holds for flushed bounds, every refiner of its cone has taken
 *    a step, and nothing in the cone may still be undefined.
 * 2. A mathematical error in the cone ends the operation, whatever the bounds of the root are. So does any other that
 *    voids bounds.
 * 3. A decision changes nothing but the memory of what proofs have said. It returns what the caller is to keep for
 *    the next one.
 */
import { ZERO } from '../../exact/dyadic.js';
import { isFinite, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import { firstDoubt, firstJump } from '../goals/doubts.js';
import type { Equalities } from '../goals/equalities.js';
import type { Verdict } from '../goals/verdict.js';
import { judge, lastPlaceOfDouble, tieOfDoubles } from '../goals/verdict.js';
import { bitsWithin, mostBits, timeInBudget, usedUpBy } from '../operations/accounting.js';
import type { Operation, Rung, SearchState } from '../operations/operation.js';
import type { Reason } from '../operations/request.js';
import type { Nanoseconds } from '../time.js';
import { discovery, isUnseen } from './anticipation.js';
import type { Scope } from './anticipation.js';
import { earlyEnding, failedBy, failureIn, MET } from './ending.js';
import { nextRung } from '../operations/ladder.js';
import { aimAtJump, aimAtOverflow, searchLeft, separate, VAIN_BITS } from './separation.js';
import type { Decision, Situation } from './separation.js';

/** Bounds narrower than 2^-8 of their magnitude: there the functions are nearly linear. */
const LINEAR_BITS = 8;

/** Expects flushed bounds and, where the operation has a budget of bytes, a weighed cone. */
export function decide(
  graph: Graph,
  equalities: Equalities,
  operation: Operation,
  now: Nanoseconds,
): Decision {
  const { request, cone, pursuit } = operation;
  const search = searchLeft(pursuit);
  const situation: Situation = { graph, equalities, operation, before: search, now };
  const unmet = (reason: Reason): Decision => ({ ending: earlyEnding(graph, operation, reason) });
  const failure = failureIn(graph, operation.cone);
  if (failure?.voids) return { ending: failedBy(failure) };
  if (!pursuit.discovered) {
    if (isMetBySeen(graph, operation)) return { ending: MET };
    if (usedUpBy(operation) !== undefined) return unmet('budget');
    return { aim: discovery(graph, operation), search };
  }

  const bounds = graph.boundsOf(request.root);
  const doubt = firstDoubt(graph, cone, request.assumeDomain ?? false);
  const verdict = judge(request.goal, bounds, request.exact);
  if (doubt === undefined && (verdict.met || (failure !== undefined && verdict.faithful)))
    return { ending: MET };
  if (failure !== undefined) return { ending: failedBy(failure) };
  if (usedUpBy(operation) !== undefined) return unmet('budget');
  // A function that takes no further step leaves its domain, its jumps and its size in doubt.
  const isHeld = graph.hasRetired && cone.some((node) => graph.isRetired(node));
  if (isHeld && (!isFinite(bounds) || (doubt !== undefined && graph.isRetired(doubt.node))))
    return unmet('budget');

  if (doubt?.resolved === true) return { aim: { type: 'discover' }, search };
  if (doubt !== undefined) {
    const reason = doubt.conditional ? 'conditional' : 'separation';
    return separate(situation, doubt, reason);
  }
  if (!isFinite(bounds)) return aimAtOverflow(situation);
  if (verdict.excludeZero) {
    const { root } = request;
    const sign = { node: root, argument: root, predicate: { excludes: ZERO } };
    return separate(situation, sign, 'separation');
  }
  const atJump = firstJump(graph, cone);
  if (atJump !== undefined) return aimAtJump(situation, atJump);
  if (verdict.beyondLimit) return unmet('limit');
  const isTie = (): boolean => lastPlaceOfDouble(bounds) - verdict.allowance > VAIN_BITS;
  if (request.goal.kind === 'double' && isTie()) {
    const { root } = request;
    const tie = { node: root, argument: root, predicate: { excludes: tieOfDoubles(bounds) } };
    return separate(situation, tie, 'separation');
  }
  const held = heldAllowance(situation, bounds, verdict);
  if (widthLog2(bounds) <= held) return unmet('budget');

  const wideBits = isWide(bounds) ? search.wideBits * 4 : search.wideBits;
  const least = isWide(bounds) ? widthLog2(bounds) - wideBits : -Infinity;
  const rung = rungOf(situation, bounds, Math.max(verdict.leapAllowance, held));
  const onWay = rung === undefined ? -Infinity : magnitudeLog2(bounds) - rung.bits;
  const coarsest = Math.max(least, held, onWay);
  const allowance = Math.max(verdict.allowance, coarsest);
  const leapAllowance = Math.max(verdict.leapAllowance, coarsest);
  const { everySource, slack } = pursuit;
  return {
    aim: { type: 'narrow', focus: request.root, allowance, leapAllowance, everySource, slack },
    search: nextSearch(search, wideBits, rung),
  };
}

/** Whether the bounds that are there meet the goal: every refiner of the cone has stepped for others, and nothing is in doubt. */
export function isMetBySeen(
  graph: Graph,
  { request, cone }: Pick<Scope, 'request' | 'cone'>,
): boolean {
  const { root, goal, exact, assumeDomain = false } = request;
  if (graph.hasErrors || cone.some((node) => isUnseen(graph, node))) return false;
  if (firstDoubt(graph, cone, assumeDomain) !== undefined) return false;
  return judge(goal, graph.boundsOf(root), exact).met;
}

/**
 * Whether bounds are about as wide as their magnitude. Sensitivities over such bounds say little: demands
 * derived from them could be far beyond need. So a wave then narrows the root by 64 bits, and each further
 * wave that finds it as wide by four times as many; the waves before the last cost a third of it at most.
 */
function isWide(bounds: Enclosure): boolean {
  return widthLog2(bounds) >= magnitudeLog2(bounds) - LINEAR_BITS;
}

/** Narrowing the root ends a separation. */
function nextSearch(search: SearchState, wideBits: number, rung: Rung | undefined): SearchState {
  const { separation, separatingSince } = search;
  const isSame = separation === undefined && search.wideBits === wideBits && search.rung === rung;
  return isSame ? search : { separation: undefined, separatingSince, wideBits, rung };
}

/**
 * The width to which a goal beyond the budgets of bits and bytes is narrowed: none for a goal within them, any for a
 * root that may be near zero, which could be narrowed for ever without having many bits.
 */
function heldAllowance(
  { graph, operation }: Situation,
  bounds: Enclosure,
  { allowance }: Verdict,
): Log2 {
  const magnitude = magnitudeLog2(bounds);
  if (magnitude - allowance <= mostBits(operation)) return -Infinity;
  if (isWide(bounds)) return Infinity;
  return magnitude - bitsWithin(graph, operation);
}

/** The next rung for a request with a ladder; undefined where its wave goes as far as the goal. */
function rungOf(
  { graph, operation, before, now }: Situation,
  bounds: Enclosure,
  leapAllowance: Log2,
): Rung | undefined {
  const { request, cone, scheduling, pursuit } = operation;
  const magnitude = magnitudeLog2(bounds);
  const goal = magnitude - leapAllowance;
  if (request.growth === undefined || !Number.isFinite(goal)) return undefined;
  const reached = magnitude - widthLog2(bounds);
  // A wave that is planned again goes on with its rung, whose time counts from its first wave.
  const { rung } = before;
  if (pursuit.abandoned === 'outdated' && rung !== undefined && reached < rung.bits) return rung;
  const refiners = cone.filter((node) => graph.isRefiner(node)).length;
  // Arithmetic alone hears its limit of time.
  if (refiners === 0) return undefined;
  return nextRung({
    goal,
    reached,
    growth: request.growth,
    refiners,
    before: rung,
    now,
    deadline: Math.min(scheduling.deadline ?? Infinity, now + timeInBudget(operation)),
  });
}

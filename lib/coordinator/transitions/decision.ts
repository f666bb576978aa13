/**
 * Decisions: what the bounds of an operation mean, and what its next wave is to bring about.
 *
 * Laws
 * 1. An operation is met only when its goal holds for flushed bounds, every refiner of its cone has
 *    looked once, and nothing in the cone may still be undefined.
 * 2. A mathematical error in the cone ends it, whatever the bounds of the root say.
 * 3. A search for a sign, or for a side of a pole, has a budget of bits and of time; it ends undecided.
 */
import { isFinite, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { DomainError, PincerError } from '../../exact/errors.js';
import { LARGEST_EXPONENT } from '../../exact/enclosure/outward.js';
import { coneOf } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Predicate } from '../../refiners/refiner.js';
import { firstDoubt, firstJump, overflowing } from '../goals/doubts.js';
import type { Doubt } from '../goals/doubts.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { Operation, Reason, Separation, Status } from '../operations/operation.js';
import { judge, lastPlaceOfDouble } from '../goals/verdict.js';
import type { Aim } from '../goals/aim.js';
import { foreseen } from './anticipation.js';

export interface Ending {
  readonly status: Status;
  readonly reason: Reason | null;
  readonly error?: PincerError;
  /** Where it arose, unless a node of the graph keeps it. */
  readonly failed?: NodeId;
}

/** Either the next wave, or how the operation ends. */
export type Decision = { readonly aim: Aim } | { readonly ending: Ending };

/** Bounds narrower than 2^-8 of their magnitude: there the functions are nearly linear. */
const LINEAR_BITS = 8;

const FIRST_SEPARATION_BITS = 16;
const DEFAULT_SEPARATION_BITS = 2 ** 15;
const DEFAULT_SEPARATION_TIME = 4e9;

const MET: Decision = { ending: { status: 'met', reason: null } };
const failedBy = (error: PincerError): Decision => ({
  ending: { status: 'error', reason: null, error },
});

/** Looks at flushed bounds. */
export function decide(graph: Graph, operation: Operation, now: Nanoseconds): Decision {
  const { request, cone } = operation;
  const failure = firstFailure(graph, operation);
  if (failure instanceof DomainError) return failedBy(failure);
  if (!operation.discovered) {
    return overBudget(graph, operation)
      ? unmet(graph, operation, 'budget')
      : { aim: { type: 'discover', towards: foreseen(graph, operation, mostBits(operation)) } };
  }

  const bounds = graph.boundsOf(request.root);
  const doubt = firstDoubt(graph, cone, request.assumeDomain ?? false);
  const verdict = judge(request.goal, bounds, request.exact);
  if (doubt === undefined && (verdict.met || (failure !== undefined && verdict.enough))) return MET;
  if (failure !== undefined) return failedBy(failure);
  if (overBudget(graph, operation)) return unmet(graph, operation, 'budget');

  if (doubt?.settled === true) return { aim: { type: 'discover' } };
  if (doubt !== undefined) {
    const reason = doubt.conditional ? 'conditional' : 'separation';
    return separate(graph, operation, doubt.argument, doubt.predicate, reason, now);
  }
  if (!isFinite(bounds)) return aimAtOverflow(graph, operation, now);
  if (verdict.excludeZero) {
    return separate(
      graph,
      operation,
      request.root,
      { excludes: { m: 0n, e: 0 } },
      'separation',
      now,
    );
  }
  const atJump = firstJump(graph, cone);
  if (atJump !== undefined) return aimAtJump(graph, operation, atJump, now);
  if (verdict.beyondLimit) return unmet(graph, operation, 'limit');
  const bits = magnitudeLog2(bounds) - verdict.allowance;
  const isTie = (): boolean =>
    lastPlaceOfDouble(bounds) - verdict.allowance > separationBits(operation);
  if (request.goal.kind === 'double' && isTie()) {
    return unmet(graph, operation, 'separation');
  }
  if (bits > mostBits(operation)) return unmet(graph, operation, 'budget');
  operation.separation = undefined;
  const { thorough } = operation;
  const least = reachable(operation, bounds);
  const allowance = Math.max(verdict.allowance, least);
  const leapTo = Math.max(verdict.leapTo, least);
  return { aim: { type: 'narrow', focus: request.root, allowance, leapTo, thorough } };
}

/**
 * How narrow the root may be planned to become in one wave. Over bounds that are as wide as the value
 * is large, sensitivities say little: demands cut from them could be beyond all measure. Then the root
 * is narrowed by 64 bits, and by four times as many in each wave that finds it so again; the waves
 * before the last cost a third of it at most.
 */
function reachable(operation: Operation, bounds: Enclosure): Log2 {
  const width = widthLog2(bounds);
  if (width < magnitudeLog2(bounds) - LINEAR_BITS) return -Infinity;
  operation.roughBits *= 4;
  return width - operation.roughBits;
}

/**
 * How an operation ends that is ended early: met all the same where only the proof of the rounding is
 * missing, undecided where zero, a pole or an end of a domain is in doubt, partial otherwise.
 */
export function unmet(
  graph: Graph,
  operation: Operation,
  reason: Reason,
): Decision & { ending: Ending } {
  const { request, cone } = operation;
  const bounds = graph.boundsOf(request.root);
  const doubtful =
    !isFinite(bounds) || firstDoubt(graph, cone, request.assumeDomain ?? false) !== undefined;
  if (doubtful) return { ending: { status: 'undecided', reason } };
  const verdict = judge(request.goal, bounds, request.exact);
  // Before every refiner has looked once, even a narrow root may turn out to be undefined.
  if (verdict.enough && operation.discovered) return { ending: { status: 'met', reason: null } };
  const undecided = verdict.excludeZero || firstJump(graph, cone) !== undefined;
  return { ending: { status: undecided ? 'undecided' : 'partial', reason } };
}

export function overBudget(graph: Graph, operation: Operation): boolean {
  const { steps = Infinity, cost = Infinity, bytes } = operation.request.budget ?? {};
  if (operation.steps >= steps || operation.cost >= cost) return true;
  return bytes !== undefined && bytesHeld(graph, operation) > bytes;
}

/** What the cone holds. It is weighed after as many steps as it has nodes, so each step pays for one of them. */
function bytesHeld(graph: Graph, operation: Operation): number {
  const { cone, held, steps } = operation;
  if (steps < held.until) return held.bytes;
  let bytes = 0;
  for (const node of cone) bytes += graph.bytesOf(node);
  operation.held = { bytes, until: steps + cone.length };
  return bytes;
}

/** So many bits the root may have; those that its budget of bytes could not hold are not even begun. */
function mostBits({ request: { budget } }: Operation): number {
  return Math.min(budget?.bits ?? Infinity, 8 * (budget?.bytes ?? Infinity));
}

function separationBits(operation: Operation): number {
  return operation.request.budget?.separationBits ?? DEFAULT_SEPARATION_BITS;
}

/** Narrows a node until its bounds exclude a point: by 2^16, then by twice as many bits each time. */
function separate(
  graph: Graph,
  operation: Operation,
  node: NodeId,
  predicate: Predicate | undefined,
  reason: Reason,
  now: Nanoseconds,
): Decision {
  const bounds = graph.boundsOf(node);
  if (!isFinite(bounds)) return aimAtOverflow(graph, operation, now);
  const below = firstJump(graph, coneOf(graph, [node]));
  if (below !== undefined) return aimAtJump(graph, operation, below, now);
  const search = searchAt(operation, node, magnitudeLog2(bounds), now);
  const least = search.from - separationBits(operation);
  const width = widthLog2(bounds);
  // Waves that narrow nothing end too: by now they have asked for more than the budget.
  const most = 2 * (separationBits(operation) + Math.max(0, width));
  // No smaller magnitudes are represented, so what is there cannot be told from zero.
  const smallest = magnitudeLog2(bounds) < 4 - LARGEST_EXPONENT;
  if (isOverdue(operation, search, now) || width <= least || search.bits > most || smallest) {
    return unmet(graph, operation, reason);
  }
  // A wave that was left before all its steps were back has used up none of the budget.
  const same = search.outdated && search.aim < width;
  search.outdated = false;
  if (!same) {
    search.aim = Math.max(least, width - search.bits);
    search.bits *= 2;
  }
  const allowance = search.aim;
  const { thorough } = operation;
  const sought = predicate === undefined ? {} : { predicate };
  return { aim: { type: 'narrow', focus: node, allowance, ...sought, thorough } };
}

/**
 * A jump is settled before anything above it is narrowed: no sensitivity is finite there, and nothing
 * says how narrow the nodes below would have to be.
 */
function aimAtJump(graph: Graph, operation: Operation, jump: Doubt, now: Nanoseconds): Decision {
  if (jump.settled) return { aim: { type: 'discover' } };
  return separate(graph, operation, jump.argument, jump.predicate, 'separation', now);
}

/** The search at a node: the one under way, or a new one. */
function searchAt(operation: Operation, node: NodeId, size: Log2, now: Nanoseconds): Separation {
  if (operation.separation?.node !== node) {
    const from = Number.isFinite(size) ? Math.min(0, size) : 0;
    operation.separatingSince ??= now;
    operation.separation = {
      node,
      from,
      bits: FIRST_SEPARATION_BITS,
      aim: Infinity,
      outdated: false,
      since: operation.separatingSince,
    };
  }
  return operation.separation;
}

function isOverdue(operation: Operation, { since }: Separation, now: Nanoseconds): boolean {
  return (
    now - since >= (operation.request.budget?.separationNanoseconds ?? DEFAULT_SEPARATION_TIME)
  );
}

/**
 * Something is unbounded though nothing may be undefined: too large, or not narrow enough below. No
 * sensitivity is finite there, so each wave doubles the bits below.
 */
function aimAtOverflow(graph: Graph, operation: Operation, now: Nanoseconds): Decision {
  try {
    const focus = overflowing(graph, operation.cone);
    if (focus === undefined) return { aim: { type: 'discover' } };
    const jump = firstJump(graph, coneOf(graph, [focus]));
    if (jump !== undefined) return aimAtJump(graph, operation, jump, now);
    const search = searchAt(operation, focus, 0, now);
    if (isOverdue(operation, search, now) || search.bits > separationBits(operation)) {
      return unmet(graph, operation, 'separation');
    }
    if (!search.outdated) search.bits *= 2;
    search.outdated = false;
    return { aim: { type: 'narrow', focus, allowance: 0, thorough: operation.thorough } };
  } catch (error) {
    if (!(error instanceof PincerError)) throw error;
    return failedBy(error);
  }
}

/** A mathematical error in the cone before any other failure. */
function firstFailure(graph: Graph, operation: Operation): PincerError | undefined {
  if (!graph.hasErrors) return undefined;
  let first: PincerError | undefined;
  for (const node of operation.cone) {
    const error = graph.errorOf(node);
    if (error instanceof DomainError) return error;
    first ??= error;
  }
  return first;
}

/**
 * What an operation has used, against what it may use.
 *
 * Laws
 * 1. A step counts in full for each operation that wants its node; its cost is charged once, in parts.
 * 2. Weighing a cone costs no more than one node per accepted step.
 */
import { isPoint } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import { Budget } from './budget.js';
import type { Budgets, UsedUp } from './budget.js';
import type { Accounting, Operation, Subscriber } from './operation.js';
import type { OperationBudget, OperationStatistics } from './request.js';
import type { NodeId } from '../../graph/node.js';
import type { Nanoseconds } from '../time.js';

/** @param session - the budget of the session. */
export function newAccounting(budget: OperationBudget | undefined, session: Budget): Accounting {
  return {
    ...{ steps: 0, stale: 0, cost: 0, charged: 0, weighedUntil: 0 },
    budgets: [new Budget('operation', budget), session],
  };
}

/** @param milliseconds - that the steps computed. */
export function countSteps(
  { accounting }: Operation,
  steps: number,
  cost: number,
  milliseconds: number,
): void {
  accounting.steps += steps;
  accounting.cost += cost;
  accounting.budgets[0].charge(steps, milliseconds);
}

export function countStale({ accounting }: Operation): void {
  accounting.stale++;
}

/** @param part - of the cost of a step. */
export function charge({ accounting }: Operation, part: number): void {
  accounting.charged += part;
}

/** What an operation has used so far, as a subscriber remembers it. */
export function usedSoFar({ accounting }: Operation): Subscriber['before'] {
  const { steps, stale, cost, charged } = accounting;
  return { steps, stale, cost, charged };
}

/** What an operation has used since a subscriber was admitted. */
export function statisticsOf(
  { accounting, losses }: Operation,
  { admitted, before }: Subscriber,
  now: Nanoseconds,
): OperationStatistics {
  return {
    steps: accounting.steps - before.steps,
    stale: accounting.stale - before.stale,
    retries: losses.retries,
    cost: accounting.cost - before.cost,
    charged: accounting.charged - before.charged,
    elapsed: now - admitted,
  };
}

/** Weighs the cone where a budget of bytes asks for it: once per as many steps as the cone has nodes. */
export function weigh(graph: Graph, { cone, accounting }: Operation): void {
  const [own, session] = accounting.budgets;
  if (own.limits.bytes === undefined && session.limits.bytes === undefined) return;
  if (accounting.steps < accounting.weighedUntil) return;
  let bytes = 0;
  for (const node of cone) bytes += graph.bytesOf(node);
  own.holds(bytes);
  session.holds(graph.bytes);
  accounting.weighedUntil = accounting.steps + cone.length;
}

/** The budget that is used up; of bytes as they were when the cone was last weighed. */
export function usedUpBy({ request, accounting }: Operation): UsedUp | undefined {
  const [own, session] = accounting.budgets;
  const { cost = Infinity } = request.budget ?? {};
  if (accounting.cost >= cost) return { of: 'operation', refiner: null, limit: 'cost', most: cost };
  return own.usedUp ?? session.usedUp;
}

/** What limits the bits of a root: its request, and the budgets where an operation has begun. */
type Limited = Pick<Operation, 'request'> & Partial<Pick<Operation, 'accounting'>>;

/** The bits that the root may have; a goal of more bits than the budgets of bytes can hold is not met. */
export function mostBits(of: Limited): number {
  const { limit, most } = limitOfBits(of);
  return limit === 'bytes' ? 8 * most : most;
}

/** The limit behind {@link mostBits}. */
export function limitOfBits({ request: { budget = {} }, accounting }: Limited): UsedUp {
  const { bits = Infinity, bytes = Infinity } = budget;
  const ofSession = accounting?.budgets[1].limits.bytes ?? Infinity;
  const refiner = null;
  if (bits <= 8 * Math.min(bytes, ofSession))
    return { of: 'operation', refiner, limit: 'bits', most: bits };
  return bytes <= ofSession
    ? { of: 'operation', refiner, limit: 'bytes', most: bytes }
    : { of: 'session', refiner, limit: 'bytes', most: ofSession };
}

/** The bits to which a root can be narrowed whose goal is beyond {@link mostBits}: bytes are shared by all nodes that are no points. */
export function bitsWithin(graph: Graph, operation: Operation): number {
  const most = mostBits(operation);
  if (limitOfBits(operation).limit === 'bits') return most;
  let holders = 0;
  for (const node of operation.cone) if (!isPoint(graph.boundsOf(node))) holders++;
  return most / Math.max(1, holders);
}

/** Nanoseconds that the budgets of an operation leave it. */
export function timeInBudget({ accounting }: Operation): Nanoseconds {
  const [own, session] = accounting.budgets;
  return Math.min(own.left('milliseconds'), session.left('milliseconds')) * 1e6;
}

/** How many steps the budgets permit one lease of a node; one step where they limit cost, time or bytes. */
export function stepsLeft(
  { request, accounting }: Operation,
  node: NodeId,
  budgets: Budgets,
): number {
  const ofRefiner = budgets.ofNode(node);
  const all = ofRefiner === undefined ? accounting.budgets : [...accounting.budgets, ofRefiner];
  if (request.budget?.cost !== undefined) return 1;
  let most = Infinity;
  for (const budget of all) {
    const { milliseconds, bytes } = budget.limits;
    if (milliseconds !== undefined || bytes !== undefined) return 1;
    most = Math.min(most, Math.max(1, budget.left('steps')));
  }
  return most;
}

/**
 * What an operation has used, against what it may use.
 *
 * Laws
 * 1. A step counts in full for each operation that wants its node; its cost is charged once, in parts.
 * 2. Weighing a cone costs no more than one node per accepted step.
 */
import type { Graph } from '../../graph/graph.js';
import type { Accounting, Operation, Subscriber } from './operation.js';
import type { OperationStatistics } from './request.js';
import type { Nanoseconds } from '../time.js';

export function newAccounting(): Accounting {
  return { steps: 0, stale: 0, cost: 0, charged: 0, held: { bytes: 0, until: 0 } };
}

export function countSteps({ accounting }: Operation, steps: number, cost: number): void {
  accounting.steps += steps;
  accounting.cost += cost;
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
export function weigh(graph: Graph, { request, cone, accounting }: Operation): void {
  if (request.budget?.bytes === undefined || accounting.steps < accounting.held.until) return;
  let bytes = 0;
  for (const node of cone) bytes += graph.bytesOf(node);
  accounting.held = { bytes, until: accounting.steps + cone.length };
}

/** Whether a budget is used up; of bytes as they were when the cone was last weighed. */
export function isOverBudget({ request, accounting }: Operation): boolean {
  const { budget } = request;
  if (budget === undefined) return false;
  const { steps = Infinity, cost = Infinity, bytes = Infinity } = budget;
  return accounting.steps >= steps || accounting.cost >= cost || accounting.held.bytes > bytes;
}

/** The bits that the root may have; a goal of more bits than the budget of bytes can hold is not begun. */
export function mostBits({ request: { budget } }: Pick<Operation, 'request'>): number {
  return Math.min(budget?.bits ?? Infinity, 8 * (budget?.bytes ?? Infinity));
}

/** How many steps the budget permits one lease; one step where it limits cost or bytes. */
export function stepsLeft({ request: { budget }, accounting }: Operation): number {
  if (budget === undefined) return Infinity;
  if (budget.cost !== undefined || budget.bytes !== undefined) return 1;
  return budget.steps === undefined ? Infinity : Math.max(1, budget.steps - accounting.steps);
}

/** What a request becomes when it is admitted. */
import { ConePositions } from '../../graph/cone-positions.js';
import { coneOf } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { Nanoseconds } from '../time.js';
import { FIRST_SLACK } from '../wave/unmeasured.js';
import { newAccounting, usedSoFar } from './accounting.js';
import type { Budgets } from './budget.js';
import { newKinship, setParent } from './kinship.js';
import type { Operation, SearchState, Subscriber } from './operation.js';
import { CLASSES } from './request.js';
import type { OperationId, OperationRequest } from './request.js';
import { newSchedulingState } from './scheduling-state.js';

/** Before the first decision. */
const NO_SEARCH: SearchState = {
  separation: undefined,
  separatingSince: undefined,
  wideBits: 16,
  rung: undefined,
};

/** What was done for a request before it became an operation. */
export interface Begun {
  /** Accepted steps, and their declared cost. */
  steps: number;
  cost: number;
  /** Whether every refiner of the cone has taken its first step. */
  discovered: boolean;
}

/**
 * @param alone - it is to be polled by itself, by a caller that cannot wait.
 * @param discovered - whether every refiner of its cone has taken its first step.
 */
export function newOperation(
  graph: Graph,
  budgets: Budgets,
  id: OperationId,
  request: OperationRequest,
  parent: Operation | undefined,
  alone: boolean,
  now: Nanoseconds,
  discovered = false,
): Operation {
  const cone = coneOf(graph, [request.root]);
  const operationClass = request.class ?? 'normal';
  const rules = CLASSES[operationClass];
  const ownPriority = request.priority ?? rules.priority;
  const priority = Math.max(ownPriority, parent?.scheduling.priority ?? 0);
  const operation: Operation = {
    id,
    request,
    class: operationClass,
    cone,
    positions: new ConePositions(cone),
    admitted: now,
    alone,
    subscribers: [],
    blockers: 0,
    ended: false,
    dirty: false,
    lastReported: graph.boundsOf(request.root),
    scheduling: newSchedulingState(priority, now + rules.expiry),
    kinship: newKinship(ownPriority),
    pursuit: {
      wave: undefined,
      abandoned: undefined,
      discovered,
      everySource: false,
      slack: FIRST_SLACK,
      search: NO_SEARCH,
      pace: undefined,
    },
    accounting: newAccounting(request.budget, budgets.session),
    losses: { retries: 0, afterLoss: 0, afterConflict: 0 },
  };
  if (parent !== undefined) setParent(operation, parent);
  return operation;
}

export function newSubscriber(operation: Operation, id: OperationId, now: Nanoseconds): Subscriber {
  return { id, admitted: now, before: usedSoFar(operation) };
}

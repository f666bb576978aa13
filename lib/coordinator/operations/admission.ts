/** What a request becomes when it is admitted. */
import { Interrupted, checkpointAt } from '../../exact/interruption.js';
import { ConePositions } from '../../graph/cone-positions.js';
import { coneOf } from '../../graph/cone.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { Nanoseconds } from '../time.js';
import { FIRST_SLACK } from '../wave/unmeasured.js';
import { newAccounting, usedSoFar } from './accounting.js';
import type { Budgets } from './budget.js';
import { newKinship, setParent } from './kinship.js';
import type { Operation, SearchState, Subscriber } from './operation.js';
import { CLASSES, termsOf } from './request.js';
import type { OperationIndex } from './operation-index.js';
import type { OperationId, OperationRequest } from './request.js';
import { newSchedulingState } from './scheduling-state.js';

const NO_NODES: Cone = new Int32Array(0);

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
  /** When its first lease was issued; undefined before. */
  startedAt?: Nanoseconds;
}

/**
 * An operation that has no cone yet: see {@link enterCone}.
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
  const { class: operationClass, priority: ownPriority } = termsOf(request);
  const priority = Math.max(ownPriority, parent?.scheduling.priority ?? 0);
  const operation: Operation = {
    id,
    request,
    class: operationClass,
    cone: NO_NODES,
    positions: new ConePositions(NO_NODES),
    admitted: now,
    alone,
    subscribers: [],
    blockers: 0,
    ended: false,
    dirty: false,
    lastReported: graph.boundsOf(request.root),
    scheduling: newSchedulingState(priority, now + CLASSES[operationClass].expiry),
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

/**
 * Collects the cone of an operation, makes its nodes active and enters them into the index.
 * @returns false where a stop came first. The cone is then what was entered, the root is not in it, and the operation is
 *   to end.
 */
export function enterCone(graph: Graph, index: OperationIndex, operation: Operation): boolean {
  const { id, request } = operation;
  let cone = NO_NODES;
  let entered = 0;
  try {
    cone = coneOf(graph, [request.root]);
    operation.positions = new ConePositions(cone);
    for (; entered < cone.length; entered++) {
      checkpointAt(entered);
      const node = cone[entered]!;
      graph.touch(node, id, request.root);
      graph.activate(node);
      if (graph.isRefiner(node)) index.add(node, operation);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  operation.cone = cone.subarray(0, entered);
  return entered > 0 && entered === cone.length;
}

export function newSubscriber(operation: Operation, id: OperationId, now: Nanoseconds): Subscriber {
  return { id, admitted: now, before: usedSoFar(operation) };
}

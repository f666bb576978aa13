/** What a request becomes when it is taken in. */
import { ConePositions } from '../../graph/cone-positions.js';
import { coneOf } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import { CoordinatorError } from '../errors.js';
import type { Nanoseconds } from '../leases/lease.js';
import { CLASSES, MOST_PRIORITY } from './operation.js';
import type {
  Subscriber,
  Operation,
  OperationClass,
  OperationId,
  OperationRequest,
} from './operation.js';
import { newStanding } from './scheduling-state.js';

/** @throws CoordinatorError for a priority that is none. */
export function checkPriority({ priority }: OperationRequest): void {
  if (priority === undefined) return;
  if (Number.isInteger(priority) && priority >= 1 && priority <= MOST_PRIORITY) return;
  throw new CoordinatorError(
    `admit: priority must be an integer from 1 to ${String(MOST_PRIORITY)}, got ${String(priority)}`,
  );
}

export function newOperation(
  graph: Graph,
  id: OperationId,
  request: OperationRequest,
  parent: Operation | undefined,
  alone: boolean,
  now: Nanoseconds,
  expiry: Readonly<Record<OperationClass, Nanoseconds>>,
): Operation {
  const cone = coneOf(graph, [request.root]);
  const operationClass = request.class ?? 'normal';
  const ownPriority = request.priority ?? CLASSES[operationClass].priority;
  const operation: Operation = {
    id,
    request,
    class: operationClass,
    priority: Math.max(ownPriority, parent?.priority ?? 0),
    ownPriority,
    inherited: 0,
    parent,
    children: new Set(),
    awaited: new Set(),
    subscribers: [],
    blockers: 0,
    cone,
    positions: new ConePositions(cone),
    admitted: now,
    scheduling: newStanding(now + expiry[operationClass]),
    started: false,
    startedAt: Infinity,
    ended: false,
    alone,
    attended: false,
    retrying: 0,
    conflicting: 0,
    deadline: request.deadline,
    wave: undefined,
    pace: undefined,
    lastPrediction: 0,
    told: graph.boundsOf(request.root),
    discovered: false,
    thorough: false,
    separation: undefined,
    separatingSince: undefined,
    roughBits: 16,
    steps: 0,
    stale: 0,
    retries: 0,
    cost: 0,
    charged: 0,
    held: { bytes: 0, until: 0 },
  };
  operation.subscribers.push(newSubscriber(operation, id, now));
  return operation;
}

export function newSubscriber(operation: Operation, id: OperationId, now: Nanoseconds): Subscriber {
  const { steps, stale, cost, charged } = operation;
  return { id, admitted: now, before: { steps, stale, cost, charged } };
}

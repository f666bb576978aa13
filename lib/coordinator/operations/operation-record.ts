/** What can be said of an operation at any time, as plain data. */
import type { NodeId } from '../../graph/node.js';
import type { CheckedGoal } from '../goals/goal.js';
import type { Nanoseconds } from '../time.js';
import { statisticsOf } from './accounting.js';
import type { Operation, Subscriber } from './operation.js';
import type {
  OperationClass,
  OperationId,
  OperationRequest,
  OperationStatistics,
  OperationTerms,
  Reason,
  Status,
} from './request.js';

/** Where an operation stands, under way or ended. */
export type OperationStatus =
  /** It has taken no step yet. */
  | 'queued'
  | 'running'
  /** It was preempted by a higher priority, and keeps all that it has. */
  | 'paused'
  /** It waits until a lost step is leased again. */
  | 'retrying'
  /** It waits until a step is leased again whose state another result had overtaken. */
  | 'stale'
  | Status
  | 'rejected'
  | 'aborted';

/** What is known of an operation. */
export interface OperationRecord {
  readonly id: OperationId;
  readonly root: NodeId;
  /** The kind of its goal. */
  readonly kind: CheckedGoal['kind'];
  readonly goal: CheckedGoal;
  readonly class: OperationClass;
  /** Effective, from 1 to 10. */
  readonly priority: number;
  readonly parent: OperationId | null;
  /** The requests that it waits for, or waited for. */
  readonly after: readonly OperationId[];
  /** The equal request, admitted earlier, whose operation serves this one as well. */
  readonly mergedWith: OperationId | null;
  readonly status: OperationStatus;
  readonly reason: Reason | null;
  readonly admitted: Nanoseconds;
  readonly statistics: OperationStatistics;
}

/** How a request ended. */
export interface RequestEnd {
  readonly status: Status;
  readonly reason: Reason | null;
}

/** @param end - how the request ended; it is under way without it. */
export function recordOf(
  operation: Operation,
  subscriber: Subscriber,
  now: Nanoseconds,
  end?: RequestEnd,
): OperationRecord {
  const { request } = operation;
  return {
    id: subscriber.id,
    root: request.root,
    kind: request.goal.kind,
    goal: request.goal,
    class: operation.class,
    priority: operation.scheduling.priority,
    parent: request.parent ?? null,
    after: request.after ?? [],
    mergedWith: subscriber.id === operation.id ? null : operation.id,
    status: end === undefined ? statusOf(operation) : endedAs(end),
    reason: end?.reason ?? null,
    admitted: subscriber.admitted,
    statistics: statisticsOf(operation, subscriber, now),
  };
}

/** The record of a request that was answered at its admission. */
export function answeredRecord(
  id: OperationId,
  { root, goal }: OperationRequest,
  { class: operationClass, priority }: OperationTerms,
  admitted: Nanoseconds,
  statistics: OperationStatistics,
): OperationRecord {
  return {
    id,
    root,
    kind: goal.kind,
    goal,
    class: operationClass,
    priority,
    parent: null,
    after: [],
    mergedWith: null,
    status: 'met',
    reason: null,
    admitted,
    statistics,
  };
}

function statusOf({ losses, scheduling }: Operation): OperationStatus {
  if (losses.afterLoss > 0) return 'retrying';
  if (losses.afterConflict > 0) return 'stale';
  if (!scheduling.started) return 'queued';
  return scheduling.paused ? 'paused' : 'running';
}

function endedAs({ status, reason }: RequestEnd): OperationStatus {
  return reason === 'rejected' || reason === 'aborted' ? reason : status;
}

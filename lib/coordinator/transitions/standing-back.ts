import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../time.js';
import type { Operation } from '../operations/operation.js';
import { computes } from '../leases/port.js';
import { preempted } from './preemption.js';

/**
 * Lower priorities stand back where there is no slot left, at the next boundary of a step.
 *
 * @param served - of the operations that got a slot just now, the one of highest priority.
 * @returns when more leases could be told to stop; Infinity for never.
 */
export function preempt(
  state: CoordinatorState,
  served: Operation | undefined,
  now: Nanoseconds,
): Nanoseconds {
  const { index, leases, runQueue } = state;
  const priority = runQueue.highest;
  const waiting = priority === 0 ? undefined : runQueue.firstOf(priority, now);
  const by =
    waiting !== undefined && priority >= (served?.scheduling.priority ?? 0) ? waiting : served;
  if (by === undefined || !runQueue.hasBegunBelow(by.scheduling.priority)) return Infinity;
  for (const operation of runQueue.takeOvertaken(by.scheduling.priority))
    pause(state, operation, by, now);
  if (waiting === undefined) return Infinity;
  const priorityOf = (node: NodeId): number =>
    index.of(node).reduce((most, one) => Math.max(most, one.scheduling.priority), 0);
  const startedAt = (node: NodeId): Nanoseconds =>
    index.of(node).reduce((least, one) => Math.min(least, one.scheduling.startedAt), Infinity);
  const { stop, wakeAt } = preempted(
    // One that waits for an answer from outside keeps no slot from anybody.
    leases.entries().filter(({ slot }) => computes(slot)),
    priority,
    waiting.pursuit.wave?.queued ?? 0,
    now,
    priorityOf,
    ({ lease }) => startedAt(lease.node),
  );
  for (const { lease } of stop) {
    for (const operation of index.of(lease.node)) pause(state, operation, waiting, now);
  }
  state.stopLeases(stop);
  return wakeAt;
}

function pause(
  { log, runQueue }: CoordinatorState,
  operation: Operation,
  by: Operation,
  now: Nanoseconds,
): void {
  if (!runQueue.pause(operation)) return;
  const { id, scheduling } = operation;
  const { priority } = scheduling;
  log.emit({ type: 'operation-preempted', time: now, operation: id, priority, by: by.id });
}

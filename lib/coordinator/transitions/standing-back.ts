import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../leases/lease.js';
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
  const { index, leases, turns } = state;
  const priority = turns.highest;
  const waiting = priority === 0 ? undefined : turns.firstOf(priority, now);
  const by = waiting !== undefined && priority >= (served?.priority ?? 0) ? waiting : served;
  if (by === undefined || !turns.hasBegunBelow(by.priority)) return Infinity;
  for (const operation of turns.takeOvertaken(by.priority)) pause(state, operation, by, now);
  if (waiting === undefined) return Infinity;
  const priorityOf = (node: NodeId): number =>
    index.of(node).reduce((most, one) => Math.max(most, one.priority), 0);
  const startedAt = (node: NodeId): Nanoseconds =>
    index.of(node).reduce((least, one) => Math.min(least, one.startedAt), Infinity);
  const { stop, wakeAt } = preempted(
    // One that waits for an answer from outside keeps no slot from anybody.
    leases.entries().filter(({ slot }) => computes(slot)),
    priority,
    waiting.wave?.queued ?? 0,
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
  { log }: CoordinatorState,
  operation: Operation,
  by: Operation,
  now: Nanoseconds,
): void {
  if (operation.scheduling.paused) return;
  operation.scheduling.paused = true;
  const { id, priority } = operation;
  log.emit({ type: 'operation-preempted', nanoseconds: now, operation: id, priority, by: by.id });
}

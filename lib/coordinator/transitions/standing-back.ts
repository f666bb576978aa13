import type { CoordinatorState } from '../state.js';
import type { OpenLease } from '../leases/lease-table.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { LeaseIssuer, StepAside } from './lease-issuer.js';
import type { Operation } from '../operations/operation.js';
import { placesToCompute } from '../leases/port.js';
import type { Slot } from '../leases/port.js';
import { preempted } from './preemption.js';

/** What a poll has come to, once nobody takes another slot. */
export interface Served {
  /** The steps that found no slot. */
  readonly aside: readonly StepAside[];
  /** Of the operations that got a slot, the one of highest priority. */
  readonly highest: Operation | undefined;
  /** The slots that are left. */
  readonly free: readonly Slot[];
}

/**
 * Lower priorities stand back for steps that found no slot, or wait in one: those whose leases keep the slots that
 * these would take, and those that have a step ready as well. Leases stop at the next boundary of a step.
 *
 * @returns when more leases could be told to stop; Infinity for never.
 */
export function preempt(
  state: CoordinatorState,
  leasing: LeaseIssuer,
  { aside, highest, free }: Served,
  now: Nanoseconds,
): Nanoseconds {
  const { index, leases, turns } = state;
  const held = aside
    .filter(({ operation }) => !operation.ended && turns.hasBegunBelow(operation.priority))
    .sort((a, b) => b.operation.priority - a.operation.priority);
  if (held.length === 0 && !turns.areMixed) return Infinity;
  const graceFrom = ({ lease, favoured, issuedAt }: OpenLease): Nanoseconds =>
    favoured
      ? issuedAt
      : index.of(lease.node).reduce((least, one) => Math.min(least, one.startedAt), issuedAt);
  const { stop, wakeAt } = preempted(leases.entries(), held, now, {
    wantedBy: ({ lease }) => index.highestOf(lease.node),
    graceFrom,
    wouldTake: (step, slot) => leasing.wouldTake(step, slot),
  });
  const waiting = held[0]?.operation;
  const isFirst = (waiting?.priority ?? 0) >= (highest?.priority ?? 0);
  const first = placesToCompute(free) > 0 ? stop[0]?.by : isFirst ? waiting : highest;
  if (first !== undefined) {
    for (const other of turns.takeOvertaken(first.priority)) pause(state, other, first, now);
  }
  for (const { leases: stopped, by } of stop) {
    for (const { lease } of stopped) {
      for (const operation of index.of(lease.node)) pause(state, operation, by, now);
    }
    state.stopLeases(stopped);
  }
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

import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { LeaseIssuer, Run } from './lease-issuer.js';
import type { Slot } from '../leases/port.js';

/**
 * The hedge: leases steps that are out too long a second time, and no third.
 *
 * Laws
 * 1. A hedge goes before no step of higher priority.
 *
 * @param free - the slots that would idle; those that are taken are removed.
 * @param run - where the new leases are added.
 * @param times - how many times its patience a step has been out.
 * @param least - the priority of those that may need the slots: what is wanted by lower ones alone is left out.
 * @returns when the next step will have been; Infinity for none.
 */
export function hedge(
  state: CoordinatorState,
  leasing: LeaseIssuer,
  free: Slot[],
  run: Run[],
  now: Nanoseconds,
  times: number,
  least = 0,
): Nanoseconds {
  const { index, leases } = state;
  let next = Infinity;
  // A copy: the leases that are cut here come last, and are out no time at all.
  for (const { lease, issuedAt, patience, stopping } of leases.entries()) {
    if (patience === Infinity) continue;
    const { node, demand } = lease;
    const [operation] = index.of(node);
    if (stopping || operation === undefined) continue;
    if ((index.highestOf(node)?.priority ?? 0) < least) continue;
    if (free.length === 0 || leases.of(node).length > 1) continue;
    const due = issuedAt + times * patience;
    if (now < due) {
      next = Math.min(next, due);
      continue;
    }
    const placed = leasing.place(operation, node, free, { again: demand });
    if (placed === undefined || 'refused' in placed) continue;
    run.push(leasing.single(operation, placed, now));
  }
  return next;
}

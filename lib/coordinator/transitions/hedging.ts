import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../time.js';
import type { LeaseIssuer, Run } from './lease-issuer.js';
import type { Slot } from '../leases/port.js';

/**
 * The hedge: leases steps that are out too long a second time, and never a third time.
 *
 * Law
 * A hedge goes before no step of higher priority.
 *
 * @param free - slots that would idle; those that are taken are removed.
 * @param run - where the new leases are added.
 * @param times - how many hedge delays a step has been out.
 * @param least - hedges only steps that are wanted by at least this priority.
 * @returns when the next step will have been out so long; Infinity for none.
 */
export function hedge(
  state: CoordinatorState,
  issuer: LeaseIssuer,
  free: Slot[],
  run: Run[],
  now: Nanoseconds,
  times: number,
  least = 0,
): Nanoseconds {
  const { index, leases } = state;
  let next = Infinity;
  // A copy: the leases issued here are left out.
  for (const { lease, issuedAt, hedgeDelay, stopping } of leases.entries()) {
    if (hedgeDelay === Infinity) continue;
    const { node, demand } = lease;
    const [operation] = index.of(node);
    if (stopping || operation === undefined) continue;
    if ((index.highestOf(node)?.scheduling.priority ?? 0) < least) continue;
    if (free.length === 0 || leases.of(node).length > 1) continue;
    const due = issuedAt + times * hedgeDelay;
    if (now < due) {
      next = Math.min(next, due);
      continue;
    }
    const assigned = issuer.placeHedge(operation, node, demand, free);
    if (assigned === undefined || 'refused' in assigned) continue;
    run.push(issuer.issue(operation, assigned, now));
  }
  return next;
}

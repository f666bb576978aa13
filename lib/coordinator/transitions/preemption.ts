import type { NodeId } from '../../graph/node.js';
import type { OpenLease } from '../leases/lease-table.js';
import type { Nanoseconds } from '../time.js';

/** How long an operation that has begun is safe from having its leases stopped. */
export const PREEMPTION_GRACE: Nanoseconds = 100e6;

export interface Preemption {
  readonly stop: readonly OpenLease[];
  /** When there will be more to stop. */
  readonly wakeAt: Nanoseconds;
}

/**
 * Which leases are to stop so that an operation of high priority finds slots at the next boundary of
 * a step: those of the lowest priority first, of these the youngest, which have the least to lose.
 *
 * @param open - the leases that are out.
 * @param priority - of the one that waits; leases of as high a priority stay.
 * @param wanted - how many slots it could use.
 * @param priorityOf - the priority of a node: the highest of the operations that want it.
 * @param startedAt - when the operation began that a lease was cut for.
 */
export function preempted(
  open: Iterable<OpenLease>,
  priority: number,
  wanted: number,
  now: Nanoseconds,
  priorityOf: (node: NodeId) => number,
  startedAt: (entry: OpenLease) => Nanoseconds,
): Preemption {
  const candidates: { readonly entry: OpenLease; readonly rank: number }[] = [];
  let coming = 0;
  let wakeAt = Infinity;
  for (const entry of open) {
    const rank = priorityOf(entry.lease.node);
    if (entry.stopping) coming++;
    else if (rank < priority) {
      const safeUntil = startedAt(entry) + PREEMPTION_GRACE;
      if (now >= safeUntil) candidates.push({ entry, rank });
      else wakeAt = Math.min(wakeAt, safeUntil);
    }
  }
  candidates.sort((a, b) => a.rank - b.rank || b.entry.lease.id - a.entry.lease.id);
  const stop = candidates.slice(0, Math.max(0, wanted - coming)).map(({ entry }) => entry);
  return { stop, wakeAt };
}

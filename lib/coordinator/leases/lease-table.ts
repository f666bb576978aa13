import type { NodeId } from '../../graph/node.js';
import { sameStamp } from './belief.js';
import type { Lease, LeaseEnd, LeaseId } from './lease.js';
import type { Nanoseconds } from '../time.js';
import type { OperationClass, OperationId } from '../operations/request.js';
import { computes } from './port.js';
import type { Slot } from './port.js';

/** A lease that was issued and has not ended. */
export interface OpenLease {
  /** The lease, with `node` updated at every renumbering. If the node was evicted, `node` is FORGOTTEN and the rest is unchanged. */
  lease: Lease;
  readonly operation: OperationId;
  /** The first lease of its message. */
  readonly message: LeaseId;
  readonly slot: Slot;
  readonly issuedAt: Nanoseconds;
  /** When its slot was last heard: the time of issue at first. */
  heardAt: Nanoseconds;
  /** How long its slot may be silent before an idle slot gets a second lease of the step; Infinity for never. */
  readonly hedgeDelay: Nanoseconds;
  /** Of its operation, when it was issued. */
  readonly class: OperationClass;
  readonly priority: number;
  /** It was asked to stop. */
  stopping: boolean;
  /** It was asked to stop for a step of higher priority. */
  preempted: boolean;
  /** It was issued out of turn: higher priorities waited for it. */
  favoured: boolean;
}

/** Stands for a node that was evicted. */
export const FORGOTTEN: NodeId = -1;

/**
 * How many leases were issued and how they ended. `issued` is always the sum of the open leases and of those that ended
 * in each of the ways; `hedged` counts those of them that were second leases of a step.
 */
export interface LeaseCounts {
  issued: number;
  hedged: number;
  committed: number;
  stale: number;
  stopped: number;
  failed: number;
  lost: number;
}

/**
 * The open leases, in the order in which they were issued. There are about as many as slots, so a linear
 * search costs less than keeping an index.
 */
export class LeaseTable {
  readonly counts: LeaseCounts = {
    issued: 0,
    hedged: 0,
    committed: 0,
    stale: 0,
    stopped: 0,
    failed: 0,
    lost: 0,
  };
  readonly #open: OpenLease[] = [];
  #last = 0;

  get size(): number {
    return this.#open.length;
  }

  /** The number of the latest lease. */
  get last(): LeaseId {
    return this.#last;
  }

  /** Goes on counting after a number of an earlier session. */
  countFrom(last: LeaseId): void {
    this.#last = last;
  }

  nextId(): LeaseId {
    return this.#last + 1;
  }

  open(entry: OpenLease): void {
    this.#last = entry.lease.id;
    this.counts.issued++;
    this.#open.push(entry);
  }

  /** Counts a lease that ends before any other is issued. */
  ended(id: LeaseId, end: LeaseEnd): void {
    this.#last = id;
    this.counts.issued++;
    this.counts[end]++;
  }

  /** Takes a lease out; undefined where it has ended before, or where its number is that of a lease of another state. */
  close({ id, stamp }: Lease): OpenLease | undefined {
    const at = this.#open.findIndex(({ lease }) => lease.id === id);
    const open = this.#open[at];
    if (open === undefined || !sameStamp(open.lease.stamp, stamp)) return undefined;
    this.#open.splice(at, 1);
    return open;
  }

  find(id: LeaseId): OpenLease | undefined {
    return this.#open.find(({ lease }) => lease.id === id);
  }

  /** A slot was heard: a sign of life has come out of it. */
  heard(slot: number, now: Nanoseconds): void {
    for (const entry of this.#open) if (entry.slot.id === slot) entry.heardAt = now;
  }

  /** How many slots compute: those with an open lease that are not silent for longer than it may be. */
  slotsComputing(now: Nanoseconds): number {
    const seen = new Set<number>();
    let computing = 0;
    // The oldest lease of a slot runs, the others wait.
    for (const { slot, heardAt, hedgeDelay } of this.#open) {
      if (seen.has(slot.id)) continue;
      seen.add(slot.id);
      if (computes(slot) && now < heardAt + hedgeDelay) computing++;
    }
    return computing;
  }

  /** Marks the leases of a message as issued out of turn. */
  favour(message: LeaseId): void {
    for (const entry of this.#open) if (entry.message === message) entry.favoured = true;
  }

  /** @param numbers - the new number of each node; -1 for an evicted node. */
  renumber(numbers: Int32Array, epoch: number): void {
    for (const entry of this.#open) {
      const node = numbers[entry.lease.node] ?? FORGOTTEN;
      entry.lease = node === FORGOTTEN ? { ...entry.lease, node } : { ...entry.lease, node, epoch };
    }
  }

  /** Whether any lease is out for a node. */
  has(node: NodeId): boolean {
    for (const { lease } of this.#open) if (lease.node === node) return true;
    return false;
  }

  /** The leases that are out for a node. */
  of(node: NodeId): readonly OpenLease[] {
    return this.#open.filter(({ lease }) => lease.node === node);
  }

  /** A copy: leases that are issued or closed later do not show. */
  entries(): readonly OpenLease[] {
    return this.#open.slice();
  }
}

/** A lease as it was issued, with the present number of its node. */
export function renumbered(lease: Lease, open: OpenLease | undefined): Lease {
  if (open === undefined || open.lease.epoch === lease.epoch) return lease;
  const { node, epoch } = open.lease;
  return { ...lease, node, epoch };
}

import type { NodeId } from '../../graph/node.js';
import type { Lease, LeaseId, Nanoseconds } from './lease.js';
import type { OperationId } from '../operations/operation.js';
import type { Slot } from './port.js';

/** A lease that was cut and has not ended. */
export interface OpenLease {
  /** Under the numbers that nodes have now; of a node that was forgotten as it was cut, of {@link FORGOTTEN}. */
  lease: Lease;
  readonly operation: OperationId;
  /** The first lease of the message that it goes out in. */
  readonly message: LeaseId;
  readonly slot: Slot;
  readonly issuedAt: Nanoseconds;
  /** How long it may be out before it is leased a second time where a slot would idle. */
  readonly patience: Nanoseconds;
  /** Told to stop: nobody needs it any more, or others go first. */
  stopping: boolean;
  /** Cut out of turn: others of higher priority stood back for it. */
  favoured: boolean;
}

/** Stands for a node that has gone. */
const FORGOTTEN: NodeId = -1;

/** How many leases ended in which way. `cut` is always the sum of the others and of those open. */
export interface LeaseCounts {
  cut: number;
  committed: number;
  stale: number;
  stopped: number;
  failed: number;
  lost: number;
}

/**
 * The leases that are out, in the order in which they were cut. They are few, as each has a place or
 * waits in one: going through them costs less than an index to keep.
 */
export class LeaseTable {
  readonly counts: LeaseCounts = { cut: 0, committed: 0, stale: 0, stopped: 0, failed: 0, lost: 0 };
  readonly #open: OpenLease[] = [];
  #last = 0;

  get size(): number {
    return this.#open.length;
  }

  nextId(): LeaseId {
    return this.#last + 1;
  }

  open(entry: OpenLease): void {
    this.#last = entry.lease.id;
    this.counts.cut++;
    this.#open.push(entry);
  }

  /** Takes a lease out; undefined where it has ended before. */
  close(id: LeaseId): OpenLease | undefined {
    const at = this.#open.findIndex(({ lease }) => lease.id === id);
    return at < 0 ? undefined : this.#open.splice(at, 1)[0];
  }

  find(id: LeaseId): OpenLease | undefined {
    return this.#open.find(({ lease }) => lease.id === id);
  }

  /** The leases of a message were cut out of turn. */
  favour(message: LeaseId): void {
    for (const entry of this.#open) if (entry.message === message) entry.favoured = true;
  }

  /** Nodes have been numbered anew; -1 for those that have gone. */
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

  /** Of the present moment: what is cut or closed meanwhile does not show. */
  entries(): readonly OpenLease[] {
    return this.#open.slice();
  }
}

/** A lease that was cut, with the number that its node has now. */
export function renewed(cut: Lease, open: OpenLease | undefined): Lease {
  if (open === undefined || open.lease.epoch === cut.epoch) return cut;
  const { node, epoch } = open.lease;
  return { ...cut, node, epoch };
}

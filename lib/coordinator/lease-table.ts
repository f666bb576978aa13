import type { NodeId } from '../graph/node.js';
import type { Lease, LeaseId, Nanoseconds } from './lease.js';
import type { OperationId } from './operation.js';

/** A lease that was cut and has not ended. */
export interface OpenLease {
  readonly lease: Lease;
  readonly operation: OperationId;
  readonly slot: number;
  readonly cutAt: Nanoseconds;
  /** Told to stop: nobody needs it any more. */
  stopping: boolean;
}

/** How many leases ended in which way. `cut` is always the sum of the others and of those open. */
export interface LeaseCounts {
  cut: number;
  committed: number;
  stale: number;
  stopped: number;
  failed: number;
  lost: number;
}

/** The leases that are out, by number and by node. */
export class LeaseTable {
  readonly counts: LeaseCounts = { cut: 0, committed: 0, stale: 0, stopped: 0, failed: 0, lost: 0 };
  readonly #open = new Map<LeaseId, OpenLease>();
  readonly #byNode = new Map<NodeId, Set<LeaseId>>();
  #last = 0;

  get size(): number {
    return this.#open.size;
  }

  nextId(): LeaseId {
    return this.#last + 1;
  }

  open(entry: OpenLease): void {
    const { id, node } = entry.lease;
    this.#last = id;
    this.counts.cut++;
    this.#open.set(id, entry);
    const onNode = this.#byNode.get(node);
    if (onNode === undefined) this.#byNode.set(node, new Set([id]));
    else onNode.add(id);
  }

  /** Takes a lease out; undefined where it has ended before. */
  close(id: LeaseId): OpenLease | undefined {
    const entry = this.#open.get(id);
    if (entry === undefined) return undefined;
    this.#open.delete(id);
    const onNode = this.#byNode.get(entry.lease.node);
    onNode?.delete(id);
    if (onNode?.size === 0) this.#byNode.delete(entry.lease.node);
    return entry;
  }

  isLeased(node: NodeId): boolean {
    return this.#byNode.has(node);
  }

  leasesOf(node: NodeId): ReadonlySet<LeaseId> {
    return this.#byNode.get(node) ?? new Set();
  }

  entries(): IterableIterator<OpenLease> {
    return this.#open.values();
  }
}

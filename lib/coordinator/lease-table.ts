import type { NodeId } from '../graph/node.js';
import type { Lease, LeaseId, Nanoseconds } from './lease.js';
import type { OperationId } from './operation.js';
import type { Slot } from './port.js';

/** A lease that was cut and has not ended. */
export interface OpenLease {
  readonly lease: Lease;
  readonly operation: OperationId;
  readonly slot: Slot;
  readonly cutAt: Nanoseconds;
  /** How long it may be out before it is leased a second time where a slot would idle. */
  readonly patience: Nanoseconds;
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
  /** One lease or, rarely, several. */
  readonly #byNode = new Map<NodeId, OpenLease | OpenLease[]>();
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
    const others = this.#byNode.get(node);
    if (others === undefined) this.#byNode.set(node, entry);
    else this.#byNode.set(node, Array.isArray(others) ? [...others, entry] : [others, entry]);
  }

  /** Takes a lease out; undefined where it has ended before. */
  close(id: LeaseId): OpenLease | undefined {
    const entry = this.#open.get(id);
    if (entry === undefined) return undefined;
    this.#open.delete(id);
    const { node } = entry.lease;
    const others = this.#byNode.get(node);
    if (Array.isArray(others)) {
      const left = others.filter((other) => other !== entry);
      this.#byNode.set(node, left.length === 1 ? left[0]! : left);
    } else {
      this.#byNode.delete(node);
    }
    return entry;
  }

  /** Whether any lease is out for a node. */
  has(node: NodeId): boolean {
    return this.#open.size > 0 && this.#byNode.has(node);
  }

  /** The leases that are out for a node. */
  of(node: NodeId): readonly OpenLease[] {
    const found = this.has(node) ? this.#byNode.get(node) : undefined;
    if (found === undefined) return NONE;
    return Array.isArray(found) ? found : [found];
  }

  entries(): IterableIterator<OpenLease> {
    return this.#open.values();
  }
}

const NONE: readonly OpenLease[] = [];

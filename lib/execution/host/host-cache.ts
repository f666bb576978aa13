import type { Lease, LeaseId } from '../../coordinator/leases/lease.js';
import type { NodeId } from '../../graph/node.js';

/** What a refiner keeps beside its state, on the host that computed it. */
export interface Kept {
  value: unknown;
}

interface Entry {
  readonly version: number;
  readonly lease: LeaseId;
  readonly kept: Kept;
}

/** How many nodes have something kept on one host. */
const MOST_ENTRIES = 256;

/**
 * What hosts keep of steps that does not travel, by node and version: a hit only where the state that
 * a lease brings is the one that this host ended with. The least recently used is dropped.
 */
export class HostCache {
  readonly #entries = new Map<NodeId, Entry>();

  /** An empty box where nothing is kept for the state of this lease. */
  take({ node, stamp, origin }: Lease): Kept {
    const entry = this.#entries.get(node);
    if (entry === undefined) return { value: undefined };
    this.#entries.delete(node);
    const hit = entry.version === stamp.version && entry.lease === origin;
    return hit ? entry.kept : { value: undefined };
  }

  /** Keeps what is in the box for the state that this lease ended with; an empty one takes no room. */
  put({ node, stamp, id }: Lease, kept: Kept): void {
    if (kept.value === undefined) return;
    this.#entries.set(node, { version: stamp.version + 1, lease: id, kept });
    if (this.#entries.size <= MOST_ENTRIES) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest!);
  }
}

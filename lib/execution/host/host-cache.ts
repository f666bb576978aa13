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

/** How many nodes of all sessions together have something kept on one host. */
const MOST_ENTRIES = 256;

/**
 * What hosts keep of steps that does not travel, by session, node and version: a hit only where the state
 * that a lease brings is the one that this host ended with. A host may serve several sessions, whose
 * numbers are the same. The least recently used is dropped, of the session that kept something the longest ago.
 */
export class HostCache {
  /** By incarnation, then by node; the first is the next to be dropped. None of the inner maps is empty. */
  readonly #sessions = new Map<string, Map<NodeId, Entry>>();
  #size = 0;

  /** An empty box where nothing is kept for the state of this lease. */
  take({ incarnation, node, stamp, origin }: Lease): Kept {
    const entry = this.#remove(incarnation, node);
    const hit = entry?.version === stamp.version && entry.lease === origin;
    return hit ? entry.kept : { value: undefined };
  }

  /** Keeps what is in the box for the state that this lease ended with; an empty one takes no room. */
  put({ incarnation, node, stamp, id }: Lease, kept: Kept): void {
    if (kept.value === undefined) return;
    this.#remove(incarnation, node);
    const entries = this.#sessions.get(incarnation) ?? new Map<NodeId, Entry>();
    entries.set(node, { version: stamp.version + 1, lease: id, kept });
    this.#size++;
    this.#sessions.delete(incarnation);
    this.#sessions.set(incarnation, entries);
    if (this.#size > MOST_ENTRIES) this.#dropOldest();
  }

  #dropOldest(): void {
    const [oldest] = this.#sessions;
    const [incarnation, entries] = oldest!;
    const [node] = entries.keys();
    this.#remove(incarnation, node!);
  }

  #remove(incarnation: string, node: NodeId): Entry | undefined {
    const entries = this.#sessions.get(incarnation);
    const entry = entries?.get(node);
    if (entries === undefined || entry === undefined) return undefined;
    entries.delete(node);
    this.#size--;
    if (entries.size === 0) this.#sessions.delete(incarnation);
    return entry;
  }
}

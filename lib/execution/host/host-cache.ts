import type { Lease, LeaseId } from '../../coordinator/leases/lease.js';
import type { NodeId } from '../../graph/node.js';
import { RecentMap } from '../../exact/recent-map.js';

/** Where a refiner keeps what it computed beside its state, on the host that computed it. */
export interface CacheCell {
  value: unknown;
}

interface CacheEntry {
  readonly version: number;
  readonly lease: LeaseId;
  readonly cell: CacheCell;
}

/** How many nodes of all sessions together have an entry on one host. */
const MOST_ENTRIES = 256;

/**
 * What refiners computed on this host that does not travel, by session, node and version. An entry counts only for a
 * lease whose state is the one that this host ended with. A host may serve several sessions, which number their nodes
 * and leases alike. The entry that goes first is the oldest of the session that stored one the longest ago.
 */
export class HostCache {
  /** By incarnation, then by node. No inner map is empty. */
  readonly #sessions = new RecentMap<string, RecentMap<NodeId, CacheEntry>>();
  #size = 0;

  /** The cell that was stored for the state of this lease, or else an empty one. */
  take({ incarnation, node, stamp, origin }: Lease): CacheCell {
    const entry = this.#remove(incarnation, node);
    const isHit = entry?.version === stamp.version && entry.lease === origin;
    return isHit ? entry.cell : { value: undefined };
  }

  /** Stores a cell for the state that this lease ended with; an empty one takes no room. */
  put({ incarnation, node, stamp, id }: Lease, cell: CacheCell): void {
    if (cell.value === undefined) return;
    this.#remove(incarnation, node);
    const entries = this.#sessions.get(incarnation) ?? new RecentMap<NodeId, CacheEntry>();
    entries.set(node, { version: stamp.version + 1, lease: id, cell });
    this.#size++;
    this.#sessions.set(incarnation, entries);
    if (this.#size > MOST_ENTRIES) this.#removeOldest();
  }

  #removeOldest(): void {
    const incarnation = this.#sessions.oldest!;
    this.#remove(incarnation, this.#sessions.get(incarnation)!.oldest!);
  }

  #remove(incarnation: string, node: NodeId): CacheEntry | undefined {
    const entries = this.#sessions.get(incarnation);
    const entry = entries?.get(node);
    if (entries === undefined || entry === undefined) return undefined;
    entries.delete(node);
    this.#size--;
    if (entries.size === 0) this.#sessions.delete(incarnation);
    return entry;
  }
}

/**
 * The ledger of a graph's cache: what each node was last used for and what it takes of memory, with
 * the counts of what was found, made, forgotten and made again.
 *
 * Laws
 * 1. `bytes` is the sum of what the nodes weigh: each as it was weighed last, a new one without what
 *    it holds.
 * 2. It decides nothing: what goes first is said in eviction.ts.
 */
import type { Enclosure } from '../exact/enclosure.js';
import type { Candidates } from './eviction.js';
import { grown } from './growth.js';
import type { NodeId } from './node.js';
import type { RefinerRecord } from './refiner-record.js';
import {
  BYTES_AN_EDGE,
  BYTES_A_NODE,
  BYTES_A_REFINER,
  bytesOfEnclosure,
  bytesOfValue,
} from './weight.js';

/** Counted since the graph began. */
export interface CacheCounts {
  /** Look-ups that found a node, and that did not. */
  hits: number;
  misses: number;
  /** Nodes that were made: shared ones, and those that never are. */
  insertions: number;
  /** Nodes that were forgotten. */
  evictions: number;
  /** States that were dropped while their nodes stayed. */
  droppedStates: number;
  /** Of both, how many were made again. */
  rebuilds: number;
  /** Nodes of requests that were there already, brought in for another root. */
  reused: number;
}

const NOBODY = -1;
/** The root was forgotten, not the node. */
const SOMEBODY = -2;
/** A weight beyond this counts as this. */
const MOST_BYTES = 2 ** 32 - 1;

export class Ledger {
  readonly counts: CacheCounts = {
    hits: 0,
    misses: 0,
    insertions: 0,
    evictions: 0,
    droppedStates: 0,
    rebuilds: 0,
    reused: 0,
  };
  #bytes = 0;
  #usedAt = new Float64Array(256);
  #usedBy = new Int32Array(256);
  /** 1 where a node was part of more than one request; SIEVE takes it back. */
  #usedAgain = new Uint8Array(256);
  /** Where the hand of SIEVE stands. */
  #hand = 0;
  #weight = new Uint32Array(256);
  /** 1 where a node holds something else than when it was weighed. */
  #changed = new Uint8Array(256);

  get bytes(): number {
    return this.#bytes;
  }

  /** When a node was last part of a request; 0 before the first. */
  usedAt(node: NodeId): number {
    return this.#usedAt[node]!;
  }

  weightOf(node: NodeId): number {
    return this.#weight[node]!;
  }

  /** A new node, with so many children. */
  add(node: NodeId, children: number): void {
    if (node >= this.#weight.length) {
      this.#usedAt = grown(this.#usedAt, node + 1);
      this.#usedBy = grown(this.#usedBy, node + 1);
      this.#usedAgain = grown(this.#usedAgain, node + 1);
      this.#weight = grown(this.#weight, node + 1);
      this.#changed = grown(this.#changed, node + 1);
    }
    this.#usedAt[node] = 0;
    this.#usedAgain[node] = 0;
    this.#usedBy[node] = NOBODY;
    this.#changed[node] = 1;
    this.#weight[node] = BYTES_A_NODE + children * BYTES_AN_EDGE;
    this.#bytes += this.#weight[node];
  }

  /** A node is part of a request for a root; later times are larger. */
  use(node: NodeId, time: number, root: NodeId): void {
    const before = this.#usedBy[node]!;
    if (before !== NOBODY && before !== root) this.counts.reused++;
    if (before !== NOBODY) this.#usedAgain[node] = 1;
    this.#usedBy[node] = root;
    this.#usedAt[node] = time;
  }

  /** A node holds something else now. */
  change(node: NodeId): void {
    this.#changed[node] = 1;
  }

  /** Weighs a node anew, if it has changed. */
  weigh(
    node: NodeId,
    children: number,
    bounds: Enclosure,
    params: unknown,
    record: RefinerRecord | undefined,
  ): void {
    if (this.#changed[node] === 0) return;
    this.#changed[node] = 0;
    let bytes = BYTES_A_NODE + children * BYTES_AN_EDGE + bytesOfEnclosure(bounds);
    if (params !== null) bytes += bytesOfValue(params);
    if (record !== undefined) bytes += BYTES_A_REFINER + bytesOfValue(record.state);
    const weight = Math.min(bytes, MOST_BYTES);
    this.#bytes += weight - this.#weight[node]!;
    this.#weight[node] = weight;
  }

  /** What says of the first so many nodes which go first. */
  view(size: number): Pick<Candidates, 'usedAt' | 'weight' | 'usedAgain' | 'hand'> {
    return {
      usedAt: this.#usedAt.subarray(0, size),
      weight: this.#weight.subarray(0, size),
      usedAgain: this.#usedAgain.subarray(0, size),
      hand: this.#hand,
    };
  }

  /** Forgets all nodes; gives back what was known of them, for {@link Ledger.restore}. */
  forget(): Ledger {
    const past = new Ledger();
    past.#usedAt = this.#usedAt;
    past.#usedBy = this.#usedBy;
    past.#usedAgain = this.#usedAgain;
    past.#weight = this.#weight;
    past.#changed = this.#changed;
    this.#bytes = 0;
    this.#usedAt = new Float64Array(256);
    this.#usedBy = new Int32Array(256);
    this.#usedAgain = new Uint8Array(256);
    this.#weight = new Uint32Array(256);
    this.#changed = new Uint8Array(256);
    return past;
  }

  /** Takes over what was known of nodes that were added again; `numbers` has their new ones, -1 of the others. */
  restore(past: Ledger, numbers: Int32Array, hand: number): void {
    this.#hand = hand;
    numbers.forEach((to, from) => {
      if (to < 0) return;
      const root = past.#usedBy[from]!;
      this.#usedAt[to] = past.#usedAt[from]!;
      this.#usedBy[to] = root < 0 ? root : numbers[root]! < 0 ? SOMEBODY : numbers[root]!;
      this.#usedAgain[to] = past.#usedAgain[from]!;
      this.#changed[to] = past.#changed[from]!;
      this.#bytes += past.#weight[from]! - this.#weight[to]!;
      this.#weight[to] = past.#weight[from]!;
    });
  }
}

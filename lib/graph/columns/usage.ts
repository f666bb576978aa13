/**
 * The ledger of a graph's cache: what each node was last used for and what it takes of memory, with
 * the counts of what was found, made, forgotten and made again.
 *
 * Laws
 * 1. `bytes` is the sum of what the nodes weigh: each as it was weighed last, a new one without what
 *    it holds.
 * 2. It decides nothing: what goes first is said in eviction.ts.
 * 3. Its columns reach as far as nodes were used or weighed; beyond are zeros, as of a node that never was.
 */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Candidates } from '../eviction.js';
import { grown, selected } from './growth.js';
import type { NodeId } from '../node.js';
import type { RefinerRecord } from './refiner-record.js';
import type { Structure } from '../structure.js';
import {
  BYTES_AN_EDGE,
  BYTES_A_NODE,
  BYTES_A_REFINER,
  bytesOfEnclosure,
  bytesOfValue,
} from './memory-estimate.js';

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

// Who used a node last: a root, counted from 1, or one of these.
const NOBODY = 0;
/** The root was forgotten, not the node. */
const SOMEBODY = -1;
/** Holding more than this counts as this. */
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
  readonly #structure: Structure;
  #bytes = 0;
  #usedAt = new Float64Array(0);
  #usedBy = new Int32Array(0);
  /** 1 where a node was part of more than one request; SIEVE takes it back. */
  #usedAgain = new Uint8Array(0);
  /** Where the hand of SIEVE stands. */
  #hand = 0;
  /** What a node holds, beyond what every one takes, as it was weighed last. */
  #held = new Uint32Array(0);
  /** 1 where a node holds the same as then. */
  #weighed = new Uint8Array(0);

  constructor(structure: Structure) {
    this.#structure = structure;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** When a node was last part of a request; 0 before the first. */
  usedAt(node: NodeId): number {
    return this.#usedAt[node] ?? 0;
  }

  /** A shared node was looked for. */
  lookedUp(found: boolean): void {
    if (found) this.counts.hits++;
    else this.counts.misses++;
  }

  /** A new node, with so many children. */
  add(children: number): void {
    this.counts.insertions++;
    this.#bytes += emptyWeight(children);
  }

  /** A node is part of a request for a root; later times are larger. */
  use(node: NodeId, time: number, root: NodeId): void {
    if (node >= this.#held.length) this.#reserve();
    const before = this.#usedBy[node]!;
    if (before !== NOBODY && before !== root + 1) this.counts.reused++;
    if (before !== NOBODY) this.#usedAgain[node] = 1;
    this.#usedBy[node] = root + 1;
    this.#usedAt[node] = time;
  }

  /** A node holds something else now. */
  change(node: NodeId): void {
    if (node < this.#weighed.length) this.#weighed[node] = 0;
  }

  /** Weighs a node anew, if it has changed. */
  weigh(node: NodeId, bounds: Enclosure, params: unknown, record: RefinerRecord | undefined): void {
    if (node >= this.#held.length) this.#reserve();
    if (this.#weighed[node] === 1) return;
    this.#weighed[node] = 1;
    let bytes = bytesOfEnclosure(bounds);
    if (params !== null) bytes += bytesOfValue(params);
    if (record !== undefined) bytes += BYTES_A_REFINER + bytesOfValue(record.state);
    const held = Math.min(bytes, MOST_BYTES);
    this.#bytes += held - this.#held[node]!;
    this.#held[node] = held;
  }

  /** What a node takes, as it was weighed last. */
  weightOf(node: NodeId): number {
    return emptyWeight(this.#structure.childCount(node)) + this.#held[node]!;
  }

  /** What says of each node whether it goes first. */
  view(): Pick<Candidates, 'usedAt' | 'weight' | 'usedAgain' | 'hand'> {
    this.#reserve();
    const { size } = this.#structure;
    return {
      usedAt: this.#usedAt.subarray(0, size),
      weight: Float64Array.from({ length: size }, (_, node) => this.weightOf(node)),
      usedAgain: this.#usedAgain.subarray(0, size),
      hand: this.#hand,
    };
  }

  /** Keeps what is known of these nodes; `numbers` has their new ones, -1 of the others. */
  retain(kept: readonly NodeId[], numbers: Int32Array, hand: number): void {
    this.counts.evictions += numbers.length - kept.length;
    this.#hand = hand;
    this.#usedAt = selected(this.#usedAt, kept);
    this.#usedAgain = selected(this.#usedAgain, kept);
    this.#held = selected(this.#held, kept);
    this.#weighed = selected(this.#weighed, kept);
    this.#usedBy = selected(this.#usedBy, kept).map((root) => {
      if (root <= 0) return root;
      return numbers[root - 1]! < 0 ? SOMEBODY : numbers[root - 1]! + 1;
    });
    this.#bytes = 0;
    for (let node = 0; node < kept.length; node++) this.#bytes += this.weightOf(node);
  }

  /** All at once: a first operation comes by many nodes one after the other. */
  #reserve(): void {
    const { size } = this.#structure;
    this.#usedAt = grown(this.#usedAt, size);
    this.#usedBy = grown(this.#usedBy, size);
    this.#usedAgain = grown(this.#usedAgain, size);
    this.#held = grown(this.#held, size);
    this.#weighed = grown(this.#weighed, size);
  }
}

/** What a node takes whatever it holds. */
function emptyWeight(children: number): number {
  return BYTES_A_NODE + children * BYTES_AN_EDGE;
}

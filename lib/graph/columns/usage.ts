/**
 * The usage of a graph's nodes: when and for which root each was last used, how much memory it takes, and how
 * many nodes were found, made, forgotten and made again.
 *
 * Laws
 * 1. `bytes` is the sum of the weights of all nodes: each as it was weighed last, a new one without its
 *    contents.
 * 2. It decides nothing: eviction.ts chooses which nodes go.
 * 3. Its columns reach as far as nodes were used or weighed. Entries beyond are zeros, as for a node that was
 *    never used.
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
  bytesOfParameters,
  bytesOfValue,
} from './memory-estimate.js';

/** Counted since the graph began. */
export interface CacheCounts {
  /** Look-ups that found a node, and that did not. */
  hits: number;
  misses: number;
  /** Nodes that were made, those included that are never shared. */
  insertions: number;
  /** Nodes that were forgotten. */
  evictions: number;
  /** States that were dropped while their nodes stayed. */
  droppedStates: number;
  /** How many forgotten nodes and dropped states were made again. */
  rebuilds: number;
  /** Nodes that a request for another root had used before. */
  reused: number;
}

// Who used a node last: a root, counted from 1, or one of these.
const NOBODY = 0;
/** The root was forgotten, not the node. */
const SOMEBODY = -1;
/** More bytes than this are counted as this many. */
const MOST_BYTES = 2 ** 32 - 1;

export class Usage {
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
  /** 1 where a node was part of more than one request; SIEVE clears it. */
  #usedAgain = new Uint8Array(0);
  /** Where the hand of SIEVE stands. */
  #hand = 0;
  /** Bytes of a node's contents, beyond what every node takes, as weighed last. */
  #held = new Uint32Array(0);
  /** 1 where the contents have not changed since. */
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

  /** Counts a new node with `children` children. */
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

  /** The contents of a node have changed. */
  change(node: NodeId): void {
    if (node < this.#weighed.length) this.#weighed[node] = 0;
  }

  /** Weighs a node again, if its contents have changed. */
  weigh(node: NodeId, bounds: Enclosure, params: unknown, record: RefinerRecord | undefined): void {
    if (node >= this.#held.length) this.#reserve();
    if (this.#weighed[node] === 1) return;
    this.#weighed[node] = 1;
    let bytes = bytesOfEnclosure(bounds) + bytesOfParameters(params);
    if (record !== undefined) bytes += BYTES_A_REFINER + bytesOfValue(record.state);
    const held = Math.min(bytes, MOST_BYTES);
    this.#bytes += held - this.#held[node]!;
    this.#held[node] = held;
  }

  /** The bytes of a node, as weighed last. */
  weightOf(node: NodeId): number {
    return emptyWeight(this.#structure.childCount(node)) + this.#held[node]!;
  }

  /** The columns by which a policy chooses. */
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

  /** Keeps the entries of these nodes; `numbers` gives the new number of each node, -1 for the others. */
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

  /** Grows to the whole graph at once: a first operation reaches many nodes in a row. */
  #reserve(): void {
    const { size } = this.#structure;
    this.#usedAt = grown(this.#usedAt, size);
    this.#usedBy = grown(this.#usedBy, size);
    this.#usedAgain = grown(this.#usedAgain, size);
    this.#held = grown(this.#held, size);
    this.#weighed = grown(this.#weighed, size);
  }
}

/** The bytes of a node without its contents. */
function emptyWeight(children: number): number {
  return BYTES_A_NODE + children * BYTES_AN_EDGE;
}

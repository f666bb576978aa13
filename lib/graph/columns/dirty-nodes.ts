/**
 * The combinators that are to be recomputed, by height.
 *
 * Laws
 * 1. Marking is O(1) and idempotent: a node has one entry however often it is marked.
 * 2. Nodes leave in the order of their heights.
 */
import { grown } from './growth.js';
import type { NodeId } from '../node.js';
import { integers } from './slab.js';
import type { Structure } from '../structure.js';

const NONE = -1;

const CLEAN = 0;
const DIRTY = 1;
// A node that was taken out ahead of the others stays in its list, clean, until they leave.
const LISTED = 2;

export class DirtyNodes {
  readonly #structure: Structure;

  // Per node, as far as nodes were marked.
  #mark = new Uint8Array(0);
  #next = new Int32Array(0);

  /** One singly linked list per height. */
  #head = integers(64).fill(NONE);
  #lowest = Infinity;
  #highest = -1;

  constructor(structure: Structure) {
    this.#structure = structure;
  }

  has(node: NodeId): boolean {
    return this.#mark[node] === DIRTY;
  }

  add(node: NodeId): void {
    if (node >= this.#mark.length) {
      this.#mark = grown(this.#mark, this.#structure.size);
      this.#next = grown(this.#next, this.#structure.size);
    }
    const before = this.#mark[node];
    this.#mark[node] = DIRTY;
    if (before !== CLEAN) return;
    const height = this.#structure.heightOf(node);
    if (height >= this.#head.length) {
      const filled = this.#head.length;
      this.#head = grown(this.#head, height + 1).fill(NONE, filled);
    }
    this.#next[node] = this.#head[height]!;
    this.#head[height] = node;
    if (height < this.#lowest) this.#lowest = height;
    if (height > this.#highest) this.#highest = height;
  }

  /** Takes one node out ahead of the others; returns whether it was dirty. */
  take(node: NodeId): boolean {
    if (this.#mark[node] !== DIRTY) return false;
    this.#mark[node] = LISTED;
    return true;
  }

  /** Takes all out, lowest first. A visit may mark others, which lie higher: one pass upward meets them all. */
  drain(visit: (node: NodeId) => void): void {
    for (let height = this.#lowest; height <= this.#highest; height++) {
      for (let node = this.#head[height]!; node !== NONE; node = this.#head[height]!) {
        this.#head[height] = this.#next[node]!;
        const wasDirty = this.#mark[node] === DIRTY;
        this.#mark[node] = CLEAN;
        if (wasDirty) visit(node);
      }
    }
    this.#lowest = Infinity;
    this.#highest = -1;
  }
}

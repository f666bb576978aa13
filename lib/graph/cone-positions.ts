import { checkpointAt } from '../exact/interruption.js';
import type { Cone } from './cone.js';
import type { NodeId } from './node.js';
import { integers } from './columns/slab.js';

const FREE = -1;

/** Where each node stands in a cone: an open-addressing table of the cone's size, not the graph's. */
export class ConePositions {
  readonly #mask: number;
  /** Pairs of a node and its position, side by side: reading one fetches the other into the cache. */
  readonly #pairs: Int32Array;

  constructor(cone: Cone) {
    let capacity = 4;
    while (capacity < 2 * cone.length) capacity *= 2;
    this.#mask = capacity - 1;
    this.#pairs = integers(2 * capacity).fill(FREE);
    for (let p = 0; p < cone.length; p++) {
      checkpointAt(p);
      const at = this.#slotOf(cone[p]!);
      this.#pairs[at] = cone[p]!;
      this.#pairs[at + 1] = p;
    }
  }

  /** The position of a node, or -1 where it is not in the cone. */
  of(node: NodeId): number {
    // A free pair holds -1 twice.
    return this.#pairs[this.#slotOf(node) + 1]!;
  }

  // Ends at the key or at a free pair: at most half of them are taken.
  #slotOf(node: NodeId): number {
    let slot = Math.imul(node, 0x9e3779b1) & this.#mask;
    for (;;) {
      const key = this.#pairs[2 * slot]!;
      if (key === node || key === FREE) return 2 * slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

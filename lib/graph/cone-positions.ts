import type { Cone } from './cone.js';
import type { NodeId } from './node.js';

/** Where each node stands in a cone: an open-addressing table of the cone's size, not the graph's. */
export class ConePositions {
  readonly #mask: number;
  readonly #keys: Int32Array;
  readonly #values: Int32Array;

  constructor(cone: Cone) {
    let capacity = 4;
    while (capacity < 2 * cone.length) capacity *= 2;
    this.#mask = capacity - 1;
    this.#keys = new Int32Array(capacity).fill(-1);
    this.#values = new Int32Array(capacity);
    for (let p = 0; p < cone.length; p++) {
      const slot = this.#slotOf(cone[p]!);
      this.#keys[slot] = cone[p]!;
      this.#values[slot] = p;
    }
  }

  /** The position of a node, or -1 where it is not in the cone. */
  of(node: NodeId): number {
    const slot = this.#slotOf(node);
    return this.#keys[slot] === node ? this.#values[slot]! : -1;
  }

  // Ends at the key or at a free slot: at most half of the slots are taken.
  #slotOf(node: NodeId): number {
    let slot = Math.imul(node, 0x9e3779b1) & this.#mask;
    while (this.#keys[slot] !== -1 && this.#keys[slot] !== node) slot = (slot + 1) & this.#mask;
    return slot;
  }
}

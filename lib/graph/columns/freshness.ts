import { grown, selected } from './growth.js';
import type { NodeId } from '../node.js';
import type { Structure } from '../structure.js';

const LAST_TICK = 2 ** 32 - 1;

/**
 * When the bounds of each node last changed, and when each combinator last read its children. So a combinator
 * that returns to a cone is recomputed only if a child has changed meanwhile. Both are ticks, counted from 1;
 * 0 is never.
 */
export class Freshness {
  readonly #structure: Structure;
  #tick = 1;
  #changedAt = new Uint32Array(0);
  #computedAt = new Uint32Array(0);

  constructor(structure: Structure) {
    this.#structure = structure;
  }

  changed(node: NodeId): void {
    if (node >= this.#changedAt.length) this.#reserve();
    this.#changedAt[node] = this.#nextTick();
  }

  computed(node: NodeId): void {
    if (node >= this.#changedAt.length) this.#reserve();
    this.#computedAt[node] = this.#nextTick();
  }

  /** A node that has read its children made nothing of it. */
  outdated(node: NodeId): void {
    this.#computedAt[node] = 0;
  }

  /** Whether a node has never read its children, or one of them has changed since. */
  isStale(node: NodeId): boolean {
    const computedAt = this.#computedAt[node] ?? 0;
    if (computedAt === 0) return true;
    const end = this.#structure.firstEdge(node + 1);
    for (let edge = this.#structure.firstEdge(node); edge < end; edge++) {
      if ((this.#changedAt[this.#structure.childOfEdge(edge)] ?? 0) > computedAt) return true;
    }
    return false;
  }

  retain(kept: readonly NodeId[]): void {
    this.#changedAt = selected(this.#changedAt, kept);
    this.#computedAt = selected(this.#computedAt, kept);
  }

  /** When the ticks start over, every combinator reads its children again at its next activation. */
  #nextTick(): number {
    if (this.#tick === LAST_TICK) {
      this.#tick = 1;
      this.#computedAt.fill(0);
      this.#changedAt.fill(0);
    }
    return this.#tick++;
  }

  #reserve(): void {
    this.#changedAt = grown(this.#changedAt, this.#structure.size);
    this.#computedAt = grown(this.#computedAt, this.#structure.size);
  }
}

import { grown, selected } from './growth.js';
import type { NodeId } from '../node.js';
import type { Structure } from '../structure.js';

const LAST_TICK = 2 ** 32 - 1;

/**
 * When the bounds of each node last changed, and when a combinator last looked at its children: so that
 * one which comes back into a cone is combined again only if something has moved meanwhile. Ticks count
 * both from 1; 0 is never.
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

  /** Whether a node has never looked at its children, or one of them has changed since. */
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

  /** Where the ticks begin anew, all combinators look at their children again when they become active. */
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

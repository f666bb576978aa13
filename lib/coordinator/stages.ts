/**
 * Where the nodes of a cone stand in a wave, and who waits for whom.
 *
 * Laws
 * 1. A node waits for those of its children that are unsettled, and is released by the last of them.
 * 2. Only what is below a function refiner is waited for: all other combinators are recomputed when
 *    somebody looks.
 */
import type { ConePositions } from '../graph/cone-positions.js';
import type { Cone } from '../graph/cone.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import { bytes, integers } from '../graph/slab.js';

// Combinators only wait or are settled.
export const SETTLED = 0;
export const WAITING = 1;
export const QUEUED = 2;
export const LEASED = 3;
/** May step, but need not. */
export const OPEN = 4;

export class Stages {
  /** By position in the cone. */
  readonly at: Uint8Array;
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #positions: ConePositions;
  /** Whether a node lies below a function refiner of the cone. */
  readonly #feeds: Uint8Array;
  /** How many child edges lead to unsettled nodes. */
  readonly #waitingFor: Int32Array;

  constructor(graph: Graph, cone: Cone, positions: ConePositions) {
    this.#graph = graph;
    this.#cone = cone;
    this.#positions = positions;
    this.at = bytes(cone.length);
    this.#feeds = bytes(cone.length);
    this.#waitingFor = integers(cone.length);
    this.#markFeeding();
  }

  /** Whether a node lies below a function refiner. */
  feeds(p: number): boolean {
    return this.#feeds[p] === 1;
  }

  /** Whether children of a node are unsettled still. */
  isHeldUp(p: number): boolean {
    return this.#waitingFor[p]! > 0;
  }

  /** Counts the unsettled children of a node, at the start, when these have their places. */
  enter(p: number): void {
    const node = this.#cone[p]!;
    const children = this.#graph.childCount(node);
    let waiting = 0;
    for (let i = 0; i < children; i++) {
      if (this.at[this.#positions.of(this.#graph.childAt(node, i))] !== SETTLED) waiting++;
    }
    this.#waitingFor[p] = waiting;
    if (waiting > 0) this.at[p] = WAITING;
  }

  /** Whether a node waits for this child of its, and for nothing else. */
  awaits(node: NodeId, child: NodeId): boolean {
    const p = this.#positions.of(node);
    if (p < 0 || this.at[p] !== WAITING) return false;
    let edges = 0;
    for (const other of this.#graph.childrenOf(node)) if (other === child) edges++;
    return this.#waitingFor[p] === edges;
  }

  /** Tells the parents of a settled node, and calls for each that waited for nothing else. */
  settled(p: number, release: (parent: number) => void): void {
    if (!this.feeds(p)) return;
    this.#graph.forEachParent(this.#cone[p]!, (parent) => {
      const q = this.#positions.of(parent);
      // One that is leased before its time hears of the last child all the same.
      if (q < 0 || this.at[q] === SETTLED) return;
      this.#waitingFor[q]!--;
      if (!this.isHeldUp(q) && this.at[q] === WAITING) release(q);
    });
  }

  #markFeeding(): void {
    for (let p = this.#cone.length - 1; p >= 0; p--) {
      const node = this.#cone[p]!;
      if (!this.feeds(p) && !this.#graph.isRefiner(node)) continue;
      const children = this.#graph.childCount(node);
      for (let i = 0; i < children; i++)
        this.#feeds[this.#positions.of(this.#graph.childAt(node, i))] = 1;
    }
  }
}

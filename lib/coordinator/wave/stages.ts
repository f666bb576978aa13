/**
 * The stage of each node of a cone in a wave, and which nodes wait for which children.
 *
 * Laws
 * 1. A node waits for those of its children that are not settled, and is released when the last of them settles.
 * 2. A settled node releases its parents only if it lies below a function refiner. The other combinators are
 *    recomputed when the graph is flushed, and nothing waits for them.
 */
import { checkpointAt } from '../../exact/interruption.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { bytes, integers } from '../../graph/columns/slab.js';

/** The wave steps the node no more. Every node starts here. */
export const SETTLED = 0;
/** The node waits for children. */
export const WAITING = 1;
/** The node is mandatory and its step is ready. */
export const QUEUED = 2;
/** A step of the node was handed out. */
export const LEASED = 3;
/** The node may step and need not. */
export const OPTIONAL = 4;

/** A combinator is WAITING or SETTLED; a refiner may be in any stage. */
export type Stage =
  typeof SETTLED | typeof WAITING | typeof QUEUED | typeof LEASED | typeof OPTIONAL;

// One byte per node holds the stage and four marks, so that one fetch brings them all: with a thousand operations, the
// waves' columns do not stay in the cache.
const STAGE_BITS = 7;
/** The node lies below a function refiner of the cone. */
const BELOW_FUNCTION = 8;
/** A child of the node is not settled. */
const UNSETTLED_CHILDREN = 16;
/** A step of the node was accepted in this wave. */
const STEPPED = 32;
/** The node is a function refiner whose evaluation is part of the plan of optional steps. */
const PLANNED = 64;

export class Stages {
  /** Stage and marks, by position in the cone. */
  readonly #marks: Uint8Array;
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #positions: ConePositions;
  /** How many edges of each node lead to children that are not settled. */
  readonly #unsettledEdges: Int32Array;

  constructor(graph: Graph, cone: Cone, positions: ConePositions) {
    this.#graph = graph;
    this.#cone = cone;
    this.#positions = positions;
    this.#marks = bytes(cone.length);
    this.#unsettledEdges = integers(cone.length);
    this.#markBelowFunctions();
  }

  at(p: number): Stage {
    return (this.#marks[p]! & STAGE_BITS) as Stage;
  }

  put(p: number, stage: Stage): void {
    this.#marks[p] = (this.#marks[p]! & ~STAGE_BITS) | stage;
  }

  /** Whether the node lies below a function refiner. */
  isBelowFunction(p: number): boolean {
    return this.#has(p, BELOW_FUNCTION);
  }

  /** Whether a child of the node is not settled. */
  hasUnsettledChildren(p: number): boolean {
    return this.#has(p, UNSETTLED_CHILDREN);
  }

  /** Whether a step of the node was accepted in this wave. */
  isStepped(p: number): boolean {
    return this.#has(p, STEPPED);
  }

  markStepped(p: number): void {
    this.#mark(p, STEPPED, true);
  }

  /** Whether an evaluation of the node, a function refiner, is part of the plan of optional steps. */
  isPlanned(p: number): boolean {
    return this.#has(p, PLANNED);
  }

  setPlanned(p: number, planned: boolean): void {
    this.#mark(p, PLANNED, planned);
  }

  /** Puts a node with unsettled children into WAITING. At the start of a wave, after its children were put into their stages. */
  awaitChildren(p: number): void {
    const node = this.#cone[p]!;
    const children = this.#graph.childCount(node);
    let unsettled = 0;
    for (let i = 0; i < children; i++) {
      if (this.at(this.#positions.of(this.#graph.childAt(node, i))) !== SETTLED) unsettled++;
    }
    if (unsettled === 0) return;
    this.#unsettledEdges[p] = unsettled;
    this.#mark(p, UNSETTLED_CHILDREN, true);
    this.put(p, WAITING);
  }

  /** Whether a node waits for this child and for no other. */
  awaits(node: NodeId, child: NodeId): boolean {
    const p = this.#positions.of(node);
    if (p < 0 || this.at(p) !== WAITING) return false;
    if (this.at(this.#positions.of(child)) === SETTLED) return false;
    let edges = 0;
    for (const other of this.#graph.childrenOf(node)) if (other === child) edges++;
    return this.#unsettledEdges[p] === edges;
  }

  /** Counts a settled node off at its parents, and calls `release` for each WAITING parent that has no other unsettled child. */
  release(p: number, release: (parent: number) => void): void {
    if (!this.isBelowFunction(p)) return;
    this.#graph.forEachParent(this.#cone[p]!, (parent) => {
      const q = this.#positions.of(parent);
      // The count of a function refiner goes down even while it is LEASED for an early evaluation.
      if (q < 0 || this.at(q) === SETTLED) return;
      if (--this.#unsettledEdges[q]! > 0) return;
      this.#mark(q, UNSETTLED_CHILDREN, false);
      if (this.at(q) === WAITING) release(q);
    });
  }

  #markBelowFunctions(): void {
    for (let p = this.#cone.length - 1; p >= 0; p--) {
      checkpointAt(p);
      const node = this.#cone[p]!;
      if (!this.isBelowFunction(p) && !this.#graph.isRefiner(node)) continue;
      const children = this.#graph.childCount(node);
      for (let i = 0; i < children; i++)
        this.#mark(this.#positions.of(this.#graph.childAt(node, i)), BELOW_FUNCTION, true);
    }
  }

  #has(p: number, mark: number): boolean {
    return (this.#marks[p]! & mark) !== 0;
  }

  #mark(p: number, mark: number, holds: boolean): void {
    this.#marks[p] = holds ? this.#marks[p]! | mark : this.#marks[p]! & ~mark;
  }
}

/**
 * Where the nodes of a cone stand in a wave, and who waits for whom.
 *
 * Laws
 * 1. A node waits for those of its children that are unsettled, and is released by the last of them.
 * 2. Only what is below a function refiner is waited for: all other combinators are recomputed when
 *    somebody looks.
 */
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { bytes, integers } from '../../graph/columns/slab.js';

// A node stands in one of these; combinators only wait or are settled.
export const SETTLED = 0;
export const WAITING = 1;
export const QUEUED = 2;
export const LEASED = 3;
/** May step, but need not. */
export const OPTIONAL = 4;

export type Stage =
  typeof SETTLED | typeof WAITING | typeof QUEUED | typeof LEASED | typeof OPTIONAL;

// What else is known of a node stands beside it in one byte: of a thousand waves each is looked at in turn,
// and what lies in one place is fetched once.
const STAGE = 7;
/** It lies below a function refiner of the cone. */
const FEEDS = 8;
/** Children of it are unsettled still. */
const HELD_UP = 16;
/** A step of it was accepted in this wave. */
const STEPPED = 32;
/** A function refiner that the optional steps count on. */
const PLANNED = 64;

export class Stages {
  /** By position in the cone. */
  readonly #marks: Uint8Array;
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #positions: ConePositions;
  /** How many child edges lead to unsettled nodes. */
  readonly #waitingFor: Int32Array;

  constructor(graph: Graph, cone: Cone, positions: ConePositions) {
    this.#graph = graph;
    this.#cone = cone;
    this.#positions = positions;
    this.#marks = bytes(cone.length);
    this.#waitingFor = integers(cone.length);
    this.#markFeeding();
  }

  at(p: number): Stage {
    return (this.#marks[p]! & STAGE) as Stage;
  }

  put(p: number, stage: Stage): void {
    this.#marks[p] = (this.#marks[p]! & ~STAGE) | stage;
  }

  /** Whether a node lies below a function refiner. */
  isBelowFunction(p: number): boolean {
    return this.#has(p, FEEDS);
  }

  /** Whether children of a node are unsettled still. */
  hasUnsettledChildren(p: number): boolean {
    return this.#has(p, HELD_UP);
  }

  /** Whether a step of a node was accepted in this wave. */
  isStepped(p: number): boolean {
    return this.#has(p, STEPPED);
  }

  markStepped(p: number): void {
    this.#mark(p, STEPPED, true);
  }

  /** Whether the optional steps count on an evaluation of a function refiner. */
  isPlanned(p: number): boolean {
    return this.#has(p, PLANNED);
  }

  setPlanned(p: number, planned: boolean): void {
    this.#mark(p, PLANNED, planned);
  }

  /** Counts the unsettled children of a node, at the start, when these have their places. */
  awaitChildren(p: number): void {
    const node = this.#cone[p]!;
    const children = this.#graph.childCount(node);
    let waiting = 0;
    for (let i = 0; i < children; i++) {
      if (this.at(this.#positions.of(this.#graph.childAt(node, i))) !== SETTLED) waiting++;
    }
    if (waiting === 0) return;
    this.#waitingFor[p] = waiting;
    this.#mark(p, HELD_UP, true);
    this.put(p, WAITING);
  }

  /** Whether a node waits for this child of its, and for nothing else. */
  awaits(node: NodeId, child: NodeId): boolean {
    const p = this.#positions.of(node);
    if (p < 0 || this.at(p) !== WAITING) return false;
    let edges = 0;
    for (const other of this.#graph.childrenOf(node)) if (other === child) edges++;
    return this.#waitingFor[p] === edges;
  }

  /** Tells the parents of a settled node, and calls for each that waited for nothing else. */
  release(p: number, release: (parent: number) => void): void {
    if (!this.isBelowFunction(p)) return;
    this.#graph.forEachParent(this.#cone[p]!, (parent) => {
      const q = this.#positions.of(parent);
      // One that is leased before its time hears of the last child all the same.
      if (q < 0 || this.at(q) === SETTLED) return;
      if (--this.#waitingFor[q]! > 0) return;
      this.#mark(q, HELD_UP, false);
      if (this.at(q) === WAITING) release(q);
    });
  }

  #markFeeding(): void {
    for (let p = this.#cone.length - 1; p >= 0; p--) {
      const node = this.#cone[p]!;
      if (!this.isBelowFunction(p) && !this.#graph.isRefiner(node)) continue;
      const children = this.#graph.childCount(node);
      for (let i = 0; i < children; i++)
        this.#mark(this.#positions.of(this.#graph.childAt(node, i)), FEEDS, true);
    }
  }

  #has(p: number, mark: number): boolean {
    return (this.#marks[p]! & mark) !== 0;
  }

  #mark(p: number, mark: number, holds: boolean): void {
    this.#marks[p] = holds ? this.#marks[p]! | mark : this.#marks[p]! & ~mark;
  }
}

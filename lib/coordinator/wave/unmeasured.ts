/**
 * Target widths for unmeasured nodes: nodes whose sensitivity is infinite, or so large that the width it allows is
 * beyond every goal.
 *
 * All unmeasured nodes of a wave get the same number of relative bits. Each wave doubles the number, until more bits
 * would not help.
 */
import { containsZero, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { isImprovable } from './improvable.js';

/** Log2 of the finest grid and of the narrowest demand: the bits of the largest goal, with room for sensitivities. */
export const FINEST_GRID = -400_000_000;

/** The fewest bits that an unmeasured node is narrowed to, relative to its magnitude. */
const FEWEST_BITS = 128;

/**
 * The most bits beyond those of the goal. If these do not help, more would not: the magnitude is beyond what is
 * represented, or the function is not continuous there.
 */
export const MOST_UNMEASURED_BITS = 2 ** 17;

/** Log2 of the width that a node has at a number of relative bits; Infinity for a node without a magnitude. */
function widthAt(graph: Graph, node: NodeId, bits: number): Log2 {
  const bounds = graph.boundsOf(node);
  return Number.isFinite(widthLog2(bounds)) ? magnitudeLog2(bounds) - bits : Infinity;
}

export class UnmeasuredTargets {
  readonly #graph: Graph;
  readonly #ofNode: Float64Array;
  readonly #share: Log2;
  readonly #bits: number;
  readonly #mostBits: number;

  /**
   * @param ofNode - the sensitivity of the focus to each node of the cone.
   * @param end - the position of the focus.
   * @param share - log2 of what a source may contribute to the width of the focus.
   * @param goalBits - the relative bits that the focus is to have.
   */
  constructor(
    graph: Graph,
    cone: Cone,
    ofNode: Float64Array,
    end: number,
    share: Log2,
    goalBits: number,
  ) {
    this.#graph = graph;
    this.#ofNode = ofNode;
    this.#share = share;
    this.#bits = this.#bitsNow(cone, end);
    this.#mostBits = MOST_UNMEASURED_BITS + (goalBits > 0 && goalBits < Infinity ? goalBits : 0);
  }

  /** Whether more bits would not help. */
  get isFutile(): boolean {
    return this.#bits > this.#mostBits;
  }

  /** Whether a node is unmeasured: its share gives no width that a demand could name. */
  hasNoSensitivity(p: number): boolean {
    return this.#share - this.#ofNode[p]! < FINEST_GRID;
  }

  /** Log2 of the width to which an unmeasured node is narrowed in this wave. */
  widthOf(node: NodeId): Log2 {
    return widthAt(this.#graph, node, this.#bits);
  }

  /** Twice the fewest bits that an unmeasured refiner has now, among those that a step may still narrow. */
  #bitsNow(cone: Cone, end: number): number {
    const graph = this.#graph;
    const atLeast = (node: NodeId): Log2 => widthAt(graph, node, FEWEST_BITS);
    let fewest = Infinity;
    for (let p = 0; p <= end; p++) {
      const node = cone[p]!;
      if (!this.hasNoSensitivity(p) || !isImprovable(graph, node, atLeast)) continue;
      const bounds = graph.boundsOf(node);
      const width = widthLog2(bounds);
      if (!Number.isFinite(width) || containsZero(bounds)) continue;
      fewest = Math.min(fewest, magnitudeLog2(bounds) - width);
    }
    return fewest === Infinity ? FEWEST_BITS : Math.max(FEWEST_BITS, 2 * fewest);
  }
}

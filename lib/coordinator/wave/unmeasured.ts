/**
 * Groping: how narrow the nodes are to become that no sensitivity speaks for.
 *
 * All of them get the same bits, twice as many from wave to wave, until these are so many that more
 * would not help.
 */
import { containsZero, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { isImprovable } from './improvable.js';

/** No demand is finer: the longest goal, and as many bits again for what it costs below. */
export const FINEST_GRID = -400_000_000;

/** What the nodes that no sensitivity speaks for are narrowed to at least, relative to their magnitudes. */
const FEWEST_BITS = 128;

/**
 * And at most, beyond the bits of the goal: where these do not help more would not, since a magnitude is
 * beyond what is represented or a function is not continuous there.
 */
export const MOST_BLIND_BITS = 2 ** 17;

/** Log2 of the width of a node that has so many bits; Infinity for one without a magnitude. */
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
   * @param ofNode - the sensitivity to each node of the cone, as far as the focus, which is the last.
   * @param share - log2 of what a source may contribute to the width of the focus.
   * @param goal - the bits that the focus is to have.
   */
  constructor(
    graph: Graph,
    cone: Cone,
    ofNode: Float64Array,
    end: number,
    share: Log2,
    goal: number,
  ) {
    this.#graph = graph;
    this.#ofNode = ofNode;
    this.#share = share;
    this.#bits = this.#bitsNow(cone, end);
    this.#mostBits = MOST_BLIND_BITS + (goal > 0 && goal < Infinity ? goal : 0);
  }

  /** More bits would not help. */
  get isFutile(): boolean {
    return this.#bits > this.#mostBits;
  }

  /** No sensitivity says how narrow: it is infinite, or what it asks is beyond all measure. */
  hasNoSensitivity(p: number): boolean {
    return this.#share - this.#ofNode[p]! < FINEST_GRID;
  }

  /** Log2 of the width of a node that no sensitivity speaks for: the same bits for all of them. */
  widthOf(node: NodeId): Log2 {
    return widthAt(this.#graph, node, this.#bits);
  }

  /** Twice the bits of the refiner that has fewest now, of those that may still get more. */
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

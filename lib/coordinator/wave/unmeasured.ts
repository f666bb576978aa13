/**
 * Target widths for unmeasured nodes: nodes whose sensitivity is infinite, or asks for more bits than a wave asks of
 * any node.
 *
 * Nodes with an infinite sensitivity all get the same number of relative bits. Each wave doubles the number, until more
 * bits would not help. A node whose finite sensitivity asks for more than the limit of the wave gets the limit: a slope
 * over bounds that are still coarse may be far too steep, and the next wave measures it again.
 */
import { containsZero, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { isImprovable } from './improvable.js';

/** The most significant bits of any demand: those of the longest goal, and as many again for the nodes below the root. */
export const MOST_BITS = 400_000_000;

/**
 * A wave asks no node for more bits than this many times the sum of the focus' bits and {@link SLACK_BITS}. A slope over
 * bounds that are still coarse may be far too steep, and the next wave measures it again.
 */
export const FIRST_SLACK = 4;
const SLACK_BITS = 256;

/** The fewest significant bits that an unmeasured node is asked for. */
const FEWEST_BITS = 128;

/**
 * The most bits beyond those of the goal that an unmeasured node is asked for. If these do not help, more bits would not:
 * a magnitude is beyond what is represented, or a function is not continuous there.
 */
export const MOST_UNMEASURED_BITS = 2 ** 17;

/** Log2 of the width of a node with this many significant bits; Infinity for a node without a magnitude. */
function widthAt(graph: Graph, node: NodeId, bits: number): Log2 {
  const bounds = graph.boundsOf(node);
  return Number.isFinite(widthLog2(bounds)) ? magnitudeLog2(bounds) - bits : Infinity;
}

export class UnmeasuredTargets {
  readonly #graph: Graph;
  readonly #cone: Cone;
  /** By position, the significant bits that each unmeasured node is to have: few nodes, in most waves none. */
  readonly #bits = new Map<number, number>();
  /** The significant bits that every node without a finite slope is to have. */
  readonly bitsWithoutSlope: number;
  /** Whether {@link bitsWithoutSlope} is so large that more bits would not help. */
  readonly #isFutile: boolean;
  /** Whether a node is asked for less than its slope says, so that the next wave may have to ask for more. */
  readonly isLimited: boolean;

  /**
   * @param ofNode - the sensitivity to each node of the cone, as far as the focus, which is the last.
   * @param share - log2 of what a source may contribute to the width of the focus.
   * @param goal - the bits that the focus is to have.
   * @param slack - how many times the bits of the focus a node may be asked for.
   */
  constructor(
    graph: Graph,
    cone: Cone,
    ofNode: Float64Array,
    end: number,
    share: Log2,
    goal: number,
    slack: number,
  ) {
    this.#graph = graph;
    this.#cone = cone;
    const bits = goal > 0 && goal < Infinity ? goal : 0;
    const limit = Math.min(MOST_BITS, Math.ceil(slack * (bits + SLACK_BITS)));
    const withoutSlope: number[] = [];
    let limited = false;
    for (let p = 0; p <= end; p++) {
      const width = share - ofNode[p]!;
      // Magnitudes are looked up only where the limit is near: most widths are wider than that.
      if (width >= -limit) continue;
      const magnitude = magnitudeLog2(graph.boundsOf(cone[p]!));
      const asked = (Number.isFinite(magnitude) ? magnitude : 0) - width;
      if (asked > MOST_BITS) withoutSlope.push(p);
      else if (asked > limit) {
        this.#bits.set(p, limit);
        limited = true;
      }
    }
    this.isLimited = limited;
    const most = MOST_UNMEASURED_BITS + bits;
    // Waves that go on for other nodes do not double it any more.
    this.bitsWithoutSlope = Math.min(this.#bitsNow(withoutSlope), 2 * most);
    this.#isFutile = this.bitsWithoutSlope > most;
    for (const p of withoutSlope) this.#bits.set(p, this.bitsWithoutSlope);
  }

  /** Whether a node is unmeasured: its sensitivity is infinite, or asks for more bits than this wave asks of any node. */
  hasNoSensitivity(p: number): boolean {
    return this.#bits.size > 0 && this.#bits.has(p);
  }

  /** The significant bits that an unmeasured node is to have. */
  bitsOf(p: number): number {
    return this.#bits.get(p)!;
  }

  /** Log2 of the width that an unmeasured node is to have. */
  widthOf(p: number): Log2 {
    return widthAt(this.#graph, this.#cone[p]!, this.bitsOf(p));
  }

  /** Whether more bits would not help an unmeasured node: it has no finite slope, and many bits already. */
  isFutile(p: number): boolean {
    return this.#isFutile && this.bitsOf(p) === this.bitsWithoutSlope;
  }

  /**
   * Twice the bits of the refiner with the fewest bits, among those that may still narrow; where there is none, twice
   * the most bits that a combinator was recomputed with.
   */
  #bitsNow(positions: readonly number[]): number {
    const graph = this.#graph;
    const atLeast = (node: NodeId): Log2 => widthAt(graph, node, FEWEST_BITS);
    let fewest = Infinity;
    let most = 0;
    for (const p of positions) {
      const node = this.#cone[p]!;
      if (!graph.isRefiner(node)) {
        most = Math.max(most, graph.bitsOf(node));
        continue;
      }
      if (!isImprovable(graph, node, atLeast)) continue;
      const bounds = graph.boundsOf(node);
      const width = widthLog2(bounds);
      if (!Number.isFinite(width) || containsZero(bounds)) continue;
      fewest = Math.min(fewest, magnitudeLog2(bounds) - width);
    }
    return Math.max(FEWEST_BITS, 2 * (fewest === Infinity ? most : fewest));
  }
}

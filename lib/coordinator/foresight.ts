/**
 * Foresight: how far a leaf may go at its first look.
 *
 * What will have to step in any case, as the bounds that refiners begin with tell, is told at its first look
 * how far: where steps are cheap, one lease covers them all. Sensitivities over those bounds are above the
 * true ones, and what they are too large by altogether is taken back as in any wave.
 */
import type { Log2 } from '../exact/enclosure.js';
import type { ConePositions } from '../graph/cone-positions.js';
import type { Cone } from '../graph/cone.js';
import type { Graph } from '../graph/graph.js';
import type { Narrowing } from './aim.js';
import type { Certain } from './demands.js';
import { Shares } from './shares.js';

export class Foresight {
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #shares: Shares;

  /**
   * @param towards - what discovery leads to.
   * @param each - whether every node will have to come down to its share.
   */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    towards: Narrowing,
    each: boolean,
  ) {
    this.#graph = graph;
    this.#cone = cone;
    this.#shares = new Shares(graph, cone, positions, towards, each);
  }

  /** What a leaf that has not looked will be asked for, and how far it is certain to have to go. */
  certainOf(p: number): Certain | undefined {
    const node = this.#cone[p]!;
    const { share, leapBits, threshold, groping } = this.#shares;
    if (this.#graph.childCount(node) > 0 || this.#graph.recordOf(node)!.steps > 0) return undefined;
    const contribution = this.#shares.contributionOf(p);
    if (!(contribution > threshold) || contribution === Infinity || groping.isBlind(p)) {
      return undefined;
    }
    const s: Log2 = this.#shares.sensitivityTo(p);
    return { demand: { width: share - leapBits - s }, width: threshold - s };
  }
}

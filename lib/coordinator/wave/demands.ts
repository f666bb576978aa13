/**
 * Demands: the width that the next step of a node is asked for.
 *
 * A refiner that can leap goes straight there; for one that steps it is a direction. What a demand asks
 * beyond a share is a matter of economy only: no node leaps twice where once a little further would do.
 */
import { magnitudeLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand } from '../../refiners/refiner.js';
import type { Aim } from '../goals/aim.js';
import { MOST_BLIND_BITS } from './unmeasured.js';
import type { Predictor } from './predictor.js';
import type { Shares } from './shares.js';
import { WAITING } from './stages.js';
import type { Stages } from './stages.js';

/**
 * The bits below its share that are asked of a node which is to make up for others, and that are
 * hoped of a function which was never asked for anything.
 */
const BELOW_SHARE = 4;

export class Demands {
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #aim: Aim;
  readonly #shares: Shares | undefined;
  readonly #stages: Stages;
  readonly #predictor: Predictor;

  /** @param shares - undefined in a wave that only discovers. */
  constructor(
    graph: Graph,
    cone: Cone,
    aim: Aim,
    shares: Shares | undefined,
    stages: Stages,
    predictor: Predictor,
  ) {
    this.#graph = graph;
    this.#cone = cone;
    this.#aim = aim;
    this.#shares = shares;
    this.#stages = stages;
    this.#predictor = predictor;
  }

  of(p: number): Demand {
    const width = this.widthOf(p);
    if (this.#aim.type === 'discover') return { width };
    const { predicate, focus } = this.#aim;
    return predicate !== undefined && focus === this.#cone[p] ? { width, predicate } : { width };
  }

  /** Log2 of the width that is asked for. */
  widthOf(p: number): Log2 {
    const node = this.#cone[p]!;
    const shares = this.#shares;
    const s = shares?.sensitivityTo(p) ?? -Infinity;
    if (shares === undefined || s === -Infinity) return this.#asInputs(node);
    if (shares.unmeasured.hasNoSensitivity(p)) return shares.unmeasured.widthOf(node);
    // One that waits for others will be what its share asks for.
    const asked = this.#stages.at(p) === WAITING ? shares.share : this.#asked(shares, p);
    return asked - shares.leapMargin - s;
  }

  /**
   * Log2 of the width down to which every step of a leaf is certain to be needed, so that one lease
   * may cover several; undefined where none is. In a search for a side of a point none ever is: the
   * next step may show it, however narrow the wave is meant to become.
   */
  certainWidthOf(p: number): Log2 | undefined {
    const shares = this.#shares;
    if (this.#aim.type === 'discover' || shares === undefined) return undefined;
    if (this.#graph.childCount(this.#cone[p]!) > 0) return undefined;
    const { focus, predicate } = this.#aim;
    if (predicate !== undefined || focus !== this.#cone[this.#cone.length - 1]) return undefined;
    const contribution = shares.contributionOf(p);
    if (!(contribution > shares.threshold) || contribution === Infinity) return undefined;
    return shares.unmeasured.hasNoSensitivity(p)
      ? undefined
      : shares.threshold - shares.sensitivityTo(p);
  }

  /** Log2 of the contribution that a leap would leave; NaN for a refiner that does not leap. */
  leapContribution(shares: Shares, p: number): Log2 {
    const node = this.#cone[p]!;
    const leaps = this.#predictor.leaps(node);
    if (leaps === true) return this.#asked(shares, p) - shares.leapMargin;
    const unknown = leaps === undefined && this.#graph.childCount(node) > 0;
    return unknown ? shares.share - BELOW_SHARE : NaN;
  }

  /**
   * Log2 of the contribution that is asked of a node: its share; least where it has that already and is to
   * make up for others. A leaf that need not step for itself makes up for others too, so that it does not leap
   * again for a little more; a function is asked for the same whether its inputs are settled or under way.
   */
  #asked(shares: Shares, p: number): Log2 {
    const contribution = shares.contributionOf(p);
    if (contribution <= shares.share) return shares.share - BELOW_SHARE;
    const makesUp =
      contribution <= shares.threshold && this.#graph.childCount(this.#cone[p]!) === 0;
    return makesUp ? shares.share - BELOW_SHARE / 2 : shares.share;
  }

  /**
   * A first look of a node is a cheap one; a further one has to see what its inputs show by now. An input
   * that is narrow for being near zero shows no more than its bits: [0, 2^-2^32] asks for no 2^32 of them.
   */
  #asInputs(node: NodeId): Log2 {
    const graph = this.#graph;
    const record = graph.recordOf(node);
    if (record === undefined || record.steps === 0) return Infinity;
    let narrowest = Infinity;
    let bits = 0;
    for (const child of graph.childrenOf(node)) {
      const width = graph.widthOf(child);
      if (width === -Infinity) continue;
      narrowest = Math.min(narrowest, width);
      if (width < Infinity) bits = Math.max(bits, magnitudeLog2(graph.boundsOf(child)) - width);
    }
    return Math.max(narrowest, -bits - MOST_BLIND_BITS);
  }
}

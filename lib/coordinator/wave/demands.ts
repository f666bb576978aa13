/**
 * Demands: the width that the next step of a node is asked for.
 *
 * A refiner that leaps reaches the demanded width in one step; for a refiner that takes small steps the demand is only
 * a direction. A node's target contribution is its share, or a few bits less where that may spare it another leap.
 */
import { magnitudeLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand } from '../../refiners/refiner.js';
import type { Aim } from '../goals/aim.js';
import { MOST_UNMEASURED_BITS } from './unmeasured.js';
import type { Predictor } from './predictor.js';
import type { Shares } from './shares.js';
import { WAITING } from './stages.js';
import type { Stages } from './stages.js';

/**
 * The bits by which a target lies below the share for a node that makes up for others, and by which the first leap of
 * a function is predicted to end below its share.
 */
const BELOW_SHARE = 4;

export class Demands {
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #aim: Aim;
  readonly #shares: Shares | undefined;
  readonly #stages: Stages;
  readonly #predictor: Predictor;

  /** @param shares - undefined in a discovery. */
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

  /** What the next step of a node is asked for. */
  of(p: number): Demand {
    const width = this.widthOf(p);
    if (this.#aim.type === 'discover') return { width };
    const { predicate, focus } = this.#aim;
    return predicate !== undefined && focus === this.#cone[p] ? { width, predicate } : { width };
  }

  /** Log2 of the width that the next step of a node is asked for. */
  widthOf(p: number): Log2 {
    const node = this.#cone[p]!;
    const shares = this.#shares;
    const s = shares?.sensitivityTo(p) ?? -Infinity;
    if (shares === undefined || s === -Infinity) return this.#widthOfInputs(node);
    if (shares.unmeasured.hasNoSensitivity(p)) return shares.unmeasured.widthOf(p);
    // The contribution of a node that waits for its inputs will change before the node steps.
    const target = this.#stages.at(p) === WAITING ? shares.share : this.#target(shares, p);
    return target - shares.leapMargin - s;
  }

  /**
   * Log2 of the width down to which every step of a leaf is certain to be needed, so that one lease may cover several
   * steps; undefined where no step is certain. Where the wave searches for a predicate, or for less than the root, no
   * step is certain: the next one may end the search.
   */
  certainWidthOf(p: number): Log2 | undefined {
    const shares = this.#shares;
    if (this.#aim.type === 'discover' || shares === undefined) return undefined;
    if (this.#graph.childCount(this.#cone[p]!) > 0) return undefined;
    const { focus, predicate } = this.#aim;
    if (predicate !== undefined || focus !== this.#cone[this.#cone.length - 1]) return undefined;
    const contribution = shares.contributionOf(p);
    if (!(contribution > shares.threshold) || contribution === Infinity) return undefined;
    if (shares.unmeasured.hasNoSensitivity(p)) return undefined;
    // A mandatory leaf that stopped a little above the limit would mostly need one lease more.
    return Math.min(shares.threshold, shares.limit) - shares.sensitivityTo(p);
  }

  /** Log2 of the contribution that the next leap of a node is predicted to leave; NaN for a refiner that does not leap. */
  leapContribution(shares: Shares, p: number): Log2 {
    const node = this.#cone[p]!;
    const leaps = this.#predictor.leaps(node);
    if (leaps === true) return this.#target(shares, p) - shares.leapMargin;
    // A function that was never seen to step is taken to leap.
    const isUnseen = leaps === undefined && this.#graph.childCount(node) > 0;
    return isUnseen ? shares.share - BELOW_SHARE : NaN;
  }

  /**
   * Log2 of the contribution that a node is asked to come down to: its share. A node that steps although it is within
   * its share makes up for others, and goes below. So does, by less, a leaf within the threshold: a leap to the share
   * alone would often be followed by another. A function does not, so that its demand is the same whether its inputs
   * have settled or not.
   */
  #target(shares: Shares, p: number): Log2 {
    const contribution = shares.contributionOf(p);
    if (contribution <= shares.share) return shares.share - BELOW_SHARE;
    const makesUp =
      contribution <= shares.threshold && this.#graph.childCount(this.#cone[p]!) === 0;
    return makesUp ? shares.share - BELOW_SHARE / 2 : shares.share;
  }

  /**
   * The width for a node whose effect on the focus is not known. The first step of a node is a first look, which is
   * cheap. A further step has to resolve what the inputs allow: their narrowest width. An input such as [0, 2^-2^32]
   * is narrow only because it is near zero; so at most {@link MOST_UNMEASURED_BITS} relative bits beyond those of the
   * inputs are demanded.
   */
  #widthOfInputs(node: NodeId): Log2 {
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
    return Math.max(narrowest, -bits - MOST_UNMEASURED_BITS);
  }
}

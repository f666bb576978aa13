/**
 * Eligibility: which refiners of a wave are mandatory, which are optional, and which are useless to step.
 *
 * Laws
 * 1. A refiner is mandatory while its contribution is above the threshold. In discovery it is mandatory until it has
 *    taken a step, once where first demands ask it (first-demands.ts); after that, while it is unbounded and either its
 *    last step had an effect or an input is narrower.
 * 2. A refiner that was blocked and whose need is satisfied by now is mandatory once per wave, whatever its
 *    contribution is.
 * 3. A refiner whose contribution cannot be measured is mandatory once per wave; the next wave measures it again.
 * 4. A refiner is optional if it is not mandatory and its contribution is finite, so that steps can be compared.
 */
import { isFinite } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { Demands } from './demands.js';
import { hasNarrowerInput, isUnblocked } from '../goals/needs.js';
import { isImprovable } from './improvable.js';
import type { Shares } from './shares.js';
import type { Stages } from './stages.js';

export class Eligibility {
  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #shares: Shares | undefined;
  readonly #stages: Stages;
  readonly #demandedWidth: (node: NodeId) => Log2;
  readonly #asks: (p: number) => boolean;

  /**
   * @param shares - undefined in a discovery.
   * @param asks - whether first demands ask a node to step.
   */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    shares: Shares | undefined,
    demands: Demands,
    stages: Stages,
    asks: (p: number) => boolean,
  ) {
    this.#graph = graph;
    this.#cone = cone;
    this.#shares = shares;
    this.#stages = stages;
    this.#asks = asks;
    this.#demandedWidth = (node) => demands.widthOf(positions.of(node));
  }

  /** Whether a step may narrow the node. */
  isImprovable(p: number): boolean {
    return isImprovable(this.#graph, this.#cone[p]!, this.#demandedWidth);
  }

  /** Whether a node that is not mandatory may be chosen as an optional step. */
  isOptional(p: number): boolean {
    const shares = this.#shares;
    if (shares === undefined || !Number.isFinite(shares.contributionOf(p))) return false;
    return !shares.unmeasured.hasNoSensitivity(p) && this.isImprovable(p);
  }

  /** Whether the wave cannot end before this node has stepped. */
  isMandatory(p: number): boolean {
    const node = this.#cone[p]!;
    if (!this.isImprovable(p)) return false;
    if (isUnblocked(this.#graph, node)) return !this.#stages.isStepped(p);
    if (this.#shares === undefined)
      return this.#isUndiscovered(node) || (this.#asks(p) && !this.#stages.isStepped(p));
    const { unmeasured } = this.#shares;
    if (unmeasured.hasNoSensitivity(p)) {
      if (this.#stages.isStepped(p) || unmeasured.isFutile(p)) return false;
      return this.#graph.widthOf(node) > unmeasured.widthOf(p);
    }
    const contribution = this.#shares.contributionOf(p);
    // Law 3. An infinite contribution would never fall to the threshold.
    if (contribution === Infinity) return !this.#stages.isStepped(p);
    return contribution > this.#shares.threshold;
  }

  #isUndiscovered(node: NodeId): boolean {
    const record = this.#graph.recordOf(node)!;
    if (record.steps === 0) return true;
    if (record.needs !== undefined || isFinite(this.#graph.boundsOf(node))) return false;
    return record.idleSteps === 0 || hasNarrowerInput(this.#graph, node);
  }
}

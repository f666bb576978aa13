/**
 * The mandate of a wave: which of its refiners have to step, which may, and for which that is no use.
 *
 * Laws
 * 1. A refiner has to step while its contribution is above the threshold; in discovery until it has
 *    looked, and for as long as that brings it nearer to being bounded.
 * 2. One that was blocked, and whose need is met now, looks again once a wave, wherever it stands.
 * 3. What cannot be measured steps once a wave, and is then looked at anew.
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
  readonly #widthAsked: (node: NodeId) => Log2;

  /** @param shares - undefined in a wave that only discovers. */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    shares: Shares | undefined,
    demands: Demands,
    stages: Stages,
  ) {
    this.#graph = graph;
    this.#cone = cone;
    this.#shares = shares;
    this.#stages = stages;
    this.#widthAsked = (node) => demands.widthOf(positions.of(node));
  }

  /** Whether a step may bring anything. */
  isImprovable(p: number): boolean {
    return isImprovable(this.#graph, this.#cone[p]!, this.#widthAsked);
  }

  /** Whether a node that need not step can be weighed against others. */
  isOptional(p: number): boolean {
    const shares = this.#shares;
    if (shares === undefined || !Number.isFinite(shares.contributionOf(p))) return false;
    return !shares.unmeasured.hasNoSensitivity(p) && this.isImprovable(p);
  }

  isMandatory(p: number): boolean {
    const node = this.#cone[p]!;
    if (!this.isImprovable(p)) return false;
    if (isUnblocked(this.#graph, node)) return !this.#stages.isStepped(p);
    if (this.#shares === undefined) return this.#isUndiscovered(node);
    const { unmeasured } = this.#shares;
    if (unmeasured.hasNoSensitivity(p)) {
      if (this.#stages.isStepped(p) || unmeasured.isFutile) return false;
      return this.#graph.widthOf(node) > unmeasured.widthOf(node);
    }
    const contribution = this.#shares.contributionOf(p);
    // An infinite one never falls to the threshold: one step a wave, and then a look at the bounds.
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

/**
 * Orders: what each lease of a wave is to bring.
 *
 * Laws
 * 1. In a narrowing the order follows from the shares of the aim.
 * 2. In a discovery every node takes a first look. Where the narrowing that will follow is anticipated, a leaf that
 *    has to be narrowed in any case may take several steps in the same lease, down to its share of that narrowing.
 * 3. Where points show the narrowing that will follow, every step of the discovery goes as far as it demands
 *    (first-demands.ts).
 * 4. The constructor only computes; `setGrids` writes to the graph.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { Demand } from '../../refiners/refiner.js';
import type { Aim } from '../goals/aim.js';
import { Demands } from './demands.js';
import { FirstDemands } from './first-demands.js';
import type { Predictor } from './predictor.js';
import { Shares } from './shares.js';
import type { Stages } from './stages.js';

export interface StepOrder {
  readonly demand: Demand;
  /** Set where several steps in a row are certain to be needed, so that one lease may cover them. */
  readonly certain: CertainSteps | undefined;
}

export interface CertainSteps {
  /** Log2 of the width down to which every step is certain to be needed. */
  readonly width: Log2;
  /** The demand of a lease that covers several steps. */
  readonly demand: Demand;
}

export class Orders {
  /** Undefined in a discovery. */
  readonly shares: Shares | undefined;
  readonly demands: Demands;
  /** Whether steps are left to choice: not every source has to step, and contributions can be compared. */
  readonly leavesChoice: boolean;
  /** The shares and demands of the narrowing that will follow a discovery, where it is known. */
  readonly #anticipated: { readonly shares: Shares; readonly demands: Demands } | undefined;
  /** The demands of first steps, where points show them. */
  readonly #first: FirstDemands | undefined;

  /**
   * @param parallel - whether the steps are to fill several slots. Slots that mandatory steps leave free cost nothing,
   *   so every source then steps down to its share.
   */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    aim: Aim,
    stages: Stages,
    predictor: Predictor,
    parallel: boolean,
  ) {
    let leavesChoice = false;
    if (aim.type === 'narrow') {
      const everySource = aim.everySource || parallel;
      this.shares = new Shares(graph, cone, positions, aim, everySource);
      leavesChoice = !everySource && this.shares.areFinite;
    } else if (aim.anticipated !== undefined && aim.points !== undefined) {
      const first = new FirstDemands(graph, cone, positions, aim.points, aim.anticipated);
      if (first.areShort) this.#first = first;
    } else if (aim.anticipated !== undefined) {
      const { anticipated } = aim;
      const shares = new Shares(graph, cone, positions, anticipated, parallel);
      const demands = new Demands(graph, cone, anticipated, shares, stages, predictor);
      this.#anticipated = { shares, demands };
    }
    this.leavesChoice = leavesChoice;
    this.demands = new Demands(graph, cone, aim, this.shares, stages, predictor);
  }

  /** Sets the grids of the combinators in the graph. */
  setGrids(): void {
    this.shares?.setGrids();
    this.#anticipated?.shares.setGrids();
    this.#first?.setGrids();
  }

  /** Whether first demands ask a node to step. */
  asks(p: number): boolean {
    return this.#first?.asks(p) ?? false;
  }

  /** What a lease of the node at a position is to bring. */
  of(p: number): StepOrder {
    if (this.asks(p)) return { demand: { width: this.#first!.widthOf(p) }, certain: undefined };
    const demand = this.demands.of(p);
    const ahead = this.#anticipated?.demands;
    const width = (ahead ?? this.demands).certainWidthOf(p);
    if (width === undefined) return { demand, certain: undefined };
    return { demand, certain: { width, demand: ahead === undefined ? demand : ahead.of(p) } };
  }
}

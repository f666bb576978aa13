/**
 * First demands: what each node is asked for in the first wave, where the points of a cone are known (graph/points.ts).
 *
 * Laws
 * 1. The allowance is divided as in every wave (shares.ts), with the slopes at the points. So one step of each node
 *    brings a root to its goal, where a first look would be followed by a second step.
 * 2. Points prove nothing. Where they mislead, the next wave plans by the bounds that the first steps have found.
 * 3. No node is asked for more than {@link MOST_BITS} bits: to as many, a first look costs as much as half a step;
 *    beyond, it costs little, and is an early answer.
 * 4. The constructor only computes; `setGrids` writes the grids of the combinators to the graph.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { checkpointAt } from '../../exact/interruption.js';
import { powerOfTwo } from '../../exact/power-of-two.js';
import { doubles } from '../../graph/columns/slab.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { Points } from '../../graph/points.js';
import type { Narrowing } from '../goals/aim.js';
import { gridFor, roundingShareOf, shareOf } from './division.js';

const MOST_BITS = 4096;

/** Larger numbers, and smaller ones than the reciprocal, are lifted: slopes of points are below its square. */
const LARGEST = 2 ** 200;

export class FirstDemands {
  readonly #graph: Graph;
  readonly #cone: Cone;
  /** By position: log2 of the slope of the focus; `-Infinity` where there is no path. */
  readonly #sensitivities: Float64Array;
  readonly #share: Log2;
  readonly #leapMargin: number;
  readonly #roundingShare: Log2;
  /** Whether no node is asked for more than {@link MOST_BITS} bits. */
  readonly areShort: boolean;

  /** @param narrowing - of the last node of the cone. */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    points: Points,
    { allowance, leapAllowance = allowance }: Narrowing,
  ) {
    this.#graph = graph;
    this.#cone = cone;
    const slopes = slopesOfRoot(graph, cone, positions, points);
    let sources = 0;
    let combinators = 0;
    for (let p = 0; p < cone.length; p++) {
      if (slopes[p] === -Infinity) continue;
      if (graph.isRefiner(cone[p]!)) sources++;
      else combinators++;
    }
    this.#share = shareOf(allowance, sources);
    this.#leapMargin = allowance - leapAllowance;
    this.#roundingShare = roundingShareOf(leapAllowance, combinators);
    const finest = Math.min(this.#share - this.#leapMargin, this.#roundingShare);
    let areShort = true;
    for (let p = 0; p < cone.length; p++) {
      checkpointAt(p);
      const top = Math.log2(Math.abs(points.values[p]!)) + slopes[p]!;
      // Not true of NaN either.
      if (!(top - finest < MOST_BITS)) areShort = false;
    }
    this.#sensitivities = slopes;
    this.areShort = areShort;
  }

  /**
   * Whether a node is to step: it has taken no step, or is wider than demanded and of a kind that reaches a demand in
   * one step, as those with an estimate do.
   */
  asks(p: number): boolean {
    const node = this.#cone[p]!;
    const record = this.#graph.recordOf(node);
    if (record === undefined) return false;
    if (record.steps === 0) return true;
    const kind = this.#graph.kindOf(node);
    const leaps = kind.type === 'refiner' && kind.refiner.estimate !== undefined;
    return leaps && this.#graph.widthOf(node) > this.widthOf(p);
  }

  /** Log2 of the width that the step of a node is asked for. */
  widthOf(p: number): Log2 {
    return this.#share - this.#leapMargin - this.#sensitivities[p]!;
  }

  /** Sets the grids of the combinators in the graph. */
  setGrids(): void {
    for (let p = 0; p < this.#cone.length; p++) {
      checkpointAt(p);
      const node = this.#cone[p]!;
      if (this.#graph.isRefiner(node)) continue;
      const grid = gridFor(this.#roundingShare, this.#sensitivities[p]!);
      if (grid < Infinity) this.#graph.setGrid(node, grid);
    }
  }
}

/** Log2 of the slope of the last node of a cone by every node: the sum over all paths, parents before children. */
function slopesOfRoot(
  graph: Graph,
  cone: Cone,
  positions: ConePositions,
  { edgeStart, slopes }: Points,
): Float64Array {
  const ofNode = doubles(cone.length);
  // A slope is this many powers of two larger than the number that stands for it; numbers stay doubles.
  const lifts = doubles(cone.length);
  ofNode[cone.length - 1] = 1;
  for (let p = cone.length - 1; p >= 0; p--) {
    checkpointAt(p);
    let own = ofNode[p]!;
    let lift = lifts[p]!;
    if (own > LARGEST || (own < 1 / LARGEST && own > 0)) {
      const exponent = Math.floor(Math.log2(own));
      lift += exponent;
      own *= powerOfTwo(-exponent);
    }
    const start = edgeStart[p]!;
    const count = edgeStart[p + 1]! - start;
    for (let i = 0; i < count; i++) {
      const child = positions.of(graph.childAt(cone[p]!, i));
      const slope = own * slopes[start + i]!;
      const known = ofNode[child]!;
      if (known === 0) {
        ofNode[child] = slope;
        lifts[child] = lift;
      } else if (lifts[child] === lift) {
        ofNode[child] = known + slope;
      } else {
        const most = Math.max(lifts[child]!, lift);
        ofNode[child] = known * 2 ** (lifts[child]! - most) + slope * 2 ** (lift - most);
        lifts[child] = most;
      }
    }
    ofNode[p] = Math.log2(own) + lift;
  }
  return ofNode;
}

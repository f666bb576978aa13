/**
 * Shares: what each node of a wave may contribute to the width of the focus, and what it contributes now.
 *
 * The contribution of a node is the width that is attributable to the node itself, times the sensitivity of the focus
 * to the node: how much narrower the focus would be if the node added no width.
 *
 * Laws
 * 1. The allowance is divided evenly among the sources that widen the focus, whatever their heights in the graph. The
 *    sensitivity of the focus to a source turns the source's share into a width.
 * 2. The sensitivities are those at the start of the wave. Bounds only narrow, so these remain upper bounds where the
 *    functions are Lipschitz on the bounds.
 * 3. The grid of each combinator is fine enough that the rounding of all combinators together takes at most 2^-4 of
 *    the leap allowance.
 * 4. The constructor only computes; `setGrids` writes the grids to the graph.
 */
import { PRINTED_GROWTH } from '../../exact/decimal/printed.js';
import { isFinite, magnitudeLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { checkpointAt } from '../../exact/interruption.js';
import { logSum } from '../../exact/log2.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { sensitivities } from '../../graph/sensitivities.js';
import type { Sensitivities } from '../../graph/sensitivities.js';
import { doubles } from '../../graph/columns/slab.js';
import type { Narrowing } from '../goals/aim.js';
import { attributableParts } from './contribution.js';
import type { AttributableWidth } from './contribution.js';
import { ContributionSum } from './contribution-sum.js';
import { gridFor, roundingShareOf, shareOf } from './division.js';
import { FIRST_SLACK, MOST_BITS, UnmeasuredTargets } from './unmeasured.js';

export class Shares {
  /** Log2 of what each source may contribute. */
  readonly share: Log2;
  /** The bits by which the leap of a source goes below its share: the allowance over the leap allowance. */
  readonly leapMargin: number;
  /**
   * Log2 of what all contributions may add up to: the allowance, times the factor by which the contributions at the
   * start of the wave overestimate the width of the focus.
   */
  readonly limit: Log2;
  /**
   * Log2 of the contribution above which a source is mandatory. A single contribution that exceeds the limit by more than
   * printing widens has to fall, whatever the others do: a goal may be met by bounds that are so much wider than the
   * allowance (goals/verdict.ts). Below that its step is left to choice. Where every source steps it is the share.
   */
  readonly threshold: Log2;
  /** Whether all contributions are finite, so that steps can be compared by what they take away. */
  readonly areFinite: boolean;
  /** The widths of the nodes whose share no sensitivity turns into a width. */
  readonly unmeasured: UnmeasuredTargets;

  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #sensitivities: Sensitivities;
  readonly #contributions: ContributionSum;
  readonly #attributable: AttributableWidth = { own: 0, pending: 0, total: 0 };
  /** Log2 of what the rounding of each combinator may contribute. */
  readonly #roundingShare: Log2;
  /** Log2 of the sum of the contributions over the width of the focus, at the start; 0 where it makes no sense. */
  readonly #overestimate: Log2;
  /** The position of the focus; no node above it has a path from the focus. */
  readonly #end: number;

  /** @param everySource - whether every source has to come down to its share. */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    { focus, allowance, leapAllowance = allowance, slack = FIRST_SLACK }: Narrowing,
    everySource: boolean,
  ) {
    this.#graph = graph;
    this.#cone = cone;
    this.#sensitivities = sensitivities(graph, cone, positions, focus, allowance);
    const { ofNode } = this.#sensitivities;
    const end = positions.of(focus);
    this.#end = end;
    let sources = 0;
    let combinators = 0;
    for (let p = 0; p <= end; p++) {
      if (ofNode[p] === -Infinity) continue;
      if (!graph.isRefiner(cone[p]!)) combinators++;
      else if (graph.widthOf(cone[p]!) > -Infinity) sources++;
    }
    this.share = shareOf(allowance, sources);
    this.leapMargin = allowance - leapAllowance;
    const goalBits = magnitudeLog2(graph.boundsOf(focus)) - allowance;
    this.unmeasured = new UnmeasuredTargets(graph, cone, ofNode, end, this.share, goalBits, slack);
    this.#roundingShare = roundingShareOf(leapAllowance, combinators);
    const contributions = doubles(cone.length).fill(-Infinity);
    for (let p = 0; p <= end; p++) {
      checkpointAt(p);
      if (ofNode[p] !== -Infinity) contributions[p] = this.#contributionNow(p, this.#gridFor(p));
    }
    const sum = logSum(contributions);
    this.areFinite = Number.isFinite(sum);
    const over = sum - graph.widthOf(focus);
    this.#overestimate = over > 0 && over < MOST_BITS ? over : 0;
    this.limit = allowance + this.#overestimate;
    this.threshold = everySource ? this.share : this.limit + (this.areFinite ? PRINTED_GROWTH : 0);
    this.#contributions = new ContributionSum(cone.length, this.limit, contributions);
  }

  /** Whether the contributions add up to the limit at most, so that the focus may be as narrow as its allowance. */
  get isWithinLimit(): boolean {
    return this.#contributions.isWithin;
  }

  /** Log2 of an estimate of the width of the focus, from the contributions as they were last measured. */
  get estimate(): Log2 {
    return this.#contributions.total - this.#overestimate;
  }

  /** Log2 of the sensitivity of the focus to a node; `-Infinity` where there is no path. */
  sensitivityTo(p: number): Log2 {
    return this.#sensitivities.ofNode[p]!;
  }

  /** Log2 of what a node contributed when it was last measured; `-Infinity` where there is no path. */
  contributionOf(p: number): Log2 {
    return this.#contributions.get(p);
  }

  /** Sets the grids of the combinators in the graph. A combinator whose bounds are rounded to a coarser grid becomes dirty. */
  setGrids(): void {
    const graph = this.#graph;
    for (let p = 0; p <= this.#end; p++) {
      checkpointAt(p);
      const node = this.#cone[p]!;
      const grid = this.#gridFor(p);
      if (grid !== undefined) graph.setGrid(node, grid);
      else if (this.#isUnmeasuredCombinator(p)) graph.setBits(node, this.unmeasured.bitsOf(p));
    }
    if (isFinite(graph.boundsOf(this.#cone[this.#end]!))) return;
    // What is unbounded above an unbounded focus gets as many bits: else each wave would bound the next few nodes alone.
    for (const node of this.#cone.slice(this.#end + 1)) {
      if (graph.isRefiner(node) || isFinite(graph.boundsOf(node))) continue;
      graph.setBits(node, this.unmeasured.bitsWithoutSlope);
    }
  }

  /** Measures again what a node contributes. */
  measure(p: number): void {
    if (this.sensitivityTo(p) === -Infinity) return;
    this.#contributions.set(p, this.#contributionNow(p, undefined));
  }

  /** Log2 of the parts of what a refiner with a path contributes now. The next call overwrites the result. */
  attributionOf(p: number): AttributableWidth {
    const s = this.sensitivityTo(p);
    const parts = attributableParts(
      this.#graph,
      this.#cone[p]!,
      this.#localSensitivities(p),
      this.#attributable,
    );
    parts.own += s;
    parts.pending += s;
    parts.total += s;
    return parts;
  }

  /** The grid of a combinator with a path; undefined for other nodes, and where no grid would be representable. */
  #gridFor(p: number): number | undefined {
    const node = this.#cone[p]!;
    const s = this.sensitivityTo(p);
    if (s === -Infinity || this.#graph.isRefiner(node)) return undefined;
    if (this.unmeasured.hasNoSensitivity(p)) return undefined;
    const grid = gridFor(this.#roundingShare, s);
    return grid < Infinity ? grid : undefined;
  }

  /** Whether a node is a combinator with a path that is recomputed with a number of bits, as no grid is known for it. */
  #isUnmeasuredCombinator(p: number): boolean {
    return (
      this.unmeasured.hasNoSensitivity(p) &&
      this.sensitivityTo(p) !== -Infinity &&
      !this.#graph.isRefiner(this.#cone[p]!)
    );
  }

  /**
   * Log2 of what a node with a path contributes now.
   * @param grid - the grid of a combinator that is not set yet.
   */
  #contributionNow(p: number, grid: number | undefined): Log2 {
    const graph = this.#graph;
    const node = this.#cone[p]!;
    let width: Log2;
    if (!graph.isRefiner(node)) width = this.#roundingOf(node, grid);
    else if (graph.childCount(node) === 0) width = graph.widthOf(node);
    else {
      const local = this.#localSensitivities(p);
      width = attributableParts(graph, node, local, this.#attributable).total;
    }
    return width === -Infinity ? -Infinity : this.sensitivityTo(p) + width;
  }

  /** Log2 of the rounding of a combinator, once it has been recomputed where its grid makes that necessary. */
  #roundingOf(node: NodeId, grid: number | undefined): Log2 {
    if (grid === undefined) return this.#graph.roundingToCome(node);
    // A grid finer than the rounding makes the node dirty, and a dirty node is rounded to its grid.
    return Math.min(this.#graph.roundingOf(node), grid + 1);
  }

  /** The sensitivities of a node to its children. */
  #localSensitivities(p: number): Float64Array {
    const { edgeStart, ofEdge } = this.#sensitivities;
    return ofEdge.subarray(edgeStart[p], edgeStart[p + 1]);
  }
}

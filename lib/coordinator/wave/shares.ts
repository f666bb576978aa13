/**
 * Shares: what each node of a wave may contribute to the width of the focus, and what it contributes now.
 *
 * Laws
 * 1. The allowance is shared evenly among the sources that widen the focus, each weighed by its
 *    sensitivity; never by a factor for each level of the graph.
 * 2. The sensitivities are those at the start of the wave. Bounds only narrow, so these stay upper
 *    bounds where the functions are Lipschitz on the bounds.
 * 3. The grid of a combinator follows from a small part of the width that leaps make of the focus, and is
 *    set here.
 */
import { magnitudeLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { logSum } from '../../exact/log2.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { Sensitivities } from '../../graph/sensitivities.js';
import { sensitivities } from '../../graph/sensitivities.js';
import { doubles } from '../../graph/columns/slab.js';
import type { Narrowing } from '../goals/aim.js';
import { attributableParts } from './contribution.js';
import type { AttributableWidth } from './contribution.js';
import { ContributionSum } from './contribution-sum.js';
import { FINEST_GRID, UnmeasuredTargets } from './unmeasured.js';

/** Share of the allowance that the rounding of combinators may take: 2^-4 of it. */
const ROUNDING_SHARE = 4;

export class Shares {
  /** Log2 of what each source may contribute. */
  readonly share: Log2;
  /** Bits below what it may contribute to which a source goes that leaps. */
  readonly leapMargin: number;
  /** Log2 of what all may contribute together: more of one alone must fall, whatever else is done. */
  readonly limit: Log2;
  /** Log2 of the contribution above which a node has to step. */
  readonly threshold: Log2;
  /** Whether all contributions can be weighed: what has no measure cannot. */
  readonly areFinite: boolean;
  /** For those nodes that no share can be turned into a width for. */
  readonly unmeasured: UnmeasuredTargets;

  readonly #graph: Graph;
  readonly #cone: Cone;
  readonly #sensitivities: Sensitivities;
  readonly #contributions: ContributionSum;
  readonly #answered: AttributableWidth = { own: 0, pending: 0, total: 0 };
  /** eta / W of the focus at the start, as a difference of logarithms. */
  readonly #overestimate: Log2;

  /** @param each - whether every node has to come down to its share, not only those that must. */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    { focus, allowance, leapAllowance = allowance }: Narrowing,
    each: boolean,
  ) {
    this.#graph = graph;
    this.#cone = cone;
    this.#sensitivities = sensitivities(graph, cone, positions, focus, allowance);
    const { ofNode } = this.#sensitivities;
    const end = positions.of(focus);
    let sources = 0;
    let rounded = 0;
    for (let p = 0; p <= end; p++) {
      if (ofNode[p] === -Infinity) continue;
      if (!graph.isRefiner(cone[p]!)) rounded++;
      else if (graph.widthOf(cone[p]!) > -Infinity) sources++;
    }
    this.share = allowance - Math.log2(Math.max(1, sources)) - 2 ** (1 - ROUNDING_SHARE);
    this.leapMargin = allowance - leapAllowance;
    const goal = magnitudeLog2(graph.boundsOf(focus)) - allowance;
    this.unmeasured = new UnmeasuredTargets(graph, cone, ofNode, end, this.share, goal);
    const roundingShare = leapAllowance - ROUNDING_SHARE - Math.log2(Math.max(1, rounded));
    const contributions = doubles(cone.length).fill(-Infinity);
    for (let p = 0; p <= end; p++) {
      if (ofNode[p] === -Infinity) continue;
      if (!graph.isRefiner(cone[p]!)) this.#setGrid(p, roundingShare);
      contributions[p] = this.#contributionNow(p);
    }
    const eta = logSum(contributions);
    this.areFinite = Number.isFinite(eta);
    const over = eta - graph.widthOf(focus);
    this.#overestimate = over > 0 && over < -FINEST_GRID ? over : 0;
    this.limit = allowance + this.#overestimate;
    this.threshold = each ? this.share : this.limit;
    this.#contributions = new ContributionSum(cone.length, this.limit, contributions);
  }

  /** Whether the focus may be as narrow as it is to become, as far as can be told without a flush. */
  get isWithinLimit(): boolean {
    return this.#contributions.isWithin;
  }

  /** Log2 of an estimate of the width of the focus, from what the steps since the last flush brought. */
  get estimate(): Log2 {
    return this.#contributions.total - this.#overestimate;
  }

  /** Log2 of the sensitivity of the focus to a node; `-Infinity` where there is no path. */
  sensitivityTo(p: number): Log2 {
    return this.#sensitivities.ofNode[p]!;
  }

  /** Log2 of what a node contributed when it was measured last; `-Infinity` where there is no path. */
  contributionOf(p: number): Log2 {
    return this.#contributions.get(p);
  }

  /** Measures anew what a node contributes. */
  measure(p: number): void {
    if (this.sensitivityTo(p) === -Infinity) return;
    this.#contributions.set(p, this.#contributionNow(p));
  }

  /** Log2 of the parts of what a refiner with a path contributes now; good until the next call. */
  attributionOf(p: number): AttributableWidth {
    const s = this.sensitivityTo(p);
    const parts = attributableParts(this.#graph, this.#cone[p]!, this.#local(p), this.#answered);
    parts.own += s;
    parts.pending += s;
    parts.total += s;
    return parts;
  }

  #setGrid(p: number, roundingShare: Log2): void {
    const node = this.#cone[p]!;
    const width = this.unmeasured.hasNoSensitivity(p)
      ? this.unmeasured.widthOf(node)
      : roundingShare - this.sensitivityTo(p);
    const grid = Math.floor(width) - 2;
    if (grid >= FINEST_GRID && grid < Infinity) this.#graph.setGrid(node, grid);
  }

  /** Log2 of what a node to which there is a path contributes now. */
  #contributionNow(p: number): Log2 {
    const graph = this.#graph;
    const node = this.#cone[p]!;
    let width: Log2;
    if (!graph.isRefiner(node)) width = graph.roundingToCome(node);
    else if (graph.childCount(node) === 0) width = graph.widthOf(node);
    else width = attributableParts(graph, node, this.#local(p), this.#answered).total;
    return width === -Infinity ? -Infinity : this.sensitivityTo(p) + width;
  }

  /** The sensitivities of a node to its children. */
  #local(p: number): Float64Array {
    const { edgeStart, ofEdge } = this.#sensitivities;
    return ofEdge.subarray(edgeStart[p], edgeStart[p + 1]);
  }
}

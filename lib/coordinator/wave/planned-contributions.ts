/**
 * What each source of a wave is planned to contribute to the width of the focus when the wave ends.
 *
 * A source whose step is under way is planned to contribute what that step is predicted to leave, and any other source
 * that may step now contributes what it does. A function refiner that waits for its inputs is deferred: it is planned
 * to contribute what its planned evaluations are predicted to leave, since these run when everything below has settled.
 *
 * Laws
 * 1. The cost of a source's step includes the evaluation of each deferred function above it that has no evaluation
 *    planned yet, and its gain includes what that function is predicted to gain.
 * 2. A deferred function has an evaluation planned in any case if its own width exceeds the limit, or if it has much
 *    to pass on from its inputs.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { checkpointAt } from '../../exact/interruption.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import { bytes, doubles, integers } from '../../graph/columns/slab.js';
import { ContributionSum } from './contribution-sum.js';
import type { Option } from './cover.js';
import type { Demands } from './demands.js';
import { LEVELS } from './predictor.js';
import type { Prediction, Predictor } from './predictor.js';
import type { Shares } from './shares.js';

/** There is nothing to choose at the node: its contribution is decided elsewhere. Combinators stay here. */
const FIXED = 0;
/** The refiner may step now. */
const STEPPABLE = 1;
/** The function refiner waits for its inputs; its evaluations are planned. */
const DEFERRED = 2;

/** Pending width of more than 2^-4 of a share makes an evaluation necessary. */
const PENDING_SHARE = 4;

/** A contribution is counted up to e^690 limits, near the largest double. */
const LARGEST_EXPONENT = 690;

export class PlannedContributions {
  /** The positions of the function refiners, parents before children. */
  readonly functions: readonly number[];
  /** Log2 of what all contributions may add up to. */
  readonly limit: Log2;
  readonly #cone: Cone;
  readonly #predictor: Predictor;
  readonly #shares: Shares;
  readonly #demands: Demands;
  readonly #planned: ContributionSum;
  readonly #kind: Uint8Array;
  /** Log2 of what a source contributes of its own, now. */
  readonly #own: Float64Array;
  /** Log2 of what a leap would leave of it; NaN for a source that does not leap. */
  readonly #leap: Float64Array;
  /** How many levels of a deferred function's prediction are planned. */
  readonly #evaluations: Uint8Array;
  /** The position of a function refiner above each node, the nearest on one path; -1 for none. */
  readonly #above: Int32Array;
  readonly #prediction: Prediction = { bits: [], costs: [] };

  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    predictor: Predictor,
    shares: Shares,
    demands: Demands,
  ) {
    this.#cone = cone;
    this.#predictor = predictor;
    this.#shares = shares;
    this.#demands = demands;
    this.limit = shares.limit;
    const contributions = doubles(cone.length);
    for (let p = 0; p < cone.length; p++) contributions[p] = shares.contributionOf(p);
    this.#planned = new ContributionSum(cone.length, this.limit, contributions);
    this.#kind = bytes(cone.length);
    this.#own = doubles(cone.length).fill(-Infinity);
    this.#leap = doubles(cone.length).fill(NaN);
    this.#evaluations = bytes(cone.length);
    this.#above = integers(cone.length).fill(-1);
    const functions: number[] = [];
    for (let p = cone.length - 1; p >= 0; p--) {
      checkpointAt(p);
      const node = cone[p]!;
      const isRefiner = graph.isRefiner(node);
      const count = graph.childCount(node);
      if (isRefiner && count > 0) functions.push(p);
      const above = isRefiner ? p : this.#above[p]!;
      for (let i = 0; i < count; i++) this.#above[positions.of(graph.childAt(node, i))] = above;
    }
    this.functions = functions;
  }

  /** Log2 of what all nodes are planned to contribute together. */
  get total(): Log2 {
    return this.#planned.total;
  }

  /** Log2 of what a node is planned to contribute. */
  plannedOf(p: number): Log2 {
    return this.#planned.get(p);
  }

  /** Log2 of what a source contributes of its own, now. */
  ownOf(p: number): Log2 {
    return this.#own[p]!;
  }

  isFixed(p: number): boolean {
    return this.#kind[p] === FIXED;
  }

  isSteppable(p: number): boolean {
    return this.#kind[p] === STEPPABLE;
  }

  /** Whether a deferred function is to be evaluated when everything below it has settled. */
  isPlanned(p: number): boolean {
    return this.#evaluations[p]! > 0;
  }

  /** Whether a source leaps, or is taken to leap as nothing else was seen. */
  mayLeap(p: number): boolean {
    return !Number.isNaN(this.#leap[p]!);
  }

  /** How many more levels of its prediction can be planned for a source. */
  levelsLeft(p: number): number {
    return LEVELS.length - this.#plannedLevels(p);
  }

  /** Fixes what a node contributes: no step of it is to be chosen. */
  fix(p: number, contribution: Log2): void {
    this.#kind[p] = FIXED;
    this.#planned.set(p, contribution);
  }

  /** A refiner may step now. */
  offer(p: number): void {
    this.#kind[p] = STEPPABLE;
    this.#own[p] = this.#shares.contributionOf(p);
    this.#leap[p] = this.#demands.leapContribution(this.#shares, p);
    this.#planned.set(p, this.#own[p]);
  }

  /** A step of a refiner is under way, so the functions above it will be evaluated in any case. */
  expectStep(p: number): void {
    this.offer(p);
    this.#kind[p] = FIXED;
    this.#planned.set(p, this.#own[p]! - this.predict(p, 1).bits[0]!);
    for (let above = this.#above[p]!; above >= 0; above = this.#above[above]!) {
      if (this.#isUnplanned(above)) this.planEvaluation(above);
    }
  }

  /** A function refiner waits for its inputs. */
  defer(p: number): void {
    const { own, pending, total } = this.#shares.attributionOf(p);
    this.#kind[p] = DEFERRED;
    this.#own[p] = own;
    this.#leap[p] = this.#demands.leapContribution(this.#shares, p);
    this.#evaluations[p] = 0;
    this.#planned.set(p, total);
    // Law 2. The first evaluation passes on what is pending.
    if (pending > this.#shares.share - PENDING_SHARE) this.planEvaluation(p);
    while (this.#planned.get(p) > this.limit && this.levelsLeft(p) > 0) this.planEvaluation(p);
  }

  /** Plans one more level of a deferred function's evaluations. */
  planEvaluation(p: number): void {
    const level = ++this.#evaluations[p]!;
    this.#planned.set(p, this.#own[p]! - this.predict(p, level).bits[level - 1]!);
  }

  /** The prediction of the first levels of a source. The next call overwrites the result. */
  predict(p: number, levels: number): Prediction {
    this.#predictor.predict(this.#cone[p]!, levels, this.#prediction);
    if (this.mayLeap(p)) this.#prediction.bits.fill(Math.max(0, this.#own[p]! - this.#leap[p]!));
    return this.#prediction;
  }

  /** What more steps of a source would gain, in units of the limit, and cost. */
  option(p: number, levels: number): Option {
    const { bits, costs: predicted } = this.predict(p, levels);
    const planned = this.#plannedLevels(p);
    const now = this.#inLimits(this.#planned.get(p));
    const spent = planned > 0 ? predicted[planned - 1]! : 0;
    const gains: number[] = [];
    const costs: number[] = [];
    // A leap goes all the way in its first step.
    const end = this.mayLeap(p) ? 1 : levels;
    for (let level = planned; level < end; level++) {
      gains.push(now - this.#inLimits(this.#own[p]! - bits[level]!));
      costs.push(predicted[level]! - spent);
    }
    if (this.#kind[p] === STEPPABLE) this.#addEvaluations(p, gains, costs);
    return { position: p, gains, costs };
  }

  /** Law 1. */
  #addEvaluations(p: number, gains: number[], costs: number[]): void {
    for (let above = this.#above[p]!; above >= 0; above = this.#above[above]!) {
      if (!this.#isUnplanned(above)) continue;
      const { bits, costs: predicted } = this.predict(above, 1);
      const now = this.#inLimits(this.#planned.get(above));
      const gain = now - this.#inLimits(this.#own[above]! - bits[0]!);
      for (let level = 0; level < gains.length; level++) {
        gains[level]! += gain;
        costs[level]! += predicted[0]!;
      }
    }
  }

  /** How many levels of a source's prediction are planned already. */
  #plannedLevels(p: number): number {
    return this.#kind[p] === DEFERRED ? this.#evaluations[p]! : 0;
  }

  /** A contribution in units of the limit. `Math.exp` is much faster than `**`, and exact enough to rank steps. */
  #inLimits(contribution: Log2): number {
    return Math.exp(Math.min(LARGEST_EXPONENT, (contribution - this.limit) * Math.LN2));
  }

  /** Whether a node is a deferred function without a planned evaluation. */
  #isUnplanned(p: number): boolean {
    return this.#kind[p] === DEFERRED && this.#evaluations[p] === 0;
  }
}

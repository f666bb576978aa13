/**
 * Where every source of a wave is planned to end.
 *
 * A leaf is planned to end where it is, or where the step under way is expected to bring it; a function
 * refiner where the evaluations planned for it will, because these are to come when everything below
 * has settled.
 *
 * Laws
 * 1. A leaf's step is charged with the evaluation of the function refiners above it that would not be
 *    evaluated otherwise, and credited with what these gain by it.
 * 2. A function refiner that is far too wide, or has much to pass on, is evaluated in any case.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
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

// What a position in the cone is here.
const SETTLED = 0;
const OPEN = 1;
const DEFERRED = 2;

/** What is pending makes an evaluation due if it is more than 2^-4 of a share. */
const PENDING_SHARE = 4;

export class PlannedContributions {
  /** The positions of function refiners, those above before those below. */
  readonly functions: readonly number[];
  /** Log2 of what all contributions may add up to. */
  readonly limit: Log2;
  readonly #cone: Cone;
  readonly #predictor: Predictor;
  readonly #shares: Shares;
  readonly #demands: Demands;
  readonly #planned: ContributionSum;
  readonly #kind: Uint8Array;
  /** Log2 of what a source contributes of its own, as it is. */
  readonly #own: Float64Array;
  /** Log2 of what a leap would leave of it; NaN where it does not leap. */
  readonly #leap: Float64Array;
  /** Evaluations planned for a function refiner, as so many levels of its forecast. */
  readonly #evaluations: Uint8Array;
  /** The position of a function refiner above, the nearest on one way up; -1 for none. */
  readonly #above: Int32Array;
  readonly #forecast: Prediction = { bits: [], cost: [] };

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
      const node = cone[p]!;
      const refines = graph.isRefiner(node);
      const count = graph.childCount(node);
      if (refines && count > 0) functions.push(p);
      const over = refines ? p : this.#above[p]!;
      for (let i = 0; i < count; i++) this.#above[positions.of(graph.childAt(node, i))] = over;
    }
    this.functions = functions;
  }

  /** Log2 of what all sources are planned to contribute together. */
  get total(): Log2 {
    return this.#planned.total;
  }

  /** Log2 of what one is planned to contribute. */
  plannedOf(p: number): Log2 {
    return this.#planned.get(p);
  }

  /** Log2 of what a source contributes of its own, as it is. */
  ownOf(p: number): Log2 {
    return this.#own[p]!;
  }

  isFixed(p: number): boolean {
    return this.#kind[p] === SETTLED;
  }

  isSteppable(p: number): boolean {
    return this.#kind[p] === OPEN;
  }

  /** Whether a function refiner that waits is to be evaluated when all below it has settled. */
  isPlanned(p: number): boolean {
    return this.#evaluations[p]! > 0;
  }

  /** Whether a leap takes a source to where it is asked to go. */
  mayLeap(p: number): boolean {
    return !Number.isNaN(this.#leap[p]!);
  }

  /** How many more levels of its forecast can be planned for a source. */
  levelsLeft(p: number): number {
    return LEVELS.length - this.#planCount(p);
  }

  /** Nothing is to be chosen here: what it contributes is decided elsewhere. */
  fix(p: number, contribution: Log2): void {
    this.#kind[p] = SETTLED;
    this.#planned.set(p, contribution);
  }

  /** A leaf may step. */
  offer(p: number): void {
    this.#kind[p] = OPEN;
    this.#own[p] = this.#shares.contributionOf(p);
    this.#leap[p] = this.#demands.leapContribution(this.#shares, p);
    this.#planned.set(p, this.#own[p]);
  }

  /** A step is under way: what lies above it will be evaluated in any case. */
  expectStep(p: number): void {
    this.offer(p);
    this.#kind[p] = SETTLED;
    this.#planned.set(p, this.#own[p]! - this.predict(p, 1).bits[0]!);
    for (let above = this.#above[p]!; above >= 0; above = this.#above[above]!) {
      if (this.#isIdle(above)) this.planEvaluation(above);
    }
  }

  /** A function refiner waits for what is below it. */
  defer(p: number): void {
    const { own, pending, total } = this.#shares.attributionOf(p);
    this.#kind[p] = DEFERRED;
    this.#own[p] = own;
    this.#leap[p] = this.#demands.leapContribution(this.#shares, p);
    this.#evaluations[p] = 0;
    // Its next evaluation passes on what is pending.
    this.#planned.set(p, total);
    if (pending > this.#shares.share - PENDING_SHARE) this.planEvaluation(p);
    // What is far too wide is evaluated until it no longer is, as far as can be seen.
    while (this.#planned.get(p) > this.limit && this.levelsLeft(p) > 0) this.planEvaluation(p);
  }

  planEvaluation(p: number): void {
    const level = ++this.#evaluations[p]!;
    this.#planned.set(p, this.#own[p]! - this.predict(p, level).bits[level - 1]!);
  }

  /** The forecast of a source; good until the next one is made. */
  predict(p: number, levels: number): Prediction {
    this.#predictor.predict(this.#cone[p]!, levels, this.#forecast);
    if (this.mayLeap(p)) this.#forecast.bits.fill(Math.max(0, this.#own[p]! - this.#leap[p]!));
    return this.#forecast;
  }

  /** The gains, in parts of the limit, and costs of more steps of a source. */
  option(p: number, levels: number): Option {
    const { bits, cost } = this.predict(p, levels);
    const evaluated = this.#planCount(p);
    const now = this.#inLimits(this.#planned.get(p));
    const before = evaluated > 0 ? cost[evaluated - 1]! : 0;
    const gains: number[] = [];
    const costs: number[] = [];
    // A leap goes all the way.
    const end = this.mayLeap(p) ? 1 : levels;
    for (let level = evaluated; level < end; level++) {
      gains.push(now - this.#inLimits(this.#own[p]! - bits[level]!));
      costs.push(cost[level]! - before);
    }
    if (this.#kind[p] === OPEN) this.#addToll(p, gains, costs);
    return { position: p, gains, costs };
  }

  /** Law 1. */
  #addToll(p: number, gains: number[], costs: number[]): void {
    for (let above = this.#above[p]!; above >= 0; above = this.#above[above]!) {
      if (!this.#isIdle(above)) continue;
      const { bits, cost } = this.predict(above, 1);
      const now = this.#inLimits(this.#planned.get(above));
      const credit = now - this.#inLimits(this.#own[above]! - bits[0]!);
      for (let level = 0; level < gains.length; level++) {
        gains[level]! += credit;
        costs[level]! += cost[0]!;
      }
    }
  }

  /** How many levels of the forecast of a source are planned already. */
  #planCount(p: number): number {
    return this.#kind[p] === DEFERRED ? this.#evaluations[p]! : 0;
  }

  /** A contribution in parts of the limit, about: `Math.exp` is much quicker than a power of two. */
  #inLimits(contribution: Log2): number {
    return Math.exp(Math.min(690, (contribution - this.limit) * Math.LN2));
  }

  #isIdle(p: number): boolean {
    return this.#kind[p] === DEFERRED && this.#evaluations[p] === 0;
  }
}

/**
 * The optional steps of a wave: which of the steps that are not mandatory are worth their cost.
 *
 * Every source is planned to end somewhere: a leaf where it is, or where the step under way is
 * expected to bring it; a function refiner where the evaluations planned for it will. While the
 * planned contributions add up to more than the limit, the step that takes away most of what is too
 * much per unit of cost is added: a leaf's step is run, a function's evaluation only planned, because
 * it is to come when everything below has settled.
 *
 * Laws
 * 1. Gains beyond what is needed count for nothing.
 * 2. A leaf's step is charged with the evaluation of the function refiners above it that would not be
 *    evaluated otherwise, and credited with what these gain by it.
 * 3. An evaluation that will not be the last one, whatever happens below, need not wait; nor one that
 *    costs little beside the step that would be taken otherwise, and may show that it can be spared.
 * 4. Nothing is stepped for a goal that what cannot be stepped puts out of reach.
 * 5. Before a function is evaluated that was never seen to narrow, its inputs are narrowed further than planned
 *    where that costs little beside one more evaluation, should it turn out just too wide.
 */
import type { Log2 } from '../exact/enclosure.js';
import { logAdd, logSubtract } from '../exact/log2.js';
import type { ConePositions } from '../graph/cone-positions.js';
import type { Cone } from '../graph/cone.js';
import type { Graph } from '../graph/graph.js';
import { CandidateQueue } from './candidate-queue.js';
import { ContributionSum } from './contribution-sum.js';
import { coverOf, firstOfCover, gainBeside } from './cover.js';
import type { Option } from './cover.js';
import { FIRST_GAIN, LEVELS } from './predictor.js';
import type { Forecast, Predictor } from './predictor.js';

// What a position in the cone is here.
const SETTLED = 0;
const OPEN = 1;
const DEFERRED = 2;

/** Levels of a forecast that are looked at to rank a source. */
const NEAR = 4;

/** Sources that are compared as a whole when few more steps are needed. */
const FEW = 32;

/** A cost below which the largest ratio of gain to cost is choice enough. */
const CHEAP = 10_000;

/** A forecast may be wrong by this factor, for the better, before law 3 stops to hold. */
const SURPRISE = 3;

/** An evaluation that costs less than this part of a step costs little beside it. */
const PROBE = 1 / 2;

/** The part of the limit that is left to the rest where it is insured. */
const INSURED_REST = 1 / 4;

/** What an insurance may cost, and a loss that it is for, as parts of what was spent so far. */
const MOST_PREMIUM = 3 / 10;
const GREAT_LOSS = 1 / 2;

/** By what factor a price may rise in two steps of which none was seen. */
const STEEPLY = 32;

export class OptionalSteps {
  readonly #cone: Cone;
  readonly #predictor: Predictor;
  readonly #limit: Log2;
  readonly #planned: ContributionSum;
  readonly #queue = new CandidateQueue();
  readonly #queued: Uint8Array;
  readonly #kind: Uint8Array;
  /** Log2 of what a source contributes of its own, as it is. */
  readonly #own: Float64Array;
  /** Log2 of what a leap would leave of it; NaN where it does not leap. */
  readonly #leap: Float64Array;
  /** Evaluations planned for a function refiner, as so many levels of its forecast. */
  readonly #evaluations: Uint8Array;
  /** The position of a function refiner above, the nearest on one way up; -1 for none. */
  readonly #above: Int32Array;
  /** The positions of function refiners. */
  readonly #functions: number[] = [];
  /** Declared cost of all steps so far. */
  #spent = 0;
  readonly #early: number[] = [];
  readonly #forecast: Forecast = { bits: [], cost: [] };
  /** Log2 of the contributions that no step can lower. */
  #stuck: Log2 = -Infinity;

  /**
   * @param contributions - log2 of what each node of the cone contributes now.
   * @param limit - log2 of what all contributions may add up to.
   */
  constructor(
    graph: Graph,
    cone: Cone,
    positions: ConePositions,
    predictor: Predictor,
    contributions: Float64Array,
    limit: Log2,
  ) {
    this.#cone = cone;
    this.#predictor = predictor;
    this.#limit = limit;
    this.#planned = new ContributionSum(cone.length, limit, contributions.slice());
    this.#queued = new Uint8Array(cone.length);
    this.#kind = new Uint8Array(cone.length);
    this.#own = new Float64Array(cone.length).fill(-Infinity);
    this.#leap = new Float64Array(cone.length).fill(NaN);
    this.#evaluations = new Uint8Array(cone.length);
    this.#above = new Int32Array(cone.length).fill(-1);
    for (let p = cone.length - 1; p >= 0; p--) {
      const record = graph.recordOf(cone[p]!);
      this.#spent += record?.cost ?? 0;
      if (record !== undefined && graph.childCount(cone[p]!) > 0) this.#functions.push(p);
      const over = graph.recordOf(cone[p]!) === undefined ? this.#above[p]! : p;
      for (const child of graph.childrenOf(cone[p]!)) this.#above[positions.of(child)] = over;
    }
  }

  /** How many sources may be chosen from; at most, as entries of the queue may be out of date. */
  get candidates(): number {
    return this.#queue.length + this.#early.length;
  }

  /** Whether a function refiner is to be evaluated when all below it has settled. */
  isPlanned(p: number): boolean {
    return this.#evaluations[p]! > 0;
  }

  /** No step can lower this contribution. */
  stuck(p: number, contribution: Log2): void {
    this.settled(p, contribution);
    this.#stuck = logAdd(this.#stuck, contribution);
  }

  /** Nothing is to be chosen here: what it contributes is decided elsewhere. */
  settled(p: number, contribution: Log2): void {
    this.#kind[p] = SETTLED;
    this.#planned.set(p, contribution);
  }

  /** A leaf may step. */
  open(p: number, contribution: Log2, leap: Log2): void {
    this.#kind[p] = OPEN;
    this.#own[p] = contribution;
    this.#leap[p] = leap;
    this.#planned.set(p, contribution);
    this.#push(p);
  }

  /** A leaf's step is under way. */
  leased(p: number, contribution: Log2, leap: Log2): void {
    this.#kind[p] = SETTLED;
    this.#own[p] = contribution;
    this.#leap[p] = leap;
    this.#predict(p, 1);
    this.#planned.set(p, contribution - this.#forecast.bits[0]!);
    this.oweAbove(p);
  }

  /**
   * A function refiner waits for what is below it.
   * @param both - its own contribution and the pending one, which its next evaluation will pass on.
   * @param owed - whether so much is pending that it is evaluated in any case.
   */
  defer(p: number, own: Log2, both: Log2, leap: Log2, owed: boolean): void {
    this.#kind[p] = DEFERRED;
    this.#own[p] = own;
    this.#leap[p] = leap;
    this.#evaluations[p] = 0;
    this.#planned.set(p, both);
    if (owed) this.#evaluateOnceMore(p);
    // What is far too wide is evaluated until it no longer is, as far as can be seen.
    while (this.#planned.get(p) > this.#limit && this.#evaluations[p] < LEVELS.length) {
      this.#evaluateOnceMore(p);
    }
    if (own > this.#limit && Number.isNaN(leap)) {
      this.#predict(p, 1);
      if (own - SURPRISE * this.#forecast.bits[0]! > this.#limit) this.#early.push(p);
    }
    this.#push(p);
  }

  /** What lies above a source that steps will be evaluated in any case. */
  oweAbove(p: number): void {
    for (let above = this.#above[p]!; above >= 0; above = this.#above[above]!) {
      if (this.#isIdle(above)) this.#evaluateOnceMore(above);
    }
  }

  /** The next source to step; undefined where what is planned is enough, or nothing can be done. */
  next(): number | undefined {
    const early = this.#early.pop();
    if (early !== undefined) return early;
    if (this.#stuck > this.#limit) return undefined;
    // Each turn plans an evaluation, of which there are so many a node, or returns.
    for (;;) {
      const need = 2 ** Math.min(1000, this.#planned.total - this.#limit) - 1;
      if (need <= 0) return this.#insure();
      const best = this.#best(need);
      if (best === undefined) return undefined;
      const { p, now } = best;
      if (now) return p;
      this.#evaluateOnceMore(p);
      if (this.#evaluations[p]! < LEVELS.length) this.#push(p);
    }
  }

  /**
   * A leaf's step beyond what is planned, where a function that was never seen to narrow may turn out
   * just too wide: then it has to be evaluated once more, at a price that may exceed that of all so far.
   */
  #insure(): number | undefined {
    const insured = this.#functions.find((p) => this.#isRisky(p));
    if (insured === undefined) return undefined;
    const rest = logSubtract(this.#planned.total, this.#planned.get(insured));
    const options: Option[] = [];
    const aside: number[] = [];
    while (aside.length < FEW) {
      const p = this.#take();
      if (p === undefined) break;
      aside.push(p);
      // What leaps, or may, goes as far as it is asked to anyway.
      if (this.#kind[p] === OPEN && this.#predictor.leaps(this.#cone[p]!) === false) {
        options.push(this.#option(p, LEVELS.length));
      }
    }
    const { cost, first } = coverOf(options, 2 ** (rest - this.#limit) - INSURED_REST);
    // Half an insurance is none: all of it has to be worth its cost.
    const taken = cost <= MOST_PREMIUM * this.#spent ? first : undefined;
    for (const p of aside) if (p !== taken?.position) this.#push(p);
    return taken?.position;
  }

  /** Whether nobody can tell what the planned evaluation brings, and one more would be a great loss. */
  #isRisky(p: number): boolean {
    if (this.#kind[p] !== DEFERRED || this.#evaluations[p] === 0) return false;
    if (this.#predictor.stridesOf(this.#cone[p]!) > 0) return false;
    if (this.#own[p]! - SURPRISE * FIRST_GAIN > this.#limit) return false;
    this.#predict(p, 1);
    return this.#forecast.cost[0]! * STEEPLY > GREAT_LOSS * this.#spent;
  }

  /**
   * An evaluation to make before so dear a step: without what those that are cheap beside it are planned to
   * leave, steps that are cheaper would be enough.
   */
  #probe(dear: Option, options: readonly Option[], need: number): number | undefined {
    const most = dear.costs[0]! * PROBE;
    if (most < CHEAP || this.#kind[dear.position] !== OPEN) return undefined;
    let left = 0;
    let widest: number | undefined;
    for (const f of this.#functions) {
      if (this.#kind[f] !== DEFERRED || this.#evaluations[f] === 0) continue;
      this.#predict(f, 1);
      if (this.#forecast.cost[0]! > most) continue;
      left += 2 ** (this.#planned.get(f) - this.#limit);
      if (widest === undefined || this.#planned.get(f) > this.#planned.get(widest)) widest = f;
    }
    return left + gainBeside(options, dear, most) >= need ? widest : undefined;
  }

  #isIdle(p: number): boolean {
    return this.#kind[p] === DEFERRED && this.#evaluations[p] === 0;
  }

  #push(p: number): void {
    if (this.#queued[p] === 1) return;
    this.#queued[p] = 1;
    this.#queue.push(p, this.#key(p));
  }

  /** Takes the source of the largest key out of the queue; those that have settled since are dropped. */
  #take(): number | undefined {
    for (;;) {
      const p = this.#queue.pop((q) => (this.#kind[q] === SETTLED ? -Infinity : this.#key(q)));
      if (p === undefined) return undefined;
      this.#queued[p] = 0;
      if (this.#kind[p] !== SETTLED) return p;
    }
  }

  #evaluateOnceMore(p: number): void {
    const level = ++this.#evaluations[p]!;
    this.#predict(p, level);
    this.#planned.set(p, this.#own[p]! - this.#forecast.bits[level - 1]!);
  }

  /** Fills the forecast of a source. */
  #predict(p: number, levels: number): void {
    this.#predictor.forecast(this.#cone[p]!, levels, this.#forecast);
    const leap = this.#leap[p]!;
    if (!Number.isNaN(leap)) this.#forecast.bits.fill(Math.max(0, this.#own[p]! - leap));
  }

  /** The gains, in parts of the limit, and costs of more steps of a source. */
  #option(p: number, levels: number): Option {
    this.#predict(p, levels);
    const { bits, cost } = this.#forecast;
    const evaluated = this.#planCount(p);
    const now = this.#inLimits(this.#planned.get(p));
    const gains: number[] = [];
    const costs: number[] = [];
    // A leap goes all the way.
    const end = Number.isNaN(this.#leap[p]!) ? levels : 1;
    for (let level = evaluated; level < end; level++) {
      gains.push(now - this.#inLimits(this.#own[p]! - bits[level]!));
      costs.push(cost[level]! - (cost[evaluated - 1] ?? 0));
    }
    if (this.#kind[p] === OPEN) this.#addToll(p, gains, costs);
    return { position: p, gains, costs };
  }

  /** How many levels of the forecast of a source are planned already. */
  #planCount(p: number): number {
    return this.#kind[p] === DEFERRED ? this.#evaluations[p]! : 0;
  }

  /** A contribution in parts of the limit, about: `Math.exp` is much quicker than a power of two. */
  #inLimits(contribution: Log2): number {
    return Math.exp(Math.min(690, (contribution - this.#limit) * Math.LN2));
  }

  /** Law 2. */
  #addToll(p: number, gains: number[], costs: number[]): void {
    for (let above = this.#above[p]!; above >= 0; above = this.#above[above]!) {
      if (!this.#isIdle(above)) continue;
      this.#predict(above, 1);
      const now = this.#inLimits(this.#planned.get(above));
      const credit = now - this.#inLimits(this.#own[above]! - this.#forecast.bits[0]!);
      for (let level = 0; level < gains.length; level++) {
        gains[level]! += credit;
        costs[level]! += this.#forecast.cost[0]!;
      }
    }
  }

  /** Log2 of the best ratio of gain to cost. */
  #key(p: number): number {
    const { gains, costs } = this.#option(p, NEAR);
    let most = 0;
    for (let level = 0; level < gains.length; level++) {
      most = Math.max(most, gains[level]! / Math.max(1, costs[level]!));
    }
    return Math.log2(most);
  }

  /** The source to step now, or to plan an evaluation of; taken out of the queue. */
  #best(need: number): { readonly p: number; readonly now: boolean } | undefined {
    const options: Option[] = [];
    while (options.length < FEW) {
      const p = this.#take();
      if (p === undefined) break;
      // Its first level is enough to see that no other has to be looked at.
      const alone = options.length === 0 && this.#functions.length === 0;
      if (alone && isClear(this.#option(p, 1), need)) return { p, now: true };
      options.push(this.#option(p, LEVELS.length));
      if (options.length === 1 && isClear(options[0]!, need)) break;
    }
    const chosen = options.length === 1 ? options[0] : firstOfCover(options, need);
    const probe = chosen && this.#probe(chosen, options, need);
    for (const option of options) {
      if (option !== chosen || probe !== undefined) this.#push(option.position);
    }
    if (probe !== undefined) return { p: probe, now: true };
    return chosen && { p: chosen.position, now: this.#kind[chosen.position] === OPEN };
  }
}

/** Far from the end, where no few steps are enough, and where thinking costs more than stepping. */
function isClear({ gains, costs }: Option, need: number): boolean {
  return (costs[0] ?? Infinity) < CHEAP || (gains[0] ?? 0) * FEW < need;
}

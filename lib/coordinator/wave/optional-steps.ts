/**
 * The optional steps of a wave: which of the steps that are not mandatory are worth their cost.
 *
 * While the planned ends of all sources add up to more than the limit, the step that takes away most of
 * what is too much per unit of cost is added: a leaf's step is run, a function's evaluation only planned.
 *
 * Laws
 * 1. Gains beyond what is needed count for nothing.
 * 2. An evaluation that will not be the last one, whatever happens below, need not wait; nor one that
 *    costs little beside the step that would be taken otherwise, and may show that it can be spared.
 * 3. Nothing is stepped for a goal that what cannot be stepped puts out of reach.
 * 4. Before a function is evaluated that was never seen to narrow, its inputs are narrowed further than planned
 *    where that costs little beside one more evaluation, should it turn out just too wide.
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { logAdd, logSubtract } from '../../exact/log2.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import { CandidateQueue } from './candidate-queue.js';
import { coverOf, firstOfCover, gainBeside } from './cover.js';
import type { Option } from './cover.js';
import type { PlannedContributions } from './planned-contributions.js';
import { PRIOR_GAIN, LEVELS } from './predictor.js';
import type { Predictor } from './predictor.js';
import type { Shares } from './shares.js';

/** Levels of a forecast that are looked at to rank a source. */
const NEAR = 4;

/** Sources that are compared as a whole when few more steps are needed. */
const FEW = 32;

/** A cost below which the largest ratio of gain to cost is choice enough. */
const CHEAP = 10_000;

/** A forecast may be wrong by this factor, for the better, before law 2 stops to hold. */
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
  readonly #shares: Shares;
  readonly #ends: PlannedContributions;
  readonly #queue: CandidateQueue;
  /** Declared cost of all steps so far. */
  #spent = 0;
  /** The positions of function refiners whose next evaluation will not be the last. */
  readonly #early: number[] = [];
  /** Log2 of the contributions that no step can lower. */
  #stuck: Log2 = -Infinity;

  constructor(
    graph: Graph,
    cone: Cone,
    predictor: Predictor,
    shares: Shares,
    ends: PlannedContributions,
  ) {
    this.#cone = cone;
    this.#predictor = predictor;
    this.#shares = shares;
    this.#ends = ends;
    this.#queue = new CandidateQueue(cone.length);
    for (let p = cone.length - 1; p >= 0; p--) this.#spent += graph.recordOf(cone[p]!)?.cost ?? 0;
  }

  /** How many sources may be chosen from; at most, as entries of the queue may be out of date. */
  get candidates(): number {
    return this.#queue.length + this.#early.length;
  }

  /** Whether a function refiner is to be evaluated when all below it has settled. */
  isPlanned(p: number): boolean {
    return this.#ends.isPlanned(p);
  }

  /** No step can lower what this source contributes. */
  stuck(p: number): void {
    const contribution = this.#shares.contributionOf(p);
    this.#ends.fix(p, contribution);
    this.#stuck = logAdd(this.#stuck, contribution);
  }

  /** This source has to step, which brings it to the threshold. */
  mandatory(p: number): void {
    this.#ends.fix(p, Math.min(this.#shares.contributionOf(p), this.#shares.threshold));
  }

  /** A leaf may step. */
  open(p: number): void {
    this.#ends.offer(p);
    this.#push(p);
  }

  /** A leaf's step is under way. */
  leased(p: number): void {
    this.#ends.expectStep(p);
  }

  /** A function refiner is evaluated though others below it are not settled: it is not to be chosen again meanwhile. */
  probed(p: number): void {
    this.#ends.fix(p, this.#ends.plannedOf(p));
  }

  /** A function refiner waits for what is below it. */
  defer(p: number): void {
    this.#ends.defer(p);
    if (this.#isEarly(p)) this.#early.push(p);
    this.#push(p);
  }

  /** The next source to step; undefined where what is planned is enough, or nothing can be done. */
  next(): number | undefined {
    const early = this.#early.pop();
    if (early !== undefined) return early;
    if (this.#stuck > this.#ends.limit) return undefined;
    // Each turn plans an evaluation, of which there are so many a node, or returns.
    for (;;) {
      const need = 2 ** Math.min(1000, this.#ends.total - this.#ends.limit) - 1;
      if (need <= 0) return this.#insure();
      const best = this.#best(need);
      if (best === undefined) return undefined;
      const { p, now } = best;
      if (now) return p;
      this.#ends.planEvaluation(p);
      if (this.#ends.levelsLeft(p) > 0) this.#push(p);
    }
  }

  /** Whether a function refiner will have to be evaluated again after its next evaluation. */
  #isEarly(p: number): boolean {
    const own = this.#ends.ownOf(p);
    if (own <= this.#ends.limit || this.#ends.mayLeap(p)) return false;
    return own - SURPRISE * this.#ends.predict(p, 1).bits[0]! > this.#ends.limit;
  }

  /**
   * A leaf's step beyond what is planned, where a function that was never seen to narrow may turn out
   * just too wide: then it has to be evaluated once more, at a price that may exceed that of all so far.
   */
  #insure(): number | undefined {
    const ends = this.#ends;
    const insured = ends.functions.find((p) => this.#isRisky(p));
    if (insured === undefined) return undefined;
    const rest = logSubtract(ends.total, ends.plannedOf(insured));
    const options: Option[] = [];
    const aside: number[] = [];
    while (aside.length < FEW) {
      const p = this.#take();
      if (p === undefined) break;
      aside.push(p);
      // What leaps, or may, goes as far as it is asked to anyway.
      if (ends.isSteppable(p) && this.#predictor.leaps(this.#cone[p]!) === false) {
        options.push(ends.option(p, LEVELS.length));
      }
    }
    const { cost, first } = coverOf(options, 2 ** (rest - ends.limit) - INSURED_REST);
    // Half an insurance is none: all of it has to be worth its cost.
    const taken = cost <= MOST_PREMIUM * this.#spent ? first : undefined;
    for (const p of aside) if (p !== taken?.position) this.#push(p);
    return taken?.position;
  }

  /** Whether nobody can tell what the planned evaluation brings, and one more would be a great loss. */
  #isRisky(p: number): boolean {
    if (!this.#isToBeEvaluated(p)) return false;
    if (this.#predictor.stridesOf(this.#cone[p]!) > 0) return false;
    if (this.#ends.ownOf(p) - SURPRISE * PRIOR_GAIN > this.#ends.limit) return false;
    return this.#ends.predict(p, 1).cost[0]! * STEEPLY > GREAT_LOSS * this.#spent;
  }

  /**
   * An evaluation to make before so dear a step: without what those that are cheap beside it are planned to
   * leave, steps that are cheaper would be enough.
   */
  #probe(dear: Option, options: readonly Option[], need: number): number | undefined {
    const ends = this.#ends;
    const most = dear.costs[0]! * PROBE;
    if (most < CHEAP || !ends.isSteppable(dear.position)) return undefined;
    let left = 0;
    let widest: number | undefined;
    for (const f of ends.functions) {
      if (!this.#isToBeEvaluated(f) || ends.predict(f, 1).cost[0]! > most) continue;
      left += 2 ** (ends.plannedOf(f) - ends.limit);
      if (widest === undefined || ends.plannedOf(f) > ends.plannedOf(widest)) widest = f;
    }
    return left + gainBeside(options, dear, most) >= need ? widest : undefined;
  }

  /** Whether a function refiner waits, to be evaluated. */
  #isToBeEvaluated(p: number): boolean {
    return !this.#ends.isFixed(p) && !this.#ends.isSteppable(p) && this.#ends.isPlanned(p);
  }

  #push(p: number): void {
    if (!this.#queue.has(p)) this.#queue.push(p, this.#key(p));
  }

  /** Takes the source of the largest key out of the queue; those that have settled since are dropped. */
  #take(): number | undefined {
    for (;;) {
      const p = this.#queue.pop((q) => (this.#ends.isFixed(q) ? -Infinity : this.#key(q)));
      if (p === undefined) return undefined;
      if (!this.#ends.isFixed(p)) return p;
    }
  }

  /** Log2 of the best ratio of gain to cost. */
  #key(p: number): number {
    const { gains, costs } = this.#ends.option(p, NEAR);
    let most = 0;
    for (let level = 0; level < gains.length; level++) {
      most = Math.max(most, gains[level]! / Math.max(1, costs[level]!));
    }
    return Math.log2(most);
  }

  /** The source to step now, or to plan an evaluation of; taken out of the queue. */
  #best(need: number): { readonly p: number; readonly now: boolean } | undefined {
    const ends = this.#ends;
    const options: Option[] = [];
    while (options.length < FEW) {
      const p = this.#take();
      if (p === undefined) break;
      // Its first level is enough to see that no other has to be looked at.
      const alone = options.length === 0 && ends.functions.length === 0;
      if (alone && isClear(ends.option(p, 1), need)) return { p, now: true };
      options.push(ends.option(p, LEVELS.length));
      if (options.length === 1 && isClear(options[0]!, need)) break;
    }
    const chosen = options.length === 1 ? options[0] : firstOfCover(options, need);
    const probe = chosen && this.#probe(chosen, options, need);
    for (const option of options) {
      if (option !== chosen || probe !== undefined) this.#push(option.position);
    }
    if (probe !== undefined) return { p: probe, now: true };
    return chosen && { p: chosen.position, now: ends.isSteppable(chosen.position) };
  }
}

/** Far from the end, where no few steps are enough, and where thinking costs more than stepping. */
function isClear({ gains, costs }: Option, need: number): boolean {
  return (costs[0] ?? Infinity) < CHEAP || (gains[0] ?? 0) * FEW < need;
}

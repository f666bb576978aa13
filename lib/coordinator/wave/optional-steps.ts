/**
 * Optional steps: which of the steps that are not mandatory are worth their cost.
 *
 * While the planned contributions add up to more than the limit, the planner looks for a cheap set of steps that takes
 * the excess away, and adds its best step to the plan. The step of a refiner whose inputs have settled is handed out
 * at once. The evaluation of a deferred function is only planned; it runs when everything below has settled.
 *
 * Laws
 * 1. Gains beyond the excess count for nothing.
 * 2. A deferred function is evaluated early, before its inputs settle, if it will need another evaluation in any case,
 *    or if the evaluation is cheap compared with the step that is due and may make that step unnecessary.
 * 3. If the contributions that no step can lower exceed the limit, no optional step is taken.
 * 4. Before a function that was never seen to narrow is evaluated, leaves are narrowed further than planned, so that
 *    the evaluation need not narrow it as far as predicted. This margin is added only where it is cheap compared with
 *    a second evaluation.
 * 5. An expensive step waits for cheap ones that may make it unnecessary (cheaper-first.ts).
 */
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { logAdd, logSubtract } from '../../exact/log2.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import { CandidateQueue } from './candidate-queue.js';
import { cheaperFirst, MOST_LEFT } from './cheaper-first.js';
import { bestRatio, coverOf, gainWithin } from './cover.js';
import type { Option } from './cover.js';
import type { PlannedContributions } from './planned-contributions.js';
import { LEVELS, PRIOR_GAIN } from './predictor.js';
import type { Predictor } from './predictor.js';
import type { Shares } from './shares.js';

/** Levels of a prediction that rank a source in the queue. */
const RANKING_LEVELS = 4;

/** The most sources that are combined into a cover. */
const COVER_SOURCES = 32;

/** Among steps that cost less the best ratio of gain to cost is chosen, without a cover. */
const CHEAP = 10_000;

/** Law 2 holds even if the next evaluation gains this many times what is predicted; law 4 plans for such a gain. */
const SURPRISE = 3;

/** The part of a step's cost below which an evaluation is cheap compared with it. */
const CHEAP_EVALUATION = 1 / 2;

/** The part of the limit that all other nodes may take where a function gets a margin. */
const REST_WITH_MARGIN = 1 / 4;

/** A margin may cost this part of what was spent so far. */
const MOST_MARGIN = 3 / 10;

/** A second evaluation is worth a margin if it may cost this part of what was spent so far. */
const EXPENSIVE_EVALUATION = 1 / 2;

/** The factor by which the cost of a function may rise over two evaluations, where none was seen. */
const UNSEEN_RISE = 32;

export class OptionalSteps {
  readonly #cone: Cone;
  readonly #predictor: Predictor;
  readonly #shares: Shares;
  readonly #plan: PlannedContributions;
  /** The sources that may be chosen, by their best ratio of gain to cost. */
  readonly #queue: CandidateQueue;
  /** Declared cost of all steps of the cone before these. */
  #spent = 0;
  /** The positions of deferred functions that need more than one further evaluation in any case. */
  readonly #early: number[] = [];
  /** Log2 of the contributions that no step can lower. */
  #irreducible: Log2 = -Infinity;

  constructor(
    graph: Graph,
    cone: Cone,
    predictor: Predictor,
    shares: Shares,
    plan: PlannedContributions,
  ) {
    this.#cone = cone;
    this.#predictor = predictor;
    this.#shares = shares;
    this.#plan = plan;
    this.#queue = new CandidateQueue(cone.length);
    for (let p = cone.length - 1; p >= 0; p--) this.#spent += graph.recordOf(cone[p]!)?.cost ?? 0;
  }

  /** How many sources may be chosen; an upper bound, as entries of the queue may be out of date. */
  get candidates(): number {
    return this.#queue.length + this.#early.length;
  }

  /** Whether a function refiner is to be evaluated when everything below it has settled. */
  isPlanned(p: number): boolean {
    return this.#plan.isPlanned(p);
  }

  /** No step can lower what this node contributes. */
  markIrreducible(p: number): void {
    const contribution = this.#shares.contributionOf(p);
    this.#plan.fix(p, contribution);
    this.#irreducible = logAdd(this.#irreducible, contribution);
  }

  /** What the next step of a source is predicted to cost. */
  costOf(p: number): number {
    return this.#plan.predict(p, 1).costs[0]!;
  }

  /** This refiner is mandatory, and will step until its contribution is about the limit. */
  markMandatory(p: number): void {
    this.#plan.fix(p, Math.min(this.#shares.contributionOf(p), this.#plan.limit));
  }

  /** The step of a refiner was handed out. */
  markLeased(p: number): void {
    this.#plan.expectStep(p);
  }

  /** An early evaluation was handed out: the function is not to be chosen again before it is back. */
  markLeasedEarly(p: number): void {
    this.#plan.fix(p, this.#plan.plannedOf(p));
  }

  /** A refiner may step now. */
  offer(p: number): void {
    this.#plan.offer(p);
    this.#push(p);
  }

  /** A function refiner waits for its inputs. */
  defer(p: number): void {
    this.#plan.defer(p);
    if (this.#needsMoreThanOne(p)) this.#early.push(p);
    this.#push(p);
  }

  /** The next refiner to step; undefined where the plan is within the limit, or nothing can be done. */
  next(): number | undefined {
    const early = this.#early.pop();
    if (early !== undefined) return early;
    if (this.#irreducible > this.#plan.limit) return undefined;
    // Each iteration returns or plans an evaluation; a function has at most `LEVELS.length` of them.
    for (;;) {
      const excess = 2 ** Math.min(1000, this.#plan.total - this.#plan.limit) - 1;
      if (excess <= 0) return this.#marginStep();
      const best = this.#best(excess);
      if (best === undefined) return undefined;
      const { p, isNow } = best;
      if (isNow) return p;
      this.#plan.planEvaluation(p);
      if (this.#plan.levelsLeft(p) > 0) this.#push(p);
    }
  }

  /** Whether a function will have to be evaluated again after its next evaluation. */
  #needsMoreThanOne(p: number): boolean {
    const own = this.#plan.ownOf(p);
    if (own <= this.#plan.limit || this.#plan.mayLeap(p)) return false;
    return own - SURPRISE * this.#plan.predict(p, 1).bits[0]! > this.#plan.limit;
  }

  /** Law 4: a leaf's step beyond the plan, for the margin of a function; undefined where none is worth it. */
  #marginStep(): number | undefined {
    const plan = this.#plan;
    const risky = plan.functions.find((p) => this.#mayNeedAnother(p));
    if (risky === undefined) return undefined;
    const rest = logSubtract(plan.total, plan.plannedOf(risky));
    const options: Option[] = [];
    const taken: number[] = [];
    while (taken.length < COVER_SOURCES) {
      const p = this.#take();
      if (p === undefined) break;
      taken.push(p);
      // A leaf that leaps, or may, goes as far as it is asked to, with or without a margin.
      if (plan.isSteppable(p) && this.#predictor.leaps(this.#cone[p]!) === false) {
        options.push(plan.option(p, LEVELS.length));
      }
    }
    const { cost, first } = coverOf(options, 2 ** (rest - plan.limit) - REST_WITH_MARGIN);
    // Part of a margin would be of no use, so the whole of it has to be affordable.
    const chosen = cost <= MOST_MARGIN * this.#spent ? first?.position : undefined;
    for (const p of taken) if (p !== chosen) this.#push(p);
    return chosen;
  }

  /** Whether the planned evaluation of a function may turn out not to be enough, and another would be expensive. */
  #mayNeedAnother(p: number): boolean {
    if (!this.#awaitsEvaluation(p)) return false;
    if (this.#predictor.stridesOf(this.#cone[p]!) > 0) return false;
    if (this.#plan.ownOf(p) - SURPRISE * PRIOR_GAIN > this.#plan.limit) return false;
    const next = this.#plan.predict(p, 1).costs[0]! * UNSEEN_RISE;
    return next > EXPENSIVE_EVALUATION * this.#spent;
  }

  /**
   * Law 2: a planned evaluation to make early in place of an expensive step. Such an evaluation may gain more than
   * predicted. Suppose that the functions which are cheap to evaluate contributed nothing: if steps cheaper than the
   * expensive one would then be about enough (cheaper-first.ts), the widest of these functions is evaluated first.
   */
  #evaluationInstead(
    expensive: Option,
    options: readonly Option[],
    excess: number,
  ): number | undefined {
    const plan = this.#plan;
    const budget = expensive.costs[0]! * CHEAP_EVALUATION;
    if (budget < CHEAP || !plan.isSteppable(expensive.position)) return undefined;
    let gain = 0;
    let widest: number | undefined;
    for (const f of plan.functions) {
      if (!this.#awaitsEvaluation(f) || plan.predict(f, 1).costs[0]! > budget) continue;
      gain += 2 ** (plan.plannedOf(f) - plan.limit);
      if (widest === undefined || plan.plannedOf(f) > plan.plannedOf(widest)) widest = f;
    }
    return gain + gainWithin(options, expensive, budget) >= excess - MOST_LEFT ? widest : undefined;
  }

  /** Whether a function is deferred, and an evaluation of it planned. */
  #awaitsEvaluation(p: number): boolean {
    return !this.#plan.isFixed(p) && !this.#plan.isSteppable(p) && this.#plan.isPlanned(p);
  }

  #push(p: number): void {
    if (!this.#queue.has(p)) this.#queue.push(p, this.#key(p));
  }

  /** Removes the source with the largest key from the queue, and those that have been fixed since. */
  #take(): number | undefined {
    for (;;) {
      const p = this.#queue.pop((q) => (this.#plan.isFixed(q) ? -Infinity : this.#key(q)));
      if (p === undefined) return undefined;
      if (!this.#plan.isFixed(p)) return p;
    }
  }

  /** Log2 of the best ratio of gain to cost. */
  #key(p: number): number {
    const option = this.#plan.option(p, RANKING_LEVELS);
    return Math.log2(bestRatio(option, option.gains.length - 1));
  }

  /** Removes from the queue the source to choose. It steps now, or an evaluation of it is planned. */
  #best(excess: number): { readonly p: number; readonly isNow: boolean } | undefined {
    const plan = this.#plan;
    const options: Option[] = [];
    while (options.length < COVER_SOURCES) {
      const p = this.#take();
      if (p === undefined) break;
      // Without functions the first level of the best source shows whether a cover is needed.
      const isFirst = options.length === 0 && plan.functions.length === 0;
      if (isFirst && needsNoCover(plan.option(p, 1), excess)) return { p, isNow: true };
      options.push(plan.option(p, LEVELS.length));
      if (options.length === 1 && needsNoCover(options[0]!, excess)) break;
    }
    const first = options.length === 1 ? options[0] : coverOf(options, excess).first;
    const instead = first && this.#evaluationInstead(first, options, excess);
    const chosen =
      instead === undefined && first
        ? (cheaperFirst(options, first, excess, CHEAP) ?? first)
        : undefined;
    for (const option of options) if (option !== chosen) this.#push(option.position);
    if (instead !== undefined) return { p: instead, isNow: true };
    return chosen && { p: chosen.position, isNow: plan.isSteppable(chosen.position) };
  }
}

/** Whether the source with the best ratio is chosen at once: its step is cheap, or a few steps cannot be enough. */
function needsNoCover({ gains, costs }: Option, excess: number): boolean {
  return (costs[0] ?? Infinity) < CHEAP || (gains[0] ?? 0) * COVER_SOURCES < excess;
}

import type { Big } from 'big.js';
import type { CheckedGoal, Goal, Tolerance } from '../../coordinator/goals/goal.js';
import { goalWidth } from '../../coordinator/goals/goal-width.js';
import type { Outcome, Reason, Status } from '../../coordinator/operations/request.js';
import { Decimal, terminatingDecimal } from '../../exact/decimal/decimal.js';
import { formatEnclosure } from '../../exact/decimal/formatting.js';
import type { Formatted } from '../../exact/decimal/formatting.js';
import { formatDirected } from '../../exact/decimal/directed.js';
import type { Direction } from '../../exact/decimal/directed.js';
import {
  ALL,
  isPoint,
  lowerEnd,
  magnitudeLog2,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import { ratFits, ratFromDyadic, ratText } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { Bounds } from './bounds.js';
import { DENO_INSPECT, NODE_INSPECT, inspected } from './inspection.js';
import type { Ratio } from '../../exact/decimal/constant-input.js';

/** What a call used. */
export interface ResultStatistics {
  /** Accepted steps. */
  readonly steps: number;
  /** Results whose state was dropped because a newer state existed. Their bounds were kept. */
  readonly stale: number;
  /** Steps that were lost with their worker and run again. */
  readonly retries: number;
  readonly elapsedMs: number;
}

/** A Result as plain JSON; numbers of any length are decimal text. */
export interface ResultRecord {
  readonly status: Status;
  readonly reason: Reason | null;
  readonly lower: string | null;
  readonly upper: string | null;
  readonly exact: boolean;
  readonly rational: string | null;
  readonly digits: string | null;
  readonly rounding: 'correct' | 'faithful' | null;
  readonly widthLog2: number | null;
  readonly steps: number;
  readonly stale: number;
  readonly elapsedMs: number;
}

/** A function that may be undefined, or that jumps, within the bounds of its argument. */
export interface InDoubt {
  /** The function, by the name of its node. */
  readonly node: string;
  /** The bounds of its argument: a pole, a jump or an end of the domain is still inside. */
  readonly argument: Bounds;
  /** The Real that applies it, if the caller built it. @internal */
  readonly real: object | undefined;
}

/** What an outcome names. */
export interface OutcomeNames {
  readonly limitedBy: string | null;
  readonly inDoubt: InDoubt | null;
}

const NAMELESS: OutcomeNames = { limitedBy: null, inDoubt: null };

const NOTHING_USED: ResultStatistics = { steps: 0, stale: 0, retries: 0, elapsedMs: 0 };

/** The largest exponent, positive or negative, of a dyadic point whose value is given as a ratio. */
const LONGEST_EXACT_END = 4096;

/** The kinds of goals that only finite bounds meet. */
interface FiniteGoals {
  readonly eps: Tolerance;
  readonly bits: number;
  readonly rel: Tolerance;
  readonly decimals: number;
  readonly digits: number;
  readonly double: true;
  readonly defined: true;
}

/** `T` where a goal of the kinds `Kind` is asked for, else `T` or null. */
export type Given<G, Kind extends keyof FiniteGoals, T> = [G] extends [
  { [Name in Kind]: Pick<FiniteGoals, Name> }[Kind],
]
  ? T
  : T | null;

/** The goal is met: goals of digits and decimals have their decimal, and all but goals of a sign finite bounds. */
export interface MetResult<G extends Goal = Goal> {
  readonly status: 'met';
  readonly reason: null;
  readonly error: null;
  readonly digits: Given<G, 'decimals' | 'digits', string>;
  readonly rounding: Given<G, 'decimals' | 'digits', 'correct' | 'faithful'>;
  readonly lower: Given<G, keyof FiniteGoals, Big>;
  readonly upper: Given<G, keyof FiniteGoals, Big>;
  readonly lowerText: Given<G, keyof FiniteGoals, string>;
  readonly upperText: Given<G, keyof FiniteGoals, string>;
}

/** The best bounds that were proven before `reason` ended the call. */
export interface PartialResult {
  readonly status: 'partial';
  readonly reason: Reason;
  readonly error: null;
}

/** Zero, a pole or an end of a domain is still inside the bounds, whatever `reason` ended the call. */
export interface UndecidedResult {
  readonly status: 'undecided';
  readonly reason: Reason;
  readonly error: null;
}

/** The value is proven to be undefined: see `error`. The reason is that of a call it waited for, or null. */
export interface FailedResult {
  readonly status: 'error';
  readonly reason: Reason | null;
  readonly error: PincerError;
}

/**
 * What a goal came to, as a union that narrows on `status`. {@link RefinementResult} describes the properties.
 *
 * @typeParam G - the goal. It decides which properties of a met result are never null.
 */
export type Result<G extends Goal = Goal> = RefinementResult &
  (MetResult<G> | PartialResult | UndecidedResult | FailedResult);

/** What a goal came to. Decimals are converted once, when they are first read. */
export class RefinementResult {
  /**
   * - `met`: the goal holds.
   * - `partial`: the best bounds; `reason` says what ended the call.
   * - `undecided`: zero, a pole or an end of a domain is still inside the bounds, whatever ended the call.
   * - `error`: the value is proven to be undefined, or a step failed; see `error`.
   */
  readonly status: Status;
  /** What ended the call before its goal was met; null where it is met, and for most errors. */
  readonly reason: Reason | null;
  /** The mathematical error of the value; null unless the status is `error`. */
  readonly error: PincerError | null;
  /** What the call used. */
  readonly statistics: ResultStatistics;
  /** Bounds proven to contain the value; infinite where nothing is known. */
  readonly bounds: Bounds;
  /**
   * Where the reason is `exhausted`: the datum or refiner whose width contributes most, by name. Where it is
   * `limit`: how many bits would meet the goal, and where the value is.
   */
  readonly limitedBy: string | null;
  /**
   * Where the status is `undecided` because of a pole, a jump or an end of a domain: the function and the
   * bounds of its argument. Null where the doubt is about zero inside the bounds of the value itself.
   */
  readonly inDoubt: InDoubt | null;
  /** The value, where it is known exactly as a rational. @internal */
  readonly rationalValue: Rational | undefined;
  readonly #goal: CheckedGoal;
  #formatted: Formatted | null | undefined;

  private constructor(
    goal: CheckedGoal,
    status: Status,
    reason: Reason | null,
    bounds: Enclosure,
    exact: Rational | undefined,
    error: PincerError | null,
    statistics: ResultStatistics,
    { limitedBy, inDoubt }: OutcomeNames = NAMELESS,
  ) {
    this.limitedBy = limitedBy;
    this.inDoubt = inDoubt;
    this.#goal = goal;
    this.status = status;
    this.reason = reason;
    this.error = error;
    this.statistics = statistics;
    this.bounds = new Bounds(bounds, goalWidth(goal, bounds));
    this.rationalValue = exact ?? exactPoint(bounds);
  }

  /** @internal */
  static ofOutcome<G extends Goal>(
    goal: CheckedGoal,
    outcome: Outcome,
    names: OutcomeNames,
  ): Result<G> {
    const { steps, stale, retries, elapsed } = outcome.statistics;
    const { status, reason, bounds, exact, error } = outcome;
    const statistics = { steps, stale, retries, elapsedMs: elapsed / 1e6 };
    return new RefinementResult(
      goal,
      status,
      reason,
      bounds,
      exact,
      error ?? null,
      statistics,
      names,
    ) as Result<G>;
  }

  /** Bounds that were there already. @internal */
  static ofBounds<G extends Goal>(goal: CheckedGoal, bounds: Enclosure): Result<G> {
    return new RefinementResult(
      goal,
      'met',
      null,
      bounds,
      undefined,
      null,
      NOTHING_USED,
    ) as Result<G>;
  }

  /** @internal */
  static ofError<G extends Goal>(goal: CheckedGoal, error: PincerError): Result<G> {
    return new RefinementResult(
      goal,
      'error',
      null,
      ALL,
      undefined,
      error,
      NOTHING_USED,
    ) as Result<G>;
  }

  /** A lower bound of the value, rounded down; null when there is none. */
  get lower(): Big | null {
    const text = this.#terminating();
    return text === undefined ? this.bounds.lower : new Decimal(text);
  }

  /** An upper bound of the value, rounded up; null when there is none. */
  get upper(): Big | null {
    const text = this.#terminating();
    return text === undefined ? this.bounds.upper : new Decimal(text);
  }

  /** {@link RefinementResult.lower} as decimal text. */
  get lowerText(): string | null {
    return this.#terminating() ?? this.bounds.lowerText;
  }

  /** {@link RefinementResult.upper} as decimal text. */
  get upperText(): string | null {
    return this.#terminating() ?? this.bounds.upperText;
  }

  /** The lower bound before it was rounded to a decimal, as a ratio of integers; null as {@link Bounds.lowerExact}. */
  get lowerExact(): Ratio | null {
    return ratioOf(this.rationalValue) ?? this.bounds.lowerExact;
  }

  /** The upper bound before it was rounded to a decimal, as a ratio of integers; null as {@link Bounds.upperExact}. */
  get upperExact(): Ratio | null {
    return ratioOf(this.rationalValue) ?? this.bounds.upperExact;
  }

  /** Whether the value is known exactly as a rational. */
  get exact(): boolean {
    return this.rationalValue !== undefined;
  }

  /** The value as `n/d` or an integer, where it is known exactly. */
  get rational(): string | null {
    return this.rationalValue === undefined ? null : ratText(this.rationalValue);
  }

  /**
   * For goals of digits and decimals: a decimal within one unit of its last place of the value. A partial
   * result has as many places as are proven. Null for other goals.
   */
  get digits(): string | null {
    return this.#written()?.text ?? null;
  }

  /** `correct`: no decimal of that length is nearer (ties to even); `faithful`: within one unit of the last place. */
  get rounding(): 'correct' | 'faithful' | null {
    return this.#written()?.rounding ?? null;
  }

  /** Log2 of the width of the bounds; null when they are a point or infinite. */
  get widthLog2(): number | null {
    const width = this.bounds.widthLog2;
    return this.exact || !Number.isFinite(width) ? null : width;
  }

  /**
   * The decimal rounded in a direction. For `nearest` it is `digits`; otherwise it lies on that side of every
   * point of the bounds. Null for other goals than digits and decimals, and where the goal was not met.
   */
  rounded(direction: 'nearest' | Direction): Formatted | null {
    if (direction === 'nearest') return this.#written();
    const goal = this.#goal;
    if (this.status !== 'met' || (goal.kind !== 'digits' && goal.kind !== 'decimals')) return null;
    const places = goal.kind === 'digits' ? { digits: goal.digits } : { decimals: goal.decimals };
    return formatDirected(this.bounds.enclosure, places, direction, this.rationalValue) ?? null;
  }

  /** The status, the decimal or else the bounds, and what ended it: for people. */
  toString(): string {
    const { status, error, reason } = this;
    if (error !== null) return `error: ${error.message}`;
    const value = this.digits ?? this.bounds.toString();
    const rounding = this.rounding === null ? '' : `, ${this.rounding}`;
    return `${status}${reason === null ? '' : ` (${reason})`}: ${value}${rounding}`;
  }

  /** @internal */
  [NODE_INSPECT](): string {
    return inspected('Result', this.toString());
  }

  /** @internal */
  [DENO_INSPECT](): string {
    return inspected('Result', this.toString());
  }

  /** All properties as plain data. */
  toJSON(): ResultRecord {
    const { steps, stale, elapsedMs } = this.statistics;
    return {
      status: this.status,
      reason: this.reason,
      lower: this.lowerText,
      upper: this.upperText,
      exact: this.exact,
      rational: this.rational,
      digits: this.digits,
      rounding: this.rounding,
      widthLog2: this.widthLog2,
      steps,
      stale,
      elapsedMs,
    };
  }

  #terminating(): string | undefined {
    return this.rationalValue === undefined ? undefined : terminatingDecimal(this.rationalValue);
  }

  #written(): Formatted | null {
    if (this.#formatted === undefined) this.#formatted = this.#write();
    return this.#formatted;
  }

  #write(): Formatted | null {
    const goal = this.#goal;
    if (this.status === 'error' || (goal.kind !== 'digits' && goal.kind !== 'decimals'))
      return null;
    const { enclosure } = this.bounds;
    const whole = goal.kind === 'digits' ? { digits: goal.digits } : { decimals: goal.decimals };
    if (this.status === 'met') return formatEnclosure(enclosure, whole, this.rationalValue) ?? null;
    return this.status === 'partial' ? provenPart(enclosure, goal) : null;
  }
}

/** The longest decimal that the bounds prove. */
function provenPart(
  bounds: Enclosure,
  goal: { kind: 'digits'; digits: number } | { kind: 'decimals'; decimals: number },
): Formatted | null {
  const width = widthLog2(bounds);
  if (!Number.isFinite(width)) return null;
  const places = Math.floor(-width * Math.log10(2)) + 1;
  const digits = goal.kind === 'digits';
  const most = digits ? goal.digits : goal.decimals;
  const start = digits ? places + Math.ceil(magnitudeLog2(bounds) * Math.log10(2)) + 1 : places;
  // A unit of the last place is at least the width, up to a factor of 100 that the bounds above leave open.
  for (let n = Math.min(most, start); n >= Math.max(digits ? 1 : 0, start - 4); n--) {
    const written = formatEnclosure(bounds, digits ? { digits: n } : { decimals: n });
    if (written !== undefined) return written;
  }
  return null;
}

function exactPoint(bounds: Enclosure): Rational | undefined {
  const lo = lowerEnd(bounds);
  if (lo === null || !isPoint(bounds) || Math.abs(lo.e) > LONGEST_EXACT_END) return undefined;
  const exact = ratFromDyadic(lo);
  return ratFits(exact) ? exact : undefined;
}

function ratioOf(value: Rational | undefined): Ratio | null {
  return value === undefined ? null : { numerator: value.n, denominator: value.d };
}

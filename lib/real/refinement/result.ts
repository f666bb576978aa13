import type { Big } from 'big.js';
import type { CheckedGoal, Goal, Tolerance } from '../../coordinator/goals/goal.js';
import { goalWidth } from '../../coordinator/goals/goal-width.js';
import type { UsedUp } from '../../coordinator/operations/budget.js';
import type { Outcome, Reason, Status } from '../../coordinator/operations/request.js';
import type { Formatted, Places, Ties } from '../../exact/decimal/formatting.js';
import { roundRational } from '../../exact/decimal/formatting.js';
import { formatDirected } from '../../exact/decimal/directed.js';
import type { Direction } from '../../exact/decimal/directed.js';
import { ALL, isPoint, lowerEnd, magnitudeLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import { ratFits, ratFromDyadic, ratText } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { Bounds } from './bounds.js';
import { DENO_INSPECT, NODE_INSPECT, inspected } from './inspection.js';
import { isLong, placesOf, provenPart, shortened, writtenFrom } from './written.js';
import type { WritingTime } from './writing-time.js';
import type { Proof } from './proof.js';
import type { Ratio } from '../../exact/decimal/constant-input.js';
import type { ExactEnds } from '../../exact/decimal/exact-ends.js';

/** Which way a decimal is rounded. */
export type Rounding = 'nearest' | 'half-away' | Direction;

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
  readonly proof: Proof | null;
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

/** What a result reads of an outcome. */
export type ProvenOutcome = Pick<
  Outcome,
  'status' | 'reason' | 'bounds' | 'exact' | 'ends' | 'error' | 'usedUp' | 'proof' | 'statistics'
>;

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

/** What a result is made of. */
interface ResultParts {
  readonly goal: CheckedGoal;
  readonly status: Status;
  readonly reason?: Reason | null;
  readonly bounds: Enclosure;
  readonly exact?: Rational | undefined;
  readonly ends?: ExactEnds | undefined;
  readonly error?: PincerError | null | undefined;
  readonly usedUp?: UsedUp | undefined;
  readonly proof?: Proof | null | undefined;
}

/** What a result has of the call that it ends. */
interface CallParts {
  readonly statistics?: ResultStatistics;
  readonly names?: OutcomeNames;
  readonly time?: WritingTime | undefined;
}

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
  /** Where the reason is `budget`: which one was used up, and what it permitted. Null otherwise. */
  readonly usedUp: UsedUp | null;
  /**
   * Where the status is `undecided` because of a pole, a jump or an end of a domain: the function and the
   * bounds of its argument. Null where the doubt is about zero inside the bounds of the value itself.
   */
  readonly inDoubt: InDoubt | null;
  /**
   * Where the goal is met by an equality that no narrowing could show, as for the digits of `sin(pi)` or the floor of
   * `log(1000, 10)`: how that is proven. Of several the one nearest to the value itself; null where bounds suffice.
   */
  readonly proof: Proof | null;
  /** The value, where it is known exactly as a rational. @internal */
  readonly rationalValue: Rational | undefined;
  readonly #goal: CheckedGoal;
  readonly #ends: ExactEnds | undefined;
  /** The time to write it out; without end where the call had no timeout. */
  readonly #time: WritingTime | undefined;
  /** Whether the goal was met but could not be written out in time. */
  readonly #late: boolean;
  #formatted: Formatted | null | undefined;

  private constructor(
    parts: ResultParts,
    { statistics = NOTHING_USED, names = NAMELESS, time }: CallParts = {},
  ) {
    const { goal, status, reason = null, bounds, exact, ends, error = null, proof = null } = parts;
    this.proof = proof;
    this.usedUp = parts.usedUp ?? null;
    this.limitedBy = names.limitedBy;
    this.inDoubt = names.inDoubt;
    this.#goal = goal;
    this.#time = time;
    this.error = error;
    this.statistics = statistics;
    this.#ends = exact === undefined ? ends : { lo: exact, hi: exact };
    const point = ends?.lo === ends?.hi ? ends?.lo : undefined;
    const missed = status !== 'met';
    this.bounds = new Bounds(bounds, {
      wanted: () => (missed ? shownWidth(goal, bounds) : goalWidth(goal, bounds)),
      time,
      ends: this.#ends,
      missed,
    });
    this.rationalValue = exact ?? point ?? exactPoint(bounds);
    const places = placesOf(goal);
    // What was proven in time may take longer to be written out than there is: then the time ended it.
    this.#late =
      time !== undefined &&
      status === 'met' &&
      places !== undefined &&
      isLong(bounds, places) &&
      time.within(() => (this.#formatted = this.#whole(places))) === undefined;
    this.status = this.#late ? 'partial' : status;
    this.reason = this.#late ? 'deadline' : reason;
  }

  /** @internal */
  static ofOutcome<G extends Goal>(
    goal: CheckedGoal,
    outcome: ProvenOutcome,
    names: OutcomeNames,
    time?: WritingTime,
  ): Result<G> {
    const { steps, stale, retries, elapsed } = outcome.statistics;
    const statistics = { steps, stale, retries, elapsedMs: elapsed / 1e6 };
    const { status, reason, bounds, exact, ends, error, usedUp, proof } = outcome;
    const written = { statistics, names, time };
    return new RefinementResult(
      { goal, status, reason, bounds, exact, ends, error, usedUp, proof },
      written,
    ) as Result<G>;
  }

  /** Bounds that were there already. @internal */
  static ofBounds<G extends Goal>(
    goal: CheckedGoal,
    bounds: Enclosure,
    exact?: Rational,
  ): Result<G> {
    return new RefinementResult({ goal, status: 'met', bounds, exact }) as Result<G>;
  }

  /** @internal */
  static ofError<G extends Goal>(goal: CheckedGoal, error: PincerError): Result<G> {
    return new RefinementResult({ goal, status: 'error', bounds: ALL, error }) as Result<G>;
  }

  /** A lower bound of the value, rounded down; null when there is none. */
  get lower(): Big | null {
    return this.bounds.lower;
  }

  /** An upper bound of the value, rounded up; null when there is none. */
  get upper(): Big | null {
    return this.bounds.upper;
  }

  /** {@link RefinementResult.lower} as decimal text. */
  get lowerText(): string | null {
    return this.bounds.lowerText;
  }

  /** {@link RefinementResult.upper} as decimal text. */
  get upperText(): string | null {
    return this.bounds.upperText;
  }

  /** The lower bound before it was rounded to a decimal, as a ratio of integers; null as {@link Bounds.lowerExact}. */
  get lowerExact(): Ratio | null {
    return this.bounds.lowerExact;
  }

  /** The upper bound before it was rounded to a decimal, as a ratio of integers; null as {@link Bounds.upperExact}. */
  get upperExact(): Ratio | null {
    return this.bounds.upperExact;
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
   * The decimal rounded in a direction. For `nearest` it is `digits`, for `half-away` too but with a tie rounded away
   * from zero; otherwise it lies on that side of every point of the bounds. Null for other goals than digits and decimals, and where the goal was not met.
   */
  rounded(direction: Rounding): Formatted | null {
    if (direction === 'nearest') return this.#written();
    if (direction === 'half-away') return this.#roundedAway();
    const places = placesOf(this.#goal);
    if (this.status !== 'met' || places === undefined) return null;
    const write = (): Formatted | undefined =>
      formatDirected(this.bounds.enclosure, places, direction, this.rationalValue);
    return (this.#time === undefined ? write() : this.#time.within(write)) ?? null;
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
      proof: this.proof,
      steps,
      stale,
      elapsedMs,
    };
  }

  #written(): Formatted | null {
    if (this.#formatted === undefined) this.#formatted = this.#write();
    return this.#formatted;
  }

  #write(): Formatted | null {
    const places = placesOf(this.#goal);
    if (places === undefined) return null;
    if (this.#late) return shortened(this.bounds.enclosure, this.#ends, places);
    if (this.status === 'met') return this.#whole(places);
    return this.status === 'partial'
      ? provenPart(this.bounds.enclosure, this.#ends, places, this.#time)
      : null;
  }

  /** Only of an exact value is it known that it lies halfway. */
  #roundedAway(): Formatted | null {
    const places = placesOf(this.#goal);
    const isExact = this.status === 'met' && this.rationalValue !== undefined;
    return isExact && places !== undefined ? this.#whole(places, 'away') : this.#written();
  }

  /** The decimal of an exact value needs no bounds. */
  #whole(places: Places, ties: Ties = 'even'): Formatted | null {
    const value = this.rationalValue;
    if (value !== undefined)
      return { text: roundRational(value, places, ties), rounding: 'correct' };
    return writtenFrom(this.bounds.enclosure, this.#ends, places) ?? null;
  }
}

/** Digits of a goal that was missed count from the larger end: the other one may be zero. */
function shownWidth(goal: CheckedGoal, bounds: Enclosure): Log2 {
  return goal.kind === 'digits'
    ? magnitudeLog2(bounds) - goal.digits * Math.log2(10)
    : goalWidth(goal, bounds);
}

function exactPoint(bounds: Enclosure): Rational | undefined {
  const lo = lowerEnd(bounds);
  if (lo === null || !isPoint(bounds) || Math.abs(lo.e) > LONGEST_EXACT_END) return undefined;
  const exact = ratFromDyadic(lo);
  return ratFits(exact) ? exact : undefined;
}

/**
 * What comes before and after the steps of a call: its checks, its root in the graph of a session, and the
 * result that the caller gets for the outcome.
 */
import { checkGoal } from '../../coordinator/goals/goal.js';
import type { CheckedGoal, Goal } from '../../coordinator/goals/goal.js';
import { goalWidth } from '../../coordinator/goals/goal-width.js';
import type { Outcome, OperationRequest } from '../../coordinator/operations/request.js';
import { judge } from '../../coordinator/goals/verdict.js';
import { isInterrupted, timeLeft } from '../../coordinator/transitions/time-limit.js';
import { fromDouble } from '../../exact/double.js';
import { LONGEST_INTEGER } from '../../exact/dyadic.js';
import {
  ALL,
  containsZero,
  isPoint,
  magnitudeLog2,
  mignitudeLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { PincerError } from '../../exact/errors.js';
import { Interrupted, setStop } from '../../exact/interruption.js';
import { intersect } from '../../exact/enclosure/meet-join.js';
import { fromEnds, fromRational } from '../../exact/enclosure/outward.js';
import { ratBits } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { NodeId } from '../../graph/node.js';
import { defaultSession } from '../../session/session.js';
import type { Session } from '../../session/session.js';
import { admit } from '../values/admission.js';
import { Bounds } from './bounds.js';
import { DeadlineExceededError } from './deadline.js';
import { internerOf } from '../values/interners.js';
import { findTerm, pathBetween } from './origin.js';
import { renewPlacements } from './placement.js';
import type { Term } from '../values/term.js';
import { checkedLimits } from './refine-options.js';
import type { Limits, RefineOptions } from './refine-options.js';
import { RefinementResult } from './result.js';
import type { ProvenOutcome, Result } from './result.js';
import { WritingTime } from './writing-time.js';

/** A call that passed its checks: answered by the double tier or exactly, failed, or to be run. */
export type Prepared<G extends Goal> =
  | { readonly result: Result<G> }
  | {
      readonly request: OperationRequest;
      readonly session: Session;
      readonly finish: (outcome: Outcome) => Result<G>;
    };

/**
 * Checks a call and puts its value into the graph.
 * @param growth - the factor between the bits of bounds that are wanted on the way.
 */
export function prepare<G extends Goal>(
  term: Term,
  goal: G,
  options: RefineOptions,
  growth?: number,
): Prepared<G> {
  const checked = checkGoal(goal);
  const limits = checkedLimits(options);
  // A value that may fold to an exact rational is admitted first: the rational says more.
  const byDoubles = term.isRational ? undefined : doublesThatMeet(checked, term);
  if (byDoubles !== undefined) return { result: RefinementResult.ofBounds(checked, byDoubles) };

  const session = options.session ?? defaultSession();
  // A call without a timeout asks no clock.
  const { timeout = Infinity } = limits;
  const started = timeout === Infinity ? 0 : session.clock.nanoseconds();
  const used = (): number => session.clock.nanoseconds() - started;
  session.reclaim();
  renewPlacements(session);
  const interner = internerOf(session);
  let root: NodeId;
  let exact: Rational | undefined;
  const stop = session.stopAt(started + timeout * 1e6);
  const { signal } = options;
  // A signal that was aborted before the call, or is by code of the user that an admission runs.
  const outer = setStop(
    signal === undefined ? stop : (bits) => signal.aborted || stop?.(bits) === true,
  );
  try {
    const admitted = admit(term, interner);
    exact = 'rational' in admitted ? admitted.rational : undefined;
    const bounds = exact === undefined ? undefined : exactBounds(checked, exact);
    if (bounds !== undefined) return { result: RefinementResult.ofBounds(checked, bounds, exact) };
    const known =
      exact === undefined && term.isRational ? doublesThatMeet(checked, term) : undefined;
    if (known !== undefined) return { result: RefinementResult.ofBounds(checked, known) };
    root = interner.nodeOf(admitted);
  } catch (error) {
    if (error instanceof Interrupted)
      return { result: tooLate(term, session, checked, limits, used(), options) };
    if (!(error instanceof PincerError)) throw error;
    if (error.real !== undefined) {
      const path = pathBetween(term, error.real);
      error.path ??= path;
      error.node ??= path.at(-1) ?? term.operator.name;
    }
    return { result: RefinementResult.ofError(checked, error) };
  } finally {
    setStop(outer);
  }
  const left = timeout === Infinity ? Infinity : timeLeft(timeout * 1e6, used());
  const request: OperationRequest = {
    root,
    goal: checked,
    budget: limits.budget,
    exact,
    timeout: timeout === Infinity ? undefined : left,
    class: options.class,
    priority: options.priority,
    parent: options.parent,
    after: options.after,
    assumeDomain: options.assumeDomain,
    growth: growth ?? growthFor(options, session),
  };
  const finish = (outcome: Outcome): Result<G> => {
    // After a renumbering of nodes the outcome names them by numbers that no longer hold.
    const named = session.graph.epoch === outcome.epoch;
    const { error, failed, limit, doubt } = named ? outcome : { error: outcome.error };
    if (error !== undefined && failed !== undefined) {
      const origin = findTerm(term, interner, failed);
      if (origin !== undefined) error.real = origin;
    }
    // Whoever calls off waits no longer for the text than after a timeout.
    const isCalledOff = outcome.reason === 'aborted';
    const [most, elapsed] =
      timeout < Infinity ? [timeout, used() / 1e6] : [isCalledOff ? 0 : Infinity, 0];
    const isLimited = most < Infinity || session.stopAt(Infinity) !== undefined;
    const time = isLimited ? new WritingTime(session, most, elapsed, isCalledOff) : undefined;
    const result = RefinementResult.ofOutcome<G>(
      checked,
      withDoubleTier(outcome, checked, term),
      {
        limitedBy:
          outcome.reason === 'limit'
            ? longestInteger(checked, outcome.bounds)
            : limit === undefined
              ? null
              : session.graph.describe(limit),
        inDoubt:
          doubt === undefined
            ? null
            : {
                node: session.graph.describe(doubt.node),
                argument: new Bounds(session.graph.boundsOf(doubt.argument)),
                real: findTerm(term, interner, doubt.node),
              },
      },
      time,
    );
    return inTime(term, limits, result);
  };
  return { request, session, finish };
}

/** The answer to a call that was stopped before its value was in the graph: what its doubles prove. */
function tooLate<G extends Goal>(
  term: Term,
  { stopAt }: Session,
  goal: CheckedGoal,
  limits: Limits,
  elapsed: number,
  { signal }: RefineOptions,
): Result<G> {
  const statistics = { steps: 0, stale: 0, retries: 0, cost: 0, charged: 0, elapsed };
  const reason = signal?.aborted || isInterrupted(stopAt) ? 'aborted' : 'deadline';
  const nothing = { status: 'undecided', reason, bounds: ALL, statistics } as const;
  const known = withDoubleTier(nothing, goal, term);
  const names = { limitedBy: null, inDoubt: null };
  return inTime(term, limits, RefinementResult.ofOutcome<G>(goal, known, names));
}

/** @throws DeadlineExceededError where the time ended a call that is to throw then. */
function inTime<G extends Goal>(
  term: Term,
  { throws, timeout }: Limits,
  result: Result<G>,
): Result<G> {
  if (throws && timeout !== undefined && result.reason === 'deadline')
    throw new DeadlineExceededError(term.operator.name, timeout, result);
  return result;
}

/** Why a goal takes too many bits: the limit, how many it takes, and where the value is. */
function longestInteger(goal: CheckedGoal, bounds: Enclosure): string {
  const magnitude = Math.floor(mignitudeLog2(bounds));
  const width = Math.ceil(goalWidth(goal, bounds));
  return (
    `the ${String(LONGEST_INTEGER)} bits of the longest number: ${goal.kind} to 2^${String(width)} ` +
    `at 2^${String(magnitude)} takes ${String(magnitude - width)}`
  );
}

/** Whoever may end a call early gets bounds of a quarter of the bits at least; so does a file that is to go on from. */
function growthFor(options: RefineOptions, session: Session): number | undefined {
  if (session.mayEndCalls) return 4;
  const { signal, timeout, onProgress, budget = {} } = options;
  const { steps, milliseconds, cost, bytes } = budget;
  const mayEnd = signal ?? timeout ?? onProgress ?? steps ?? milliseconds ?? cost ?? bytes;
  return mayEnd === undefined ? undefined : 4;
}

/** The most bits of an exact value, and of its bounds, that are answered without the graph. */
const SHORT_BITS = 4096;
const SHORT_DIGITS = 1000;

/**
 * Bounds of an exact rational that meet a goal; undefined where it takes many bits, or a search for a tie. They are
 * proven without the graph, as those of doubles are.
 */
function exactBounds(goal: CheckedGoal, exact: Rational): Enclosure | undefined {
  if (ratBits(exact) > SHORT_BITS) return undefined;
  const rough = fromRational(exact, Infinity);
  // The exact value has the decimal, and bounds are narrowed to it when they are read.
  if ((goal.kind === 'digits' && goal.digits <= SHORT_DIGITS) || goal.kind === 'sign') return rough;
  const width = goalWidth(goal, rough);
  if (magnitudeLog2(rough) - width > SHORT_BITS && !isPoint(rough)) return undefined;
  // A sixteenth of what the goal permits: the bounds are printed, and rounded outward.
  const grid = Number.isFinite(width) ? Math.floor(width) - 4 : Infinity;
  const bounds = fromRational(exact, grid);
  return judge(goal, bounds, exact).met ? bounds : undefined;
}

/** No two doubles are so near to each other, unless they are equal. */
const DIGITS_OF_DOUBLES = 17;

/** Whether the doubles of a term may meet a goal. */
function mayMeet(goal: CheckedGoal, { lo, hi }: Term): boolean {
  return goal.kind !== 'digits' || goal.digits <= DIGITS_OF_DOUBLES || lo === hi;
}

/** Doubles are proven bounds too: those of a term, where they meet a goal, which then needs no step. */
function doublesThatMeet(goal: CheckedGoal, term: Term): Enclosure | undefined {
  const known = mayMeet(goal, term) ? doubleTierOf(term) : undefined;
  return known !== undefined && judge(goal, known, undefined).met ? known : undefined;
}

/** The bounds that the doubles of a term prove; undefined where they prove nothing. */
export function doubleTierOf(term: Term): Enclosure | undefined {
  const { lo, hi } = term;
  if (!(lo > -Infinity && hi < Infinity)) return undefined;
  return fromEnds(fromDouble(lo), fromDouble(hi), -1074);
}

/**
 * An operation that ended early, perhaps before its first step, may know less than the doubles do: they prove
 * that the value is defined, and where it lies.
 */
function withDoubleTier<O extends ProvenOutcome>(outcome: O, goal: CheckedGoal, term: Term): O {
  const { status, exact } = outcome;
  if (status === 'error' || exact !== undefined) return outcome;
  if (status === 'met' && !mayMeet(goal, term)) return outcome;
  const known = doubleTierOf(term);
  if (known === undefined) return outcome;
  // Of bounds that contradict each other those of the graph are reported: the graph names where they came from.
  const bounds = intersect(outcome.bounds, known) ?? outcome.bounds;
  const decided = outcome.status === 'undecided' && !containsZero(bounds);
  return { ...outcome, bounds, ...(decided ? { status: 'partial' } : {}) };
}

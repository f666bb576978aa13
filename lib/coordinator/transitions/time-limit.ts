/**
 * How long an operation may go on: until its deadline, or until its search for a sign has been in vain for as long as
 * it may be.
 *
 * Laws
 * 1. Combinators of long numbers hear the stop; the graph keeps what an interrupted one had before.
 * 2. Between two waves the limit is looked at, whatever their numbers are.
 * 3. An operation whose timeout has not begun, as it has had no turn yet, has for each review all that its admission
 *    has left of it.
 * 4. A decision that is interrupted ends its operation. The last flush and the last judgement have a grace; what they
 *    do not reach by then is not part of the answer.
 * 5. The stop belongs to the operation that computes: its limit ends no computation of another operation.
 * 6. A search whose time is over has one decision more, which the deadline alone interrupts.
 * 7. Where the thread is interrupted, every time but that of a grace has come.
 */
import { setStop } from '../../exact/interruption.js';
import type { Stop } from '../../exact/interruption.js';
import type { Operation } from '../operations/operation.js';
import type { Reason } from '../operations/request.js';
import type { Nanoseconds } from '../time.js';

/**
 * Makes a function that says whether a time has come, or another thread has interrupted this one; undefined for what
 * never comes. At the end of an operation, `isEnd`, the time alone counts.
 */
export type StopAt = (time: Nanoseconds, isEnd?: boolean) => Stop | undefined;

/** When an operation ends at the latest; Infinity without a limit. */
export function limitOf(operation: Operation, now: Nanoseconds): Nanoseconds {
  return Math.min(
    deadlineOf(operation, now),
    operation.pursuit.search.separation?.until ?? Infinity,
  );
}

/** Law 3. */
function deadlineOf(operation: Operation, now: Nanoseconds): Nanoseconds {
  return operation.scheduling.deadline ?? now + timeoutOf(operation);
}

/** What is left of the timeout of an operation when it begins; Infinity without one. */
export function timeoutOf({ request, scheduling }: Operation): Nanoseconds {
  return timeLeft(request.timeout ?? Infinity, scheduling.spent);
}

/** Nanoseconds. A shorter admission takes nothing of a timeout: equal requests stay equal, and share an operation. */
const SHORT_ADMISSION = 10e6;

/** What is left of a timeout after an admission. */
export function timeLeft(timeout: Nanoseconds, admission: Nanoseconds): Nanoseconds {
  return admission < SHORT_ADMISSION ? timeout : Math.max(0, timeout - admission);
}

/** Whether a stop has come that waits for no time. */
export function isInterrupted(stopAt: StopAt | undefined): boolean {
  return stopAt?.(Infinity)?.(0) === true;
}

/** Why an operation ends at its limit, or before it by an interruption. */
export function reasonAtLimit(
  stopAt: StopAt | undefined,
  operation: Operation,
  now: Nanoseconds,
): Reason {
  if (isInterrupted(stopAt)) return 'aborted';
  const { separation } = operation.pursuit.search;
  if (separation === undefined || deadlineOf(operation, now) <= separation.until) return 'deadline';
  return separation.reason;
}

/**
 * Whether the limit of an operation has come.
 * @param now - when the review began.
 */
export function isPastLimit(
  stopAt: StopAt | undefined,
  operation: Operation,
  now: Nanoseconds,
): boolean {
  return stopAt?.(limitOf(operation, now))?.(0) === true;
}

/** Runs `compute` for an operation, under the stop of its limit. */
export function withinLimit<T>(
  stopAt: StopAt | undefined,
  operation: Operation,
  now: Nanoseconds,
  compute: () => T,
): T {
  return until(stopAt, limitOf(operation, now), compute);
}

/** Runs `compute` for an operation, under the stop of its deadline alone. */
export function withinDeadline<T>(
  stopAt: StopAt | undefined,
  operation: Operation,
  now: Nanoseconds,
  compute: () => T,
): T {
  return stopAt === undefined ? compute() : underStop(stopAt(deadlineOf(operation, now)), compute);
}

/** Nanoseconds for the last flush and the last judgement of an operation whose limit has come. */
const GRACE = 20e6;

/** Runs `end`, which ends an operation: under a stop that comes a little after `time`. */
export function withinGrace(stopAt: StopAt | undefined, time: Nanoseconds, end: () => void): void {
  until(stopAt, time + GRACE, end, true);
}

/** Runs `compute` under the stop of a time, and under the one that is set where that never comes. */
function until<T>(
  stopAt: StopAt | undefined,
  time: Nanoseconds,
  compute: () => T,
  isEnd = false,
): T {
  const stop = stopAt?.(time, isEnd);
  return stop === undefined ? compute() : underStop(stop, compute);
}

/** Runs `compute` under a stop, in place of the one that is set. */
export function underStop<T>(stop: Stop | undefined, compute: () => T): T {
  const outer = setStop(stop);
  try {
    return compute();
  } finally {
    setStop(outer);
  }
}

/**
 * How long an operation may go on: until its deadline, or until its search for a sign has been in vain for as long as
 * it may be.
 *
 * Laws
 * 1. Combinators of long numbers hear the stop; the graph keeps what an interrupted one had before.
 * 2. Between two waves the limit is looked at, whatever their numbers are.
 * 3. An operation whose timeout has not begun, as it has had no turn yet, has all of it for each review.
 * 4. The stop belongs to the operation that computes: its limit ends no computation of another operation.
 */
import { setStop } from '../../exact/interruption.js';
import type { Stop } from '../../exact/interruption.js';
import type { Operation } from '../operations/operation.js';
import type { Reason } from '../operations/request.js';
import type { Nanoseconds } from '../time.js';

/** Makes a function that says whether a time has come; undefined for a time that never comes. */
export type StopAt = (time: Nanoseconds) => Stop | undefined;

/** When an operation ends at the latest; Infinity without a limit. */
export function limitOf(operation: Operation, now: Nanoseconds): Nanoseconds {
  return Math.min(deadlineOf(operation, now), operation.pursuit.search.separation?.until ?? Infinity);
}

/** Law 3. */
function deadlineOf({ request, scheduling }: Operation, now: Nanoseconds): Nanoseconds {
  return scheduling.deadline ?? now + (request.timeout ?? Infinity);
}

/** Why an operation ends at its limit. */
export function reasonAtLimit(operation: Operation, now: Nanoseconds): Reason {
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
  if (stopAt === undefined) return false;
  const limit = limitOf(operation, now);
  return limit !== Infinity && stopAt(limit)?.(0) === true;
}

/** Runs `compute` for an operation, under the stop of its limit. */
export function withinLimit<T>(
  stopAt: StopAt | undefined,
  operation: Operation,
  now: Nanoseconds,
  compute: () => T,
): T {
  if (stopAt === undefined) return compute();
  const limit = limitOf(operation, now);
  if (limit === Infinity) return compute();
  const outer = setStop(stopAt(limit));
  try {
    return compute();
  } finally {
    setStop(outer);
  }
}

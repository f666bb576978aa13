/**
 * How long an operation may go on: until its deadline, or until its search for a sign has been in vain for as long as
 * it may be.
 *
 * Laws
 * 1. Combinators of long numbers hear the stop; the graph keeps what an interrupted one had before.
 * 2. Between two waves the limit is looked at, whatever their numbers are.
 * 3. The stop belongs to the operation that computes: its limit ends no computation of another operation.
 */
import { setStop } from '../../exact/interruption.js';
import type { Stop } from '../../exact/interruption.js';
import type { Operation } from '../operations/operation.js';
import type { Reason } from '../operations/request.js';
import type { Nanoseconds } from '../time.js';

/** Makes a function that says whether a time has come; undefined for a time that never comes. */
export type StopAt = (time: Nanoseconds) => Stop | undefined;

/** When an operation ends at the latest; Infinity without a limit. */
export function limitOf({ scheduling, pursuit }: Operation): Nanoseconds {
  const { deadline = Infinity } = scheduling;
  return Math.min(deadline, pursuit.search.separation?.until ?? Infinity);
}

/** Why an operation ends at its limit. */
export function reasonAtLimit({ scheduling, pursuit }: Operation): Reason {
  const { deadline = Infinity } = scheduling;
  const { separation } = pursuit.search;
  if (separation === undefined || deadline <= separation.until) return 'deadline';
  return separation.reason;
}

/** Whether the limit of an operation has come. */
export function isPastLimit(stopAt: StopAt | undefined, operation: Operation): boolean {
  if (stopAt === undefined) return false;
  const limit = limitOf(operation);
  return limit !== Infinity && stopAt(limit)?.(0) === true;
}

/** Runs `compute` for an operation, under the stop of its limit. */
export function withinLimit<T>(
  stopAt: StopAt | undefined,
  operation: Operation,
  compute: () => T,
): T {
  if (stopAt === undefined) return compute();
  const limit = limitOf(operation);
  if (limit === Infinity) return compute();
  const outer = setStop(stopAt(limit));
  try {
    return compute();
  } finally {
    setStop(outer);
  }
}

/**
 * How long the computations of an operation may take between two polls: until its deadline.
 *
 * Laws
 * 1. Combinators of long numbers hear the stop; the graph keeps what an interrupted one had before.
 * 2. Between two waves the deadline is looked at, whatever their numbers are.
 * 3. The stop belongs to the operation that computes: a deadline ends no computation of another operation.
 */
import { setStop } from '../../exact/interruption.js';
import type { Stop } from '../../exact/interruption.js';
import type { Operation } from '../operations/operation.js';
import type { Nanoseconds } from '../time.js';

/** Makes a function that says whether a time has come; undefined for a time that never comes. */
export type StopAt = (time: Nanoseconds) => Stop | undefined;

/** Whether the deadline of an operation has come. */
export function isPastDeadline(stopAt: StopAt | undefined, { scheduling }: Operation): boolean {
  const { deadline } = scheduling;
  return deadline !== undefined && stopAt?.(deadline)?.(0) === true;
}

/** Runs `compute` for an operation, under the stop of its deadline. */
export function withinDeadline<T>(
  stopAt: StopAt | undefined,
  { scheduling }: Operation,
  compute: () => T,
): T {
  const { deadline } = scheduling;
  if (stopAt === undefined || deadline === undefined) return compute();
  const outer = setStop(stopAt(deadline));
  try {
    return compute();
  } finally {
    setStop(outer);
  }
}

import type { Nanoseconds } from '../coordinator/time.js';

/** The source of time of a session. */
export interface Clock {
  /** Monotonic nanoseconds since some fixed moment. */
  nanoseconds(): Nanoseconds;
}

/** A function that says whether a time has come; undefined for a time that never comes. */
export function isPast(clock: Clock, time: Nanoseconds): (() => boolean) | undefined {
  return time === Infinity ? undefined : () => clock.nanoseconds() >= time;
}

/** The monotonic clock of the platform, which starts at 0. */
export function monotonicClock(): Clock {
  const start = performance.now();
  return { nanoseconds: () => Math.floor((performance.now() - start) * 1e6) };
}

import type { Nanoseconds } from '../coordinator/time.js';

/** Where a session takes its time from. */
export interface Clock {
  /** Monotonic nanoseconds since some fixed moment. */
  nanoseconds(): Nanoseconds;
}

/** Whether a time has come, to be asked again and again; undefined where it never comes. */
export function isPast(clock: Clock, time: Nanoseconds): (() => boolean) | undefined {
  return time === Infinity ? undefined : () => clock.nanoseconds() >= time;
}

/** The clock of the platform, counted from now on. */
export function monotonicClock(): Clock {
  const start = performance.now();
  return { nanoseconds: () => Math.floor((performance.now() - start) * 1e6) };
}

import type { Nanoseconds } from '../coordinator/lease.js';

/** Where a session takes its time from. */
export interface Clock {
  /** Monotonic nanoseconds since some fixed moment. */
  now(): Nanoseconds;
}

/** The clock of the platform, counted from now on. */
export function monotonicClock(): Clock {
  const start = performance.now();
  return { now: () => Math.floor((performance.now() - start) * 1e6) };
}

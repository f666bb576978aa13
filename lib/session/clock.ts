import type { Nanoseconds } from '../coordinator/time.js';
import { platform } from '../execution/platform/platform.js';

/** The source of time of a session. */
export interface Clock {
  /** Monotonic nanoseconds since some fixed moment. */
  nanoseconds(): Nanoseconds;
}

/** Makes a function that says whether a time has come, or the thread is interrupted; at the end of an operation the time alone counts. */
export type StopsAt = (
  time: Nanoseconds,
  isEnd?: boolean,
) => ((bits?: number) => boolean) | undefined;

/** Nanoseconds that multiplying two numbers takes per bit of them: 17 to 25 between 2^20 and 2^24 bits. */
const BLOCK_PER_BIT = 20;

/**
 * A function that says whether a time has come; undefined for a time that never comes.
 *
 * It is given the bits of the block that comes next, and says so half a block before the time, because a
 * block cannot be interrupted: the end is then missed by half a block at most, early or late.
 *
 * @param interruption - memory whose first number is not 0 where the time has come already.
 */
export function isPast(
  clock: Clock,
  time: Nanoseconds,
  interruption?: Int32Array,
): ((bits?: number) => boolean) | undefined {
  if (interruption === undefined && time === Infinity) return undefined;
  return (bits = 0) =>
    (interruption !== undefined && Atomics.load(interruption, 0) !== 0) ||
    clock.nanoseconds() + (bits * BLOCK_PER_BIT) / 2 >= time;
}

/**
 * The monotonic clock of the platform, which starts at 0: in node the difference of two readings of
 * `process.hrtime.bigint()`, exact as a number; in a browser that of `performance.now()`.
 */
export function monotonicClock(): Clock {
  return { nanoseconds: platform.startClock() };
}

/** The clock of the deterministic mode, moved by its loop alone. */
export class VirtualClock implements Clock {
  time: Nanoseconds = 0;

  nanoseconds(): Nanoseconds {
    return this.time;
  }
}

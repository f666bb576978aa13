/**
 * The time that is left to write a value out.
 *
 * Laws
 * 1. All conversions of one result share what its call had left of its timeout, and a grace beside it.
 * 2. Short conversions are never interrupted: kernels do not check for a stop on short numbers.
 */
import { Interrupted, setStop } from '../../exact/interruption.js';
import { isPast } from '../../session/clock.js';
import type { Clock } from '../../session/clock.js';

/** Milliseconds that a conversion has however late the value was proven, and the part of a timeout beside it. */
const GRACE = 50;
const GRACE_PER_TIMEOUT = 0.02;

export class WritingTime {
  readonly #clock: Clock;
  /** Nanoseconds. */
  #left: number;

  /**
   * @param timeout - of the call, in milliseconds.
   * @param elapsed - what the call has used of it, in milliseconds.
   */
  constructor(clock: Clock, timeout: number, elapsed: number) {
    this.#clock = clock;
    const left = Math.max(0, timeout - elapsed);
    this.#left =
      Math.min(left + GRACE + timeout * GRACE_PER_TIMEOUT, Number.MAX_SAFE_INTEGER) * 1e6;
  }

  /** What `convert` returns; undefined where the time was over before. */
  within<T>(convert: () => T): T | undefined {
    const start = this.#clock.nanoseconds();
    const outer = setStop(isPast(this.#clock, start + this.#left));
    try {
      return convert();
    } catch (error) {
      if (error instanceof Interrupted) return undefined;
      throw error;
    } finally {
      setStop(outer);
      this.#left = Math.max(0, this.#left - (this.#clock.nanoseconds() - start));
    }
  }
}

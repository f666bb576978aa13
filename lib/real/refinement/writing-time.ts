/**
 * The time that is left to write a value out.
 *
 * Laws
 * 1. All conversions of one result share what its call had left of its timeout, and a grace beside it.
 * 2. Short conversions are never interrupted: kernels do not check for a stop on short numbers.
 * 3. An interruption by another thread ends the conversion under way. What is still to be written has the grace alone,
 *    which all results of the session share while it lasts.
 */
import { isInterrupted } from '../../coordinator/transitions/time-limit.js';
import { Interrupted, setStop } from '../../exact/interruption.js';
import type { Session } from '../../session/session.js';

/** Milliseconds that a conversion has however late the value was proven, and the part of a timeout beside it. */
const GRACE = 50;
const GRACE_PER_TIMEOUT = 0.02;

export class WritingTime {
  readonly #session: Session;
  /** Nanoseconds. */
  #left: number;
  /** Whether nobody waits for the whole text any more. */
  isCalledOff: boolean;

  /**
   * @param timeout - of the call, in milliseconds.
   * @param elapsed - what the call has used of it, in milliseconds.
   * @param isCalledOff - whether the call was aborted.
   */
  constructor(session: Session, timeout: number, elapsed: number, isCalledOff: boolean) {
    this.#session = session;
    this.isCalledOff = isCalledOff;
    if (!isInterrupted(session.stopAt)) session.grace = undefined;
    const left = Math.max(0, timeout - elapsed);
    this.#left =
      Math.min(left + GRACE + timeout * GRACE_PER_TIMEOUT, Number.MAX_SAFE_INTEGER) * 1e6;
  }

  /** What `convert` returns; undefined where the time was over before. */
  within<T>(convert: () => T): T | undefined {
    const session = this.#session;
    const { clock, stopAt } = session;
    const start = clock.nanoseconds();
    const isShared = isInterrupted(stopAt);
    const grace = isShared ? (session.grace ?? GRACE * 1e6) : Infinity;
    const left = Math.min(this.#left, grace);
    const outer = setStop(stopAt(start + left, this.isCalledOff));
    try {
      return convert();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      if (this.isCalledOff || !isInterrupted(stopAt)) return undefined;
      this.isCalledOff = true;
      this.#left = GRACE * 1e6 + clock.nanoseconds() - start;
      return undefined;
    } finally {
      setStop(outer);
      const used = clock.nanoseconds() - start;
      this.#left = Math.max(0, this.#left - used);
      if (isShared) session.grace = Math.max(0, grace - used);
    }
  }
}

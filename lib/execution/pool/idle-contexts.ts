import { platform } from '#platform';
import type { ExecutionContext } from '../../coordinator/leases/port.js';

/** Timers beyond this fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Node's timers keep a process alive unless told otherwise; a browser's are numbers. */
interface LooseTimer {
  unref?: () => unknown;
}

/**
 * The idle contexts of a pool, with the timer that says when one has been idle for long enough. The
 * timer never keeps the process alive.
 */
export class IdleContexts {
  readonly #milliseconds: number;
  readonly #expired: () => void;
  /** The longest idle first. */
  readonly #entries: { readonly context: ExecutionContext; readonly since: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param expired - Called when the longest idle context may have been idle for `milliseconds`. */
  constructor(milliseconds: number, expired: () => void) {
    this.#milliseconds = milliseconds;
    this.#expired = expired;
  }

  get size(): number {
    return this.#entries.length;
  }

  add(context: ExecutionContext): void {
    this.#entries.push({ context, since: platform.now() });
  }

  /** Takes out this context, if it is idle. */
  take(context: ExecutionContext): ExecutionContext | undefined {
    const index = this.#entries.findIndex((entry) => entry.context === context);
    return index < 0 ? undefined : this.#entries.splice(index, 1)[0]?.context;
  }

  /** Takes out the context that was used last: its caches are the warmest. */
  takeWarmest(): ExecutionContext | undefined {
    return this.#entries.pop()?.context;
  }

  takeOldest(): ExecutionContext | undefined {
    return this.#entries.shift()?.context;
  }

  /** Takes out the oldest context if it has been idle for long enough. */
  takeExpired(): ExecutionContext | undefined {
    const since = this.#entries[0]?.since ?? Infinity;
    return since + this.#milliseconds <= platform.now() ? this.takeOldest() : undefined;
  }

  takeAll(): ExecutionContext[] {
    return this.#entries.splice(0).map(({ context }) => context);
  }

  /** Sets the timer anew, or only clears it. */
  watch(wanted: boolean): void {
    clearTimeout(this.#timer);
    const oldest = this.#entries[0];
    if (!wanted || oldest === undefined) return;
    const wait = oldest.since + this.#milliseconds - platform.now();
    if (wait > LONGEST_TIMER) return;
    this.#timer = setTimeout(this.#expired, Math.max(0, Math.ceil(wait)));
    (this.#timer as LooseTimer).unref?.();
  }
}

import { platform } from '#platform';
import type { ExecutionContext } from '../../coordinator/leases/port.js';

/** The longest delay of a timer, in milliseconds; a longer one fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A timer of node, which keeps the process alive until `unref`; a browser's is a number. */
interface NodeTimer {
  unref?: () => unknown;
}

/**
 * The idle contexts of a pool, with the timer that fires when the oldest has been idle for the limit. The timer never
 * keeps the process alive.
 */
export class IdleContexts {
  readonly #milliseconds: number;
  readonly #expired: () => void;
  /** The one that has been idle longest first. */
  readonly #entries: { readonly context: ExecutionContext; readonly since: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param expired - called when the oldest may have been idle for `milliseconds`. */
  constructor(milliseconds: number, expired: () => void) {
    this.#milliseconds = milliseconds;
    this.#expired = expired;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The names of those that run, the warmest first. */
  get names(): string[] {
    const running = this.#entries.filter(({ context }) => context.alive);
    return running.map(({ context }) => context.name).reverse();
  }

  add(context: ExecutionContext): void {
    this.#entries.push({ context, since: platform.now() });
  }

  /** Takes out a context, if it is idle. */
  take(context: ExecutionContext): ExecutionContext | undefined {
    const index = this.#entries.findIndex((entry) => entry.context === context);
    return index < 0 ? undefined : this.#entries.splice(index, 1)[0]?.context;
  }

  /** Takes out the context that was used last, as its caches are the warmest. */
  takeWarmest(): ExecutionContext | undefined {
    return this.#entries.pop()?.context;
  }

  takeOldest(): ExecutionContext | undefined {
    return this.#entries.shift()?.context;
  }

  /** Takes out the oldest context if it has been idle for the limit. */
  takeExpired(): ExecutionContext | undefined {
    const since = this.#entries[0]?.since ?? Infinity;
    return since + this.#milliseconds <= platform.now() ? this.takeOldest() : undefined;
  }

  takeAll(): ExecutionContext[] {
    return this.#entries.splice(0).map(({ context }) => context);
  }

  /** Sets the timer for the oldest context; clears it where none is wanted. */
  watch(wanted: boolean): void {
    clearTimeout(this.#timer);
    const oldest = this.#entries[0];
    if (!wanted || oldest === undefined) return;
    const wait = oldest.since + this.#milliseconds - platform.now();
    if (wait > LONGEST_TIMER) return;
    this.#timer = setTimeout(this.#expired, Math.max(0, Math.ceil(wait)));
    (this.#timer as NodeTimer).unref?.();
  }
}

/**
 * A pool of contexts of one kind.
 *
 * Laws
 * 1. One caller at a time holds a context. There are never more contexts than the maximum, nor more than a shared
 *    limit allows.
 * 2. At capacity `acquire` waits. Higher classes are served first, callers of one class in the order of their calls.
 * 3. The pool opens a context only for a caller who finds none idle, or ahead of need. A context that has been idle
 *    for the limit ends, down to the minimum. A context that has ended is replaced when one is acquired next.
 * 4. An idle pool never keeps the process alive. After `close` there is no context, no timer and no caller waiting.
 */
import type { ExecutionContext } from '../../coordinator/leases/port.js';
import { checkCount } from '../check-count.js';
import type { AcquireOptions } from './context-source.js';
import { PoolClosedError } from '../errors.js';
import { IdleContexts } from './idle-contexts.js';
import type { PoolOptions, PoolStatistics } from './pool-options.js';
import { WaitQueue } from './wait-queue.js';

/**
 * Contexts of one kind that are opened as they are needed, lent to one caller at a time, and ended when they have been
 * idle. The session takes those of its slots from such pools.
 *
 * @example
 * ```ts
 * import { ContextPool, ThreadContext } from 'pincer/execution';
 *
 * const open = (name: string) => new ThreadContext({ name });
 * await using pool = new ContextPool({ name: 'thread', maximum: 2, open });
 * const first = await pool.acquire();
 * const second = await pool.acquire({ class: 'structural' });
 * console.log(first.name, second.name, pool.stats().busy); // => thread 1 thread 2 2
 * const third = pool.acquire(); // waits
 * pool.release(first);
 * console.log((await third) === first); // => true
 * ```
 */
export class ContextPool {
  readonly name: string;
  /** @internal */
  readonly opens = true;
  readonly minimum: number;
  readonly maximum: number;
  readonly #options: PoolOptions;
  readonly #idle: IdleContexts;
  readonly #busy = new Set<ExecutionContext>();
  readonly #waiting = new WaitQueue<ExecutionContext>();
  /** The ends of contexts that the pool has released for good. */
  readonly #ends = new Set<Promise<void>>();
  #draining: (() => void)[] = [];
  #started = 0;
  #ended = 0;
  #closing: Promise<void> | undefined;

  /** @throws LimitError when a number of contexts is out of range. */
  constructor(options: PoolOptions) {
    const { name = 'pool', minimum = 0, maximum, idleMilliseconds = 60_000 } = options;
    this.name = name;
    this.maximum = checkCount('ContextPool', 'maximum', maximum, 1);
    this.minimum = checkCount('ContextPool', 'minimum', minimum, 0, maximum);
    this.#idle = new IdleContexts(idleMilliseconds, () => {
      this.#shrink();
    });
    this.#options = options;
    options.limit?.join(this);
  }

  /** How many contexts there are. */
  get size(): number {
    return this.#idle.size + this.#busy.size;
  }

  /** Whether `acquire` would give a context at once. */
  get hasRoom(): boolean {
    if (this.#closing !== undefined || this.#waiting.size > 0) return false;
    if (this.#idle.size > 0) return true;
    return this.size < this.maximum && (this.#options.limit?.hasRoomFor(this) ?? true);
  }

  /**
   * A context that the caller holds until its release: at once where there is one, else a promise of one. Nobody
   * overtakes a caller who waits, except by a higher class.
   *
   * @returns a promise that is rejected with a PoolClosedError when the pool closes first, with the reason of the signal
   *   when that is aborted, and with what `open` throws.
   */
  acquire(options: AcquireOptions = {}): ExecutionContext | Promise<ExecutionContext> {
    const { class: operationClass = 'normal', signal, preferred } = options;
    if (signal?.aborted === true) return rejected(signal.reason);
    if (this.#closing !== undefined) return Promise.reject(new PoolClosedError(this.name));
    try {
      const context = this.#waiting.isFreeFor(operationClass) ? this.#take(preferred) : undefined;
      if (context !== undefined) return context;
    } catch (error) {
      return rejected(error);
    }
    return this.#waiting.wait(operationClass, signal, () => {
      this.#settle();
    });
  }

  /** Takes a context back. */
  release(context: ExecutionContext): void {
    if (!this.#busy.delete(context)) return;
    const { reuse = true } = this.#options;
    if (!context.alive) this.#retire(context, 'it has ended');
    else if (!reuse) this.#retire(context, 'its one lease is over');
    else this.#idle.add(context);
    this.#settle();
  }

  /** Opens contexts ahead of need, at most up to the maximum; resolves when they are ready. */
  async prewarm(count = this.minimum): Promise<void> {
    const opened: ExecutionContext[] = [];
    while (this.#closing === undefined && this.size < count && this.#reserve()) {
      const context = this.#open();
      this.#idle.add(context);
      opened.push(context);
    }
    this.#settle();
    await Promise.all(opened.map((context: Startable) => context.start?.() ?? Promise.resolve()));
  }

  /** Resolves when no lease is in flight in any context. */
  async joinAll(): Promise<void> {
    await Promise.all([...this.#busy].map((context) => context.join()));
  }

  /** Ends all contexts; callers who wait get new ones. */
  async terminateAll(reason: string): Promise<void> {
    for (const context of this.#idle.takeAll()) this.#retire(context, reason);
    const ends = [...this.#busy].map((context) => context.terminate(reason));
    this.#settle();
    await Promise.all([...ends, ...this.#ends]);
  }

  /** Resolves when every context has been released and no caller waits. */
  drain(): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#draining.push(resolve);
    });
  }

  /** Refuses callers who wait, ends all contexts and resolves when they are gone. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** {@link ContextPool.close}, at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Counted since it began. */
  stats(): PoolStatistics {
    return {
      idle: this.#idle.size,
      busy: this.#busy.size,
      waiting: this.#waiting.size,
      started: this.#started,
      ended: this.#ended,
    };
  }

  /** @internal */
  nameAfter(others: number): string {
    return `${this.name} ${String(this.#started + 1 + others)}`;
  }

  /** @internal */
  get idleNames(): readonly string[] {
    return this.#idle.names;
  }

  /** @internal */
  get hasSpare(): boolean {
    return this.size > this.minimum && this.#idle.size > 0;
  }

  /** @internal */
  endSpare(): boolean {
    if (!this.hasSpare) return false;
    const oldest = this.#idle.takeOldest();
    if (oldest === undefined) return false;
    this.#retire(oldest, 'another pool needs its room');
    return true;
  }

  /** @internal */
  resume(): void {
    this.#waiting.serve(() => this.#take());
  }

  /** An idle context, the preferred one or the warmest, else one that is opened; undefined at capacity. */
  #take(preferred?: ExecutionContext): ExecutionContext | undefined {
    const warm = preferred === undefined ? undefined : this.#idle.take(preferred);
    if (warm?.alive === true) return this.#hand(warm);
    if (warm !== undefined) this.#retire(warm, 'it has ended');
    for (;;) {
      const context = this.#idle.takeWarmest();
      if (context === undefined) break;
      if (context.alive) return this.#hand(context);
      this.#retire(context, 'it has ended');
    }
    return this.#reserve() ? this.#hand(this.#open()) : undefined;
  }

  /** Reserves room for one more context. */
  #reserve(): boolean {
    return this.size < this.maximum && (this.#options.limit?.reserve(this) ?? true);
  }

  /** Opens a context in room that has been reserved. */
  #open(): ExecutionContext {
    const name = this.nameAfter(0);
    this.#started += 1;
    try {
      this.#options.beforeStart?.(name);
      return this.#options.open(name);
    } catch (error) {
      this.#forget(name);
      throw error;
    }
  }

  #hand(context: ExecutionContext): ExecutionContext {
    this.#busy.add(context);
    return context;
  }

  #forget(name: string): void {
    this.#ended += 1;
    this.#options.limit?.free();
    this.#options.afterEnd?.(name);
  }

  /** Ends a context for good. */
  #retire(context: ExecutionContext, reason: string): void {
    const end = context.terminate(reason).finally(() => this.#ends.delete(end));
    this.#ends.add(end);
    this.#forget(context.name);
  }

  /** Runs after every change: serves callers who wait, resolves `drain`, sets the timer. */
  #settle(): void {
    if (this.#options.limit === undefined) this.resume();
    else this.#options.limit.resume();
    if (this.#isQuiet()) for (const drained of this.#draining.splice(0)) drained();
    this.#idle.watch(this.size > this.minimum);
  }

  #shrink(): void {
    while (this.size > this.minimum) {
      const context = this.#idle.takeExpired();
      if (context === undefined) break;
      this.#retire(context, 'it was idle');
    }
    this.#settle();
  }

  #isQuiet(): boolean {
    return this.#busy.size === 0 && this.#waiting.size === 0;
  }

  async #close(): Promise<void> {
    this.#idle.watch(false);
    this.#waiting.refuse(new PoolClosedError(this.name));
    const contexts = [...this.#idle.takeAll(), ...this.#busy];
    this.#busy.clear();
    for (const context of contexts) this.#retire(context, `${this.name} is closed`);
    for (const drained of this.#draining.splice(0)) drained();
    this.#options.limit?.leave(this);
    this.#options.limit?.resume();
    await Promise.all(this.#ends);
  }
}

/** A promise that is rejected with whatever the caller's own code gave as its reason. */
async function rejected(reason: unknown): Promise<never> {
  await Promise.resolve();
  throw reason;
}

/** A context that can start ahead of its first lease. */
interface Startable extends ExecutionContext {
  start?: () => Promise<void>;
}

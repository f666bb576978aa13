/**
 * A pool of contexts of one kind.
 *
 * Laws
 * 1. A context is acquired by one at a time, and there are never more than the maximum, nor more than
 *    a shared limit allows.
 * 2. At capacity `acquire` waits: higher classes first, first come first served inside a class.
 * 3. The pool grows only when somebody asks and nothing is idle. What has been idle for long enough
 *    ends, down to the minimum. Dead contexts are replaced when they are missed.
 * 4. An idle pool never keeps the process alive. After `close` nothing is left: no context, no timer,
 *    nobody waiting.
 */
import type { OperationClass } from '../../coordinator/operations/request.js';
import type { ExecutionContext } from '../../coordinator/leases/port.js';
import { checkCount } from '../check-count.js';
import type { LimitedPool } from './context-limit.js';
import type { ContextSource } from './context-source.js';
import { PoolClosedError } from '../errors.js';
import { IdleContexts } from './idle-contexts.js';
import type { PoolOptions, PoolStatistics } from './pool-options.js';
import { WaitQueue } from './wait-queue.js';

export class ContextPool implements ContextSource, LimitedPool {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly #options: PoolOptions;
  readonly #idle: IdleContexts;
  readonly #busy = new Set<ExecutionContext>();
  readonly #waiting = new WaitQueue<ExecutionContext>();
  /** The ends of contexts that the pool has let go. */
  readonly #ends = new Set<Promise<void>>();
  #draining: (() => void)[] = [];
  #started = 0;
  #ended = 0;
  #closing: Promise<void> | undefined;

  /** @throws LimitError when a number of contexts is out of range. */
  constructor(options: PoolOptions) {
    const { name = 'pool', minimum = 0, maximum, idleMilliseconds = 10_000 } = options;
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

  /** Whether `tryAcquire` would give a context now. */
  get hasRoom(): boolean {
    if (this.#closing !== undefined) return false;
    if (this.#idle.size > 0) return true;
    return this.size < this.maximum && (this.#options.limit?.hasRoomFor(this) ?? true);
  }

  /**
   * A context for the caller alone until it is released, or undefined at capacity.
   *
   * @param preferred - Handed out if it is idle: its caches are warm for the caller.
   */
  tryAcquire(preferred?: ExecutionContext): ExecutionContext | undefined {
    if (this.#closing !== undefined) return undefined;
    const warm = preferred === undefined ? undefined : this.#idle.take(preferred);
    if (warm?.alive === true) return this.#hand(warm);
    if (warm !== undefined) this.#retire(warm, 'it is dead');
    for (;;) {
      const context = this.#idle.takeWarmest();
      if (context === undefined) break;
      if (context.alive) return this.#hand(context);
      this.#retire(context, 'it is dead');
    }
    return this.#takePlace() ? this.#hand(this.#open()) : undefined;
  }

  /**
   * Waits for a context for the caller alone.
   *
   * @throws PoolClosedError when the pool closes first, or the signal's reason when it is aborted.
   */
  async acquire(
    options: { readonly class?: OperationClass; readonly signal?: AbortSignal } = {},
  ): Promise<ExecutionContext> {
    const { class: operationClass = 'normal', signal } = options;
    signal?.throwIfAborted();
    if (this.#closing !== undefined) throw new PoolClosedError(this.name);
    const context = this.#waiting.isFreeFor(operationClass) ? this.tryAcquire() : undefined;
    if (context !== undefined) return context;
    return this.#waiting.wait(operationClass, signal, () => {
      this.#settle();
    });
  }

  /** Takes a context back; one that died is replaced when it is missed. */
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
    while (this.#closing === undefined && this.size < count && this.#takePlace()) {
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

  /** Ends all contexts; who waits gets new ones. */
  async terminateAll(reason: string): Promise<void> {
    for (const context of this.#idle.takeAll()) this.#retire(context, reason);
    const ends = [...this.#busy].map((context) => context.terminate(reason));
    this.#settle();
    await Promise.all([...ends, ...this.#ends]);
  }

  /** Resolves when every context has been released and nobody waits. */
  drain(): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#draining.push(resolve);
    });
  }

  /** Refuses those who wait, ends all contexts and resolves when they are gone. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

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
  get hasSpare(): boolean {
    return this.size > this.minimum && this.#idle.size > 0;
  }

  /** @internal */
  endSpare(): boolean {
    if (!this.hasSpare) return false;
    const oldest = this.#idle.takeOldest();
    if (oldest === undefined) return false;
    this.#retire(oldest, 'another pool needs its place');
    return true;
  }

  /** @internal */
  resume(): void {
    this.#waiting.serve(() => this.tryAcquire());
  }

  /** Takes a place for one more context. */
  #takePlace(): boolean {
    return this.size < this.maximum && (this.#options.limit?.take(this) ?? true);
  }

  /** Opens a context in a place that has been taken. */
  #open(): ExecutionContext {
    this.#started += 1;
    const name = `${this.name}-${String(this.#started)}`;
    try {
      this.#options.beforeStart?.(name);
      return this.#options.open(name);
    } catch (error) {
      this.#letGo(name);
      throw error;
    }
  }

  #hand(context: ExecutionContext): ExecutionContext {
    this.#busy.add(context);
    return context;
  }

  #letGo(name: string): void {
    this.#ended += 1;
    this.#options.limit?.give();
    this.#options.afterEnd?.(name);
  }

  /** Lets go of a context and ends it. */
  #retire(context: ExecutionContext, reason: string): void {
    const end = context.terminate(reason).finally(() => this.#ends.delete(end));
    this.#ends.add(end);
    this.#letGo(context.name);
  }

  /** After every change: those who wait are served, those who drain are told, the timer is set. */
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

interface Startable extends ExecutionContext {
  start?: () => Promise<void>;
}

/**
 * A context that somebody else owns and that several sessions may use: one source per session.
 *
 * Laws
 * 1. The context is never replaced and never ended from here.
 * 2. Sessions that find it full wait in a queue, in the order in which they asked. A session takes room only
 *    when there is more than those before it in the queue need, so no session keeps another waiting for ever.
 * 3. A session at the head of the queue is woken when there is room. If it takes nothing within two turns of the
 *    event loop, it loses its turn: a session that no longer wants the context does not keep the others out.
 * 4. A context that cannot say when it has room again takes no more.
 * 5. A session that was refused stays in the queue until it has been woken.
 */
import { platform } from '#platform';
import type { ExecutionContext } from '../../coordinator/leases/port.js';
import { PoolClosedError } from '../errors.js';
import { roomIn } from '../plan/strategy.js';
import type { ContextSource } from './context-source.js';

const NONE: readonly string[] = [];

export class SharedContext implements ContextSource {
  readonly isGiven = true;
  readonly opens = false;
  readonly #context: ExecutionContext;
  readonly #queue: SessionQueue;
  /** Called when there may be room after there was none. */
  readonly wake: () => void;

  constructor(context: ExecutionContext, wake: () => void) {
    this.#context = context;
    this.wake = wake;
    this.#queue = queues.get(context) ?? new SessionQueue(context);
    queues.set(context, this.#queue);
  }

  get hasRoom(): boolean {
    return !this.hasEnded && this.#queue.hasRoomFor(this);
  }

  get capacity(): number {
    return this.#context.capacity;
  }

  get hasEnded(): boolean {
    return !this.#context.alive || this.#queue.isBroken;
  }

  acquire(): ExecutionContext | Promise<never> {
    if (this.hasEnded) return Promise.reject(new PoolClosedError(this.#context.name));
    this.#queue.leave(this);
    return this.#context;
  }

  release(): void {
    // It stays with its owner.
  }

  nameAfter(): string {
    return this.#context.name;
  }

  get idleNames(): readonly string[] {
    return NONE;
  }

  prewarm(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#queue.leave(this);
    return Promise.resolve();
  }
}

const queues = new WeakMap<ExecutionContext, SessionQueue>();

interface Waiter {
  readonly session: SharedContext;
  /** It has been woken since it was last refused. */
  woken: boolean;
}

/** The sessions that wait for room in one context. */
class SessionQueue {
  readonly #context: ExecutionContext;
  /** The one that has waited longest first. */
  #waiters: Waiter[] = [];
  #serving = false;
  /** Its context has rejected the question when it has room. */
  isBroken = false;

  constructor(context: ExecutionContext) {
    this.#context = context;
  }

  /** Whether a session may take room now; if not, it is woken later. */
  hasRoomFor(session: SharedContext): boolean {
    const index = this.#waiters.findIndex((waiter) => waiter.session === session);
    const ahead = index < 0 ? this.#waiters.length : index;
    if (ahead < this.#room) return true;
    if (index < 0) this.#waiters.push({ session, woken: false });
    else this.#waiters[index]!.woken = false;
    void this.#serve();
    return false;
  }

  leave(session: SharedContext): void {
    this.#waiters = this.#waiters.filter((waiter) => waiter.session !== session);
  }

  get #room(): number {
    return roomIn(this.#context);
  }

  /** Wakes as many as there is room for, again and again until nobody waits. */
  async #serve(): Promise<void> {
    if (this.#serving) return;
    this.#serving = true;
    while (this.#waiters.length > 0) {
      try {
        await this.#context.whenAvailable();
      } catch {
        this.isBroken = true;
      }
      const next =
        this.#context.alive && !this.isBroken ? this.#waiters.slice(0, this.#room) : this.#waiters;
      for (const waiter of next) {
        waiter.woken = true;
        waiter.session.wake();
      }
      // A driver that is woken yields once before it asks.
      await platform.yieldToEventLoop();
      await platform.yieldToEventLoop();
      this.#waiters = this.#waiters.filter(({ woken }) => !woken);
    }
    this.#serving = false;
  }
}

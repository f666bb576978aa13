/** Where places get their contexts from. */
import type { ExecutionContext } from '../../coordinator/leases/port.js';
import type { ContextPool } from './pool.js';

export interface Supply {
  /** Whether `take` would give a context now. */
  readonly available: boolean;
  /** Whether `take` will never give one again. */
  readonly spent?: boolean;
  /**
   * A context to run leases in, until it is given back.
   *
   * @param preferred - Taken if it is free: it is warm.
   */
  take(preferred: ExecutionContext | undefined): ExecutionContext | undefined;
  give(context: ExecutionContext): void;
  /** Starts contexts ahead of need; resolves when they are ready. */
  prewarm(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Contexts of a pool. */
export class PooledSupply implements Supply {
  readonly #pool: ContextPool;

  constructor(pool: ContextPool) {
    this.#pool = pool;
  }

  get available(): boolean {
    return this.#pool.hasRoom;
  }

  take(preferred: ExecutionContext | undefined): ExecutionContext | undefined {
    return this.#pool.tryAcquire(preferred);
  }

  give(context: ExecutionContext): void {
    this.#pool.release(context);
  }

  prewarm(count: number): Promise<void> {
    return this.#pool.prewarm(count);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** A fresh context of a pool for every lease. */
export class FreshSupply implements Supply {
  readonly #pool: ContextPool;

  constructor(pool: ContextPool) {
    this.#pool = pool;
  }

  get available(): boolean {
    return this.#pool.hasRoom;
  }

  take(): ExecutionContext | undefined {
    return this.#pool.tryAcquire();
  }

  give(context: ExecutionContext): void {
    void context.terminate('its one lease is over');
    this.#pool.release(context);
  }

  prewarm(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** One context that these places share and that ends with them; it takes as many leases as there are places. */
export class SharedSupply implements Supply {
  readonly #context: ExecutionContext;

  constructor(context: ExecutionContext) {
    this.#context = context;
  }

  get available(): boolean {
    return this.#context.alive;
  }

  take(): ExecutionContext {
    return this.#context;
  }

  give(): void {
    // The others may use it.
  }

  prewarm(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#context.terminate('its session is closed');
  }
}

/** One context that somebody else owns, who may use it too. It is never replaced and never ended from here. */
export class GivenSupply implements Supply {
  readonly #context: ExecutionContext;
  readonly #wake: () => void;
  #waiting = false;

  /** @param wake - Called when it is free again after it was not. */
  constructor(context: ExecutionContext, wake: () => void) {
    this.#context = context;
    this.#wake = wake;
  }

  get available(): boolean {
    const { alive, capacity } = this.#context;
    if (!alive) return false;
    if (this.#context.stats().inFlight < capacity) return true;
    if (!this.#waiting) {
      this.#waiting = true;
      void this.#context.join().then(() => {
        this.#waiting = false;
        this.#wake();
      });
    }
    return false;
  }

  get spent(): boolean {
    return !this.#context.alive;
  }

  take(): ExecutionContext | undefined {
    return this.#context.alive ? this.#context : undefined;
  }

  give(): void {
    // It stays with its owner.
  }

  prewarm(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

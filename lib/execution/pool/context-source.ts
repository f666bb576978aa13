import type { ExecutionContext } from '../../coordinator/leases/port.js';

/** Where the slots of a group get their contexts from: a pool, or one context. */
export interface ContextSource {
  /** Whether `tryAcquire` would give a context now. A source that answers no wakes its driver when that changes. */
  readonly hasRoom: boolean;
  /** Whether `tryAcquire` will never give a context again. */
  readonly hasEnded?: boolean;
  /**
   * A context to run leases in until it is released; undefined where there is none now.
   *
   * @param preferred - given if it is free, as its caches are warm.
   */
  tryAcquire(preferred?: ExecutionContext): ExecutionContext | undefined;
  release(context: ExecutionContext): void;
  /** Whether it opens contexts; another gives one that always runs. */
  readonly opens: boolean;
  /** The name of the context that is opened after so many others from now on. */
  nameAfter(others: number): string;
  /** The names of the idle contexts, in the order in which they are given. */
  readonly idleNames: readonly string[];
  /** Starts contexts ahead of need, up to this number; resolves when they are ready. */
  prewarm(count: number): Promise<void>;
  /** Resolves when all contexts that the source owns are gone. Idempotent. */
  close(): Promise<void>;
}

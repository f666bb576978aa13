import type { OperationClass } from '../../coordinator/operations/request.js';
import type { ExecutionContext } from '../../coordinator/leases/port.js';

/** How a context is asked for. */
export interface AcquireOptions {
  /** Higher classes are served first; `normal` by default. */
  readonly class?: OperationClass | undefined;
  /** Ends the waiting; the promise is rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Given if it is idle, as its caches are warm. */
  readonly preferred?: ExecutionContext | undefined;
}

/** Where the slots of a group get their contexts from: a pool, or one context. */
export interface ContextSource {
  /** Whether `acquire` would give a context at once. A source that answers no wakes its driver when that changes. */
  readonly hasRoom: boolean;
  /** Whether somebody else owns its context: that is never ended from here, and what it does is checked. */
  readonly isGiven?: boolean;
  /** How many leases its one context runs at once now, where that may change. */
  readonly capacity?: number;
  /** Whether `acquire` will never give a context again. */
  readonly hasEnded?: boolean;
  /** A context to run leases in until it is released: at once where there is one, else a promise of one. */
  acquire(options: AcquireOptions): ExecutionContext | Promise<ExecutionContext>;
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

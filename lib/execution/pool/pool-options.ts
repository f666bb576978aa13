import type { ExecutionContext } from '../../coordinator/leases/port.js';
import type { ContextLimit } from './context-limit.js';

/** What a {@link ContextPool} is made with. */
export interface PoolOptions {
  /** Opens a context of this name. */
  readonly open: (name: string) => ExecutionContext;
  /** The contexts are named `name 1`, `name 2` and so on; `pool` by default. */
  readonly name?: string;
  /** How many idle contexts are kept whatever time passes. 0 by default. */
  readonly minimum?: number;
  /** The most contexts at once, from 1 to 1024. */
  readonly maximum: number;
  /** Whether a context may be acquired again after its release. True by default; false ends it instead. */
  readonly reuse?: boolean;
  /** How long a context above the minimum may be idle, in milliseconds. 60,000 by default. */
  readonly idleMilliseconds?: number;
  /** A limit shared with other pools. */
  readonly limit?: ContextLimit;
  /** Called before a context is opened. */
  readonly beforeStart?: (name: string) => void;
  /** Called once the pool has released a context for good, whether it still runs or not. */
  readonly afterEnd?: (name: string) => void;
}

/** Counters of a {@link ContextPool}. */
export interface PoolStatistics {
  /** Contexts that nobody holds, and those that a caller holds. */
  readonly idle: number;
  readonly busy: number;
  /** Callers who wait for a context. */
  readonly waiting: number;
  /** Contexts opened and released for good since the pool began. */
  readonly started: number;
  readonly ended: number;
}

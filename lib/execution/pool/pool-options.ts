import type { ExecutionContext } from '../../coordinator/leases/port.js';
import type { ContextLimit } from './context-limit.js';

export interface PoolOptions {
  /** Opens a context; `contextOpener` makes such functions. */
  readonly open: (name: string) => ExecutionContext;
  /** Contexts are named after it: `name-1`, `name-2`. */
  readonly name?: string;
  /** How many contexts outlive idleness. 0 by default. */
  readonly minimum?: number;
  readonly maximum: number;
  /** Whether a context may be acquired again after its release. True by default; false ends it instead. */
  readonly reuse?: boolean;
  /** How long a context above the minimum may be idle. 10,000 ms by default. */
  readonly idleMilliseconds?: number;
  /** A limit shared with other pools. */
  readonly limit?: ContextLimit;
  /** Called before a context is opened. */
  readonly beforeStart?: (name: string) => void;
  /** Called once the pool has let go of a context, dead or alive. */
  readonly afterEnd?: (name: string) => void;
}

export interface PoolStatistics {
  readonly idle: number;
  readonly busy: number;
  readonly waiting: number;
  /** Contexts opened and let go so far. */
  readonly started: number;
  readonly ended: number;
}

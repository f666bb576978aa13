import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { NodeId } from '../graph/node.js';
import type { Demand } from '../refiners/refiner.js';
import type { CheckedGoal } from './goals/goal.js';
import type { LeaseId, Nanoseconds, Stamp } from './leases/lease.js';
import type { OperationClass, OperationId, Reason, Status } from './operations/operation.js';

/** How a lease ended. Each ends in exactly one of these. */
export type LeaseEnd = 'committed' | 'stale' | 'stopped' | 'failed' | 'lost';

/** Everything that the coordinator tells, a closed list. Names say what has happened. */
export type SchedulerEvent =
  | {
      readonly type: 'operation-admitted';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly root: NodeId;
      readonly goal: CheckedGoal;
      readonly class: OperationClass;
      readonly priority: number;
      /** The operation that it is pursued together with: an equal one that is under way. */
      readonly mergedWith?: OperationId;
    }
  | {
      readonly type: 'operation-started';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly priority: number;
    }
  /** It stands back for one of higher priority; it keeps all that it has. */
  | {
      readonly type: 'operation-preempted';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly priority: number;
      readonly by: OperationId;
    }
  | {
      readonly type: 'operation-retried';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly priority: number;
      readonly node: NodeId;
      readonly retries: number;
    }
  /** Four fifths of its retries are used, or all of them. */
  | {
      readonly type: 'operation-alerted';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly priority: number;
      readonly retries: number;
      readonly limit: number;
    }
  /** It ends with its best bounds, as its retries are used up. */
  | {
      readonly type: 'operation-rejected';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly priority: number;
      readonly retries: number;
    }
  | {
      readonly type: 'operation-settled';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly priority: number;
      readonly status: Status;
      readonly reason: Reason | null;
    }
  /** The bounds of a root narrowed. */
  | {
      readonly type: 'root-narrowed';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly bounds: Enclosure;
    }
  | {
      readonly type: 'lease-issued';
      readonly nanoseconds: Nanoseconds;
      readonly lease: LeaseId;
      readonly node: NodeId;
      readonly operation: OperationId;
      readonly slot: number;
      readonly demand: Demand;
    }
  | {
      readonly type: 'lease-ended';
      readonly nanoseconds: Nanoseconds;
      readonly lease: LeaseId;
      readonly node: NodeId;
      readonly end: LeaseEnd;
    }
  /** A result met a newer state: its bounds were kept, its state was dropped. */
  | {
      readonly type: 'conflict-found';
      readonly nanoseconds: Nanoseconds;
      readonly lease: LeaseId;
      readonly node: NodeId;
      readonly expected: Stamp;
      readonly actual: Stamp;
    }
  /** A refiner gave bounds outside those it was given. The part inside was kept. */
  | { readonly type: 'bounds-widened'; readonly nanoseconds: Nanoseconds; readonly node: NodeId }
  | {
      readonly type: 'node-failed';
      readonly nanoseconds: Nanoseconds;
      readonly node: NodeId;
      readonly message: string;
    }
  /** An execution context died or could not start; told by the session. */
  | {
      readonly type: 'context-lost';
      readonly nanoseconds: Nanoseconds;
      readonly context: string;
      readonly reason: string;
    }
  /** Contexts of a kind cannot be started: their steps run on the calling thread from now on. Told by the session. */
  | {
      readonly type: 'execution-degraded';
      readonly nanoseconds: Nanoseconds;
      readonly kind: string;
      readonly reason: string;
    };

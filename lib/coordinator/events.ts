import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import type { NodeId } from '../graph/node.js';
import type { Demand } from '../refiners/refiner.js';
import type { CheckedGoal } from './goals/goal.js';
import type { AdaptiveFeature } from './leases/placement.js';
import type { LeaseEnd, LeaseId, Stamp } from './leases/lease.js';
import type { Nanoseconds } from './time.js';
import type { OperationClass, OperationId, Reason, Status } from './operations/request.js';

/** What the events of a lease say of it. */
export interface LeaseFacts {
  readonly nanoseconds: Nanoseconds;
  readonly lease: LeaseId;
  readonly node: NodeId;
  /** Name and version of the refiner: `sin@1`. */
  readonly refiner: string;
  /** The operation that it was issued for, with the class and the effective priority that it had then. */
  readonly operation: OperationId;
  readonly class: OperationClass;
  readonly priority: number;
  /** The name of the context that runs it; that of a group of contexts while it waits for one of these. */
  readonly context: string;
}

/** What the steps of a lease did. */
export interface LeaseWork {
  readonly steps: number;
  /** Declared by the refiner, in units of about a nanosecond. */
  readonly cost: number;
  /** Of the largest number that the steps computed. */
  readonly bits: number;
  /** How long they took; undefined where the host has no clock. */
  readonly elapsed: Nanoseconds | undefined;
  /** When the first of them began, by the clock of the host: every host starts its own. */
  readonly startedAt: Nanoseconds | undefined;
}

/** Every event of the coordinator and the session: a closed list. The names say what has happened. */
export type SchedulerEvent =
  | {
      readonly type: 'operation-admitted';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly root: NodeId;
      readonly goal: CheckedGoal;
      readonly class: OperationClass;
      readonly priority: number;
      /** The equal request, admitted earlier, whose operation serves this one as well. */
      readonly mergedWith?: OperationId;
    }
  | {
      readonly type: 'operation-started';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly priority: number;
    }
  /** It waits for an operation of higher priority, and keeps all that it has. */
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
  /** Four fifths of its retries are used up, or all of them. */
  | {
      readonly type: 'operation-alerted';
      readonly nanoseconds: Nanoseconds;
      readonly operation: OperationId;
      readonly priority: number;
      readonly retries: number;
      readonly limit: number;
    }
  /** Its retries are used up: it ends with its best bounds. */
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
  | (LeaseFacts & {
      readonly type: 'lease-issued';
      readonly slot: number;
      /** The node for people: its function or constant, its number and its label. */
      readonly name: string;
      /** The nodes that its node is computed from. */
      readonly children: readonly NodeId[];
      readonly demand: Demand;
      /** The most steps that the lease covers. */
      readonly steps: number;
      /** Of one step. */
      readonly predictedCost: Nanoseconds;
      /** The adaptive features that gave the lease its place or its length; none for most. */
      readonly features: readonly AdaptiveFeature[];
    })
  | (LeaseFacts & {
      readonly type: 'lease-ended';
      readonly end: LeaseEnd;
      /** Log2 of the width of the bounds that its steps began with. */
      readonly widthBefore: Log2;
      /** Log2 of the width of the published bounds now; that of before where the node was evicted meanwhile. */
      readonly widthAfter: Log2;
      /** Of a result: what its steps did, and how long they took, in the time of their host. */
      readonly work?: LeaseWork;
      /** It was asked to stop for a step of higher priority. */
      readonly preempted?: true;
    })
  /** A result met a newer state. Its bounds were kept, its state was dropped. */
  | {
      readonly type: 'conflict-found';
      readonly nanoseconds: Nanoseconds;
      readonly lease: LeaseId;
      readonly node: NodeId;
      readonly expected: Stamp;
      readonly actual: Stamp;
    }
  /** A refiner returned bounds that reach outside the bounds it was given. The part inside was kept. */
  | { readonly type: 'bounds-widened'; readonly nanoseconds: Nanoseconds; readonly node: NodeId }
  | {
      readonly type: 'node-failed';
      readonly nanoseconds: Nanoseconds;
      readonly node: NodeId;
      readonly message: string;
    }
  /** An execution context crashed or could not start. Emitted by the session. */
  | {
      readonly type: 'context-lost';
      readonly nanoseconds: Nanoseconds;
      readonly context: string;
      readonly reason: string;
    }
  /** Contexts of a kind cannot be started: their steps run on the calling thread from now on. Emitted by the session. */
  | {
      readonly type: 'execution-degraded';
      readonly nanoseconds: Nanoseconds;
      readonly kind: string;
      readonly reason: string;
    };

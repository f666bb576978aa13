import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand, Plain, Quantum, StepResult } from '../../refiners/refiner.js';

/** Monotonic nanoseconds since the clock of the session started: an integer, exact up to 104 days. */
export type Nanoseconds = number;

/** The number of a lease, unique in its session; with {@link Lease.incarnation} among all leases. */
export type LeaseId = number;

/**
 * Says whether a state is stale: the version counts accepted states of a node, the time is
 * `max(previous + 1, now)`, so that a coarse clock never makes two stamps equal.
 */
export interface Stamp {
  readonly version: number;
  readonly nanoseconds: Nanoseconds;
}

/** Names a refiner for a host; `module` is the `href` of its URL. */
export interface RefinerReference {
  readonly name: string;
  readonly version: number;
  readonly module?: string;
}

/** The right to run one step (or one quantum of steps) of one node, with the snapshot it was cut from. Plain data. */
export interface Lease {
  readonly id: LeaseId;
  /**
   * The identity of the session that cut it. Every session counts its leases, nodes, epochs and versions from
   * the start, so what serves several sessions keys by it whatever it keeps by one of these numbers. 128
   * random bits, in hexadecimal; in the deterministic mode the seed and the number of the session among
   * the deterministic ones of its program.
   */
  readonly incarnation: string;
  readonly node: NodeId;
  /** The numbering of nodes that `node` belongs to. */
  readonly epoch: number;
  readonly stamp: Stamp;
  readonly refiner: RefinerReference;
  readonly params: Plain;
  readonly state: Plain;
  /** The published bounds of the node when the lease was cut. */
  readonly bounds: Enclosure;
  readonly inputs: readonly Enclosure[];
  /** The versions of `inputs`, in the same order. */
  readonly inputVersions: readonly number[];
  readonly demand: Demand;
  readonly quantum: Quantum;
  /** Predicted cost in units of about a nanosecond. */
  readonly predictedCost: number;
  /** How often this step was handed out before and lost. */
  readonly attempt: number;
  /** The lease that brought the state, where a step did: a host may have kept more of it than travels. */
  readonly origin?: LeaseId | undefined;
  /** A lease to run right after this one. */
  readonly then?: Lease;
  /** In the lease of a parent that runs right after its child: which of its inputs that brings. */
  readonly after?: readonly number[];
}

/** An error as plain data: what survives a thread or a process. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorData;
  /** Further own fields of a Pincer error. */
  readonly fields?: Readonly<Record<string, Plain>>;
}

/** How a lease ended. Every lease ends in exactly one of these. */
export type Settlement =
  | {
      readonly kind: 'result';
      readonly result: StepResult;
      readonly steps: number;
      readonly elapsed?: Nanoseconds;
      /** Of the lease after it in a chain, where that ran. */
      readonly then?: Settlement;
    }
  /** The refiner threw: the same snapshot would throw again. */
  | { readonly kind: 'failed'; readonly error: ErrorData }
  /**
   * Nobody will answer: the worker died, or the message could not be delivered. `blameless` where the
   * step had not begun, so that it is not what the worker died of.
   */
  | { readonly kind: 'lost'; readonly reason: string; readonly blameless?: boolean }
  /** Stopped on request, with what there was. */
  | { readonly kind: 'stopped'; readonly result?: StepResult };

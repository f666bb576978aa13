import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Rational } from '../../exact/rational.js';
import type { NodeId } from '../../graph/node.js';
import type { Demand, Plain, Quantum, StepResult } from '../../refiners/refiner.js';
import type { Nanoseconds } from '../time.js';

/** The number of a lease, unique in its session; with {@link Lease.incarnation} among all leases. */
export type LeaseId = number;

/**
 * Identifies a state of a node. `version` counts the accepted states. `nanoseconds` is `max(previous + 1, now)`,
 * so two stamps differ however coarse the clock is.
 */
export interface Stamp {
  readonly version: number;
  readonly nanoseconds: Nanoseconds;
}

/** Identifies a refiner for a host; `module` is the `href` of its URL. */
export interface RefinerReference {
  readonly name: string;
  readonly version: number;
  /** From 2 on for a refiner that has replaced others of its name and version. */
  readonly edition?: number;
  readonly module?: string;
}

/** The right to run one step (or one quantum of steps) of one node, with a snapshot of what the step reads. Plain data. */
export interface Lease {
  readonly id: LeaseId;
  /**
   * The identity of the session that issued it. Every session counts its leases, nodes, epochs and versions
   * from the start, so a host of several sessions uses it as part of every key that holds one of these
   * numbers. 128 random bits, in hexadecimal; in the deterministic mode the seed and the number of the
   * session among the deterministic sessions of its program.
   */
  readonly incarnation: string;
  readonly node: NodeId;
  /** The numbering of nodes that `node` belongs to. */
  readonly epoch: number;
  readonly stamp: Stamp;
  readonly refiner: RefinerReference;
  readonly params: Plain;
  readonly state: Plain;
  /** The published bounds of the node when the lease was issued. */
  readonly bounds: Enclosure;
  readonly inputs: readonly Enclosure[];
  /** The inputs that are short rational constants; `undefined` for each other. */
  readonly exactInputs?: readonly (Rational | undefined)[] | undefined;
  readonly demand: Demand;
  readonly quantum: Quantum;
  /** Predicted cost in units of about a nanosecond. */
  readonly predictedCost: number;
  /** How often this step was leased before and lost. */
  readonly attempt: number;
  /** The lease whose result is the state, if there is one: its host may have kept more than the state. */
  readonly origin?: LeaseId | undefined;
  /** Whether the step may be divided: it may answer with parts, which other slots compute. */
  readonly divisible?: boolean;
  /** The part of the step that is to be computed, and nothing else. */
  readonly part?: Plain;
  /** The values of the parts that the step has asked for before. */
  readonly values?: readonly PartValues[];
  /** The next lease of the chain. */
  readonly then?: Lease;
  /** For a parent that runs right after its child: the positions of the child among its inputs. */
  readonly after?: readonly number[];
}

/** Parts that a step has asked for at once, and their values. */
export interface PartValues {
  readonly parts: readonly Plain[];
  readonly values: readonly Plain[];
}

/** An error as plain data, which travels between threads and processes. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorData;
  /** Further own fields of a Pincer error. */
  readonly fields?: Readonly<Record<string, Plain>>;
}

/** How a lease ended. Each lease ends in exactly one of these ways. */
export type LeaseEnd = 'committed' | 'stale' | 'stopped' | 'failed' | 'lost';

/** What comes back of a lease. */
export type Settlement =
  | {
      readonly kind: 'result';
      readonly result: StepResult;
      readonly steps: number;
      readonly elapsed?: Nanoseconds | undefined;
      /** When the first step began, by the clock of the host: every host starts its own. */
      readonly startedAt?: Nanoseconds | undefined;
      /** The settlement of the next lease of the chain, where that ran. */
      readonly then?: Settlement;
    }
  /** The step asks for these parts, and is to be run again with their values. */
  | { readonly kind: 'parts'; readonly parts: readonly Plain[] }
  /** The value of the part that was leased. */
  | { readonly kind: 'part'; readonly value: Plain; readonly elapsed?: Nanoseconds | undefined }
  /** The refiner threw. The same snapshot would throw again. */
  | { readonly kind: 'failed'; readonly error: ErrorData }
  /**
   * There will be no result: the context crashed, or the message could not be delivered. `blameless` where the
   * step had not begun and so cannot have caused the crash.
   */
  | { readonly kind: 'lost'; readonly reason: string; readonly blameless?: boolean }
  /** Stopped on request, with the result so far if there is one. */
  | { readonly kind: 'stopped'; readonly result?: StepResult };

/** A lease with what came back of it. */
export interface SettledLease {
  readonly lease: Lease;
  readonly settlement: Settlement;
}

import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import type { Rational } from '../../exact/rational.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { NodeId } from '../../graph/node.js';
import type { CheckedGoal } from '../goals/goal.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { SchedulingState } from './scheduling-state.js';
import type { Wave } from '../wave/wave.js';

/** The number of an operation, unique in its session. */
export type OperationId = number;

/** How urgent an operation is; see the `class` of a request. */
export type OperationClass = 'structural' | 'normal' | 'low';

/** What a class stands for. */
export interface ClassRules {
  /** From 1 to 10. */
  readonly priority: number;
  /** How many lost steps an operation survives. */
  readonly retries: number;
  /** How long it waits for its first step at most, whatever goes before it. */
  readonly expiry: Nanoseconds;
}

export const CLASSES: Readonly<Record<OperationClass, ClassRules>> = {
  structural: { priority: 10, retries: 20, expiry: 250e6 },
  normal: { priority: 5, retries: 5, expiry: 5e9 },
  low: { priority: 2, retries: 3, expiry: 10e9 },
};

export const MOST_PRIORITY = 10;

/** How an operation ended. */
export type Status = 'met' | 'partial' | 'undecided' | 'error';

/** Why an operation ended without meeting its goal. */
export type Reason =
  | 'deadline'
  | 'budget'
  | 'aborted'
  | 'exhausted'
  | 'rejected'
  | 'separation'
  | 'conditional'
  /** What would meet the goal is longer than anything that is written out. */
  | 'limit'
  /** One that it was to wait for ended without meeting its goal. */
  | 'dependency';

/** What an operation may use. */
export interface OperationBudget {
  /** Accepted steps. */
  readonly steps?: number;
  /** Declared cost, in units of about a nanosecond. */
  readonly cost?: number;
  /** Bits of the root, from its magnitude down to its width. */
  readonly bits?: number;
  /**
   * Bytes that the nodes below the root may hold: their bounds and the states of refiners, weighed as
   * those of the cache are.
   */
  readonly bytes?: number;
  /** Bits to which a value may be narrowed in search of its sign, or of a side of a pole: 2^15 by default. */
  readonly separationBits?: number;
  /** Nanoseconds that such a search may take: 4e9 by default. */
  readonly separationNanoseconds?: Nanoseconds;
}

/** One request to the coordinator. Plain data. */
export interface OperationRequest {
  readonly root: NodeId;
  readonly goal: CheckedGoal;
  /** The value of the root, where it is known exactly. */
  readonly exact?: Rational;
  readonly class?: OperationClass;
  /** An integer from 1 to 10 in place of that of the class. */
  readonly priority?: number;
  /** Its effective priority is at least that of its parent. */
  readonly parent?: OperationId;
  /** It begins when these have met their goals, and fails with the first that does not. */
  readonly after?: readonly OperationId[];
  readonly budget?: OperationBudget;
  readonly deadline?: Nanoseconds;
  /** How long it may take from the moment when it is its turn, not while others go before it. */
  readonly timeout?: Nanoseconds;
  /** Takes every value to lie inside the domain of what is applied to it. */
  readonly assumeDomain?: boolean;
}

/** What an operation used. */
export interface OperationStatistics {
  /** Accepted steps in its cone while it ran. */
  readonly steps: number;
  readonly stale: number;
  /** Steps that were lost and handed out again; of one pursued together with an equal one, those of both. */
  readonly retries: number;
  /** Declared cost of the accepted steps. */
  readonly cost: number;
  /** Its part of that cost: what several operations gain from is shared among them in proportion. */
  readonly charged: number;
  readonly elapsed: Nanoseconds;
}

/** How an operation ended. Plain data, but for the error. */
export interface Outcome {
  readonly operation: OperationId;
  readonly root: NodeId;
  /** The numbering of nodes that this and those below belong to. */
  readonly epoch: number;
  readonly status: Status;
  readonly reason: Reason | null;
  readonly bounds: Enclosure;
  readonly exact?: Rational;
  readonly error?: PincerError;
  /** The node at which the error arose. */
  readonly failed?: NodeId;
  /** The leaf that contributes most to the width of the root, where the operation was exhausted. */
  readonly limit?: NodeId;
  /** What may be undefined or jumps, and its argument, where the operation ended undecided for that. */
  readonly doubt?: { readonly node: NodeId; readonly argument: NodeId };
  readonly statistics: OperationStatistics;
}

/** A search for the side of a point on which a value lies. */
export interface Separation {
  readonly node: NodeId;
  /** Log2 of the magnitude from which the bits of the budget are counted: of the first bounds, at most 1. */
  readonly from: number;
  /** By how many bits the next wave is to narrow: 16, then twice as many each time. */
  bits: number;
  /** How narrow the node was to become in the last wave. */
  aim: Log2;
  /** That wave was left to be planned afresh: the next one has the same aim. */
  outdated: boolean;
  readonly since: Nanoseconds;
}

/** A request that an operation serves, with what the operation had used when it came. */
export interface Subscriber {
  readonly id: OperationId;
  readonly admitted: Nanoseconds;
  readonly before: Omit<OperationStatistics, 'elapsed' | 'retries'>;
}

/** The coordinator's record of one or several equal requests under way. */
export interface Operation {
  /** Of the first of its requests. */
  readonly id: OperationId;
  /** Its root has another number when nodes are numbered anew, like those of the cone. */
  request: OperationRequest;
  readonly class: OperationClass;
  /** Effective: its own, or a higher one of an operation that it belongs to or that waits for it. */
  priority: number;
  readonly ownPriority: number;
  /** The priority of a parent that has ended. */
  inherited: number;
  parent: Operation | undefined;
  readonly children: Set<Operation>;
  /** Those that it waits for. */
  readonly awaited: Set<Operation>;
  /** How many of them have not met their goals. */
  blockers: number;
  /** The requests that it serves still. */
  subscribers: Subscriber[];
  cone: Cone;
  positions: ConePositions;
  readonly admitted: Nanoseconds;
  readonly scheduling: SchedulingState;
  started: boolean;
  /** When its first lease was cut. */
  startedAt: Nanoseconds;
  ended: boolean;
  /** Polled by itself, by a caller that cannot wait. */
  readonly alone: boolean;
  /** It is to be looked at in the next poll. */
  attended: boolean;
  /** How many nodes it waits for after a loss, and after a conflict. */
  retrying: number;
  conflicting: number;
  /** When it ends with what there is; undefined while nothing says so yet. */
  deadline: Nanoseconds | undefined;
  wave: Wave | undefined;
  /** Where the narrowing of the root began, and to where it leads; known where a deadline asks for it. */
  pace: { readonly estimate: Log2; readonly cost: number; readonly goal: Log2 } | undefined;
  /** Predicted cost of its last lease. */
  lastPrediction: number;
  /** The bounds of the root that were told last. */
  told: Enclosure;
  /** The first steps have all been taken. */
  discovered: boolean;
  /** The last wave brought no step: only small contributions are left. */
  thorough: boolean;
  separation: Separation | undefined;
  /** When the first search of this kind began: they share one budget of time. */
  separatingSince: Nanoseconds | undefined;
  /** By how many bits a wave may last narrow a root that is as wide as it is large. */
  roughBits: number;
  steps: number;
  stale: number;
  retries: number;
  cost: number;
  charged: number;
  /** What its cone held when it was weighed last, and after how many steps it is weighed again. */
  held: { readonly bytes: number; readonly until: number };
}

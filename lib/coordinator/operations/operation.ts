/**
 * The coordinator's record of one or several equal requests under way.
 *
 * Laws
 * 1. Each field, and each group of fields, has one owner, which alone writes it; everybody may read it.
 * 2. Renumbering alone replaces the numbers of nodes, in whichever group they stand.
 */
import type { Dyadic } from '../../exact/dyadic.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { NodeId } from '../../graph/node.js';
import type { IdentityProof } from '../../identity/identify.js';
import type { Nanoseconds } from '../time.js';
import type { Wave } from '../wave/wave.js';
import type { Budget } from './budget.js';
import type {
  OperationClass,
  OperationId,
  OperationStatistics,
  OperationRequest,
  Reason,
} from './request.js';

export interface Operation {
  // What was asked. Owner: admission.
  /** The number of its first request. */
  readonly id: OperationId;
  request: OperationRequest;
  readonly class: OperationClass;
  cone: Cone;
  positions: ConePositions;
  readonly admitted: Nanoseconds;
  /** It is polled by itself, by a caller that cannot wait. */
  readonly alone: boolean;

  /** The requests that it still serves. Owner: OperationTable. */
  subscribers: readonly Subscriber[];
  /** How many of the requests that it waits for have not met their goals. Owner: Dependants. */
  blockers: number;
  /** Owner: Completion. */
  ended: boolean;
  /** It is to be reviewed in the next poll. Owner: CoordinatorState. */
  dirty: boolean;
  /** The bounds of the root in the latest event. Owner: EventLog. */
  lastReported: Enclosure;

  readonly scheduling: SchedulingState;
  readonly kinship: Kinship;
  readonly pursuit: Pursuit;
  readonly accounting: Accounting;
  readonly losses: Losses;
}

/** A request that an operation serves, with what the operation had used when it was admitted. */
export interface Subscriber {
  readonly id: OperationId;
  readonly admitted: Nanoseconds;
  readonly before: Omit<OperationStatistics, 'elapsed' | 'retries'>;
}

/** When an operation is served. Owner: the run queue with its levels, heaps and deadlines (queue/). */
export interface SchedulingState {
  /** Effective: its own priority, or a higher one that it inherits. */
  priority: number;
  /** By when it is to begin: the expiry of its class. */
  readonly due: Nanoseconds;
  /** Nanoseconds of its timeout that its admission took. */
  spent: Nanoseconds;
  /** When it ends with the bounds proven by then; undefined without a limit, or before the first turn. */
  deadline: Nanoseconds | undefined;
  started: boolean;
  /** When its first lease was issued; Infinity before that. */
  startedAt: Nanoseconds;
  /** Predicted cost of its latest lease. */
  lastPrediction: number;
  /** It was preempted by a higher priority. */
  paused: boolean;
  /** What it was charged, counted from the virtual time of its level at its entry; negative before that. */
  virtualTime: number;
  /** Its index in the charge heap of its level; -1 while it has no step ready. */
  heapIndex: number;
  /** Its valid entry in the queues of its level that are ordered by deadline. */
  dated: QueueEntry | undefined;
  /** Whether that entry is in the queue of operations whose deadline presses. */
  pressed: boolean;
  /** Its valid entry in the queue of operations that have not begun. */
  newcomer: QueueEntry | undefined;
  /** It is in its level's list of operations that may have been overtaken. */
  listed: boolean;
}

/** An operation in a lazy queue. The operation keeps its valid entry; every other entry is out of date. */
export interface QueueEntry {
  readonly operation: Operation;
  readonly key: number;
}

/** From whom priority is inherited. Owner: kinship.ts. */
export interface Kinship {
  ownPriority: number;
  /** The priority of a parent that has ended. */
  inherited: number;
  parent: Operation | undefined;
  readonly children: Set<Operation>;
  /** Operations whose requests it waits for, or waited for. */
  readonly awaited: Set<Operation>;
}

/** Why a wave was abandoned before its steps were done. */
export type Abandonment =
  /** By the estimate of the wave its aim is reached: a flush decides. */
  | 'aim-met-by-estimate'
  /** Its steps have cost enough that planning again pays. */
  | 'outdated'
  | 'over-budget'
  /** The time of its search is over: what its bounds say by then decides. */
  | 'search-over'
  | 'node-failed'
  | 'renumbered';

/** How far an operation has come. Owner: WaveRunner; {@link CoordinatorState.abandonWave} ends a wave early. */
export interface Pursuit {
  wave: Wave | undefined;
  /** Why the last wave was abandoned; undefined once the next one is decided. */
  abandoned: Abandonment | undefined;
  /** Every refiner of the cone has taken its first step. */
  discovered: boolean;
  /** The last wave brought nothing: the next one steps sources of small contribution as well. */
  everySource: boolean;
  /** How many times the bits of the focus a node of the next wave may be asked for. */
  slack: number;
  /** What one decision leaves to the next; replaced as a whole. */
  search: SearchState;
  /** Where the narrowing of the root began and where it leads; known for operations with a deadline. */
  pace: { readonly estimate: Log2; readonly cost: number; readonly goal: Log2 } | undefined;
}

/** What one decision leaves to the next. */
export interface SearchState {
  readonly separation: Separation | undefined;
  /** When the first separation began: all of an operation share one budget of time. */
  readonly separatingSince: Nanoseconds | undefined;
  /**
   * Bits that the latest wave was allowed to remove from a root whose width is about its magnitude; each
   * such wave multiplies them by four.
   */
  readonly wideBits: number;
  /** The latest rung of the ladder; undefined before the first, and for requests without a ladder. */
  readonly rung: Rung | undefined;
}

/** A precision on the way to a goal. */
export interface Rung {
  /** The bits of the root. */
  readonly bits: number;
  /** When it was aimed at. */
  readonly since: Nanoseconds;
  /** The rung before it, and how long that took. */
  readonly before: { readonly bits: number; readonly spent: Nanoseconds } | undefined;
}

/** What is proven of a value that is not yet told from a point. */
export type Evidence =
  /** It is at least `2^distance` away: bounds that narrow show it. */
  | { readonly kind: 'apart'; readonly distance: Log2 }
  /** It is the point, or at least `2^-bits` away; with bounds narrower than that the proof is that of an equality. */
  | { readonly kind: 'bound'; readonly bits: number; readonly proof: IdentityProof }
  /** It is not the point, so the search ends: at 2^distance at the latest, which is 0 where nobody knows. */
  | { readonly kind: 'distinct'; readonly distance: Log2 }
  | { readonly kind: 'open' };

/** A search for the side of a point on which a value lies. */
export interface Separation {
  /** The node in doubt, and the node that is narrowed. */
  readonly node: NodeId;
  readonly argument: NodeId;
  /** Log2 of the width at which the budget of bits is used up. */
  readonly least: Log2;
  /** Log2 of the width that the argument had when its search began. */
  readonly widest: Log2;
  /** The point; undefined where it is no dyadic number, as a pole of the tangent. */
  readonly at: Dyadic | undefined;
  /** What proofs say of the value and the point; undefined before they are asked for. */
  readonly evidence: Evidence | undefined;
  /** By how many bits the next wave is to narrow the node: 16 at first, then doubled by each wave. */
  readonly bits: number;
  /** The width, as log2, to which the latest wave was to narrow the node. */
  readonly aim: Log2;
  /** That wave was abandoned before its steps were done: the next wave gets the same aim. */
  readonly repeats: boolean;
  /** When the search ends in vain, and with which reason; Infinity where memory alone ends it. */
  readonly until: Nanoseconds;
  readonly reason: Reason;
}

/** What an operation has used. Owner: accounting.ts. */
export interface Accounting {
  /** Accepted steps in its cone. */
  steps: number;
  /** Results that met a newer state. */
  stale: number;
  /** Declared cost of the accepted steps. */
  cost: number;
  /** Its part of that cost, where several operations gain from a step. */
  charged: number;
  /** Its own budget, and that of the session. */
  readonly budgets: readonly [own: Budget, session: Budget];
  /** The step count from which on its cone is weighed again. */
  weighedUntil: number;
}

/** Steps that brought nothing. Owner: Retries. */
export interface Losses {
  retries: number;
  /** Nodes whose backoff after a loss it waits for. */
  afterLoss: number;
  /** Nodes whose backoff after a conflict it waits for. */
  afterConflict: number;
}

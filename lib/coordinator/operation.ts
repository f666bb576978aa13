import type { Enclosure } from '../exact/enclosure.js';
import type { PincerError } from '../exact/errors.js';
import type { Rational } from '../exact/rational.js';
import type { ConePositions } from '../graph/cone-positions.js';
import type { Cone } from '../graph/cone.js';
import type { NodeId } from '../graph/node.js';
import type { CheckedGoal } from './goal.js';
import type { Nanoseconds } from './lease.js';
import type { Wave } from './wave.js';

/** The number of an operation, unique in its session. */
export type OperationId = number;

/** How urgent an operation is; see the `class` of a request. */
export type OperationClass = 'structural' | 'normal' | 'low';

/** Priority (1 to 10) and how many lost steps an operation of a class survives. */
export const CLASSES: Readonly<Record<OperationClass, { readonly priority: number; readonly retries: number }>> = {
  structural: { priority: 10, retries: 20 },
  normal: { priority: 5, retries: 5 },
  low: { priority: 2, retries: 3 },
};

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
  | 'conditional';

/** What an operation may use. */
export interface Budget {
  /** Accepted steps. */
  readonly steps?: number;
  /** Declared cost, in units of about a nanosecond. */
  readonly cost?: number;
  /** Bits to which a value may be narrowed in search of its sign, or of a side of a pole: 2^15 by default. */
  readonly separationBits?: number;
  /** Nanoseconds that such a search may take: 4e9 by default. */
  readonly separationTime?: Nanoseconds;
}

/** One request to the coordinator. Plain data. */
export interface Request {
  readonly root: NodeId;
  readonly goal: CheckedGoal;
  /** The value of the root, where it is known exactly. */
  readonly exact?: Rational;
  readonly class?: OperationClass;
  /** Its effective priority is at least that of its parent. */
  readonly parent?: OperationId;
  readonly budget?: Budget;
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
  /** Steps that were lost and handed out again. */
  readonly retries: number;
  /** Declared cost of the accepted steps. */
  readonly cost: number;
  readonly elapsed: Nanoseconds;
}

/** How an operation ended. Plain data, but for the error. */
export interface Outcome {
  readonly operation: OperationId;
  readonly root: NodeId;
  readonly status: Status;
  readonly reason: Reason | null;
  readonly bounds: Enclosure;
  readonly exact?: Rational;
  readonly error?: PincerError;
  /** The node at which the error arose. */
  readonly failed?: NodeId;
  /** The leaf that contributes most to the width of the root, where the operation was exhausted. */
  readonly limit?: NodeId;
  readonly statistics: OperationStatistics;
}

/** A search for the side of a point on which a value lies. */
export interface Separation {
  readonly node: NodeId;
  /** Log2 of the magnitude from which the bits of the budget are counted: of the first bounds, at most 1. */
  readonly from: number;
  /** By how many bits the next wave is to narrow: 16, then twice as many each time. */
  bits: number;
  readonly since: Nanoseconds;
}

/** The coordinator's record of a request under way. */
export interface Operation {
  readonly id: OperationId;
  readonly request: Request;
  readonly class: OperationClass;
  readonly priority: number;
  readonly cone: Cone;
  readonly positions: ConePositions;
  readonly admitted: Nanoseconds;
  started: boolean;
  /** When it ends with what there is; undefined while nothing says so yet. */
  deadline: Nanoseconds | undefined;
  wave: Wave | undefined;
  /** The bounds of the root that were told last. */
  told: Enclosure;
  /** The first steps have all been taken. */
  discovered: boolean;
  /** The last wave brought no step: only small contributions are left. */
  thorough: boolean;
  separation: Separation | undefined;
  /** By how many bits a wave may last narrow a root that is as wide as it is large. */
  roughBits: number;
  steps: number;
  stale: number;
  retries: number;
  cost: number;
}

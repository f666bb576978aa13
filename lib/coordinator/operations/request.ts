/**
 * What is asked of the coordinator, and what it answers: requests, their limits, and outcomes.
 */
import type { ExactEnds } from '../../exact/decimal/exact-ends.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { PincerError } from '../../exact/errors.js';
import type { Rational } from '../../exact/rational.js';
import type { NodeId } from '../../graph/node.js';
import type { IdentityProof } from '../../identity/identify.js';
import { encodePlain } from '../../refiners/codec.js';
import type { Plain } from '../../refiners/refiner.js';
import { CoordinatorError } from '../errors.js';
import type { CheckedGoal } from '../goals/goal.js';
import type { Nanoseconds } from '../time.js';
import type { BudgetLimits, UsedUp } from './budget.js';

/** The number of an operation, unique in its session. */
export type OperationId = number;

/** How urgent an operation is; CLASSES says what each class means. */
export type OperationClass = 'structural' | 'normal' | 'low';

/** The limits and the priority of a class. */
export interface ClassRules {
  /** From 1 to 10. */
  readonly priority: number;
  /** How many lost steps an operation survives. */
  readonly retries: number;
  /** The longest wait for its first step, whatever goes before it. */
  readonly expiry: Nanoseconds;
}

export const CLASSES: Readonly<Record<OperationClass, ClassRules>> = {
  structural: { priority: 10, retries: 20, expiry: 250e6 },
  normal: { priority: 5, retries: 5, expiry: 5e9 },
  low: { priority: 2, retries: 3, expiry: 10e9 },
};

export const MOST_PRIORITY = 10;

/** The class of a priority: the highest one whose own priority it reaches; `low` below all of them. */
export function classOf(priority: number): OperationClass {
  if (priority >= CLASSES.structural.priority) return 'structural';
  return priority >= CLASSES.normal.priority ? 'normal' : 'low';
}

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
  /** The goal asks for more bits than the longest number has. */
  | 'limit'
  /** A request that it waited for ended without meeting its goal. */
  | 'dependency';

/** What an operation may use; its bytes are those of the nodes of its cone. */
export interface OperationBudget extends BudgetLimits {
  /** Declared cost, in units of about a nanosecond. */
  readonly cost?: number | undefined;
  /** Bits of the root, from its magnitude down to its width. */
  readonly bits?: number | undefined;
  /** Bits to which a value may be narrowed to find its sign or its side of a pole: 2^15 by default. */
  readonly separationBits?: number | undefined;
  /** Nanoseconds that such a search may take: 4e9 by default. */
  readonly separationNanoseconds?: Nanoseconds | undefined;
}

/** A request to the coordinator. Plain data. */
export interface OperationRequest {
  readonly root: NodeId;
  readonly goal: CheckedGoal;
  /** The value of the root, where it is known exactly. */
  readonly exact?: Rational | undefined;
  readonly class?: OperationClass | undefined;
  /** An integer from 1 to 10; the priority of the class by default. */
  readonly priority?: number | undefined;
  /** Its effective priority is at least that of its parent. */
  readonly parent?: OperationId | undefined;
  /** It begins when these have met their goals, and fails as soon as one of them has not. */
  readonly after?: readonly OperationId[] | undefined;
  readonly budget?: OperationBudget | undefined;
  readonly deadline?: Nanoseconds | undefined;
  /** The time it may take from its first turn on; the wait before that does not count. */
  readonly timeout?: Nanoseconds | undefined;
  /** Assumes that every argument lies in the domain of its function. */
  readonly assumeDomain?: boolean | undefined;
  /**
   * The factor by which the bits of the root grow from one wave to the next, where bounds are wanted on the way; see
   * ladder.ts. Without it a wave goes as far as the goal.
   */
  readonly growth?: number | undefined;
}

/** With what class and priority a request is served. */
export interface OperationTerms {
  readonly class: OperationClass;
  readonly priority: number;
}

/** What a request asks for itself, before it inherits anything. */
export function termsOf({
  class: operationClass = 'normal',
  priority,
}: OperationRequest): OperationTerms {
  return { class: operationClass, priority: priority ?? CLASSES[operationClass].priority };
}

/** What an operation used. */
export interface OperationStatistics {
  /** Accepted steps in its cone while it ran. */
  readonly steps: number;
  readonly stale: number;
  /** Lost steps that were leased again; requests that share an operation share this count. */
  readonly retries: number;
  /** Declared cost of the accepted steps. */
  readonly cost: number;
  /** Its part of that cost: operations that gain from a step share its cost in proportion to their gains. */
  readonly charged: number;
  readonly elapsed: Nanoseconds;
}

/** How an operation ended. Plain data, except for the error. */
export interface Outcome {
  readonly operation: OperationId;
  readonly root: NodeId;
  /** The numbering of nodes that `root`, `failed`, `limit` and `doubt` belong to. */
  readonly epoch: number;
  readonly status: Status;
  readonly reason: Reason | null;
  readonly bounds: Enclosure;
  readonly exact?: Rational | undefined;
  /** Where the operation is exhausted, or met by it: the exact ends of what data and arithmetic make. */
  readonly ends?: ExactEnds | undefined;
  readonly error?: PincerError | undefined;
  /** Where the reason is `budget`: which one was used up. */
  readonly usedUp?: UsedUp | undefined;
  /** Of a goal that is met: the proof of the equality that its bounds stand on, where they stand on one. */
  readonly proof?: IdentityProof | undefined;
  /** The node at which the error arose. */
  readonly failed?: NodeId | undefined;
  /** Where the operation is exhausted, the leaf that contributes most to the width of the root. */
  readonly limit?: NodeId | undefined;
  /** Where the operation is undecided, the node that may be undefined or that jumps, and its argument. */
  readonly doubt?: { readonly node: NodeId; readonly argument: NodeId } | undefined;
  readonly statistics: OperationStatistics;
}

/** @throws CoordinatorError for a priority that is not an integer from 1 to 10. */
export function checkPriority({ priority }: Pick<OperationRequest, 'priority'>): void {
  if (priority === undefined) return;
  if (Number.isInteger(priority) && priority >= 1 && priority <= MOST_PRIORITY) return;
  throw new CoordinatorError(
    `priority must be an integer from 1 to ${String(MOST_PRIORITY)}, got ${String(priority)}`,
  );
}

/**
 * A text that two requests share exactly where they are equal, so that one operation can serve both;
 * undefined for a request that waits for others.
 */
export function requestKey(request: OperationRequest): string | undefined {
  const {
    root,
    goal,
    class: operationClass = 'normal',
    priority,
    parent,
    budget = {},
    after,
  } = request;
  if (after !== undefined && after.length > 0) return undefined;
  return encodePlain([
    root,
    goal as unknown as Plain,
    operationClass,
    priority ?? null,
    parent ?? null,
    Object.entries(budget as Readonly<Record<string, number | undefined>>)
      .flatMap(([name, limit]) => (limit === undefined ? [] : [[name, limit] as const]))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    request.deadline ?? null,
    request.timeout ?? null,
    request.assumeDomain ?? false,
    request.growth ?? null,
  ]);
}

/** Whether a request has limits that count what its operation uses. */
export function isLimited({ budget, timeout }: OperationRequest): boolean {
  const { steps, milliseconds, cost } = budget ?? {};
  return (steps ?? milliseconds ?? cost ?? timeout) !== undefined;
}

import { MOST_PRIORITY } from '../../coordinator/operations/request.js';
import type {
  OperationBudget,
  OperationClass,
  OperationId,
} from '../../coordinator/operations/request.js';
import type { Session } from '../../session/session.js';
import { OptionError, checkNames } from '../../exact/options.js';
import { throwsOnTimeout } from './deadline.js';

/** How far an operation has come. */
export interface Progress {
  /** Significant digits that the bounds prove: 0 while they contain zero, `Infinity` where they are one point. */
  readonly digits: number;
  /**
   * The part of the predicted cost that is done, from 0 to 1. It never falls, and is 1 where the goal is met. It stays 0
   * while nothing can be predicted: before the value is bounded, and for a sign.
   */
  readonly share: number;
  /**
   * The least and the most seconds that the rest is expected to take, by what its parts took so far; undefined while
   * nothing is known. It is a prediction: what is left may turn out to take longer.
   */
  readonly secondsLeft: readonly [least: number, most: number] | undefined;
  /** Log2 of the width of the bounds; `Infinity` while they are unbounded. */
  readonly width: number;
  /** Log2 of the smallest magnitude in the bounds; `-Infinity` while they contain zero. */
  readonly mignitude: number;
}

/** What a call may use. When one of these is used up, the call ends with its best bounds. */
export interface RefineBudget {
  /** Accepted steps. */
  readonly steps?: number | undefined;
  /**
   * Milliseconds that its steps compute, in all contexts together. Unlike a timeout this counts no waiting and no
   * arithmetic between steps.
   */
  readonly milliseconds?: number | undefined;
  /** Declared cost, in units of about a nanosecond. */
  readonly cost?: number | undefined;
  /** Bits that the value may take, from its magnitude down to the width of its bounds. */
  readonly bits?: number | undefined;
  /**
   * Bytes that may be held for the value: the bounds and refiner states of everything below it. They are
   * estimated as in {@link CacheStatistics}, and only between steps, so the last step may exceed them.
   */
  readonly bytes?: number | undefined;
  /** Bits spent in search of a sign, or of a side of a pole: 2^15 by default. */
  readonly separationBits?: number | undefined;
  /** Milliseconds spent in such a search: 4,000 by default. */
  readonly separationTime?: number | undefined;
}

/** What a call may use, and where it runs. Times are in milliseconds. */
export interface RefineOptions {
  /** Ends the operation at once, with its best bounds. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the operation ends with its best bounds, counted from its first turn. */
  readonly timeout?: number | undefined;
  /** What the end of the timeout brings: the best bounds (`answer`, the default) or a {@link DeadlineExceededError}. */
  readonly onTimeout?: 'answer' | 'throw' | undefined;
  /** What it may use up. */
  readonly budget?: RefineBudget | undefined;
  /** Where it runs; by default the session that all such calls share, without workers. */
  readonly session?: Session | undefined;
  /** `structural`, `normal` (the default) or `low`: which operation goes first when several want one slot. */
  readonly class?: OperationClass | undefined;
  /** An integer from 1 to 10 that replaces the priority of the class: structural 10, normal 5, low 2. */
  readonly priority?: number | undefined;
  /** The operation that this one is a part of. This one has at least the priority of its parent. */
  readonly parent?: OperationId | undefined;
  /** Operations of the session to wait for. This one begins when they have met their goals, and fails when one fails. */
  readonly after?: readonly OperationId[] | undefined;
  /** Receives the number of the operation when it is admitted; asynchronous calls only. */
  readonly onAdmitted?: ((operation: OperationId) => void) | undefined;
  /** Assumes that every argument lies inside the domain of its function. */
  readonly assumeDomain?: boolean | undefined;
  /**
   * Called each time the bounds have narrowed, and where workers compute ten times a second as more of the predicted
   * cost is done; asynchronous calls only.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export const REFINE_OPTIONS: readonly (keyof RefineOptions)[] = [
  'signal',
  'timeout',
  'onTimeout',
  'budget',
  'session',
  'class',
  'priority',
  'parent',
  'after',
  'onAdmitted',
  'assumeDomain',
  'onProgress',
];

/** The limits of a call, checked. */
export interface Limits {
  /** In the units of the coordinator. */
  readonly budget: OperationBudget | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  /** Whether the end of the timeout throws. */
  readonly throws: boolean;
}

/** @throws OptionError naming the option, its value and the range. */
export function checkedLimits(options: RefineOptions): Limits {
  checkNames('refine', options, REFINE_OPTIONS);
  checkPriority(options.priority);
  const timeout = checkOption('timeout', options.timeout);
  const throws = throwsOnTimeout(options.onTimeout);
  return { budget: checkedBudget(options.budget), timeout, throws };
}

const BUDGETS = [
  'steps',
  'milliseconds',
  'cost',
  'bits',
  'bytes',
  'separationBits',
  'separationTime',
] as const;

function checkedBudget(given: RefineBudget | undefined): OperationBudget | undefined {
  if (given === undefined) return undefined;
  checkNames('refine: budget', given, BUDGETS);
  const budget: { -readonly [Name in keyof OperationBudget]: OperationBudget[Name] } = {};
  for (const name of BUDGETS) {
    const value = checkOption(`budget.${name}`, given[name]);
    if (value === undefined) continue;
    if (name === 'separationTime') budget.separationNanoseconds = value * 1e6;
    else budget[name] = value;
  }
  return budget;
}

function checkPriority(priority: number | undefined): void {
  if (priority === undefined) return;
  if (Number.isInteger(priority) && priority >= 1 && priority <= MOST_PRIORITY) return;
  throw new OptionError(
    `refine: priority must be an integer from 1 to ${String(MOST_PRIORITY)}, got ${String(priority)}`,
  );
}

function checkOption(name: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new OptionError(`refine: ${name} must be a number of at least 0, got ${String(value)}`);
  }
  return value;
}

import type { OperationClass, OperationId } from '../../coordinator/operations/request.js';
import { MOST_PRIORITY } from '../../coordinator/operations/request.js';
import type { Budget } from '../../coordinator/operations/request.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Session } from '../../session/session.js';
import { throwsOnTimeout } from './deadline.js';
import { OptionError } from '../option-error.js';

/** How far an operation has come, as it narrows. */
export interface Progress {
  /** Log2 of the width of the bounds; `Infinity` while they are unbounded. */
  readonly width: Log2;
  /** Log2 of the smallest magnitude in the bounds; `-Infinity` while they contain zero. */
  readonly mignitude: Log2;
}

/** What a call may use, and where it runs. */
export interface RefineOptions {
  /** Ends the operation at once, with its best bounds. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the operation ends with its best bounds, counted from when it is its turn. */
  readonly timeout?: number;
  /** What the end of the timeout brings: the best bounds (`answer`, the default) or a {@link DeadlineExceededError}. */
  readonly onTimeout?: 'answer' | 'throw';
  readonly budget?: {
    /** Accepted steps. */
    readonly steps?: number;
    /** Declared cost, in units of about a nanosecond. */
    readonly cost?: number;
    /** Bits that the value may take, from its magnitude down to the width of its bounds. */
    readonly bits?: number;
    /**
     * Bytes that may be held for it: bounds and states of refiners, of all that the value is made of. They are
     * weighed as in {@link CacheStatistics}, between steps, so the last step may go beyond.
     */
    readonly bytes?: number;
    /** Bits spent in search of a sign, or of a side of a pole: 2^15 by default. */
    readonly separationBits?: number;
    /** Milliseconds spent in such a search: 4,000 by default. */
    readonly separationTime?: number;
  };
  /** Where it runs; the default session, without workers, if not given. */
  readonly session?: Session;
  /** structural, normal (the default) or low: who goes first when several want the same slots. */
  readonly class?: OperationClass;
  /** An integer from 1 to 10 in place of that of the class: 10, 5 and 2. */
  readonly priority?: number;
  /** The operation that this one is a part of: it goes at least as high. */
  readonly parent?: OperationId;
  /** Operations of the session to wait for: it begins when they have met their goals, and fails with them. */
  readonly after?: readonly OperationId[];
  /** Told the number of the operation when it was admitted; asynchronous calls only. */
  readonly onAdmitted?: (operation: OperationId) => void;
  /** Takes every value to lie inside the domain of what is applied to it. */
  readonly assumeDomain?: boolean;
  /** Told each time the bounds have narrowed; asynchronous calls only. */
  readonly onProgress?: (progress: Progress) => void;
}

/** What a call may use, checked. */
export interface Limits {
  readonly budget: Budget;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  /** Whether the end of the timeout throws. */
  readonly throws: boolean;
}

/** @throws {@link OptionError} naming the option, its value and the range. */
export function checkedLimits(options: RefineOptions): Limits {
  checkPriority(options.priority);
  const timeout = checkOption('timeout', options.timeout);
  const throws = throwsOnTimeout(options.onTimeout);
  const budget: { -readonly [Name in keyof Budget]: Budget[Name] } = {};
  for (const name of BUDGETS) {
    const value = checkOption(`budget.${name}`, options.budget?.[name]);
    if (value !== undefined) budget[name] = name === 'separationTime' ? value * 1e6 : value;
  }
  return { budget, timeout, throws };
}

const BUDGETS = ['steps', 'cost', 'bits', 'bytes', 'separationBits', 'separationTime'] as const;

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

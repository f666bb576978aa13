import { PincerError } from '../../exact/errors.js';
import { OptionError } from '../../exact/options.js';
import type { Result } from './result.js';

/** The timeout of a call passed before its goal was met, and the call had `onTimeout: 'throw'`. */
export class DeadlineExceededError extends PincerError {
  /** Milliseconds. */
  readonly timeout: number;
  /** The best bounds at that time, and what they cost. */
  readonly result: Result;

  constructor(value: string, timeout: number, result: Result) {
    super(
      `refine: the goal of ${value} was not met within ${String(timeout)} ms; ` +
        `it lies in ${result.bounds.toString()}`,
    );
    this.timeout = timeout;
    this.result = result;
  }
}

/** Whether a call is to throw when its time is over. */
export function throwsOnTimeout(choice: unknown = 'answer'): boolean {
  if (choice === 'answer') return false;
  if (choice === 'throw') return true;
  throw new OptionError(`refine: onTimeout must be 'answer' or 'throw', got ${String(choice)}`);
}

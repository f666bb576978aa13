import { LimitError } from '../exact/errors.js';

/** More contexts than any machine makes use of. */
const mostContexts = 4096;

/** @throws LimitError unless `value` is an integer from `least` to 4096. */
export function checkCount(where: string, what: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= mostContexts) return value;
  throw new LimitError(
    `${where}: ${what} is to be an integer from ${String(least)} to ${String(mostContexts)}, ` +
      `got ${String(value)}`,
  );
}

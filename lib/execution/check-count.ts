import { LimitError } from '../exact/errors.js';

/** More contexts than any machine makes use of. */
export const MOST_CONTEXTS = 4096;

/** @throws LimitError unless `value` is an integer from `least` to `most`. */
export function checkCount(
  where: string,
  what: string,
  value: number,
  least: number,
  most = MOST_CONTEXTS,
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new LimitError(
    `${where}: ${what} is to be an integer from ${String(least)} to ${String(most)}, ` +
      `got ${String(value)}`,
  );
}

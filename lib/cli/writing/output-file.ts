import { openSync } from 'node:fs';

import { UsageError } from '../usage.js';

/**
 * Opens a file that a flag names.
 *
 * @param mode - `a` leaves what it holds.
 * @throws {@link UsageError} when it cannot be written to.
 */
export function opened(path: string, mode: 'w' | 'a'): number {
  try {
    return openSync(path, mode);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${messageOf(error)}`, { cause: error });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

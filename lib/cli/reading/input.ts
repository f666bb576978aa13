import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

import type { Io } from '../io.js';
import { UsageError } from '../usage.js';

/** The name of a file that stands for standard input. */
export const STANDARD_INPUT = '-';

/**
 * Reads a file, or standard input for `-`. An interrupt by the user ends the reading.
 *
 * @throws {@link UsageError} when it cannot be read.
 */
export async function reading(
  file: string,
  io: Io,
  use: (input: Readable) => Promise<void>,
): Promise<void> {
  const input = file === STANDARD_INPUT ? io.stdin : createReadStream(file);
  const stop = (): void => void input.destroy();
  io.signal.addEventListener('abort', stop);
  try {
    await use(input);
  } catch (error) {
    // Destroying the input ends its iteration with an error, too.
    if (!io.signal.aborted) throw isOfSystem(error) ? unreadable(file, error) : error;
  } finally {
    io.signal.removeEventListener('abort', stop);
  }
}

/** Whether an error is one that the operating system reported about a file. */
export function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

function unreadable(file: string, error: Error): UsageError {
  const name = file === STANDARD_INPUT ? 'standard input' : file;
  return new UsageError(`cannot read ${name}: ${error.message}`, { cause: error });
}

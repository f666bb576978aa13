/** Reads the file of `--resume`. */
import { SnapshotError } from '../../persistence/errors.js';
import { readSnapshot } from '../../real/restoring/snapshot.js';
import type { Snapshot } from '../../real/restoring/snapshot.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage.js';
import { reading } from './input.js';

/** @throws {@link UsageError} for a file that cannot be read, or is no whole snapshot. */
export async function readSaved(file: string, io: Io): Promise<Snapshot> {
  let text = '';
  await reading(file, io, async (input) => {
    input.setEncoding('utf8');
    for await (const chunk of input as AsyncIterable<string>) text += chunk;
  });
  try {
    return readSnapshot(text);
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    throw new UsageError(`--resume ${file}: ${error.message}`, { cause: error });
  }
}

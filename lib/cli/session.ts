import { createSession } from '../real/index.js';
import type { Session } from '../real/index.js';
import type { Snapshot } from '../real/restoring/snapshot.js';
import type { Io } from './io.js';
import type { Settings } from './reading/flags.js';

/**
 * The session of a command. Its warnings go to standard error, unless the command is to be quiet.
 *
 * Without workers it still has one context, which starts when a step would hold this thread for long: there it computes,
 * and here an interrupt is heard.
 */
export function openSession(
  { workers, quiet, save, saveEvery }: Settings,
  { stderr }: Io,
  restore?: Snapshot,
): Session {
  const onWarning = (message: string): void => {
    if (!quiet) stderr.write(`pincer: ${message}\n`);
  };
  const threads = workers === 0 ? ({ workers: 'auto', contexts: 1 } as const) : { workers };
  const autosave = save === undefined ? undefined : { file: save, every: saveEvery };
  return createSession({ ...threads, onWarning, restore, autosave });
}

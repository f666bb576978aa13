import { createSession } from '../real/index.js';
import type { Session } from '../real/index.js';
import type { Io } from './io.js';
import type { Settings } from './reading/flags.js';
import { printable } from './writing/printable.js';

/**
 * The session of a command. Its warnings go to standard error, unless the command is to be quiet.
 *
 * Without workers it still has one context, which starts when a step would hold this thread for long: there it computes,
 * and here an interrupt is heard.
 */
export function openSession({ workers, quiet }: Settings, { stderr }: Io): Session {
  const onWarning = (message: string): void => {
    if (!quiet) stderr.write(printable(`pincer: ${message}\n`));
  };
  const threads = workers === 0 ? ({ workers: 'auto', contexts: 1 } as const) : { workers };
  return createSession({ ...threads, onWarning });
}

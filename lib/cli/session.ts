import { createSession } from '../real/index.js';
import type { Session } from '../real/index.js';
import type { Io } from './io.js';
import type { Settings } from './reading/flags.js';

/** The session of a command. Its warnings go to standard error, unless the command is to be quiet. */
export function openSession({ workers, quiet }: Settings, { stderr }: Io): Session {
  const onWarning = (message: string): void => {
    if (!quiet) stderr.write(`pincer: ${message}\n`);
  };
  return createSession({ workers, onWarning });
}

import { ADAPTIVE } from '../execution/plan/adaptive.js';
import type { ExecutionContext } from '../coordinator/leases/port.js';
import { createSession } from '../real/index.js';
import type { Session } from '../real/index.js';
import type { Snapshot } from '../real/restoring/snapshot.js';
import type { Io, Output } from './io.js';
import type { Settings } from './reading/flags.js';
import { printable } from './writing/printable.js';

/**
 * The session of a command. Its warnings go to standard error, unless the command is to be quiet.
 *
 * @param fleet - the workers of other machines, where the command uses them.
 */
export function openSession(
  { workers, quiet, save, saveEvery }: Settings,
  { stderr, interruption }: Io,
  restore?: Snapshot,
  fleet?: ExecutionContext,
): Session {
  const onWarning = warning(quiet, stderr);
  const autosave = save === undefined ? undefined : { file: save, every: saveEvery };
  const placement = fleet === undefined ? {} : { placement: fleet };
  return createSession({ workers, ...placement, onWarning, restore, autosave, interruption });
}

/**
 * A session for one line whose answer is to be the same in every run: one step at a time, of lengths that depend on no
 * clock, from what no other line has computed.
 */
export function openReproducibleSession(
  { quiet }: Settings,
  { stderr, interruption }: Io,
): Session {
  const adaptive = Object.fromEntries(Object.keys(ADAPTIVE).map((name) => [name, false]));
  const onWarning = warning(quiet, stderr);
  return createSession({ workers: 'auto', contexts: 1, adaptive, onWarning, interruption });
}

function warning(quiet: boolean, stderr: Output): (message: string) => void {
  return (message) => {
    if (!quiet) stderr.write(printable(`pincer: ${message}\n`));
  };
}

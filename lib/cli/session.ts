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
 * Without workers it still has one context, which starts when a step would hold this thread for long: there it computes,
 * and here an interrupt is heard.
 *
 * @param fleet - the workers of other machines, where the command uses them.
 */
export function openSession(
  { workers, quiet, save, saveEvery }: Settings,
  { stderr }: Io,
  restore?: Snapshot,
  fleet?: ExecutionContext,
): Session {
  const onWarning = warning(quiet, stderr);
  const threads = workers === 0 ? ({ workers: 'auto', contexts: 1 } as const) : { workers };
  const autosave = save === undefined ? undefined : { file: save, every: saveEvery };
  const placement = fleet === undefined ? {} : { placement: fleet };
  return createSession({ ...threads, ...placement, onWarning, restore, autosave });
}

/**
 * A session for one line whose answer is to be the same in every run: one step at a time, of lengths that depend on no
 * clock, from what no other line has computed.
 */
export function openReproducibleSession({ quiet }: Settings, { stderr }: Io): Session {
  const adaptive = Object.fromEntries(Object.keys(ADAPTIVE).map((name) => [name, false]));
  const onWarning = warning(quiet, stderr);
  return createSession({ workers: 'auto', contexts: 1, adaptive, onWarning });
}

function warning(quiet: boolean, stderr: Output): (message: string) => void {
  return (message) => {
    if (!quiet) stderr.write(printable(`pincer: ${message}\n`));
  };
}

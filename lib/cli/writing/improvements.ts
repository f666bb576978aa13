/** `--async`: bounds on the way to an answer, a line each, as they are proven. */
import type { Bounds } from '../../real/index.js';
import { writeLine } from '../io.js';
import type { Io } from '../io.js';
import type { Settings } from '../reading/flags.js';
import { boundsOf, intervalText } from './presentation.js';
import { jsonLine } from './printable.js';

/** What writes each improvement; undefined where none is asked for. Lines that say the same are written once. */
export function improvements(
  { async, json, presentation }: Settings,
  { stdout }: Io,
): ((bounds: Bounds) => Promise<void>) | undefined {
  if (!async) return undefined;
  let last = '';
  return async (bounds) => {
    const ends = boundsOf(bounds, presentation);
    // Before the first step nothing is known.
    if (ends.lower === null && ends.upper === null) return;
    const line = json ? jsonLine(ends) : intervalText(ends);
    if (line !== last) await writeLine(stdout, line);
    last = line;
  };
}

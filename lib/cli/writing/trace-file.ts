import { closeSync, writeFileSync } from 'node:fs';

import type { Session } from '../../real/index.js';
import type { Io } from '../io.js';
import type { Settings } from '../reading/flags.js';
import { messageOf, opened } from './output-file.js';

/** A write comes after so many characters, or after so many milliseconds, with the next event. */
const PART = 65_536;
const LEAST_DELAY = 20;

/**
 * Writes what a session does into the file that `--trace` names, while some work is done. Events that come within 20 ms of
 * the last write wait for a later one, so the file of a program that is killed lacks at most those. Without the flag it
 * only does the work.
 *
 * @throws {@link UsageError} when the file cannot be written to; what the work throws.
 */
export async function traced<T>(
  { trace: path, quiet }: Settings,
  session: Session,
  { stderr }: Io,
  work: () => Promise<T>,
): Promise<T> {
  if (path === undefined) return work();
  const complain = (what: string): void => {
    if (!quiet) stderr.write(`pincer: --trace: ${what}\n`);
  };
  const file = opened(path, 'w');
  let part = '';
  let written = 0;
  let broken = false;
  const flush = (): void => {
    if (broken) return;
    try {
      writeFileSync(file, part);
    } catch (error) {
      // A trace that cannot be written costs no answer.
      broken = true;
      complain(`the rest is left out: ${messageOf(error)}`);
    }
    part = '';
    written = performance.now();
  };
  // Only who asks for a trace loads what makes one.
  const { streamTrace } = await import('../../observe/trace/stream.js');
  const trace = streamTrace(session, (text) => {
    part += text;
    if (part.length >= PART || performance.now() - written >= LEAST_DELAY) flush();
  });
  try {
    return await work();
  } finally {
    trace.stop();
    flush();
    closeSync(file);
    if (trace.dropped > 0) complain(`${String(trace.dropped)} events are left out`);
  }
}

import { closeSync, rmSync, statSync, writeFileSync } from 'node:fs';

import type { Session } from '../../real/index.js';
import type { Io } from '../io.js';
import type { Settings } from '../reading/flags.js';
import type { Answer } from './evaluation.js';
import { messageOf, opened } from './output-file.js';
import { printable } from './printable.js';

/**
 * Draws what a session does while some work is done, into the files that `--plot` and `--report` name. Without these
 * flags it only does the work.
 *
 * @throws {@link UsageError} when a file cannot be written to; what the work throws.
 */
export async function pictured(
  { plot: plotFile, report: reportFile, quiet }: Settings,
  session: Session,
  { stderr }: Io,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const files = [plotFile, reportFile].filter((path) => path !== undefined);
  if (files.length === 0) return work();
  // A file that cannot be written is better known before the work than after it.
  for (const path of files) closeSync(opened(path, 'a'));
  const complain = (what: string): void => {
    if (!quiet) stderr.write(printable(`pincer: ${what}\n`));
  };
  // Only who asks for pictures loads what makes them.
  const { recordTrace } = await import('../../observe/trace/trace.js');
  const { plot, report } = await import('../../observe/pictures/plot.js');
  using trace = recordTrace(session);
  const answer = await work();
  trace.stop();
  try {
    if (trace.operations.length === 0) {
      // What is wrong with a text is said already.
      if (answer.result !== null)
        complain('there is nothing to draw: no step was needed, or it has too many values');
    } else {
      if (plotFile !== undefined) writeFileSync(plotFile, await plot(trace));
      const texts = { title: answer.expr ?? undefined, result: answer.result ?? undefined };
      if (reportFile !== undefined) writeFileSync(reportFile, await report(trace, texts));
    }
    for (const path of files) if (statSync(path).size === 0) rmSync(path);
  } catch (error) {
    // A picture that cannot be written costs no answer.
    complain(messageOf(error));
  }
  return answer;
}

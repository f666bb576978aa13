import { underStop } from '../../coordinator/transitions/time-limit.js';
import { renderProblem } from '../../expression/index.js';
import { checkText } from '../checking/checked.js';
import { exitCode } from '../exit.js';
import type { Settings } from '../reading/flags.js';
import { isInterrupted, writeLine } from '../io.js';
import type { Io } from '../io.js';
import { jsonLine, printable } from '../writing/printable.js';
import { readTexts } from '../writing/texts.js';

/**
 * `pincer check EXPR`: whether it could be evaluated, and if not, everything wrong with it. With `--explain` also how it
 * and its definitions are read.
 */
export async function checkCommand(settings: Settings, io: Io): Promise<number> {
  const { texts, definitions } = await readTexts('check', settings, ['sqrt(2)+pi'], io);
  if (isInterrupted(io)) return exitCode.interrupted;
  const { expr, problems, canonical } = underStop(
    () => isInterrupted(io),
    () => checkText(texts.join('\n'), definitions, settings.explain),
  );
  const ok = problems.length === 0;
  if (settings.json) await writeLine(io.stdout, jsonLine({ expr, ok, problems, canonical }));
  else if (ok) await writeLine(io.stdout, canonical ?? 'ok');
  if (!settings.json && !settings.quiet)
    for (const problem of problems)
      await writeLine(
        io.stderr,
        printable(`pincer: ${renderProblem(problem.text ?? expr, problem)}`),
      );
  return ok ? exitCode.met : exitCode.usage;
}

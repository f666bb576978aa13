import { canonicalText, check, renderProblem } from '../../expression/index.js';
import type { KnownNames, Problem } from '../../expression/index.js';
import { exitCode } from '../exit.js';
import type { Settings } from '../reading/flags.js';
import { writeLine } from '../io.js';
import type { Io } from '../io.js';
import { jsonLine, printable } from '../writing/printable.js';
import { definedName, readTexts } from '../writing/texts.js';

/** A problem, and the text that it is in where that is not the expression. */
interface Found extends Problem {
  readonly text?: string;
}

/**
 * `pincer check EXPR`: whether it could be evaluated, and if not, everything wrong with it. With `--explain` also how it
 * and its definitions are read.
 */
export async function checkCommand(settings: Settings, io: Io): Promise<number> {
  const { texts, definitions } = await readTexts('check', settings, ['sqrt(2)+pi'], io);
  if (io.signal.aborted) return exitCode.interrupted;
  const expr = texts.join('\n');
  const found: Found[] = [];
  const readings: string[] = [];
  let names: KnownNames = new Map();
  for (const text of [...definitions, expr]) {
    const { ok, problems, names: after } = check(text, names);
    if (ok && settings.explain) readings.push(canonicalText(text, names));
    found.push(...problems.map((problem) => (text === expr ? problem : { ...problem, text })));
    // A problem in a definition is reported once, not wherever its name is used.
    names = ok ? after : new Map([...after, [definedName(text) ?? '', null]]);
  }
  const ok = found.length === 0;
  const canonical = ok && settings.explain ? readings.join('\n') : undefined;
  if (settings.json) await writeLine(io.stdout, jsonLine({ expr, ok, problems: found, canonical }));
  else if (ok) await writeLine(io.stdout, canonical ?? 'ok');
  if (!settings.json && !settings.quiet)
    for (const problem of found)
      await writeLine(
        io.stderr,
        printable(`pincer: ${renderProblem(problem.text ?? expr, problem)}`),
      );
  return ok ? exitCode.met : exitCode.usage;
}

import { evaluate } from '../writing/evaluation.js';
import { exitCode } from '../exit.js';
import { explanationOf } from '../writing/explanation.js';
import type { Settings } from '../reading/flags.js';
import { checkRounding, DEFAULT_GOAL } from '../reading/goals.js';
import { isInterrupted } from '../io.js';
import type { Io } from '../io.js';
import { progressLine, progressText } from '../writing/progress.js';
import { openSession } from '../session.js';
import { improvements } from '../writing/improvements.js';
import { pictured } from '../writing/picture-files.js';
import { openFleet } from './fleet-access.js';
import { traced } from '../writing/trace-file.js';
import { readTexts } from '../writing/texts.js';
import { readSaved } from '../reading/saved.js';
import { writeAnswer } from '../writing/notes.js';

/** `pincer eval EXPR`: the answer on standard output, everything else on standard error. */
export async function evalCommand(settings: Settings, io: Io): Promise<number> {
  const goal = settings.goal ?? DEFAULT_GOAL;
  checkRounding(settings.presentation, goal);
  const saved = settings.resume === undefined ? undefined : await readSaved(settings.resume, io);
  const isNamed = settings.operands.length > 0 || settings.file !== undefined;
  // The name of what was saved is its text.
  const [name] = isNamed ? [] : (saved?.names ?? []);
  const { texts, definitions } =
    name === undefined
      ? await readTexts('eval', settings, ['sqrt(2)+pi'], io)
      : { texts: [name], definitions: [] };
  if (isInterrupted(io)) return exitCode.interrupted;
  const { limits, explain } = settings;
  const progress = progressLine(settings, io);
  await using fleet = await openFleet(settings, io);
  await using session = openSession(settings, io, saved, fleet);
  const question = {
    ...{ id: 1, expr: texts.join('\n'), goal, limits, definitions, explain },
    isSaved: settings.save !== undefined,
  };
  const answer = await traced(settings, session, io, () =>
    pictured(settings, session, io, () =>
      evaluate(question, {
        session,
        signal: io.signal,
        onImprovement: improvements(settings, io),
        onProgress: progress && ((news) => progress.show(() => progressText(goal, news))),
      }),
    ),
  );
  progress?.erase();
  return await writeAnswer(answer, settings, io, explanationOf(answer, session));
}

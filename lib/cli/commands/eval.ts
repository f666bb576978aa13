import { evaluate } from '../writing/evaluation.js';
import { exitCode } from '../exit.js';
import { explanationOf } from '../writing/explanation.js';
import type { Settings } from '../reading/flags.js';
import { DEFAULT_GOAL, goalName } from '../reading/goals.js';
import type { Io } from '../io.js';
import { progressLine, progressText } from '../writing/progress.js';
import { openSession } from '../session.js';
import { traced } from '../writing/trace-file.js';
import { readTexts } from '../writing/texts.js';
import { UsageError } from '../usage.js';
import { writeAnswer } from '../writing/notes.js';

/** `pincer eval EXPR`: the answer on standard output, everything else on standard error. */
export async function evalCommand(settings: Settings, io: Io): Promise<number> {
  const goal = settings.goal ?? DEFAULT_GOAL;
  const { round, as } = settings.presentation;
  const kind = goalName(goal) ?? '';
  if (round !== undefined && (as !== undefined || !['digits', 'decimals'].includes(kind)))
    throw new UsageError(`--round is for digits and decimals, not for ${as ?? kind}`);
  const { texts, definitions } = await readTexts('eval', settings, ['sqrt(2)+pi'], io);
  if (io.signal.aborted) return exitCode.interrupted;
  const { limits, explain } = settings;
  const progress = progressLine(settings, io);
  await using session = openSession(settings, io);
  const answer = await traced(settings, session, io, () =>
    evaluate(
      { id: 1, expr: texts.join('\n'), goal, limits, definitions, explain },
      {
        session,
        signal: io.signal,
        onProgress: progress && ((news) => progress.show(() => progressText(goal, news))),
      },
    ),
  );
  progress?.erase();
  return await writeAnswer(answer, settings, io, explanationOf(answer, session));
}

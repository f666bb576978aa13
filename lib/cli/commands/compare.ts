import { evaluate } from '../writing/evaluation.js';
import { exitCode } from '../exit.js';
import type { Settings } from '../reading/flags.js';
import { isInterrupted } from '../io.js';
import type { Io } from '../io.js';
import { writeAnswer } from '../writing/notes.js';
import { progressLine, progressText } from '../writing/progress.js';
import { openSession } from '../session.js';
import { traced } from '../writing/trace-file.js';
import { readTexts } from '../writing/texts.js';

/** `pincer compare A B`: one of < > = ~ ? on standard output. */
export async function compareCommand(settings: Settings, io: Io): Promise<number> {
  const { texts, definitions } = await readTexts('compare', settings, ['22/7', 'pi'], io);
  if (isInterrupted(io)) return exitCode.interrupted;
  const [x = '', y = ''] = texts;
  const { within, limits } = settings;
  const progress = progressLine(settings, io);
  await using session = openSession(settings, io);
  const answer = await traced(settings, session, io, () =>
    evaluate(
      { id: 1, compare: [x, y], within, limits, definitions },
      {
        session,
        signal: io.signal,
        onProgress: progress && ((news) => progress.show(() => progressText({ sign: true }, news))),
      },
    ),
  );
  progress?.erase();
  return await writeAnswer(answer, settings, io);
}

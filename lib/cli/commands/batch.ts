/**
 * `pincer batch [FILE]`: one JSON object in per line, one out per line.
 *
 * Laws
 * 1. Every line that is not blank is answered once, by one whole line; a bad one fails alone.
 * 2. Answers come as soon as they are there, in any order, or in the order of the lines where that is asked for;
 *    all lines share one session.
 * 3. At most {@link AT_ONCE} lines are worked on at once, and no further ones are read meanwhile, so
 *    memory does not grow with the input.
 * 4. The exit code is 0 once every line has its answer, whatever the answers are. Where it is asked to be strict it is
 *    1 unless every line was met or decided.
 */
import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';

import type { Session } from '../../real/index.js';
import { evaluate } from '../writing/evaluation.js';
import { exitCode } from '../exit.js';
import type { Settings } from '../reading/flags.js';
import { reading, STANDARD_INPUT } from '../reading/input.js';
import { writeLine } from '../io.js';
import type { Io } from '../io.js';
import { linesOf } from '../reading/lines.js';
import { LONGEST_LINE, readQuestion } from '../reading/question.js';
import { BatchProgress } from '../writing/batch-progress.js';
import { progressLine } from '../writing/progress.js';
import { recordText } from '../writing/record.js';
import { openSession } from '../session.js';
import { traced } from '../writing/trace-file.js';
import { UsageError } from '../usage.js';

const AT_ONCE = 64;

export async function batchCommand(settings: Settings, io: Io): Promise<number> {
  const [file = STANDARD_INPUT, ...others] = settings.operands;
  if (others.length > 0)
    throw new UsageError(`batch takes one file, got ${settings.operands.length}`);
  await using session = openSession(settings, io);
  let failed = 0;
  await traced(settings, session, io, () =>
    reading(file, io, async (input) => {
      failed = await answerAll(input, settings, session, io, await progressOf(file, settings, io));
    }),
  );
  if (io.signal.aborted) return exitCode.interrupted;
  return settings.strict && failed > 0 ? exitCode.mathematical : exitCode.met;
}

/** The lines of a file are counted first; those that a pipe will bring are not known. */
async function progressOf(
  file: string,
  settings: Settings,
  io: Io,
): Promise<BatchProgress | undefined> {
  const line = progressLine(settings, io);
  if (line === undefined) return undefined;
  if (file === STANDARD_INPUT) return new BatchProgress(line);
  let all = 0;
  await reading(file, io, async (input) => {
    for await (const text of linesOf(input, LONGEST_LINE)) if (text.trim() !== '') all++;
  });
  return new BatchProgress(line, all);
}

/** @returns how many lines were neither met nor decided. */
async function answerAll(
  input: Readable,
  settings: Settings,
  session: Session,
  io: Io,
  progress: BatchProgress | undefined,
): Promise<number> {
  const working = new Set<Promise<void>>();
  // Every operation listens to the signal.
  setMaxListeners(2 * AT_ONCE, io.signal);
  let written = Promise.resolve();
  let failed = 0;
  const textOf = async (line: string, number: number): Promise<string> => {
    const question = readQuestion(line, number, settings);
    const onProgress =
      progress && (({ share }: { readonly share: number }) => progress.moved(number, share));
    const answer =
      'result' in question
        ? question
        : await evaluate(question, { session, signal: io.signal, onProgress });
    if (answer.exitCode !== exitCode.met) failed++;
    return recordText(answer, settings.presentation);
  };
  const answerOne = async (line: string, number: number): Promise<void> => {
    progress?.begun(number);
    const text = textOf(line, number);
    // In order, a line takes its turn before it has its answer.
    if (!settings.ordered) await text;
    written = written.then(async () => {
      const answer = await text;
      progress?.erase();
      await writeLine(io.stdout, answer);
      progress?.done(number);
    });
    await written;
  };
  let number = 0;
  try {
    for await (const line of linesOf(input, LONGEST_LINE)) {
      number++;
      if (line.trim() === '') continue;
      const work = answerOne(line, number).finally(() => working.delete(work));
      working.add(work);
      if (working.size >= AT_ONCE) await Promise.race(working);
    }
    progress?.allRead();
  } finally {
    await Promise.all(working);
    progress?.erase();
  }
  return failed;
}

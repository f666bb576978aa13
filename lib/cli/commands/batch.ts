/**
 * `pincer batch [FILE]`: one JSON object in per line, one out per line.
 *
 * Laws
 * 1. Every line that is not blank is answered once, by one whole line; a bad one fails alone.
 * 2. Answers come as soon as they are there, in any order; all lines share one session.
 * 3. At most {@link AT_ONCE} lines are worked on at once, and no further ones are read meanwhile, so
 *    memory does not grow with the input.
 */
import { setMaxListeners } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

import { createSession, type Session } from '../../real/index.js';
import type { Settings } from '../arguments.js';
import { evaluate } from '../evaluation.js';
import { exitCode } from '../exit.js';
import { type Io, writeLine } from '../io.js';
import { linesOf } from '../lines.js';
import { readQuestion } from '../question.js';
import { UsageError } from '../usage.js';

const AT_ONCE = 64;

export async function batchCommand(settings: Settings, io: Io): Promise<number> {
  const [file = '-', ...others] = settings.operands;
  if (others.length > 0)
    throw new UsageError(`batch takes one file, got ${settings.operands.length}`);
  const input = file === '-' ? io.stdin : createReadStream(file);
  const stop = (): void => void input.destroy();
  io.signal.addEventListener('abort', stop);
  await using session = createSession({ workers: settings.workers });
  try {
    await answerAll(input, settings, session, io);
  } catch (error) {
    // Destroying the input ends its iteration with an error, too.
    if (!io.signal.aborted) throw isOfSystem(error) ? unreadable(file, error) : error;
  } finally {
    io.signal.removeEventListener('abort', stop);
  }
  return io.signal.aborted ? exitCode.interrupted : exitCode.met;
}

async function answerAll(
  input: Readable,
  settings: Settings,
  session: Session,
  io: Io,
): Promise<void> {
  const working = new Set<Promise<void>>();
  // Every operation listens to the signal.
  setMaxListeners(2 * AT_ONCE, io.signal);
  let written = Promise.resolve();
  const answer = async (line: string, number: number): Promise<void> => {
    const question = readQuestion(line, number, settings);
    const record =
      'status' in question
        ? question
        : (await evaluate(question, { session, signal: io.signal })).record;
    written = written.then(() => writeLine(io.stdout, JSON.stringify(record)));
    await written;
  };
  let number = 0;
  try {
    for await (const line of linesOf(input)) {
      number++;
      if (line.trim() === '') continue;
      const work = answer(line, number).finally(() => working.delete(work));
      working.add(work);
      if (working.size >= AT_ONCE) await Promise.race(working);
    }
  } finally {
    await Promise.all(working);
  }
}

/** Whether an error is one that the operating system reported about a file. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

function unreadable(file: string, error: Error): UsageError {
  return new UsageError(`cannot read ${file === '-' ? 'standard input' : file}: ${error.message}`, {
    cause: error,
  });
}

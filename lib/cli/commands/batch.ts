/**
 * `pincer batch [FILE]`: one JSON object in per line, one out per line.
 *
 * Laws
 * 1. Every line that is not blank is answered once, by one whole line; a bad one fails alone.
 * 2. Answers come as soon as they are there, in any order, or in the order of the lines where that is asked for;
 *    all lines share one session.
 * 3. At most {@link AT_ONCE} lines are worked on at once, and no further ones are read meanwhile, so
 *    memory does not grow with the input.
 * 4. Reproducible answers come in the order of the lines, each computed by itself. In a file they resume: see
 *    {@link AnswerFile}. An interrupted line is not written there.
 * 5. The exit code is 0 once every line has its answer, whatever the answers are. Where it is asked to be strict it is
 *    1 unless every line was met or decided.
 */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';

import { Interrupted } from '../../exact/interruption.js';
import type { Session } from '../../real/index.js';
import { AnswerFile, digests } from '../writing/answer-file.js';
import { evaluate } from '../writing/evaluation.js';
import type { Answer, Question } from '../writing/evaluation.js';
import { exitCode } from '../exit.js';
import type { Settings } from '../reading/flags.js';
import { reading, STANDARD_INPUT } from '../reading/input.js';
import { isInterrupted, writeLine } from '../io.js';
import type { Io } from '../io.js';
import { linesOf } from '../reading/lines.js';
import { LONGEST_LINE, readQuestion } from '../reading/question.js';
import { BatchProgress } from '../writing/batch-progress.js';
import { progressLine } from '../writing/progress.js';
import { recordText, reproducibleText } from '../writing/record.js';
import { openReproducibleSession, openSession } from '../session.js';
import { asksForFleet, openFleet } from './fleet-access.js';
import { traced } from '../writing/trace-file.js';
import { UsageError } from '../usage.js';

const AT_ONCE = 64;
const MOST_MILLISECONDS = Number.MAX_SAFE_INTEGER;

export async function batchCommand(settings: Settings, io: Io): Promise<number> {
  const [file = STANDARD_INPUT, ...others] = settings.operands;
  if (others.length > 0)
    throw new UsageError(`batch takes one file, got ${settings.operands.length}`);
  const { out, strict } = settings;
  if (settings.reproducible && settings.trace !== undefined)
    throw new UsageError(
      '--trace is not for --out and --reproducible, where each line has a session of its own',
    );
  if (settings.reproducible && asksForFleet(settings))
    throw new UsageError(
      '--redis-file, --key-file, --queue and --insecure are not for --out and --reproducible, whose steps run in this process',
    );
  const kept = out === undefined ? undefined : await AnswerFile.open(out);
  let failed = 0;
  try {
    await reading(file, io, async (input) => {
      const progress = await progressOf(file, settings, io);
      failed = await new Batch(settings, io, progress, kept).answerAll(input);
    });
  } finally {
    await kept?.close();
  }
  if (isInterrupted(io)) return exitCode.interrupted;
  return strict && failed > 0 ? exitCode.mathematical : exitCode.met;
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

class Batch {
  readonly #settings: Settings;
  readonly #io: Io;
  readonly #progress: BatchProgress | undefined;
  /** The file that has answers already, and takes the others. */
  readonly #kept: AnswerFile | undefined;
  /** Undefined where the answers are not reproducible. */
  readonly #digest: ((line: string, number: number) => string) | undefined;
  #written = Promise.resolve();
  #failed = 0;
  /** A line was interrupted: what follows it is not written to a file, where it would leave a gap. */
  #interrupted = false;

  constructor(
    settings: Settings,
    io: Io,
    progress: BatchProgress | undefined,
    kept: AnswerFile | undefined,
  ) {
    this.#settings = settings;
    this.#io = io;
    this.#progress = progress;
    this.#kept = kept;
    this.#digest = settings.reproducible ? digests(settings) : undefined;
  }

  /** @returns how many lines were neither met nor decided. */
  async answerAll(input: Readable): Promise<number> {
    // Every operation listens to the signal.
    setMaxListeners(2 * AT_ONCE, this.#io.signal);
    if (this.#digest !== undefined) return this.#answerLines(input, undefined);
    await using fleet = await openFleet(this.#settings, this.#io);
    await using session = openSession(this.#settings, this.#io, undefined, fleet);
    return await traced(this.#settings, session, this.#io, () => this.#answerLines(input, session));
  }

  async #answerLines(input: Readable, session: Session | undefined): Promise<number> {
    const working = new Set<Promise<void>>();
    const most = this.#mostAtOnce();
    let number = 0;
    try {
      for await (const line of linesOf(input, LONGEST_LINE)) {
        number++;
        if (line.trim() === '') continue;
        const digest = this.#digest?.(line, number) ?? '';
        const found = await this.#kept?.next(digest, number);
        if (found !== undefined) {
          if (found.status !== 'met') this.#failed++;
          this.#progress?.resumed();
          continue;
        }
        const work = this.#answerOne(line, number, digest, session).finally(() =>
          working.delete(work),
        );
        working.add(work);
        if (working.size >= most) await Promise.race(working);
      }
      this.#progress?.allRead();
      if (!isInterrupted(this.#io)) await this.#kept?.ended();
    } finally {
      await Promise.all(working);
      this.#progress?.erase();
    }
    return this.#failed;
  }

  /** Lines in one session share its workers; each of the others may start a worker of its own. */
  #mostAtOnce(): number {
    const { workers } = this.#settings;
    if (this.#digest === undefined) return AT_ONCE;
    return Math.min(AT_ONCE, workers === 'auto' ? availableParallelism() : Math.max(1, workers));
  }

  async #answerOne(
    line: string,
    number: number,
    digest: string,
    session: Session | undefined,
  ): Promise<void> {
    this.#progress?.begun(number);
    const text = this.#textOf(line, number, digest, session);
    const { ordered, reproducible } = this.#settings;
    // In order, a line takes its turn before it has its answer.
    if (!ordered && !reproducible) await text;
    this.#written = this.#written.then(async () => {
      const answer = await text;
      if (answer === undefined) this.#interrupted = true;
      if (answer === undefined || this.#interrupted) return;
      this.#progress?.erase();
      await (this.#kept?.write(answer) ?? writeLine(this.#io.stdout, answer));
      this.#progress?.done(number);
    });
    await this.#written;
  }

  /** The answer to a line; undefined where it was interrupted and is not to be kept. */
  async #textOf(
    line: string,
    number: number,
    digest: string,
    shared: Session | undefined,
  ): Promise<string | undefined> {
    const settings = this.#settings;
    const { presentation } = settings;
    const question = readQuestion(line, number, settings);
    const answer =
      'result' in question ? question : await this.#evaluated(question, number, shared);
    const { result, error } = answer;
    if (this.#kept !== undefined && (result?.reason === 'aborted' || error instanceof Interrupted))
      return undefined;
    if (answer.exitCode !== exitCode.met) this.#failed++;
    return shared === undefined
      ? reproducibleText(answer, presentation, digest)
      : recordText(answer, presentation);
  }

  async #evaluated(
    question: Question,
    number: number,
    shared: Session | undefined,
  ): Promise<Answer> {
    const progress = this.#progress;
    const { signal } = this.#io;
    const onProgress =
      progress &&
      (({ share }: { readonly share: number }): void => {
        progress.moved(number, share);
      });
    if (shared !== undefined)
      return await evaluate(question, { session: shared, signal, onProgress });
    await using session = openReproducibleSession(this.#settings, this.#io);
    // A search for a sign ends by its bits, which are the same in every run, unless its time is given.
    const limits = { separationTime: MOST_MILLISECONDS, ...question.limits };
    return await evaluate({ ...question, limits }, { session, signal, onProgress });
  }
}

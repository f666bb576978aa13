/**
 * A conversation: statements and commands, one line at a time, in one session.
 *
 * Laws
 * 1. Every line is answered or refused; neither ends the conversation.
 * 2. The last answer is `ans`, the n-th one `out<n>`; {@link MOST_ANSWERS} of these are kept. A name may be assigned
 *    again, an answer may not.
 * 3. An interrupt ends the line alone. The best bounds are its answer, from which `:more` goes on.
 */
import type { Trace } from '../../observe/trace/trace.js';
import { RebindingEnvironment } from '../../expression/index.js';
import type { Bounds, Goal, Real, Result, Session } from '../../real/index.js';
import { exitCodeOf } from '../exit.js';
import type { Io } from '../io.js';
import type { Settings } from '../reading/flags.js';
import { checkRounding, DEFAULT_GOAL } from '../reading/goals.js';
import { failure, optionsOf, untilInterrupted } from '../writing/evaluation.js';
import type { Answer } from '../writing/evaluation.js';
import { writeAnswer } from '../writing/notes.js';
import { progressLine, progressText } from '../writing/progress.js';

/** More of them would keep everything alive that was ever computed. */
const MOST_ANSWERS = 1000;

/** Of what the session does for one answer. */
const MOST_EVENTS = 100_000;

/** An answer, and what it takes to go on from it. */
export interface LastAnswer {
  readonly number: number;
  readonly value: Real;
  readonly goal: Goal;
  readonly answer: Answer;
  /** What the session did for it. */
  readonly trace: Trace;
}

export class Calculator {
  readonly session: Session;
  readonly settings: Settings;
  readonly #environment = new RebindingEnvironment((name) => /^(ans|out\d+)$/.test(name));
  readonly #labels: boolean;
  #goal: Goal;
  #last: LastAnswer | undefined;
  #answers = 0;

  /** @param labels - whether `out<n> = ` stands before an answer. */
  constructor(session: Session, settings: Settings, labels: boolean) {
    this.session = session;
    this.settings = settings;
    this.#labels = labels;
    this.#goal = settings.goal ?? DEFAULT_GOAL;
    checkRounding(settings.presentation, this.#goal);
  }

  /** What the next statements are asked for. */
  get goal(): Goal {
    return this.#goal;
  }

  set goal(goal: Goal) {
    checkRounding(this.settings.presentation, goal);
    this.#goal = goal;
  }

  get last(): LastAnswer | undefined {
    return this.#last;
  }

  /** The names that have a value. */
  get names(): readonly string[] {
    return this.#environment.names;
  }

  /**
   * Answers statements.
   *
   * @param line - the number of the line, for JSON.
   * @returns the exit code of the answer.
   */
  async read(text: string, line: number, io: Io): Promise<number> {
    let value: Real;
    try {
      value = untilInterrupted(this.session, () => this.#environment.read(text));
    } catch (error) {
      return await writeAnswer(failure({ id: line, expr: text }, error), this.settings, io);
    }
    const number = this.#answers + 1;
    const { answer, trace } = await this.#refined(value, this.#goal, { id: line, expr: text }, io);
    if (answer.error === null) {
      this.#answers = number;
      this.#last = { number, value, goal: this.#goal, answer, trace };
      this.#environment.set('ans', value);
      this.#environment.set(`out${String(number)}`, value);
      this.#environment.remove(`out${String(number - MOST_ANSWERS)}`);
    }
    return await this.#write(answer, number, io);
  }

  /** Answers the last value again, as narrowly as this goal asks: the session goes on from what it has. */
  async again(last: LastAnswer, goal: Goal, io: Io): Promise<number> {
    const { number, value } = last;
    const { answer, trace } = await this.#refined(value, goal, last.answer, io);
    if (answer.error === null) this.#last = { number, value, goal, answer, trace };
    return await this.#write(answer, number, io);
  }

  #write(answer: Answer, number: number, io: Io): Promise<number> {
    const label = this.#labels ? `out${String(number)} = ` : '';
    return writeAnswer(answer, this.settings, io, undefined, label);
  }

  async #refined(
    value: Real,
    goal: Goal,
    question: Pick<Answer, 'id' | 'expr'>,
    io: Io,
  ): Promise<{ readonly answer: Answer; readonly trace: Trace }> {
    // Loaded with the first answer, as it is about the time of one.
    const { recordTrace } = await import('../../observe/trace/trace.js');
    using trace = recordTrace(this.session, { events: MOST_EVENTS });
    return { answer: await this.#answered(value, goal, question, io), trace };
  }

  async #answered(
    value: Real,
    goal: Goal,
    { id, expr }: Pick<Answer, 'id' | 'expr'>,
    io: Io,
  ): Promise<Answer> {
    const { settings, session } = this;
    const { signal } = io;
    const progress = progressLine(settings, io);
    let bounds: Bounds | undefined;
    const onProgress =
      progress &&
      ((news: Parameters<typeof progressText>[1]): void => {
        progress.show(() => `${bounds ? `${String(bounds)}  ` : ''}${progressText(goal, news)}`);
      });
    try {
      const options = optionsOf(settings, { session, signal, onProgress });
      const stream = value.watch(goal, options);
      let next = await stream.next();
      for (; next.done !== true; next = await stream.next()) bounds = next.value;
      const result: Result = next.value;
      const { elapsedMs } = result.statistics;
      return { id, expr, result, error: null, elapsedMs, exitCode: exitCodeOf(result.status) };
    } catch (error) {
      return failure({ id, expr }, error);
    } finally {
      progress?.erase();
    }
  }
}

/**
 * The sources of a session: the functions that answer for them, and the record of their answers.
 *
 * Laws
 * 1. The function of a source answers its requests. In a replay the recording answers, and no function is called.
 * 2. A request is recorded when it is made. Its answer is recorded when it comes, unless the request was withdrawn.
 * 3. In a replay a source gets the answers of the recorded source of its name. Of several sources with one name, the
 *    first to be asked gets the answers of the first. A request without a recorded answer is not answered. A request
 *    beyond the recorded ones is an error that names the source.
 */
import type { SourceRequest } from '../execution/contexts/source-context.js';
import { fromErrorData } from '../execution/host/error-data.js';
import { SourceReplayError } from '../execution/source-errors.js';
import type { SourceError } from '../execution/source-errors.js';
import type { Answered, SourceParams } from '../refiners/source.js';
import { checkRecording, MOST_RECORDED, toRecordedAnswer } from './recording.js';
import type { ReplayedSource, RecordedAnswer, Recording } from './recording.js';

/** Answers for a source; rejects with a {@link SourceError} where it fails. */
export type Answer = (request: SourceRequest) => Promise<Answered>;

/** The requests of one source so far. */
interface SourceLog {
  readonly name: string;
  readonly answers: (RecordedAnswer | null)[];
  /** How many requests there were. */
  requests: number;
  /** Its recorded answers in a replay. */
  readonly replayed: ReplayedSource | undefined;
}

export class Sources {
  /** The recorded sources of a replay that no source has been matched with, by name. */
  readonly #replay: ReadonlyMap<string, ReplayedSource[]> | undefined;
  /** By the parameters of a source, so that it is collected with its Real and its node. */
  readonly #functions = new WeakMap<SourceParams, Answer>();
  readonly #logs = new WeakMap<SourceParams, SourceLog>();
  readonly #inOrder: SourceLog[] = [];
  readonly #most: number;
  #recorded = 0;

  /**
   * @param most - how many requests are recorded.
   * @throws SessionError where `replay` is no recording.
   */
  constructor(replay: Recording | undefined, most = MOST_RECORDED) {
    this.#most = most;
    this.#replay = replay === undefined ? undefined : checkRecording(replay);
  }

  /** Registers the function that answers for a source. */
  define(source: SourceParams, answer: Answer): void {
    this.#functions.set(source, answer);
  }

  async ask(source: SourceParams, request: SourceRequest): Promise<Answered> {
    const log = this.#logs.get(source) ?? this.#startLog(source);
    const turn = log.requests++;
    const isRecorded = this.#recorded++ < this.#most;
    const record = (answer: RecordedAnswer | null): void => {
      if (isRecorded && !request.signal.aborted) log.answers[turn] = answer;
    };
    record(null);
    try {
      const answer = await this.#answer(source, log, turn, request);
      record(toRecordedAnswer(answer));
      return answer;
    } catch (error) {
      const { name, message } = error as SourceError;
      record({ failed: { name, message } });
      throw error;
    }
  }

  get recording(): Recording {
    return {
      sources: this.#inOrder.map(({ name, answers }) => ({ name, answers: [...answers] })),
      complete: this.#recorded <= this.#most,
    };
  }

  #startLog(source: SourceParams): SourceLog {
    const name = source.label;
    const replayed = this.#replay?.get(name)?.shift();
    const log: SourceLog = { name, answers: [], requests: 0, replayed };
    this.#logs.set(source, log);
    if (this.#recorded < this.#most) this.#inOrder.push(log);
    return log;
  }

  #answer(
    source: SourceParams,
    { name, replayed }: SourceLog,
    turn: number,
    request: SourceRequest,
  ): Promise<Answered> {
    if (this.#replay === undefined) return this.#functions.get(source)!(request);
    const answer = replayed?.answers[turn];
    if (answer === undefined) throw new SourceReplayError(name, missing(turn, replayed));
    if (answer === null) return new Promise(() => undefined);
    if ('failed' in answer) throw fromErrorData({ ...answer.failed, fields: { source: name } });
    return Promise.resolve(answer);
  }
}

function missing(turn: number, replayed: ReplayedSource | undefined): string {
  if (replayed === undefined)
    return 'the recording that is replayed has no such source, or not so many';
  const count = String(replayed.answers.length);
  const end = replayed.complete ? '' : ', and was full';
  return `this is its request number ${String(turn + 1)}, and the recording that is replayed holds ${count}${end}`;
}

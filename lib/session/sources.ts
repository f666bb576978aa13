/**
 * The sources of a session: who answers for them, and what they have answered.
 *
 * Laws
 * 1. A source is asked by its function, or in a replay by the recording alone.
 * 2. Every request is recorded when it is made, and its answer when that comes and is still wanted.
 * 3. In a replay a source is given the answers of the recorded source of its name; of several of one
 *    name the first that is asked those of the first. A request that was not answered then is not
 *    answered now; one that was not made then is an error that names the source.
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

/** A source that has been asked. */
interface SourceLog {
  readonly name: string;
  readonly answers: (RecordedAnswer | null)[];
  /** How often it has been asked. */
  requests: number;
  /** Its part of the recording that is replayed. */
  readonly replayed: ReplayedSource | undefined;
}

export class Sources {
  /** What is replayed, by name; a recorded source leaves it for the first that is asked by that name. */
  readonly #replay: ReadonlyMap<string, ReplayedSource[]> | undefined;
  /** Held by their parameters, so that a source goes when its Real and its node are gone. */
  readonly #functions = new WeakMap<SourceParams, Answer>();
  readonly #known = new WeakMap<SourceParams, SourceLog>();
  readonly #asked: SourceLog[] = [];
  #recorded = 0;

  /** @throws SessionError where `replay` is no recording. */
  constructor(replay: Recording | undefined) {
    this.#replay = replay === undefined ? undefined : checkRecording(replay);
  }

  /** Says who answers for a source. */
  define(source: SourceParams, answer: Answer): void {
    this.#functions.set(source, answer);
  }

  async ask(source: SourceParams, request: SourceRequest): Promise<Answered> {
    const asked = this.#known.get(source) ?? this.#meet(source);
    const turn = asked.requests++;
    const isRecorded = this.#recorded++ < MOST_RECORDED;
    const record = (answer: RecordedAnswer | null): void => {
      if (isRecorded && !request.signal.aborted) asked.answers[turn] = answer;
    };
    record(null);
    try {
      const answer = await this.#answer(source, asked, turn, request);
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
      sources: this.#asked.map(({ name, answers }) => ({ name, answers: [...answers] })),
      complete: this.#recorded <= MOST_RECORDED,
    };
  }

  #meet(source: SourceParams): SourceLog {
    const name = source.label;
    const replayed = this.#replay?.get(name)?.shift();
    const asked: SourceLog = { name, answers: [], requests: 0, replayed };
    this.#known.set(source, asked);
    if (this.#recorded < MOST_RECORDED) this.#asked.push(asked);
    return asked;
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

/**
 * Recordings: what the sources of a session answered, as plain data, and back.
 *
 * Laws
 * 1. A recording survives JSON and the codec, and nothing of an answer is lost in it: its ends are
 *    exact, as decimal text or `n/d`.
 * 2. Sources are listed in the order in which they were first asked; those of one name are told apart
 *    by that order. A request that was called off, or not answered yet, keeps its place as null.
 * 3. It holds so many requests at most, and says whether these were all.
 */
import { ratCompare, ratText } from '../exact/rational.js';
import { ratFromText } from '../exact/decimal/numeral.js';
import type { Answered, End } from '../refiners/source.js';
import { SessionError } from './errors.js';

/** One answer: the ends of its bounds, as decimal text or `n/d`, or how the source failed. */
export type RecordedAnswer =
  { readonly lower: string; readonly upper: string; readonly final: boolean } | RecordedFailure;

/** How a source failed, by class and message. */
export interface RecordedFailure {
  readonly failed: { readonly name: string; readonly message: string };
}

/** What one source answered, in the order in which it was asked; null where it did not. */
export interface RecordedSource {
  readonly name: string;
  readonly answers: readonly (RecordedAnswer | null)[];
}

/** What the sources of a session answered; see {@link Session.recording}. Plain data, and JSON. */
export interface Recording {
  /** In the order in which they were first asked. */
  readonly sources: readonly RecordedSource[];
  /** False where there were more requests than the 65,536 that it holds. */
  readonly complete: boolean;
}

/** Requests that are recorded, of all sources together. */
export const MOST_RECORDED = 65_536;

export function toRecordedAnswer({ lo, hi, final }: Answered): RecordedAnswer {
  return { lower: ratText(lo), upper: ratText(hi), final };
}

/**
 * The recorded sources by name, those of one name in their order.
 * @throws SessionError naming the part of the recording that is none.
 */
export function checkRecording(recording: unknown): ReadonlyMap<string, ReplayedSource[]> {
  const { sources, complete } = recordOf(recording, 'replay');
  if (!Array.isArray(sources)) throw odd('replay.sources', 'a list', sources);
  if (typeof complete !== 'boolean') throw odd('replay.complete', 'true or false', complete);
  const byName = new Map<string, ReplayedSource[]>();
  sources.forEach((source: unknown, i) => {
    const where = `replay.sources[${String(i)}]`;
    const { name, answers } = recordOf(source, where);
    if (typeof name !== 'string') throw odd(`${where}.name`, 'text', name);
    if (!Array.isArray(answers)) throw odd(`${where}.answers`, 'a list', answers);
    const read = answers.map((answer: unknown, k) =>
      answer === null ? null : readAnswer(answer, `${where}.answers[${String(k)}]`),
    );
    byName.set(name, [...(byName.get(name) ?? []), { answers: read, complete }]);
  });
  return byName;
}

/** A recorded source, ready to answer. */
export interface ReplayedSource {
  readonly answers: readonly (Answered | RecordedFailure | null)[];
  /** Whether the recording holds all that it answered. */
  readonly complete: boolean;
}

function readAnswer(answer: unknown, where: string): Answered | RecordedFailure {
  const { lower, upper, final, failed } = recordOf(answer, where);
  if (failed !== undefined) {
    const { name, message } = recordOf(failed, `${where}.failed`);
    if (typeof name !== 'string') throw odd(`${where}.failed.name`, 'text', name);
    if (typeof message !== 'string') throw odd(`${where}.failed.message`, 'text', message);
    return { failed: { name, message } };
  }
  const lo = readEnd(lower, `${where}.lower`);
  const hi = readEnd(upper, `${where}.upper`);
  if (ratCompare(lo, hi) > 0) throw odd(`${where}.upper`, 'at least the lower end', upper);
  if (typeof final !== 'boolean') throw odd(`${where}.final`, 'true or false', final);
  return { lo, hi, final };
}

function readEnd(text: unknown, where: string): End {
  const end = typeof text === 'string' ? ratFromText(text) : undefined;
  if (end === undefined) throw odd(where, 'decimal text or n/d', text);
  return end;
}

function recordOf(value: unknown, where: string): Partial<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value;
  throw odd(where, 'a record', value);
}

function odd(where: string, expected: string, value: unknown): SessionError {
  const got = typeof value === 'object' && value !== null ? 'an object' : String(value);
  return new SessionError(`createSession: ${where} must be ${expected}, got ${got}`);
}

/**
 * Recordings: the answers of the sources of a session as plain data, and their check before a replay.
 *
 * Laws
 * 1. A recording survives JSON and the codec without loss: the ends of answers are exact, as decimal text or `n/d`.
 * 2. Sources are listed in the order of their first requests, which also distinguishes sources of one name. A request
 *    that was withdrawn or has not been answered is null.
 * 3. A recording holds up to {@link MOST_RECORDED} requests, and says whether there were more.
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

/** The answers of one source, in the order of its requests; null where there was none. */
export interface RecordedSource {
  readonly name: string;
  readonly answers: readonly (RecordedAnswer | null)[];
}

/** The answers of the sources of a session as plain data, which JSON can hold; see {@link Session.recording}. */
export interface Recording {
  /** In the order of their first requests. */
  readonly sources: readonly RecordedSource[];
  /** False where there were more requests than the 65,536 that it holds. */
  readonly complete: boolean;
}

/** The most requests in a recording, of all sources together. */
export const MOST_RECORDED = 65_536;

export function toRecordedAnswer({ lo, hi, final }: Answered): RecordedAnswer {
  return { lower: ratText(lo), upper: ratText(hi), final };
}

/**
 * The sources of a recording by name, those of one name in their order.
 * @throws SessionError naming the part of the recording that is invalid.
 */
export function checkRecording(recording: unknown): ReadonlyMap<string, ReplayedSource[]> {
  const { sources, complete } = recordOf(recording, 'replay');
  if (!Array.isArray(sources)) throw invalid('replay.sources', 'a list', sources);
  if (typeof complete !== 'boolean') throw invalid('replay.complete', 'true or false', complete);
  const byName = new Map<string, ReplayedSource[]>();
  sources.forEach((source: unknown, i) => {
    const where = `replay.sources[${String(i)}]`;
    const { name, answers } = recordOf(source, where);
    if (typeof name !== 'string') throw invalid(`${where}.name`, 'text', name);
    if (!Array.isArray(answers)) throw invalid(`${where}.answers`, 'a list', answers);
    const read = answers.map((answer: unknown, k) =>
      answer === null ? null : readAnswer(answer, `${where}.answers[${String(k)}]`),
    );
    byName.set(name, [...(byName.get(name) ?? []), { answers: read, complete }]);
  });
  return byName;
}

/** A source of a recording, ready to answer. */
export interface ReplayedSource {
  readonly answers: readonly (Answered | RecordedFailure | null)[];
  /** Whether the recording holds all of its answers. */
  readonly complete: boolean;
}

function readAnswer(answer: unknown, where: string): Answered | RecordedFailure {
  const { lower, upper, final, failed } = recordOf(answer, where);
  if (failed !== undefined) {
    const { name, message } = recordOf(failed, `${where}.failed`);
    if (typeof name !== 'string') throw invalid(`${where}.failed.name`, 'text', name);
    if (typeof message !== 'string') throw invalid(`${where}.failed.message`, 'text', message);
    return { failed: { name, message } };
  }
  const lo = readEnd(lower, `${where}.lower`);
  const hi = readEnd(upper, `${where}.upper`);
  if (ratCompare(lo, hi) > 0) throw invalid(`${where}.upper`, 'at least the lower end', upper);
  if (typeof final !== 'boolean') throw invalid(`${where}.final`, 'true or false', final);
  return { lo, hi, final };
}

function readEnd(text: unknown, where: string): End {
  const end = typeof text === 'string' ? ratFromText(text) : undefined;
  if (end === undefined) throw invalid(where, 'decimal text or n/d', text);
  return end;
}

function recordOf(value: unknown, where: string): Partial<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value;
  throw invalid(where, 'a record', value);
}

function invalid(where: string, expected: string, value: unknown): SessionError {
  const got = typeof value === 'object' && value !== null ? 'an object' : String(value);
  return new SessionError(`createSession: ${where} must be ${expected}, got ${got}`);
}

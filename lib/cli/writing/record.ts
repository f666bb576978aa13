/**
 * Answers as JSON.
 *
 * Law: a record has the same keys in the same order always; a comparison adds `compare` and
 * `relation`, a presentation what it asks for, `--explain` an explanation, and an error comes last, only when there is one.
 */
import { PincerError } from '../../exact/errors.js';
import { placeOf } from '../../expression/index.js';
import type { Relation, Result } from '../../real/index.js';
import type { ResultRecord } from '../../real/refinement/result.js';
import { failure } from './evaluation.js';
import type { Answer } from './evaluation.js';
import type { ExplanationRecord } from './explanation.js';
import { ballOf, boundsOf, digitsOf, ratiosOf } from './presentation.js';
import type { Presentation } from './presentation.js';
import { jsonLine } from './printable.js';

/** How a relation is written. */
export const relationSigns = {
  less: '<',
  greater: '>',
  equal: '=',
  close: '~',
  undecided: '?',
} as const satisfies Readonly<Record<Relation, string>>;

/** One line of JSON. With `--reproducible` it has no steps, stale and elapsedMs, which differ between runs. */
export interface AnswerRecord extends ResultRecord {
  /** With `--reproducible`: a digest of the line, its number and the flags. */
  readonly question?: string;
  readonly id: unknown;
  readonly expr: string | null;
  readonly compare?: readonly [string, string];
  readonly relation?: (typeof relationSigns)[Relation];
  /** With `--as ball`; null where an end is infinite. */
  readonly midpoint?: string | null;
  readonly radius?: string | null;
  /** With `--as ratios`, as `n/d`. */
  readonly lowerExact?: string | null;
  readonly upperExact?: string | null;
  readonly error?: ErrorRecord;
  /** With `--explain`. */
  readonly explanation?: ExplanationRecord;
}

export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly node: string | null;
  /** Offset in the expression's text, from 0. */
  readonly at: number | null;
  /** The text that `at` counts in, where that is not `expr`. */
  readonly text?: string;
}

/** An answer as one JSON object. */
function recordOf(
  answer: Answer,
  presentation: Presentation,
  explanation?: ExplanationRecord,
): AnswerRecord {
  const { id, expr, compare, relation, result, error } = answer;
  return {
    id,
    expr,
    ...(compare === undefined ? {} : { compare }),
    ...(result === null ? nothing(answer.elapsedMs) : resultRecord(result, presentation)),
    ...(relation === undefined ? {} : { ...decision(relation), proof: answer.proof ?? null }),
    ...(compare === undefined || relation !== undefined
      ? {}
      : { relation: relationSigns.undecided }),
    ...(explanation === undefined ? {} : { explanation }),
    ...(error === null ? {} : { error: errorRecord(error, expr) }),
  };
}

/** An answer as one line of JSON, whatever it is: where it is too long for a text, the error that says so. */
export function recordText(
  answer: Answer,
  presentation: Presentation,
  explanation?: ExplanationRecord,
): string {
  return textOf(answer, (some, as = presentation) =>
    recordOf(some, as, as === presentation ? explanation : undefined),
  );
}

/** The same without what differs between runs, and with the digest of the question, which comes first. */
export function reproducibleText(
  answer: Answer,
  presentation: Presentation,
  question: string,
): string {
  const without = { steps: undefined, stale: undefined, elapsedMs: undefined };
  return textOf(answer, (some, as = presentation) => ({
    question,
    ...recordOf(some, as),
    ...without,
  }));
}

function textOf(
  answer: Answer,
  record: (answer: Answer, presentation?: Presentation) => object,
): string {
  try {
    return jsonLine(record(answer));
  } catch (error) {
    const { id, expr, elapsedMs } = answer;
    return jsonLine(record(failure({ id, expr }, error, elapsedMs), {}));
  }
}

function resultRecord(result: Result, presentation: Presentation): ResultRecord {
  const { steps, stale, elapsedMs } = result.statistics;
  const digits = digitsOf(result, presentation);
  return {
    status: result.status,
    reason: result.reason,
    ...boundsOf(result, presentation),
    exact: result.exact,
    rational: result.rational,
    digits: digits?.text ?? null,
    rounding: digits?.rounding ?? null,
    widthLog2: result.widthLog2,
    proof: result.proof,
    steps,
    stale,
    elapsedMs,
    ...extras(result, presentation),
  };
}

function extras(result: Result, presentation: Presentation): Partial<AnswerRecord> {
  if (presentation.as === 'ball')
    return ballOf(result, presentation) ?? { midpoint: null, radius: null };
  if (presentation.as !== 'ratios') return {};
  const { lower, upper } = ratiosOf(result);
  return { lowerExact: lower, upperExact: upper };
}

/** What is decided is met, though the bounds of the difference may contain zero. */
function decision(relation: Relation): Partial<AnswerRecord> {
  const met = relation === 'undecided' ? {} : { status: 'met' as const, reason: null };
  return { ...met, relation: relationSigns[relation] };
}

function nothing(elapsedMs: number): ResultRecord {
  return {
    status: 'error',
    reason: null,
    lower: null,
    upper: null,
    exact: false,
    rational: null,
    digits: null,
    rounding: null,
    widthLog2: null,
    proof: null,
    steps: 0,
    stale: 0,
    elapsedMs,
  };
}

/** Any error as data, with its place in the text where it has one. */
function errorRecord(error: unknown, expr: string | null): ErrorRecord {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), node: null, at: null };
  const { name, message } = error;
  const node = error instanceof PincerError ? (error.node ?? null) : null;
  const place = placeOf(error);
  if (place === undefined) return { name, message, node, at: null };
  const { at, text } = place;
  return { name, message, node, at, ...(text === expr ? {} : { text }) };
}

/**
 * One expression and one goal -> one answer: what `eval` and each line of `batch` share.
 *
 * Laws
 * 1. {@link evaluate} never throws for what the text says: an error in it is an answer too.
 * 2. An answer's `record` has the same keys in the same order always; `error` only when there is one.
 */
import { PincerError } from '../exact/errors.js';
import { expression, ExpressionSyntaxError, placeOf } from '../expression/index.js';
import type { Goal, Real, RefineOptions, Result, Session } from '../real/index.js';
import type { ResultRecord } from '../real/result.js';
import { exitCode, exitCodeOf } from './exit.js';

/** What to evaluate. */
export interface Question {
  /** Echoed as it came. */
  readonly id: unknown;
  readonly expr: string;
  readonly goal: Goal;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  readonly maxSteps?: number | undefined;
  readonly names?: Readonly<Record<string, Real>>;
}

/** Where to evaluate it. */
export interface Setting {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly onProgress?: RefineOptions['onProgress'];
}

/** One line of JSON. */
export interface AnswerRecord extends ResultRecord {
  readonly id: unknown;
  readonly expr: string | null;
  readonly error?: ErrorRecord;
}

export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly node: string | null;
  /** Offset in the expression's text, from 0. */
  readonly at: number | null;
}

export interface Answer {
  readonly record: AnswerRecord;
  readonly exitCode: number;
}

/** Evaluates, and tells the outcome whatever it is. */
export async function evaluate(question: Question, setting: Setting): Promise<Answer> {
  const started = performance.now();
  let result: Result;
  try {
    const value = expression(question.expr, question.names);
    result = await value.refine(question.goal, optionsOf(question, setting));
  } catch (error) {
    const code = error instanceof ExpressionSyntaxError ? exitCode.usage : exitCode.mathematical;
    return {
      record: failure(question, errorRecord(error), performance.now() - started),
      exitCode: code,
    };
  }
  return { record: recordOf(question, result), exitCode: exitCodeOf(result.status) };
}

function optionsOf(question: Question, { session, signal, onProgress }: Setting): RefineOptions {
  return {
    session,
    signal,
    ...(question.timeout === undefined ? {} : { timeout: question.timeout }),
    ...(question.maxSteps === undefined ? {} : { budget: { steps: question.maxSteps } }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

function recordOf({ id, expr }: Question, result: Result): AnswerRecord {
  const error = result.error === null ? {} : { error: errorRecord(result.error) };
  return { id, expr, ...result.toJSON(), ...error };
}

/** The answer to something that could not be evaluated at all. */
export function failure(
  { id, expr }: { id: unknown; expr: string | null },
  error: ErrorRecord,
  elapsedMs = 0,
): AnswerRecord {
  return {
    id,
    expr,
    status: 'error',
    reason: null,
    lower: null,
    upper: null,
    exact: false,
    rational: null,
    digits: null,
    rounding: null,
    widthLog2: null,
    steps: 0,
    stale: 0,
    elapsedMs,
    error,
  };
}

/** Any error as data, with its place in the text where it has one. */
export function errorRecord(error: unknown): ErrorRecord {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), node: null, at: null };
  const { name, message } = error;
  if (!(error instanceof PincerError)) return { name, message, node: null, at: null };
  const made = error.real === undefined ? undefined : placeOf(error.real);
  return { name, message, node: error.node ?? null, at: error.at ?? made ?? null };
}

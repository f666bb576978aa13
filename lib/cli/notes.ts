/**
 * What people read: the answer on standard output, and beside it on standard error why it is not
 * all that was asked.
 */
import { renderProblem } from '../expression/index.js';
import type { AnswerRecord } from './evaluation.js';

/** The answer alone, or null when there is none: the digits that were asked for, else the bounds. */
export function answerText(record: AnswerRecord): string | null {
  if (record.status === 'error') return null;
  if (record.status === 'met' && record.digits !== null) return record.digits;
  return `[${record.lower ?? '-Infinity'}, ${record.upper ?? 'Infinity'}]`;
}

const reasons: Readonly<Record<NonNullable<AnswerRecord['reason']>, string>> = {
  deadline: 'the time is up',
  budget: 'the steps are used up',
  aborted: 'interrupted',
  exhausted: 'nothing can narrow the bounds further',
  rejected: 'a step failed too often',
  separation: 'the bounds could not be told apart from a pole, a domain end or zero',
  conditional: 'an argument may lie outside its domain',
};

/** Why the answer is not all that was asked, with the place in the text for an error; else null. */
export function noteText(record: AnswerRecord): string | null {
  if (record.status === 'met') return null;
  if (record.error !== undefined) {
    const { name, message, at } = record.error;
    const full = name === 'ExpressionSyntaxError' ? message : `${name}: ${message}`;
    return record.expr === null || at === null
      ? full
      : renderProblem(record.expr, { message: full, at });
  }
  const reason = record.reason === null ? '' : `: ${reasons[record.reason]}`;
  if (record.status === 'undecided') return `undecided${reason}`;
  const proven = record.digits === null ? '' : `; proven so far: ${record.digits}`;
  return `partial${reason}${proven}`;
}

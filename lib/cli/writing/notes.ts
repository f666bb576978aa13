/**
 * What people read: the answer on standard output, and on standard error why it is less than was asked
 * for.
 */
import { ExpressionSyntaxError, placeOf, renderProblem } from '../../expression/index.js';
import type { Result } from '../../real/index.js';
import type { Answer } from './evaluation.js';
import { exitCode } from '../exit.js';
import type { AnswerExplanation } from './explanation.js';
import type { Settings } from '../reading/flags.js';
import { isInterrupted, writeLine } from '../io.js';
import { printable } from './printable.js';
import { grouped } from './progress.js';
import type { Io } from '../io.js';
import { boundsOf, digitsOf, resultText } from './presentation.js';
import type { Presentation } from './presentation.js';
import { recordText, relationSigns } from './record.js';

/**
 * Writes an answer, its explanation below it, and a note where the answer is less than was asked for.
 *
 * @param label - what stands before an answer that is no JSON, on a terminal: there the long numerals of an answer that
 *   is less than was asked for are folded.
 * @returns the exit code.
 */
export async function writeAnswer(
  answer: Answer,
  settings: Settings,
  io: Io,
  explanation?: AnswerExplanation,
  label = '',
): Promise<number> {
  const { json, quiet, presentation } = settings;
  const text = json
    ? recordText(answer, presentation, explanation?.record)
    : labelled(label, answerText(answer, presentation));
  const folds = label !== '' && !json && answer.exitCode !== exitCode.met;
  if (text !== null) await writeLine(io.stdout, folds ? folded(text) : text);
  if (explanation !== undefined && !json)
    await writeLine(io.stdout, printable(`\n${explanation.text}`));
  const note = quiet || json ? null : noteText(answer, presentation);
  if (note !== null)
    await writeLine(io.stderr, printable(`pincer: ${folds ? folded(note) : note}`));
  return isInterrupted(io) && answer.exitCode !== exitCode.met
    ? exitCode.interrupted
    : answer.exitCode;
}

/** The beginning and the end of each long numeral, and how much lies between. */
function folded(text: string): string {
  return text.replace(
    /\d{200,}/g,
    (run) => `${run.slice(0, 60)}…(${grouped(run.length - 80)} digits)…${run.slice(-20)}`,
  );
}

function labelled(label: string, text: string | null): string | null {
  return text === null ? null : label + text;
}

/** The answer alone, or null when there is none. */
function answerText(answer: Answer, presentation: Presentation): string | null {
  const { result, relation, error } = answer;
  if (relation !== undefined) return relationSigns[relation];
  return result === null || error !== null ? null : resultText(result, presentation);
}

const reasons: Readonly<Record<NonNullable<Result['reason']>, string>> = {
  deadline: 'the time is up',
  budget: 'the steps are used up',
  aborted: 'interrupted',
  exhausted: 'nothing can narrow the bounds further',
  rejected: 'a step failed too often',
  separation: 'the bounds could not be told apart from a pole, a domain end or zero',
  limit: 'what was asked for is too long to be written out',
  conditional: 'an argument may lie outside its domain',
  dependency: 'what it was to wait for did not meet its goal',
};

/** Why the answer is less than was asked for, with the place in the text for an error; else null. */
function noteText(answer: Answer, presentation: Presentation): string | null {
  const { result, relation, error } = answer;
  if (error !== null) return errorText(error);
  if (result === null) return null;
  if (answer.exitCode === 0)
    return relation === undefined ? roundingText(result, presentation) : null;
  const why = reasonText(result);
  if (relation !== undefined) {
    const { lower, upper } = boundsOf(result, presentation);
    return `undecided${why}; the difference lies in [${lower ?? '-Infinity'}, ${upper ?? 'Infinity'}]`;
  }
  if (result.status === 'undecided') return `undecided${why}${doubtText(result)}`;
  const digits = digitsOf(result, presentation)?.text;
  return `partial${why}${digits === undefined ? '' : `; proven so far: ${digits}`}`;
}

/** What a reader of the digits alone would not see: that the direction is not proven, or that a tie was broken. */
function roundingText(result: Result, presentation: Presentation): string | null {
  const { as, round = 'nearest' } = presentation;
  if (as !== undefined) return null;
  const digits = digitsOf(result, presentation);
  if (digits === null) return null;
  if (round === 'nearest') {
    const away = result.rounded('half-away');
    if (away === null || result.digits === null || away.text === result.digits) return null;
    return 'note: the value lies halfway between two decimals and is rounded to the even one; --round half-away rounds it away from zero';
  }
  if (digits.rounding === 'correct') return null;
  return `not proven: the bounds contain a decimal of that length, so the value may round ${round} to its neighbour`;
}

/** Where the doubt is: the bounds of the argument, and the place in the text. */
function doubtText({ inDoubt }: Result): string {
  if (inDoubt === null) return '';
  const { node, argument, real } = inDoubt;
  const text = `; the argument of ${node} lies in ${argument.toString()}`;
  const place = real === undefined ? undefined : placeOf(real);
  return place === undefined ? text : renderProblem(place.text, { message: text, at: place.at });
}

function reasonText({ reason, limitedBy }: Result): string {
  const limit = limitedBy === null ? '' : `, limited by ${limitedBy}`;
  return reason === null ? limit : `: ${reasons[reason]}${limit}`;
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  const full = error instanceof ExpressionSyntaxError ? message : `${name}: ${message}`;
  const place = placeOf(error);
  return place === undefined ? full : renderProblem(place.text, { message: full, at: place.at });
}

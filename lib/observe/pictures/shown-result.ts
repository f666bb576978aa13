import { element } from './markup.js';
import type { Markup } from './markup.js';
import { countText } from './run.js';

/** What a report and a notebook show of a result. */
export interface ShownResult {
  readonly status: string;
  readonly reason: string | null;
  /** The decimal asked for; null for goals of another kind. */
  readonly digits: string | null;
  readonly rounding: string | null;
  /** The value as a ratio, where it is known exactly. */
  readonly rational: string | null;
  readonly error: Error | null;
  /** The bounds as text. */
  readonly bounds: {
    /** Both ends. */
    toString(): string;
  };
  /** On one line. */
  toString(): string;
}

/** The most characters of an answer, from its beginning. */
const LONGEST = 1000;

/** The digits, or else the bounds, or the error. */
export function answerText({ digits, bounds, error }: ShownResult): string {
  if (error !== null) {
    // What somebody else threw may quote a path.
    return error.cause === undefined ? `${error.name}: ${error.message}` : error.name;
  }
  const text = digits ?? String(bounds);
  const left = text.length - LONGEST;
  return left <= 0 ? text : `${text.slice(0, LONGEST)}… (${countText(left)} more characters)`;
}

/** What is proven of the answer, in words. */
export function meaning({
  status,
  reason,
  digits,
  rounding,
  rational,
  error,
}: ShownResult): string {
  if (error !== null) return 'The value is not defined, or a step of it failed.';
  const sentences = [
    status === 'met'
      ? ''
      : `The goal was not met: ${status}${reason === null ? '' : `, ${reason}`}.`,
    digits === null ? 'The value is proven to lie between these bounds.' : '',
    rounding === 'correct' ? 'No decimal of that length is nearer to the value.' : '',
    rounding === 'faithful' ? 'It is within one unit of its last place of the value.' : '',
    rational === null || rational.length > LONGEST ? '' : `The value is exactly ${rational}.`,
  ];
  return sentences.filter((each) => each !== '').join(' ');
}

/** A result as a table of HTML. */
export function resultTable(result: ShownResult): string {
  const rows: [string, string][] = [
    [
      result.error === null ? (result.digits === null ? 'bounds' : 'digits') : 'error',
      answerText(result),
    ],
    ['proven', meaning(result)],
    ['status', result.status + (result.reason === null ? '' : `, ${result.reason}`)],
  ];
  const written = rows.map(([name, value]): Markup =>
    element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value)),
  );
  return String(element('table', {}, element('tbody', {}, ...written)));
}

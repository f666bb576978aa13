import { PincerError } from '../exact/errors.js';

/** A place in a text at which something is wrong, with what to do about it. */
export interface Problem {
  readonly message: string;
  /** Offset of the first offending character, in UTF-16 code units from 0. */
  readonly at: number;
}

/** The text is not an expression: its grammar, a name or a number of arguments is wrong. */
export class ExpressionSyntaxError extends PincerError {
  override readonly at: number;
  /** The text that was read. */
  readonly text: string;

  constructor(text: string, problem: Problem) {
    super(problem.message);
    this.text = text;
    this.at = problem.at;
  }

  /** The message, the offending line of the text, and a caret under the place. */
  render(): string {
    return renderProblem(this.text, this);
  }
}

/** How much of a long line is shown on each side of the caret. */
const CONTEXT = 36;

/**
 * The message of a problem, the line of `text` that holds its place, and a caret under it. A long line is
 * cut to the neighbourhood of the place. A text of several lines gets the number of the line as well.
 */
export function renderProblem(text: string, problem: Problem): string {
  const at = Math.max(0, Math.min(problem.at, text.length));
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  const from = at - start > 2 * CONTEXT ? at - CONTEXT : start;
  const to = end - at > 2 * CONTEXT ? at + CONTEXT : end;
  const before = (from > start ? '…' : '') + text.slice(from, at);
  const shown = before + text.slice(at, to) + (to < end ? '…' : '');
  const indent = ' '.repeat([...before].length);
  const place = text.includes('\n') ? ` (line ${String(lineOf(text, at))})` : '';
  return `${problem.message}${place}\n  ${blank(shown)}\n  ${indent}^`;
}

/** Every character that moves the cursor or turns the text becomes one blank, so that the caret stays under its column. */
function blank(line: string): string {
  return line.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ');
}

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

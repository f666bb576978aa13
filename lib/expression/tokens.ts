/**
 * Text -> tokens.
 *
 * Laws
 * 1. Tokens come in the order of the text, each with the offset of its first character; the last one
 *    is `end`, at the length of the text.
 * 2. Blanks and comments (`#` to the end of the line) vanish; a line's end is a token, because it may
 *    separate statements.
 * 3. A number keeps the digits that were written: nothing is rounded here.
 */
import { ExpressionSyntaxError } from './errors.js';

export type TokenKind = 'number' | 'name' | 'symbol' | 'newline' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

/** What a name looks like, wherever one is read. */
export const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const TOKEN =
  /(?<blank>[ \t\r]+|#[^\n]*)|(?<newline>\n)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<symbol>\+\/-|\+-|±|[-+*/^(),;=[\]])/uy;

/** Characters that people paste from elsewhere, and what to write instead. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['−', '-'],
  ['–', '-'],
  ['×', '*'],
  ['·', '*'],
  ['÷', '/'],
  ['π', 'pi'],
  ['√', 'sqrt(...)'],
  ['{', '('],
  ['}', ')'],
]);

/**
 * Splits a text into tokens, in time linear in its length.
 *
 * @throws {@link ExpressionSyntaxError} at a character that belongs to no token.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match?.groups === undefined) throw unexpected(text, at);
    const kind = kindOf(match.groups);
    if (kind !== undefined) tokens.push({ kind, text: match[0], at });
    at += match[0].length;
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

function kindOf(groups: Record<string, string | undefined>): TokenKind | undefined {
  if (groups['number'] !== undefined) return 'number';
  if (groups['name'] !== undefined) return 'name';
  if (groups['symbol'] !== undefined) return 'symbol';
  return groups['newline'] === undefined ? undefined : 'newline';
}

function unexpected(text: string, at: number): ExpressionSyntaxError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const instead = INSTEAD.get(character);
  const hint = instead === undefined ? '' : `; write ${instead}`;
  return new ExpressionSyntaxError(text, {
    message: `unexpected character ${JSON.stringify(character)}${hint}`,
    at,
  });
}

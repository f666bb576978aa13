/**
 * Text -> tokens.
 *
 * Laws
 * 1. Tokens come in the order of the text, each with the offset of its first character; the last one
 *    is `end`, at the length of the text.
 * 2. Blanks and comments (`#` to the end of the line) vanish; a line's end is a token, because it may
 *    separate statements.
 * 3. A number keeps the digits that were written: nothing is rounded here. It is taken whole, see
 *    `grammar/literal.ts`.
 * 4. Operators have one text, however they are spelt.
 */
import { ExpressionSyntaxError, visible } from './errors.js';
import { FRACTION, judged, LITERAL, SUPERSCRIPT } from './grammar/literal.js';
import { SPELLINGS } from './grammar/operators.js';

export type TokenKind =
  'number' | 'fraction' | 'superscript' | 'name' | 'symbol' | 'newline' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** What the grammar reads: a numeral without separators, an operator by its one name. */
  readonly text: string;
  /** As it was written. */
  readonly source: string;
  readonly at: number;
}

/** What a name looks like, wherever one is read. */
export const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const BLANK = /[ \t\r]+|#[^\n]*/uy;

/** In the order in which they are tried. */
const KINDS: readonly (readonly [TokenKind, RegExp])[] = [
  ['newline', /\n/uy],
  ['number', LITERAL],
  ['name', /[A-Za-z_][A-Za-z0-9_]*|π/uy],
  ['symbol', /\+\/[-−]|\+[-−]|\*\*|[-+*/^(),;=[\]!%°|±×÷−√∛]/uy],
  ['fraction', FRACTION],
  ['superscript', SUPERSCRIPT],
];

/** Characters that people paste from elsewhere, and what to write instead. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['–', '-'],
  ['·', '*'],
  ['{', '('],
  ['}', ')'],
]);

/**
 * Splits a text into tokens, in time linear in its length.
 *
 * @throws {@link ExpressionSyntaxError} at a character that belongs to no token, and at a numeral that is none.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = matched(BLANK, text, at);
    if (blank === undefined) tokens.push(tokenAt(text, at));
    at += (blank ?? tokens.at(-1)!.source).length;
  }
  tokens.push({ kind: 'end', text: '', source: '', at: text.length });
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  for (const [kind, pattern] of KINDS) {
    const source = matched(pattern, text, at);
    if (source === undefined) continue;
    if (kind !== 'number') return { kind, text: SPELLINGS.get(source) ?? source, source, at };
    const judgement = judged(source, text.charAt(at + source.length));
    if ('message' in judgement)
      throw new ExpressionSyntaxError(text, { message: judgement.message, at });
    return { kind, text: judgement.text, source, at };
  }
  throw unexpected(text, at);
}

function matched(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function unexpected(text: string, at: number): ExpressionSyntaxError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const instead = INSTEAD.get(character);
  const hint = instead === undefined ? '' : `; write ${instead}`;
  return new ExpressionSyntaxError(text, {
    message: `unexpected character ${visible(JSON.stringify(character))}${hint}`,
    at,
  });
}

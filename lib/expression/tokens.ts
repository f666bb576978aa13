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
import { checkpointAt } from '../exact/interruption.js';
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

/** In the order in which they are tried; `blank` makes no token. */
const KINDS: readonly (TokenKind | 'blank')[] = [
  'blank',
  'newline',
  'number',
  'name',
  'symbol',
  'fraction',
  'superscript',
];

/** One group for each of {@link KINDS}. A bundler drops it where no expression is read. */
const TOKEN = /* @__PURE__ */ tokenPattern();

function tokenPattern(): RegExp {
  const patterns = [
    /[ \t\r]+|#[^\n]*/u,
    /\n/u,
    LITERAL,
    /[A-Za-z_][A-Za-z0-9_]*|π/u,
    /\+\/[-−]|\+[-−]|\*\*|[-+*/^(),;=[\]!%°|±×÷−√∛]/u,
    FRACTION,
    SUPERSCRIPT,
  ];
  return new RegExp(patterns.map(({ source }) => `(${source})`).join('|'), 'uy');
}

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
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw unexpected(text, at);
    const [source] = match;
    const kind = KINDS[match.indexOf(source, 1) - 1]!;
    checkpointAt(tokens.length);
    if (kind === 'number') tokens.push({ kind, text: numeral(text, source, at), source, at });
    else if (kind !== 'blank')
      tokens.push({ kind, text: SPELLINGS.get(source) ?? source, source, at });
    at += source.length;
  }
  tokens.push({ kind: 'end', text: '', source: '', at: text.length });
  return tokens;
}

/** The text of a numeral as the grammar reads it. */
function numeral(text: string, source: string, at: number): string {
  const judgement = judged(source, text.charAt(at + source.length));
  if ('text' in judgement) return judgement.text;
  throw new ExpressionSyntaxError(text, { message: judgement.message, at });
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

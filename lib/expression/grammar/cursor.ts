import { tokenize } from '../tokens.js';
import type { Token } from '../tokens.js';
import { clipped } from './excerpt.js';
import { ROOTS } from './operators.js';

/** How far an excerpt looks ahead, in tokens. */
const LOOKAHEAD = 100;

/** The tokens of a text, read from the left. */
export class Cursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #end = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  /** Where the token ends that was taken last. */
  get end(): number {
    return this.#end;
  }

  peek(ahead = 0): Token {
    // The last token is never stepped over, see `take`.
    return this.#tokens[this.#next + ahead] ?? this.#tokens.at(-1)!;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind === 'end') return token;
    this.#next++;
    this.#end = token.at + token.source.length;
    return token;
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'symbol' && text === symbol;
  }

  /** Whether a line ends here; then goes on to the next token that is none. */
  skipNewlines(): boolean {
    const from = this.#next;
    while (this.peek().kind === 'newline') this.#next++;
    return this.#next > from;
  }

  /** A stretch of the text as a complaint quotes it, on one line. */
  excerpt(from: number, to: number): string {
    return clipped(this.text.slice(from, to));
  }

  /** The factor that begins `ahead` tokens further, as a complaint quotes it. */
  factor(ahead = 0): string {
    return this.excerpt(this.peek(ahead).at, this.factorEnd(ahead));
  }

  /** Where the factor ends that begins `ahead` tokens further: a guess where it is long or wrong. */
  factorEnd(ahead = 0): number {
    const { at, source } = this.peek(this.#lastOfFactor(ahead));
    return at + source.length;
  }

  #lastOfFactor(ahead: number): number {
    let i = ahead;
    while (i < LOOKAHEAD && (ROOTS.has(this.peek(i).text) || /^[-+]$/.test(this.peek(i).text))) i++;
    if (this.peek(i).kind === 'name' && this.isSymbol('(', i + 1)) i++;
    if (this.isSymbol('|', i)) {
      do i++;
      while (i < LOOKAHEAD && !this.isSymbol('|', i));
      return i;
    }
    for (let depth = 0; i < LOOKAHEAD; i++) {
      if (this.isSymbol('(', i)) depth++;
      if (this.isSymbol(')', i)) depth--;
      if (depth <= 0) break;
    }
    return i;
  }
}

/**
 * Tokens -> program: the grammar.
 *
 *     program    = [ statement ] { (";" | newline) [ statement ] }
 *     statement  = [ name "=" ] sum
 *     sum        = term { ("+" | "-") term }
 *     term       = product | datum
 *     datum      = { "-" | "+" } atom "+/-" { "-" | "+" } atom      also spelt "+-" or "±"
 *     product    = signed { ("*" | "/") signed }
 *     signed     = { "-" | "+" } power
 *     power      = atom [ "^" signed ]      to the right: 2^-3^2 is 2^(-(3^2))
 *     atom       = number | name [ "(" [ sum { "," sum } ] ")" ] | "(" sum ")" | "[" sum "," sum "]"
 *
 * Laws
 * 1. One pass with an explicit stack (Dijkstra's shunting yard): time linear in the text, no
 *    recursion.
 * 2. What is open at once (parentheses, calls, signs and exponents) is at most {@link MAX_DEPTH};
 *    long sums and products are not deep.
 * 3. A line's end separates statements only where a statement can end: not inside parentheses and
 *    not after an operator.
 * 4. `+/-` beside a product or a power is refused, because readers differ on what 2*1.23 +/- 0.01 is.
 */
import { describe, expectedOperator, unclosed, UNCLEAR } from './complaints.js';
import { ExpressionSyntaxError } from './errors.js';
import { MAX_DEPTH, OpenStack } from './open-stack.js';
import type { OpenOperator, OpenParenthesis } from './open-stack.js';
import type { BinaryOperator, Instruction, Program, Statement } from './program.js';
import { tokenize } from './tokens.js';
import type { Token } from './tokens.js';

/** The spellings of plus or minus. */
const PLUS_MINUS: ReadonlySet<string> = new Set(['+/-', '+-', '±']);

/**
 * Reads a text by the grammar alone; names and arguments are checked elsewhere.
 *
 * @throws {@link ExpressionSyntaxError} at the first place that does not fit.
 */
export function parseSyntax(text: string): Program {
  return new Parser(text).program();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  readonly #open = new OpenStack((at) => this.#tooDeep(at));
  #code: Instruction[] = [];
  /** Where the atom starts that was read last. */
  #atom = 0;
  /** The token that was taken last, and the one before it. */
  #last: Token | undefined;
  #before: Token | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  program(): Program {
    const statements: Statement[] = [];
    for (;;) {
      while (this.#isSymbol(';') || this.#peek().kind === 'newline') this.#next++;
      if (this.#peek().kind === 'end') break;
      statements.push(this.#statement());
    }
    if (statements.length === 0) throw this.#error('the expression is empty', this.#peek().at);
    return { text: this.#text, statements };
  }

  #statement(): Statement {
    const { at } = this.#peek();
    let name: string | null = null;
    if (this.#peek().kind === 'name' && this.#isSymbol('=', 1)) {
      name = this.#take().text;
      this.#next++;
    }
    this.#code = [];
    do this.#operand();
    while (this.#operator());
    return { name, at, code: this.#code };
  }

  /** Reads up to and including one atom; on return an operator, a closer or an end may follow. */
  #operand(): void {
    for (;;) {
      const token = this.#take();
      if (token.kind === 'newline') continue;
      if (token.kind === 'number') {
        this.#push({ kind: 'number', at: token.at, text: token.text });
        return;
      }
      if (token.kind === 'name') {
        if (!this.#isSymbol('(')) {
          this.#push({ kind: 'name', at: token.at, name: token.text });
          return;
        }
        this.#take();
        this.#skipNewlines();
        if (this.#isSymbol(')')) {
          this.#take();
          this.#push({ kind: 'call', at: token.at, name: token.text, count: 0 });
          return;
        }
        this.#open.push({ kind: 'call', at: token.at, name: token.text, commas: 0 });
      } else if (token.text === '-') {
        this.#open.push({ kind: 'negate', at: token.at });
      } else if (token.text === '(') {
        this.#open.push({ kind: 'group', at: token.at });
      } else if (token.text === '[') {
        this.#open.push({ kind: 'between', at: token.at, commas: 0 });
      } else if (token.text !== '+') {
        throw this.#error(`expected a value, found ${describe(token)}`, token.at);
      }
    }
  }

  /** Reads what follows an atom; true when an operand must follow, false at the statement's end. */
  #operator(): boolean {
    for (;;) {
      if (this.#open.isNested) this.#skipNewlines();
      const token = this.#take();
      if (token.kind === 'symbol') {
        if (isBinary(token.text)) {
          this.#binary(token.text, token.at);
          return true;
        }
        if (PLUS_MINUS.has(token.text)) {
          this.#around(token.at);
          return true;
        }
        if (token.text === ')' || token.text === ']') {
          this.#close(token);
          continue;
        }
        if (token.text === ',') {
          this.#comma(token);
          return true;
        }
      }
      if (token.kind === 'end' || token.kind === 'newline' || token.text === ';') {
        this.#finish(token);
        return false;
      }
      throw this.#error(expectedOperator(token), token.at);
    }
  }

  /** Adds the instruction of an atom. */
  #push(instruction: Instruction): void {
    this.#atom = instruction.at;
    this.#code.push(instruction);
  }

  /** Adds the instructions of operators whose right operand has ended before the last token. */
  #apply(closed: readonly OpenOperator[]): void {
    for (const operator of closed)
      this.#code.push(
        operator.kind === 'around'
          ? { kind: 'around', at: operator.at, label: this.#textFrom(operator.from, this.#before) }
          : operator,
      );
  }

  #textFrom(from: number, last: Token | undefined): string {
    return this.#text.slice(from, last === undefined ? from : last.at + last.text.length);
  }

  #binary(operator: BinaryOperator, at: number): void {
    this.#apply(this.#open.closeBefore(operator));
    if (operator !== '+' && operator !== '-' && this.#open.top?.kind === 'around')
      throw this.#error(UNCLEAR, at);
    this.#open.push({ kind: 'binary', at, operator });
  }

  #around(at: number): void {
    const closed = this.#open.closeBefore('around');
    this.#apply(closed);
    let from = this.#atom;
    for (const operator of closed) {
      if (operator.kind === 'binary') throw this.#error(UNCLEAR, at);
      from = operator.kind === 'around' ? operator.from : operator.at;
    }
    this.#open.push({ kind: 'around', at, from });
  }

  #close(token: Token): void {
    this.#apply(this.#open.closeOperators());
    const opener = this.#open.top as OpenParenthesis | undefined;
    if (opener === undefined) throw this.#error(`this ${token.text} closes nothing`, token.at);
    if ((opener.kind === 'between') !== (token.text === ']'))
      throw this.#error(unclosed(opener, token), token.at);
    this.#open.pop();
    const { at } = opener;
    this.#atom = at;
    if (opener.kind === 'call')
      this.#code.push({ kind: 'call', at, name: opener.name, count: opener.commas + 1 });
    if (opener.kind !== 'between') return;
    if (opener.commas === 0)
      throw this.#error('expected , between the two ends, found ]', token.at);
    this.#code.push({ kind: 'between', at, label: this.#textFrom(at, token) });
  }

  #comma(token: Token): void {
    this.#apply(this.#open.closeOperators());
    const opener = this.#open.top;
    if (opener?.kind !== 'call' && opener?.kind !== 'between')
      throw this.#error('a comma belongs between the arguments of a function', token.at);
    opener.commas++;
    if (opener.kind === 'between' && opener.commas > 1)
      throw this.#error('expected ] after the upper end, found ,', token.at);
  }

  #finish(token: Token): void {
    this.#apply(this.#open.closeOperators());
    const opener = this.#open.top as OpenParenthesis | undefined;
    if (opener !== undefined) throw this.#error(unclosed(opener, token), token.at);
  }

  #skipNewlines(): void {
    while (this.#peek().kind === 'newline') this.#next++;
  }

  #isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.#tokens[this.#next + ahead];
    return token?.kind === 'symbol' && token.text === symbol;
  }

  #peek(): Token {
    // The end token is never stepped over, see #take.
    return this.#tokens[this.#next]!;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    [this.#before, this.#last] = [this.#last, token];
    return token;
  }

  #tooDeep(at: number): ExpressionSyntaxError {
    return this.#error(`the expression is nested more than ${MAX_DEPTH} levels deep`, at);
  }

  #error(message: string, at: number): ExpressionSyntaxError {
    return new ExpressionSyntaxError(this.#text, { message, at });
  }
}

function isBinary(text: string): text is BinaryOperator {
  return text === '+' || text === '-' || text === '*' || text === '/' || text === '^';
}

/**
 * Tokens -> program: the grammar.
 *
 *     program    = [ statement ] { (";" | newline) [ statement ] }
 *     statement  = [ name "=" ] sum
 *     sum        = product { ("+" | "-") product }
 *     product    = signed { ("*" | "/") signed }
 *     signed     = { "-" | "+" } power
 *     power      = atom [ "^" signed ]      to the right: 2^-3^2 is 2^(-(3^2))
 *     atom       = number [ "+/-" number ] | "[" decimal "," decimal "]"
 *                | name [ "(" [ sum { "," sum } ] ")" ] | "(" sum ")"
 *
 * Laws
 * 1. One pass with an explicit stack (Dijkstra's shunting yard): time linear in the text, no
 *    recursion.
 * 2. What is open at once (parentheses, calls, signs and exponents) is at most {@link MAX_DEPTH};
 *    long sums and products are not deep.
 * 3. A line's end separates statements only where a statement can end: not inside parentheses and
 *    not after an operator.
 */
import { ExpressionSyntaxError } from './errors.js';
import { MAX_DEPTH, OpenStack } from './open-stack.js';
import type { BinaryOperator, Instruction, Program, Statement } from './program.js';
import { type Token, tokenize } from './tokens.js';

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
        this.#number(token);
        return;
      }
      if (token.kind === 'name') {
        if (!this.#isSymbol('(')) {
          this.#code.push({ kind: 'name', at: token.at, name: token.text });
          return;
        }
        this.#next++;
        this.#skipNewlines();
        if (this.#isSymbol(')')) {
          this.#next++;
          this.#code.push({ kind: 'call', at: token.at, name: token.text, count: 0 });
          return;
        }
        this.#open.push({ kind: 'call', at: token.at, name: token.text, commas: 0 });
      } else if (token.text === '-') {
        this.#open.push({ kind: 'negate', at: token.at });
      } else if (token.text === '(') {
        this.#open.push({ kind: 'group', at: token.at });
      } else if (token.text === '[') {
        this.#interval(token);
        return;
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
        if (token.text === ')') {
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
      throw this.#error(this.#expectedOperator(token), token.at);
    }
  }

  #number(token: Token): void {
    const middle = token.text;
    if (!this.#isSymbol('+/-') && !this.#isSymbol('±')) {
      this.#code.push({ kind: 'number', at: token.at, text: middle });
      return;
    }
    this.#next++;
    const radius = this.#take();
    if (radius.kind !== 'number')
      throw this.#error(`expected a number after +/-, found ${describe(radius)}`, radius.at);
    this.#code.push({ kind: 'around', at: token.at, middle, radius: radius.text });
  }

  #interval(bracket: Token): void {
    const lower = this.#signedNumber();
    this.#expect(',', 'between the two ends');
    const upper = this.#signedNumber();
    this.#expect(']', 'after the upper end');
    this.#code.push({ kind: 'between', at: bracket.at, lower, upper });
  }

  #signedNumber(): string {
    this.#skipNewlines();
    let sign = '';
    while (this.#isSymbol('-') || this.#isSymbol('+'))
      if (this.#take().text === '-') sign = sign === '' ? '-' : '';
    const token = this.#take();
    if (token.kind === 'number') return sign + token.text;
    throw this.#error(`expected a number as an end, found ${describe(token)}`, token.at);
  }

  #expect(symbol: string, where: string): void {
    this.#skipNewlines();
    const token = this.#take();
    if (token.text === symbol) return;
    throw this.#error(`expected ${symbol} ${where}, found ${describe(token)}`, token.at);
  }

  #binary(operator: BinaryOperator, at: number): void {
    this.#code.push(...this.#open.closeBefore(operator));
    this.#open.push({ kind: 'binary', at, operator });
  }

  #close(token: Token): void {
    this.#code.push(...this.#open.closeOperators());
    const opener = this.#open.pop();
    if (opener === undefined) throw this.#error('this ) closes nothing', token.at);
    if (opener.kind !== 'call') return;
    const { at, name, commas } = opener;
    this.#code.push({ kind: 'call', at, name, count: commas + 1 });
  }

  #comma(token: Token): void {
    this.#code.push(...this.#open.closeOperators());
    const opener = this.#open.top;
    if (opener?.kind !== 'call')
      throw this.#error('a comma belongs between the arguments of a function', token.at);
    opener.commas++;
  }

  #finish(token: Token): void {
    this.#code.push(...this.#open.closeOperators());
    const opener = this.#open.top;
    if (opener === undefined) return;
    const what = opener.kind === 'call' ? `${opener.name}(` : 'the (';
    const place = String(opener.at + 1);
    throw this.#error(
      `expected ) to close ${what} at character ${place}, found ${describe(token)}`,
      token.at,
    );
  }

  #expectedOperator(token: Token): string {
    const found = `expected an operator, found ${describe(token)}`;
    if (token.text === '=') return `${found}; a statement names its value as in x = sqrt(2)`;
    if (token.kind === 'name' || token.text === '(') return `${found}; a product is written with *`;
    return found;
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

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end of the text';
  if (token.kind === 'newline') return 'the end of the line';
  return token.text.length > 20 ? `${token.text.slice(0, 20)}…` : token.text;
}

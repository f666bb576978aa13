/**
 * Tokens -> program: the grammar.
 *
 *     program    = [ statement ] { (";" | newline) [ statement ] }
 *     statement  = [ name "=" ] sum
 *     sum        = term { ("+" | "-") term }
 *     term       = product | datum
 *     datum      = { "-" | "+" } atom "+/-" { "-" | "+" } atom
 *     product    = signed { ("*" | "/" | nothing) signed }
 *     signed     = { "-" | "+" } power
 *     power      = factor [ "^" signed ]      to the right: 2^-3^2 is 2^(-(3^2))
 *     factor     = root | atom { "!" | "%" | "°" | superscript }
 *     root       = ("√" | "∛") ( root | atom )
 *     atom       = number | name [ "(" [ sum { "," sum } ] ")" ] | "(" sum ")" | "|" sum "|" | "[" sum "," sum "]"
 *
 * `grammar/operators.ts` has the spellings, and `grammar/readings.ts` what is refused because it has two readings.
 *
 * Laws
 * 1. One pass with an explicit stack (Dijkstra's shunting yard): time linear in the text, no
 *    recursion.
 * 2. What is open at once (parentheses, calls, bars, signs, roots and exponents) is at most {@link MAX_DEPTH};
 *    long sums and products are not deep.
 * 3. A line's end separates statements only where a statement can end: not inside parentheses and
 *    not after an operator.
 * 4. `+/-` beside a product or a power is refused, because readers differ on what 2*1.23 +/- 0.01 is.
 * 5. A product without a sign joins two factors on one line, of which the right one begins with a name, a parenthesis,
 *    a root or a bar, and neither is a datum in brackets. It is refused wherever it might bind more than `*` would.
 * 6. A program has no sugar: a suffix, a root and a bar are the instructions of what they stand for.
 */
import { checkpointAt } from '../exact/interruption.js';
import { describe, expectedOperator, unclosed, UNCLEAR } from './complaints.js';
import { ExpressionSyntaxError } from './errors.js';
import { Cursor } from './grammar/cursor.js';
import { isBinary, ROOTS, suffixOf } from './grammar/operators.js';
import type { Suffix } from './grammar/operators.js';
import { Readings } from './grammar/readings.js';
import type { Atom } from './grammar/readings.js';
import { degreeCode, fractionCode, suffixCode } from './grammar/sugar.js';
import { MAX_DEPTH, OpenStack } from './open-stack.js';
import type { OpenOperator, OpenParenthesis } from './open-stack.js';
import type { BinaryOperator, Instruction, Program, Statement } from './program.js';
import type { Token } from './tokens.js';
import { calledBy, DEGREE, vocabulary } from './vocabulary.js';

/** Where names are looked up. */
interface Names {
  readonly has: (name: string) => boolean;
}

/**
 * Reads a text by the grammar alone; names and arguments are checked elsewhere.
 *
 * @param names - the names that are taken beside those that the text assigns: they win over other spellings of words.
 * @throws {@link ExpressionSyntaxError} at the first place that does not fit.
 */
export function parseSyntax(text: string, names: Names = new Set<string>()): Program {
  return new Parser(text, names).program();
}

class Parser {
  readonly #cursor: Cursor;
  readonly #given: Names;
  readonly #assigned = new Set<string>();
  readonly #open = new OpenStack((at) => this.#tooDeep(at));
  readonly #readings: Readings;
  #code: Instruction[] = [];
  #atom: Atom = { at: 0, kind: 'other' };

  constructor(text: string, names: Names) {
    this.#cursor = new Cursor(text);
    this.#given = names;
    this.#readings = new Readings(this.#cursor, this.#open, (name) => this.#taken(name));
  }

  program(): Program {
    const statements: Statement[] = [];
    const cursor = this.#cursor;
    for (;;) {
      while (cursor.isSymbol(';') || cursor.peek().kind === 'newline') cursor.take();
      if (cursor.peek().kind === 'end') break;
      statements.push(this.#statement());
    }
    if (statements.length === 0) throw this.#error('the expression is empty', cursor.peek().at);
    return { text: cursor.text, statements };
  }

  #statement(): Statement {
    const cursor = this.#cursor;
    const { at } = cursor.peek();
    let name: string | null = null;
    if (cursor.peek().kind === 'name' && cursor.isSymbol('=', 1)) {
      name = cursor.take().text;
      cursor.take();
    }
    this.#code = [];
    do this.#operand();
    while (this.#operator());
    if (name !== null && !vocabulary.has(name)) this.#assigned.add(name);
    return { name, at, code: this.#code };
  }

  /** Reads up to and including one atom; on return an operator, a suffix, a closer or an end may follow. */
  #operand(): void {
    for (;;) {
      checkpointAt(this.#code.length);
      const token = this.#cursor.take();
      const { at, kind, text } = token;
      if (kind === 'newline') continue;
      if (kind === 'number') {
        this.#push('numeral', { kind: 'number', at, text });
        return;
      }
      if (kind === 'fraction') {
        this.#push('numeral', ...fractionCode(token));
        return;
      }
      if (kind === 'name') {
        if (this.#name(token)) return;
        continue;
      }
      if (text === '+' || text === '-') {
        if (this.#open.top?.kind === 'root') throw this.#error(expectedValue(token), at);
        if (text === '-') this.#open.push({ kind: 'negate', at });
      } else if (text === '(') {
        this.#open.push({ kind: 'group', at });
      } else if (text === '|') {
        this.#open.push({ kind: 'bar', at });
      } else if (text === '[') {
        this.#open.push({ kind: 'between', at, commas: 0 });
      } else {
        const name = ROOTS.get(text);
        if (name === undefined) throw this.#error(expectedValue(token), at);
        this.#open.push({ kind: 'root', at, end: at + text.length, name });
      }
    }
  }

  /** Reads a name, or the beginning of a call; false where the arguments of a call follow. */
  #name({ at, text }: Token): boolean {
    const cursor = this.#cursor;
    if (!cursor.isSymbol('(')) {
      if (text === DEGREE && !this.#taken(text)) this.#push('other', ...degreeCode(at));
      else this.#push('name', { kind: 'name', at, name: text });
      return true;
    }
    const { name, base } = this.#taken(text) ? { name: text } : calledBy(text);
    cursor.take();
    cursor.skipNewlines();
    if (!cursor.isSymbol(')')) {
      this.#open.push({ kind: 'call', at, name, base, commas: 0 });
      return false;
    }
    cursor.take();
    this.#push('other', { kind: 'call', at, name, count: 0 });
    return true;
  }

  /** Reads what follows an atom; true when an operand must follow, false at the statement's end. */
  #operator(): boolean {
    const cursor = this.#cursor;
    for (;;) {
      const broken = this.#open.isNested && cursor.skipNewlines();
      const token = cursor.peek();
      const { at, kind, text } = token;
      const suffix = suffixOf(token);
      if (kind === 'end' || kind === 'newline' || text === ';') {
        this.#finish(token);
        return false;
      }
      if (suffix !== undefined && !broken) {
        this.#suffix(suffix, token);
      } else if (isBinary(text)) {
        this.#binary(text, token);
        return true;
      } else if (text === '+/-') {
        this.#around(token);
        return true;
      } else if (text === ',') {
        this.#comma(at);
        return true;
      } else if (
        text === ')' ||
        text === ']' ||
        (text === '|' && this.#open.opener?.kind === 'bar')
      ) {
        this.#close(token);
      } else {
        this.#product(token, broken);
        return true;
      }
    }
  }

  /** Adds the instructions of an atom. */
  #push(kind: Atom['kind'], ...code: readonly [Instruction, ...Instruction[]]): void {
    this.#atom = { at: code[0].at, kind };
    this.#code.push(...code);
  }

  /** Adds the instructions of operators whose right operand has ended with the last token. */
  #apply(closed: readonly OpenOperator[]): void {
    for (const { at, ...open } of closed) {
      if (open.kind === 'binary') this.#code.push({ kind: 'binary', at, operator: open.operator });
      else if (open.kind === 'negate') this.#code.push({ kind: 'negate', at });
      else if (open.kind === 'root')
        this.#code.push({ kind: 'call', at, name: open.name, count: 1 });
      else this.#code.push({ kind: 'around', at, label: this.#textFrom(open.from) });
    }
  }

  #textFrom(from: number): string {
    return this.#cursor.text.slice(from, this.#cursor.end);
  }

  /** `token` is the operator, or where there is none the right factor. */
  #binary(operator: BinaryOperator, { at, source }: Token, implied = false): void {
    if (!implied) this.#refuse(this.#readings.ofOperator(this.#atom, operator), at);
    this.#apply(this.#open.closeBefore(operator));
    if (operator !== '+' && operator !== '-' && this.#open.top?.kind === 'around')
      throw this.#error(UNCLEAR, at);
    const end = implied ? at : at + source.length;
    this.#open.push({ kind: 'binary', at, end, from: this.#atom.at, operator });
    if (!implied) this.#cursor.take();
  }

  /** A product without a sign: `token` begins its right factor. */
  #product(token: Token, broken: boolean): void {
    if (broken || this.#atom.kind === 'datum' || token.text === '[')
      throw this.#error(expectedOperator(token), token.at);
    this.#refuse(this.#readings.ofProduct(this.#atom, token), token.at);
    if (!beginsFactor(token)) throw this.#error(expectedOperator(token), token.at);
    this.#binary('*', token, true);
  }

  #suffix(suffix: Suffix, token: Token): void {
    const { at } = token;
    if (this.#atom.kind === 'datum' && suffix !== 'power')
      throw this.#error(expectedOperator(token), at);
    this.#refuse(this.#readings.ofSuffix(this.#atom, suffix, token), at);
    if (this.#open.waiting?.kind === 'around') throw this.#error(UNCLEAR, at);
    this.#cursor.take();
    this.#atom = { ...this.#atom, kind: 'other', suffix };
    this.#code.push(...suffixCode(suffix, token));
  }

  #around({ at, source }: Token): void {
    this.#refuse(this.#readings.ofOperator(this.#atom, '+/-'), at);
    if (this.#atom.suffix !== undefined) throw this.#error(UNCLEAR, at);
    const closed = this.#open.closeBefore('around');
    this.#apply(closed);
    let from = this.#atom.at;
    for (const operator of closed) {
      if (operator.kind === 'binary' || operator.kind === 'root') throw this.#error(UNCLEAR, at);
      from = operator.kind === 'around' ? operator.from : operator.at;
    }
    this.#open.push({ kind: 'around', at, end: at + source.length, from });
    this.#cursor.take();
  }

  #close(token: Token): void {
    this.#apply(this.#open.closeOperators());
    const opener = this.#open.top as OpenParenthesis | undefined;
    if (opener === undefined) throw this.#error(`this ${token.text} closes nothing`, token.at);
    if (CLOSERS[opener.kind] !== token.text) throw this.#error(unclosed(opener, token), token.at);
    this.#cursor.take();
    this.#open.pop();
    const { at } = opener;
    this.#atom = { at, kind: opener.kind === 'between' ? 'datum' : 'other' };
    switch (opener.kind) {
      case 'group':
        return;
      case 'bar':
        this.#open.closedBar = { at, end: this.#cursor.end };
        this.#code.push({ kind: 'call', at, name: 'abs', count: 1 });
        return;
      case 'call':
        if (opener.base !== undefined) this.#code.push({ kind: 'number', at, text: opener.base });
        this.#code.push({
          kind: 'call',
          at,
          name: opener.name,
          count: opener.commas + (opener.base === undefined ? 1 : 2),
        });
        return;
      case 'between':
        if (opener.commas === 0)
          throw this.#error('expected , between the two ends, found ]', token.at);
        this.#code.push({ kind: 'between', at, label: this.#textFrom(at) });
    }
  }

  #comma(at: number): void {
    this.#apply(this.#open.closeOperators());
    const opener = this.#open.top;
    if (opener?.kind === 'bar') throw this.#error(unclosed(opener, this.#cursor.peek()), at);
    if (opener?.kind !== 'call' && opener?.kind !== 'between')
      throw this.#error('a comma belongs between the arguments of a function', at);
    opener.commas++;
    if (opener.kind === 'between' && opener.commas > 1)
      throw this.#error('expected ] after the upper end, found ,', at);
    this.#open.closedBar = undefined;
    this.#cursor.take();
  }

  #finish(token: Token): void {
    this.#apply(this.#open.closeOperators());
    const opener = this.#open.top as OpenParenthesis | undefined;
    if (opener !== undefined) throw this.#error(unclosed(opener, token), token.at);
    this.#open.closedBar = undefined;
  }

  #taken(name: string): boolean {
    return this.#assigned.has(name) || this.#given.has(name);
  }

  #tooDeep(at: number): ExpressionSyntaxError {
    return this.#error(`the expression is nested more than ${MAX_DEPTH} levels deep`, at);
  }

  #refuse(message: string | undefined, at: number): void {
    if (message !== undefined) throw this.#error(message, at);
  }

  #error(message: string, at: number): ExpressionSyntaxError {
    return new ExpressionSyntaxError(this.#cursor.text, { message, at });
  }
}

const CLOSERS = { group: ')', call: ')', between: ']', bar: '|' } as const;

function expectedValue(token: Token): string {
  return `expected a value, found ${describe(token)}`;
}

function beginsFactor({ kind, text }: Token): boolean {
  if (kind !== 'symbol') return kind === 'name';
  return text === '(' || text === '|' || ROOTS.has(text);
}

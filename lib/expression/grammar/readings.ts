/**
 * What has two readings, and is refused with both.
 *
 * Laws
 * 1. A product without a sign, or a suffix, behind the right operand of `/` or `^` or under a root might mean that
 *    operand alone or all of it: `1/2x`, `2^3x`, `√2x`, `1/2%`, `√2^3`. {@link SPLITS} has the pairs.
 * 2. A suffix behind a suffix might mean both or belong to the inner one: {@link REPEATS} has the pairs.
 * 3. A percentage beside a sum might be a part of the other term; before an operand it might be a remainder.
 * 4. A function without parentheses is refused with what its argument or its exponent might be.
 * 5. A bar may open without a sign before it only where none was closed since the last bracket or comma. So every bar
 *    has one reading: all others open where a value must follow, and close elsewhere.
 */
import type { OpenOperator, OpenStack } from '../open-stack.js';
import type { Token } from '../tokens.js';
import { isFunction, vocabulary } from '../vocabulary.js';
import type { Cursor } from './cursor.js';
import { twoReadings } from './excerpt.js';
import type { Suffix } from './operators.js';

/** What was read last: a suffix may follow it, or a factor. */
export interface Atom {
  readonly at: number;
  readonly kind: 'numeral' | 'name' | 'datum' | 'other';
  /** The suffix that it ends with. */
  readonly suffix?: Suffix;
}

type Splitting = '/' | '^' | 'root';

const ALL: readonly Splitting[] = ['/', '^', 'root'];

/** The operators to the left of an atom that compete for it with what follows it. */
const SPLITS: Readonly<Record<Suffix | 'product', readonly Splitting[]>> = {
  product: ALL,
  '%': ALL,
  '°': ALL,
  '!': ['root'],
  power: ['root'],
};

/** The suffixes of an atom that compete for it with a further one. */
const REPEATS: Readonly<Record<Suffix, readonly Suffix[]>> = {
  '!': ['!', 'power', '%', '°'],
  power: ['power', '%', '°'],
  '%': ['%', '°'],
  '°': ['%', '°'],
};

/** Functions whose arguments people give in degrees. */
const ANGULAR: ReadonlySet<string> = /* @__PURE__ */ new Set(['sin', 'cos', 'tan']);

/** Each question is answered by the message for two readings, or by undefined where there is one. */
export class Readings {
  readonly #cursor: Cursor;
  readonly #open: OpenStack;
  readonly #taken: (name: string) => boolean;

  constructor(cursor: Cursor, open: OpenStack, taken: (name: string) => boolean) {
    this.#cursor = cursor;
    this.#open = open;
    this.#taken = taken;
  }

  /** Of an atom with the token behind it, between which there is no sign. */
  ofProduct(atom: Atom, token: Token): string | undefined {
    const { kind, text } = token;
    const refused = (
      readings: (left: string, right: string) => readonly [string, string],
    ): string =>
      twoReadings(
        this.#cursor.excerpt(atom.at, this.#cursor.factorEnd()),
        ...readings(this.#since(atom.at), this.#cursor.factor()),
      );
    const name = this.#functionAt(atom);
    if (name !== undefined && beginsOperand(token)) {
      const degrees = ANGULAR.has(name) && kind === 'number';
      return refused((_, x) => [`${name}(${x})`, degrees ? `${name}(${x}°)` : `${name}*${x}`]);
    }
    if (atom.suffix === '%' && beginsOperand(token))
      return refused((x, y) => [`(${x})*${y}`, remainder(x, y)]);
    if (atom.kind === 'numeral' && kind === 'fraction')
      return refused((x, y) => [`${x}+${y}`, `${x}*${y}`]);
    if (atom.kind === 'numeral' && /^[eE][\d_]*$/.test(text))
      return refused((x) => [`${x}*${text}`, `${x}${text}${text.length > 1 ? '' : '…'}`]);
    if (text === '|' && this.#open.closedBar !== undefined)
      return this.#bars(this.#open.closedBar, token.at);
    return kind === 'number' || kind === 'fraction' ? undefined : this.#split('product');
  }

  /** Of an atom with a suffix behind it. */
  ofSuffix(atom: Atom, suffix: Suffix, { source }: Token): string | undefined {
    const name = this.#functionAt(atom);
    if (name !== undefined && suffix === 'power')
      return this.#powerOfFunction(atom, name, plain(source), 1);
    if (atom.suffix !== undefined && REPEATS[suffix].includes(atom.suffix))
      return this.#repeated(atom, source);
    return suffix === '%'
      ? (this.#percentOfSum() ?? this.#split('%', () => source))
      : this.#split(suffix, () => source);
  }

  /** Of an atom with an operator behind it. */
  ofOperator(atom: Atom, operator: string): string | undefined {
    if (atom.suffix === '%' && /^(?:[-+]|\+\/-)$/.test(operator)) {
      const [left, right] = [this.#since(atom.at), this.#cursor.factor(1)];
      const { source } = this.#cursor.peek();
      const second =
        operator === '+/-'
          ? `(${left.slice(0, -1).trimEnd()} ${source} ${right})%`
          : remainder(left, operator === '-' ? `-${right}` : right);
      return twoReadings(`${left} ${source} ${right}`, `(${left}) ${source} ${right}`, second);
    }
    if (operator !== '^') return undefined;
    const name = this.#functionAt(atom);
    if (name !== undefined) {
      const exponent = this.#cursor.factor(1);
      return this.#powerOfFunction(atom, name, exponent, /^[-+]/.test(exponent) ? 3 : 2);
    }
    return atom.suffix !== undefined && REPEATS.power.includes(atom.suffix)
      ? this.#repeated(atom, `^${this.#cursor.factor(1)}`)
      : this.#split('power', () => `^${this.#cursor.factor(1)}`);
  }

  /** The text from a place up to the last token. */
  #since(from: number): string {
    return this.#cursor.excerpt(from, this.#cursor.end);
  }

  /** The name of a function that was read as a name. */
  #functionAt({ at, kind }: Atom): string | undefined {
    if (kind !== 'name') return undefined;
    const name = this.#cursor.text.slice(at, this.#cursor.end);
    return !this.#taken(name) && isFunction(name) ? name : undefined;
  }

  /** @param suffix - the text of what follows, where it is no factor. */
  #split(kind: Suffix | 'product', suffix?: () => string): string | undefined {
    const left = this.#open.waiting;
    if (!splitting(left, kind)) return undefined;
    const from = left.kind === 'root' ? left.at : left.from;
    const before = this.#cursor.excerpt(from, left.end);
    const operand = this.#since(left.end);
    const end = suffix === undefined ? this.#cursor.factorEnd() : this.#cursor.end;
    const behind = suffix?.() ?? `*${this.#cursor.factor()}`;
    return twoReadings(
      `${this.#cursor.excerpt(from, end)}${suffix === undefined ? '' : behind}`,
      `(${before}${operand})${behind}`,
      `${before}(${operand}${behind})`,
    );
  }

  /** Of a percentage behind a sign of a sum. */
  #percentOfSum(): string | undefined {
    const sum = this.#open.waiting;
    if (sum?.kind !== 'around' && (sum?.kind !== 'binary' || !/[-+]/.test(sum.operator)))
      return undefined;
    const term = this.#cursor.excerpt(sum.from, sum.at);
    const sign = this.#cursor.excerpt(sum.at, sum.end);
    const part = this.#since(sum.end);
    return twoReadings(
      `${term} ${sign} ${part}%`,
      `${term} ${sign} (${part}%)`,
      sum.kind === 'around' ? `(${term} ${sign} ${part})%` : `${term}*(1 ${sign} (${part}%))`,
    );
  }

  #repeated({ at, suffix }: Atom, further: string): string {
    const inner = this.#since(at);
    const whole = `${inner}${further}`;
    if (suffix === '!')
      return twoReadings(whole, `(${inner})!`, `the double factorial of ${inner.slice(0, -1)}`);
    const [, base = '', last = ''] = /^(.*?)([%°]|[⁺⁻]?[⁰¹²³⁴-⁹]+)$/u.exec(inner) ?? [];
    const behind = /^[!^%°]/u.test(further) ? further : `^${plain(further)}`;
    return twoReadings(
      whole,
      `(${inner})${behind}`,
      suffix === 'power' ? `${base}^(${plain(last)}${behind})` : `${base}*(1${last})${behind}`,
    );
  }

  /** The argument of the function stands `ahead` tokens further. */
  #powerOfFunction({ at }: Atom, name: string, exponent: string, ahead: number): string {
    const given = this.#cursor.isSymbol('(', ahead);
    const argument = given ? this.#cursor.factor(ahead) : '(x)';
    const { at: next, source } = this.#cursor.peek(ahead - 1);
    const end = given ? this.#cursor.factorEnd(ahead) : next + source.length;
    const inverse = vocabulary.has(`a${name}`) ? `a${name}` : `the inverse of ${name} at `;
    const second =
      exponent === '-1'
        ? `${inverse}${argument}`
        : exponent === '2'
          ? `${name}(${name}${argument})`
          : `${name} applied ${exponent} times`;
    return twoReadings(this.#cursor.excerpt(at, end), `${name}${argument}^${exponent}`, second);
  }

  #bars({ at, end }: { readonly at: number; readonly end: number }, here: number): string {
    const first = this.#cursor.excerpt(at, end);
    const middle = this.#cursor.excerpt(end, here);
    const last = this.#cursor.factor();
    const whole = this.#cursor.excerpt(at, this.#cursor.factorEnd());
    const opened = `${first.slice(0, -1)}*|`;
    if (middle === '') return twoReadings(whole, `${first}*${last}`, `${opened}${last}…|`);
    const times = /^[-+*/^]/u.test(middle) ? ' ' : '*';
    return twoReadings(
      whole,
      `${first}${times}${middle}*${last}`,
      `${opened}${middle}|*${last.slice(1)}`,
    );
  }
}

function splitting(
  left: OpenOperator | undefined,
  right: Suffix | 'product',
): left is Extract<OpenOperator, { kind: 'binary' | 'root' }> {
  if (left?.kind !== 'binary' && left?.kind !== 'root') return false;
  const sign: string = left.kind === 'root' ? 'root' : left.operator;
  return (SPLITS[right] as readonly string[]).includes(sign);
}

function beginsOperand({ kind, text }: Token): boolean {
  return kind !== 'symbol' || /^[(|√∛]$/u.test(text);
}

/** A percentage read as a remainder. */
function remainder(percentage: string, divisor: string): string {
  return `mod(${percentage.slice(0, -1).trimEnd()}, ${divisor})`;
}

/** A high exponent in plain digits. */
function plain(superscript: string): string {
  return superscript.normalize('NFKC').replace('−', '-');
}

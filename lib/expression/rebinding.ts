import type { Rational } from '../exact/rational.js';
import type { Real } from '../real/index.js';
import { exactRational } from '../real/values/term.js';
import { build } from './build.js';
import { ExpressionSyntaxError } from './errors.js';
import { checkNames, refusal } from './names.js';
import { parseSyntax } from './syntax.js';

const NONE: ReadonlySet<string> = new Set();

/**
 * Named values of a conversation: a later text may give a name another value.
 *
 * Laws
 * 1. Statements are read one after another: the right side of `x = x + 1` means the x of before.
 * 2. A value keeps the meaning that its names had when it was made.
 * 3. A text that is refused changes nothing.
 */
export class RebindingEnvironment {
  #values = new Map<string, Real>();
  #exact = new Map<string, Rational | null>();
  readonly #reserved: (name: string) => boolean;

  /** @param reserved - the names that texts may use and not assign. */
  constructor(reserved: (name: string) => boolean = () => false) {
    this.#reserved = reserved;
  }

  /** The names that have a value. */
  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Gives a name a value, whatever it had before. */
  set(name: string, value: Real): void {
    this.#values.set(name, value);
    this.#exact.set(name, exactRational(value) ?? null);
  }

  /** Takes a name out. */
  remove(name: string): void {
    this.#values.delete(name);
    this.#exact.delete(name);
  }

  /**
   * The value of the last statement of a text. The names that the text assigns are defined afterwards.
   *
   * @throws {@link ExpressionSyntaxError} when the text is not an expression.
   */
  read(text: string): Real {
    const { statements } = parseSyntax(text, this.#exact);
    const values = new Map(this.#values);
    const exact = new Map(this.#exact);
    let answer: Real | undefined;
    for (const { name, ...statement } of statements) {
      const message = name === null ? null : this.#refusal(name);
      if (message !== null) throw new ExpressionSyntaxError(text, { message, at: statement.at });
      // A statement without its name is a program of its own, to which the name is no assignment.
      const program = { text, statements: [{ ...statement, name: null }] };
      const { problems, ...known } = checkNames(program, exact);
      const [problem] = problems;
      if (problem !== undefined) throw new ExpressionSyntaxError(text, problem);
      answer = build({ ...program, ...known }, values);
      if (name === null) continue;
      values.set(name, answer);
      exact.set(name, known.value);
    }
    if (answer === undefined) throw new TypeError('read: the text has no statement');
    this.#values = values;
    this.#exact = exact;
    return answer;
  }

  #refusal(name: string): string | null {
    if (this.#reserved(name)) return `${name} is an answer and cannot be assigned`;
    return refusal(name, NONE);
  }
}

import type { Rational } from '../exact/rational.js';
import { Real } from '../real/index.js';
import { exactRational } from '../real/values/term.js';
import { build } from './build.js';
import { refusal } from './names.js';
import { parse } from './parse.js';
import { NAME } from './tokens.js';

/**
 * Named values that texts share: what one text assigns, the next one uses.
 *
 * Laws
 * 1. A name holds one value from its definition to its removal; it never shadows a function or
 *    constant of the language.
 * 2. A value keeps the meaning that its names had when it was made, whatever is removed or defined later.
 * 3. A text that is refused changes nothing.
 */
export class Environment {
  readonly #values = new Map<string, Real>();
  /** The values that are known exactly: only these may be an end of a datum, or the n of a root. */
  readonly #exact = new Map<string, Rational | null>();

  /** The names that are defined, in order of definition. */
  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /**
   * Gives a name a value: a Real, or the value of a text.
   *
   * @throws TypeError when the name is none, has a value, or is a word of the language.
   * @throws {@link ExpressionSyntaxError} when the text is not an expression.
   */
  define(name: string, value: Real | string): Real {
    const message = NAME.test(name)
      ? refusal(name, this.#values)
      : `${JSON.stringify(name)} is not a name: letters, digits and _, not starting with a digit`;
    if (message !== null) throw new TypeError(`define: ${message}`);
    if (value instanceof Real) {
      this.#values.set(name, value);
      this.#exact.set(name, exactRational(value) ?? null);
      return value;
    }
    const program = parse(value, this.#exact);
    const made = build(program, new Map(this.#values));
    this.#values.set(name, made);
    this.#exact.set(name, program.value);
    return made;
  }

  /** The value of a name, or undefined where it has none. */
  get(name: string): Real | undefined {
    return this.#values.get(name);
  }

  /** Takes a name out; false where it had no value. */
  remove(name: string): boolean {
    this.#exact.delete(name);
    return this.#values.delete(name);
  }

  /**
   * The value of a text. It may use the names that are defined; names that it assigns are not kept.
   *
   * @throws {@link ExpressionSyntaxError} when the text is not an expression.
   */
  expression(text: string): Real {
    return build(parse(text, this.#exact), new Map(this.#values));
  }

  /**
   * The value of a text, as {@link Environment.expression}. The names that it assigns are defined
   * afterwards.
   *
   * @throws {@link ExpressionSyntaxError} when the text is not an expression.
   */
  read(text: string): Real {
    const program = parse(text, this.#exact);
    const scope = new Map(this.#values);
    const value = build(program, scope);
    for (const [name, exact] of program.assigned) {
      // What a program assigns is in its scope at the end.
      this.#values.set(name, scope.get(name)!);
      this.#exact.set(name, exact);
    }
    return value;
  }
}

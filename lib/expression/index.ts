/**
 * Text -> Real: a small language of exact literals, `+ - * / ^`, functions, constants and names, with the shorter
 * spellings that people type.
 *
 * Laws
 * 1. The value is that of the text by the usual rules: `^` binds to the right and before a minus on
 *    its left (`-2^2` is -4, `2^3^2` is 512, `2^-3^2` is 2^-9), literals are exact.
 * 2. A text is either accepted, in time linear in its length, or refused with a message that names
 *    the place ({@link ExpressionSyntaxError}); nothing is guessed.
 * 3. No function here recurses; nesting beyond 1,000 levels is refused.
 */
import type { Real } from '../real/index.js';
import { canonical } from './canonical.js';
import { Environment } from './environment.js';
import type { Problem } from './errors.js';
import { checkNames } from './names.js';
import { parse } from './parse.js';
import type { KnownNames } from './parse.js';
import { repaired } from './repair.js';

export { placeOf } from './build.js';
export { Environment } from './environment.js';
export { ExpressionSyntaxError, type Problem, renderProblem } from './errors.js';
export { didYouMean } from './near.js';
export { type KnownNames } from './parse.js';
export { RebindingEnvironment } from './rebinding.js';
export { aliases, vocabulary } from './vocabulary.js';

/**
 * The Real that a text describes, such as `sqrt(2) + pi` or `x = sqrt(2); x^2 - x`.
 *
 * @example
 * ```ts
 * import { expression, pi } from 'pincer';
 *
 * const area = expression('r = 2.5; r^2 * circle', { circle: pi });
 * console.log(area.toFixed(10)); // => 19.6349540849
 * ```
 * @param names - values for names that the text uses but does not assign.
 * @throws {@link ExpressionSyntaxError} when the text is not an expression.
 * @throws TypeError when a given name is none, or is a function or constant of the language.
 */
export function expression(text: string, names: Readonly<Record<string, Real>> = {}): Real {
  const environment = new Environment();
  for (const [name, value] of Object.entries(names)) environment.define(name, value);
  return environment.read(text);
}

/** What a check found. */
export interface CheckReport {
  readonly ok: boolean;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  /** The names that are known after the text. */
  readonly names: KnownNames;
}

/**
 * Whether a text is an expression, and if not, every problem that was found. Nothing is evaluated.
 *
 * @param names - the names that the text may use beside its own and the vocabulary.
 */
export function check(text: string, names: KnownNames = new Map()): CheckReport {
  const { program, problems: found } = repaired(text, names);
  if (program === undefined) return { ok: false, problems: found, names };
  const { problems, assigned } = checkNames(program, names);
  const all = [...found, ...problems].sort((a, b) => a.at - b.at);
  const ok = all.length === 0;
  return { ok, problems: all, names: found.length > 0 ? names : new Map([...names, ...assigned]) };
}

/**
 * How a text is read: fully parenthesised, with one spelling for everything, one statement a line. It is read as the
 * same instructions.
 *
 * @param names - the names that the text may use beside its own and the vocabulary.
 * @throws {@link ExpressionSyntaxError} when the text is not an expression.
 */
export function canonicalText(text: string, names: KnownNames = new Map()): string {
  return canonical(parse(text, names));
}

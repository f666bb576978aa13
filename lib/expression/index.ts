/**
 * Text -> Real: a small language of exact literals, `+ - * / ^`, functions, constants and names.
 *
 * Laws
 * 1. The value is that of the text by the usual rules: `^` binds to the right and before a minus on
 *    its left (`-2^2` is -4, `2^3^2` is 512, `2^-3^2` is 2^-9), literals are exact.
 * 2. A text is either accepted, in time linear in its length, or refused with a message that names
 *    the place ({@link ExpressionSyntaxError}); nothing is guessed.
 * 3. No function here recurses; nesting beyond {@link MAX_DEPTH} levels is refused.
 */
import type { Real } from '../real/index.js';
import { build } from './build.js';
import { ExpressionSyntaxError, type Problem } from './errors.js';
import { checkNames, refusal } from './names.js';
import type { CheckedProgram } from './program.js';
import { parseSyntax } from './syntax.js';
import { NAME } from './tokens.js';

export { build, placeOf } from './build.js';
export { ExpressionSyntaxError, type Problem, renderProblem } from './errors.js';
export { didYouMean } from './near.js';
export type { BinaryOperator, CheckedProgram, Instruction, Program, Statement } from './program.js';
export { MAX_DEPTH } from './open-stack.js';
export { type ConstantWord, type FunctionWord, vocabulary, type Word } from './vocabulary.js';

export interface ParseOptions {
  /** The names that the text may use beside its own and the vocabulary. */
  readonly names?: Iterable<string>;
}

/**
 * Reads and checks a text.
 *
 * @throws {@link ExpressionSyntaxError} at the first problem of the text.
 */
export function parse(text: string, options: ParseOptions = {}): CheckedProgram {
  const program = parseSyntax(text);
  const { problems, integers } = checkNames(program, options.names);
  const [problem] = problems;
  if (problem !== undefined) throw new ExpressionSyntaxError(text, problem);
  return { ...program, integers };
}

/**
 * The Real that a text describes, such as `sqrt(2) + pi` or `x = sqrt(2); x^2 - x`.
 *
 * @param names - values for names that the text uses but does not assign.
 * @throws {@link ExpressionSyntaxError} when the text is not an expression.
 * @throws TypeError when a given name is none, or is a function or constant of the language.
 */
export function expression(text: string, names: Readonly<Record<string, Real>> = {}): Real {
  for (const name of Object.keys(names)) {
    const message = NAME.test(name)
      ? refusal(name, new Set())
      : `${JSON.stringify(name)} is not a name: letters, digits and _, not starting with a digit`;
    if (message !== null) throw new TypeError(`expression: ${message}`);
  }
  return build(parse(text, { names: Object.keys(names) }), names);
}

/** Whether a text is an expression, and if not, everything found wrong with it. */
export function check(
  text: string,
  options: ParseOptions = {},
): { ok: boolean; problems: readonly Problem[] } {
  try {
    const { problems } = checkNames(parseSyntax(text), options.names);
    return { ok: problems.length === 0, problems };
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    return { ok: false, problems: [{ message: error.message, at: error.at }] };
  }
}

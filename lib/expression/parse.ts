import type { Rational } from '../exact/rational.js';
import { ExpressionSyntaxError } from './errors.js';
import { checkNames } from './names.js';
import type { CheckedProgram } from './program.js';
import { parseSyntax } from './syntax.js';

/** Names, and their values where these are exact constants. */
export type KnownNames = ReadonlyMap<string, Rational | null>;

/**
 * Reads and checks a text.
 *
 * @param names - the names that the text may use beside its own and the vocabulary.
 * @throws {@link ExpressionSyntaxError} at the first problem of the text.
 */
export function parse(text: string, names: KnownNames = new Map()): CheckedProgram {
  const program = parseSyntax(text, names);
  const { problems, ...known } = checkNames(program, names);
  const [problem] = problems;
  if (problem !== undefined) throw new ExpressionSyntaxError(text, problem);
  return { ...program, ...known };
}

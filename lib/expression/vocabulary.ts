/**
 * Every name that the language gives a meaning: one table, read by the checker, the builder and the
 * help text.
 */
import { e, pi, type Real } from '../real/index.js';

export interface FunctionWord {
  readonly kind: 'function';
  /** The names of its arguments, for messages and help. */
  readonly parameters: readonly string[];
  /** The fewest arguments it takes, and the most (`Infinity` for any number). */
  readonly arity: readonly [least: number, most: number];
  /** The index of the argument that must be written as a plain positive integer. */
  readonly integer?: number;
  /** What to do instead, for a wrong number of arguments. */
  readonly advice?: (count: number) => string;
  readonly doc: string;
  /** `integer` is the value of the argument at that index. */
  readonly build: (operands: readonly Real[], integer: number) => Real;
}

export interface ConstantWord {
  readonly kind: 'constant';
  readonly doc: string;
  readonly value: Real;
}

export type Word = FunctionWord | ConstantWord;

/** A function of one argument. */
function unary(doc: string, build: (x: Real) => Real): FunctionWord {
  return {
    kind: 'function',
    parameters: ['x'],
    arity: [1, 1],
    doc,
    build: (operands) => build(operand(operands, 0)),
  };
}

/** The checker has counted the arguments before anything is built. */
function operand(operands: readonly Real[], index: number): Real {
  return operands[index] as Real;
}

function constant(doc: string, value: Real): ConstantWord {
  return { kind: 'constant', doc, value };
}

export const vocabulary: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['pi', constant('the ratio of circumference to diameter, 3.14159...', pi)],
  ['e', constant("Euler's number, 2.71828...", e)],
  ['sqrt', unary('the square root, for x >= 0', (x) => x.sqrt())],
  ['cbrt', unary('the real cube root', (x) => x.cbrt())],
  [
    'root',
    {
      kind: 'function',
      parameters: ['x', 'n'],
      arity: [2, 2],
      integer: 1,
      doc: 'the real n-th root, n a plain integer; for x < 0 only with n odd',
      build: (operands, n) => operand(operands, 0).nthRoot(n),
    },
  ],
  ['exp', unary('e to the power of x', (x) => x.exp())],
  ['sin', unary('the sine, x in radians', (x) => x.sin())],
  ['cos', unary('the cosine, x in radians', (x) => x.cos())],
]);

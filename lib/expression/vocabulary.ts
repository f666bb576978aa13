/**
 * Every name that the language gives a meaning: one table, read by the checker, the builder and the
 * help text.
 */
import { atan2, e, hypot, ln2, max, min, phi, pi } from '../real/index.js';
import type { Real } from '../real/index.js';

export interface FunctionWord {
  readonly kind: 'function';
  /** The names of its arguments, for messages and help. */
  readonly parameters: readonly string[];
  /** The fewest arguments it takes, and the most (`Infinity` for any number). */
  readonly arity: readonly [least: number, most: number];
  /** The index of the argument that must be an exact positive integer. */
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
    build: (operands) => build(operands[0]!),
  };
}

/** A function of two arguments, `first` and `second` by name. */
function binary(
  first: string,
  second: string,
  doc: string,
  build: (x: Real, y: Real) => Real,
): FunctionWord {
  return {
    kind: 'function',
    parameters: [first, second],
    arity: [2, 2],
    doc,
    // The checker has counted the arguments before anything is built.
    build: (operands) => build(operands[0]!, operands[1]!),
  };
}

/** A function of one argument or more. */
function many(doc: string, build: (first: Real, ...others: Real[]) => Real): FunctionWord {
  return {
    kind: 'function',
    parameters: ['x', '...'],
    arity: [1, Infinity],
    doc,
    build: (operands) => build(operands[0]!, ...operands.slice(1)),
  };
}

function constant(doc: string, value: Real): ConstantWord {
  return { kind: 'constant', doc, value };
}

function words(): ReadonlyMap<string, Word> {
  const root: FunctionWord = {
    ...binary(
      'x',
      'n',
      'the real n-th root, n an exact integer; for x < 0 only with n odd',
      (x) => x,
    ),
    integer: 1,
    build: (operands, n) => operands[0]!.nthRoot(n),
  };

  const log: FunctionWord = {
    ...binary('x', 'base', 'the logarithm of x > 0 to a base > 0 that is not 1', (x, base) =>
      x.log(base),
    ),
    advice: (count) =>
      count === 1 ? '; write ln(x) to the base e, log10(x) to 10, log2(x) to 2' : '',
  };

  return new Map<string, Word>([
    ['pi', constant('the ratio of circumference to diameter, 3.14159...', pi)],
    ['e', constant("Euler's number, 2.71828...", e)],
    ['ln2', constant('the natural logarithm of 2, 0.69314...', ln2)],
    ['phi', constant('the golden ratio, 1.61803...', phi)],
    ['sqrt', unary('the square root, for x >= 0', (x) => x.sqrt())],
    ['cbrt', unary('the real cube root', (x) => x.cbrt())],
    ['root', root],
    ['pow', binary('x', 'y', 'x^y; for x < 0 only with y an exact integer', (x, y) => x.pow(y))],
    ['exp', unary('e to the power of x', (x) => x.exp())],
    ['ln', unary('the natural logarithm, for x > 0', (x) => x.ln())],
    ['log2', unary('the logarithm to the base 2, for x > 0', (x) => x.log2())],
    ['log10', unary('the logarithm to the base 10, for x > 0', (x) => x.log10())],
    ['log', log],
    ['sin', unary('the sine, x in radians', (x) => x.sin())],
    ['cos', unary('the cosine, x in radians', (x) => x.cos())],
    ['tan', unary('the tangent, x in radians', (x) => x.tan())],
    [
      'asin',
      unary('the angle from -pi/2 to pi/2 with that sine, for -1 <= x <= 1', (x) => x.asin()),
    ],
    ['acos', unary('the angle from 0 to pi with that cosine, for -1 <= x <= 1', (x) => x.acos())],
    ['atan', unary('the angle between -pi/2 and pi/2 with that tangent', (x) => x.atan())],
    ['atan2', binary('y', 'x', 'the angle of the point (x, y), above -pi, at most pi', atan2)],
    ['sinh', unary('the hyperbolic sine', (x) => x.sinh())],
    ['cosh', unary('the hyperbolic cosine', (x) => x.cosh())],
    ['tanh', unary('the hyperbolic tangent', (x) => x.tanh())],
    ['asinh', unary('the inverse of the hyperbolic sine', (x) => x.asinh())],
    ['acosh', unary('the inverse of the hyperbolic cosine, for x >= 1', (x) => x.acosh())],
    ['atanh', unary('the inverse of the hyperbolic tangent, for -1 < x < 1', (x) => x.atanh())],
    ['hypot', binary('x', 'y', 'the distance of the point (x, y) from the origin', hypot)],
    ['abs', unary('the absolute value', (x) => x.abs())],
    ['sign', unary('-1, 0 or 1', (x) => x.sign())],
    ['min', many('the smallest of its arguments', min)],
    ['max', many('the largest of its arguments', max)],
    ['floor', unary('the largest integer that is not above x', (x) => x.floor())],
    ['ceil', unary('the smallest integer that is not below x', (x) => x.ceil())],
    ['round', unary('the nearest integer', (x) => x.round())],
    ['trunc', unary('the integer part, toward zero', (x) => x.trunc())],
    ['mod', binary('x', 'y', 'x - y * floor(x / y)', (x, y) => x.mod(y))],
  ]);
}

/** The words by name. A bundler drops them with their values where no expression is read. */
export const vocabulary: ReadonlyMap<string, Word> = /* @__PURE__ */ words();

/**
 * Other spellings of functions. A text may assign them, as it could before they were words: an assigned
 * name wins.
 */
export const aliases: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['arcsin', 'asin'],
  ['arccos', 'acos'],
  ['arctan', 'atan'],
  ['arctan2', 'atan2'],
  ['arsinh', 'asinh'],
  ['arcosh', 'acosh'],
  ['artanh', 'atanh'],
  ['arcsinh', 'asinh'],
  ['arccosh', 'acosh'],
  ['arctanh', 'atanh'],
  // ISO 80000-2
  ['lg', 'log10'],
  ['lb', 'log2'],
  ['log_2', 'log2'],
  ['log_10', 'log10'],
]);

/** The unit that may stand behind a number, `30 deg`; it may be assigned as the aliases may. */
export const DEGREE = 'deg';

/** What a call of a name calls: a function by its one name, with the base where the name ends in one, as in `log_3(x)`. */
export function calledBy(name: string): { readonly name: string; readonly base?: string } {
  const alias = aliases.get(name);
  if (alias !== undefined) return { name: alias };
  const base = /^log_(\d+)$/.exec(name)?.[1];
  return base === undefined ? { name } : { name: 'log', base };
}

/** Whether a name that nothing is assigned to is a function's. */
export function isFunction(name: string): boolean {
  return vocabulary.get(calledBy(name).name)?.kind === 'function';
}

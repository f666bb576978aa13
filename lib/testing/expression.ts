/**
 * Expressions as plain data, with conversions to a Real and to text of the expression language.
 *
 * Laws
 * 1. An expression is a tree, or a graph without cycles: an operand may be one object in several places,
 *    and becomes one Real then.
 * 2. `toReal` and the parser applied to `toText` describe the same value.
 */
import {
  abs,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  cbrt,
  ceil,
  cos,
  cosh,
  e,
  exp,
  floor,
  hypot,
  ln,
  ln2,
  log,
  log10,
  log2,
  max,
  min,
  mod,
  nthRoot,
  phi,
  pi,
  real,
  round,
  sign,
  sin,
  sinh,
  sqrt,
  tan,
  tanh,
  trunc,
} from '../real/index.js';
import type { Real } from '../real/index.js';

/** Functions of one argument, by their names in the language. */
export const UNARY = {
  sqrt,
  cbrt,
  exp,
  ln,
  log2,
  log10,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  abs,
  sign,
  floor,
  ceil,
  round,
  trunc,
} as const;

/** Functions of two arguments, by their names in the language. */
export const BINARY = { log, atan2, hypot, mod, min, max } as const;

/** The named constants. */
export const CONSTANTS = { pi, e, ln2, phi } as const;

const ARITHMETIC = {
  add: { symbol: '+', apply: (x: Real, y: Real) => x.add(y) },
  subtract: { symbol: '-', apply: (x: Real, y: Real) => x.subtract(y) },
  multiply: { symbol: '*', apply: (x: Real, y: Real) => x.multiply(y) },
  divide: { symbol: '/', apply: (x: Real, y: Real) => x.divide(y) },
  pow: { symbol: '^', apply: (x: Real, y: Real) => x.pow(y) },
} as const;

/** What an expression applies. */
export type Operation =
  | 'number'
  | 'negate'
  | 'root'
  | keyof typeof ARITHMETIC
  | keyof typeof UNARY
  | keyof typeof BINARY
  | keyof typeof CONSTANTS;

/** An expression as plain data. */
export interface Expression {
  readonly op: Operation;
  readonly args: readonly Expression[];
  /** Of a `number`: a decimal such as `-1.5e-7`, or a ratio such as `2/3`. Of a `root`: its degree. */
  readonly value?: string | undefined;
  /** The rational that this is by an identity wherever it is defined; the library is not told. */
  readonly known?: string | undefined;
}

/** How many operations lie on the longest way from the root to a leaf; 0 for a leaf. */
export function depthOf(expression: Expression): number {
  return folded<number>(expression, (_, depths) =>
    depths.length === 0 ? 0 : 1 + Math.max(...depths),
  );
}

/** The Real that an expression describes. */
export function toReal(expression: Expression): Real {
  return folded<Real>(expression, ({ op, value = '' }, operands) => {
    const [x, y] = operands;
    if (op === 'number') return real(value);
    if (op in CONSTANTS) return CONSTANTS[op as keyof typeof CONSTANTS];
    if (x === undefined) throw new RangeError(`toReal: ${op} without operands`);
    if (op === 'negate') return x.negate();
    if (op === 'root') return nthRoot(x, Number(value));
    if (op in UNARY) return UNARY[op as keyof typeof UNARY](x);
    if (y === undefined) throw new RangeError(`toReal: ${op} with one operand`);
    if (op in BINARY) return BINARY[op as keyof typeof BINARY](x, y);
    return ARITHMETIC[op as keyof typeof ARITHMETIC].apply(x, y);
  });
}

/** The expression in the expression language, every operation in parentheses. */
export function toText(expression: Expression): string {
  return folded<string>(expression, ({ op, value = '' }, texts) => {
    const [x = '', y = ''] = texts;
    // A sign or a ratio binds less than a power.
    if (op === 'number') return /^\d+$/.test(value) ? value : `(${value})`;
    if (op in CONSTANTS) return op;
    if (op === 'negate') return `(-${x})`;
    if (op === 'root') return `root(${x}, ${value})`;
    if (op in ARITHMETIC) return `(${x} ${ARITHMETIC[op as keyof typeof ARITHMETIC].symbol} ${y})`;
    return `${op}(${texts.join(', ')})`;
  });
}

/** Combines an expression bottom up; each object once, without recursion. */
export function folded<T>(
  expression: Expression,
  combine: (node: Expression, operands: readonly T[]) => T,
): T {
  const made = new Map<Expression, T>();
  const open = [expression];
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    const missing = node.args.filter((operand) => !made.has(operand));
    if (missing.length > 0) {
      open.push(...missing);
      continue;
    }
    open.pop();
    // Operands are made by now: they were pushed above it.
    if (!made.has(node))
      made.set(
        node,
        combine(
          node,
          node.args.map((operand) => made.get(operand)!),
        ),
      );
  }
  return made.get(expression)!;
}

/**
 * The exact value of code that is made of literals, exact names and arithmetic.
 */
import {
  ratAdd,
  ratDivide,
  ratFits,
  ratMultiply,
  ratNegate,
  ratPower,
  ratSubtract,
} from '../exact/rational.js';
import type { Rational } from '../exact/rational.js';
import { ratFromText } from '../exact/decimal/numeral.js';
import { factorial } from './factorial.js';
import type { BinaryOperator, Instruction } from './program.js';

/** A value that is known exactly, or null. */
export type Exact = Rational | null;

/** The value of the instructions up to and including `last`, which begin at a place that is known. */
export interface Block {
  readonly last: number;
  readonly value: Exact;
}

/**
 * Runs the instructions from `from` up to `to` exactly, each once.
 *
 * @param blocks - values that are known, by the instructions that they begin at; the longest of them. They are not
 *   computed again.
 * @returns null where there is no such rational, or where it outgrows what is kept exact.
 */
export function exactValue(
  code: readonly Instruction[],
  from: number,
  to: number,
  scope: ReadonlyMap<string, Exact>,
  blocks: ReadonlyMap<number, Block>,
): Exact {
  const stack: Rational[] = [];
  for (let i = from; i < to; i++) {
    const block = blocks.get(i);
    // The code is postfix: every operand is there.
    const value = block === undefined ? step(code[i]!, stack, scope) : block.value;
    i = block?.last ?? i;
    if (value === null || !ratFits(value)) return null;
    stack.push(value);
  }
  return stack.pop() ?? null;
}

function step(
  instruction: Instruction,
  stack: Rational[],
  scope: ReadonlyMap<string, Exact>,
): Exact {
  switch (instruction.kind) {
    case 'number':
      return literal(instruction.text);
    case 'name':
      return scope.get(instruction.name) ?? null;
    case 'negate':
      return ratNegate(stack.pop()!);
    case 'binary': {
      const y = stack.pop()!;
      const x = stack.pop()!;
      return binary(instruction.operator, x, y);
    }
    default:
      return null;
  }
}

/** The largest number whose factorial is kept exact: that of the next one has more bits than a rational keeps. */
const MOST_EXACT_FACTORIAL = 536;

/** The factorial of a number for which there is one, where it is kept exact. */
export function exactFactorial(n: number): Exact {
  return n > MOST_EXACT_FACTORIAL ? null : { n: factorial(n), d: 1n };
}

/** A literal of more characters, or with an exponent of more, cannot be kept exact. */
const LONGEST_LITERAL = 2000;
const LONGEST_EXPONENT = 4;

function literal(text: string): Exact {
  const exponent = /[eE][+-]?0*(\d*)$/.exec(text)?.[1] ?? '';
  if (text.length > LONGEST_LITERAL || exponent.length > LONGEST_EXPONENT) return null;
  return ratFromText(text) ?? null;
}

function binary(operator: BinaryOperator, x: Rational, y: Rational): Exact {
  switch (operator) {
    case '+':
      return ratAdd(x, y);
    case '-':
      return ratSubtract(x, y);
    case '*':
      return ratMultiply(x, y);
    case '/':
      return y.n === 0n ? null : ratDivide(x, y);
    case '^':
      if (y.d !== 1n || (x.n === 0n && y.n < 0n)) return null;
      return ratPower(x, y.n) ?? null;
  }
}

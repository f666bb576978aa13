/**
 * Program -> Real.
 *
 * Laws
 * 1. Statements run in order on an explicit stack, without recursion, each instruction once; a name
 *    stands for one shared Real.
 * 2. A Real made here remembers the place in the text that made it, see {@link placeOf}.
 */
import { PincerError } from '../exact/errors.js';
import { real, type Real } from '../real/index.js';
import type { BinaryOperator, CheckedProgram, Instruction } from './program.js';
import { vocabulary } from './vocabulary.js';

/** Weak, so that remembering a place keeps no Real alive. */
const places = new WeakMap<object, number>();

/**
 * The offset in its text of the operator, function or literal that made this Real, if it was read
 * from a text.
 */
export function placeOf(value: object): number | undefined {
  return places.get(value);
}

/**
 * Builds the answer of a program; `names` are the values of names that the text does not assign.
 *
 * @throws PincerError what an operation throws at once (a literal beyond the limits, a division by
 * an exact zero), with its place as `at`.
 */
export function build(program: CheckedProgram, names: Readonly<Record<string, Real>> = {}): Real {
  const scope = new Map(Object.entries(names));
  let answer: Real | undefined;
  for (const statement of program.statements) {
    const stack: Real[] = [];
    for (const instruction of statement.code) {
      const operands = stack.splice(stack.length - operandCount(instruction));
      const value = placed(instruction, () => apply(instruction, operands, scope, program));
      if (instruction.kind !== 'name') remember(value, operands, instruction.at);
      stack.push(value);
    }
    answer = stack.pop();
    if (statement.name !== null && answer !== undefined) scope.set(statement.name, answer);
  }
  if (answer === undefined) throw new TypeError('build: the program has no statement');
  return answer;
}

/** Places every Real that one instruction made: its value and what it made on the way. */
function remember(value: Real, operands: readonly Real[], at: number): void {
  const made = [value];
  for (let real = made.pop(); real !== undefined; real = made.pop()) {
    if (places.has(real) || operands.includes(real)) continue;
    places.set(real, at);
    made.push(...real.operands);
  }
}

/** How many values an instruction takes from the stack. */
function operandCount(instruction: Instruction): number {
  if (instruction.kind === 'binary') return 2;
  if (instruction.kind === 'negate') return 1;
  return instruction.kind === 'call' ? instruction.count : 0;
}

function placed(instruction: Instruction, operation: () => Real): Real {
  try {
    return operation();
  } catch (error) {
    if (error instanceof PincerError) error.at ??= instruction.at;
    throw error;
  }
}

function apply(
  instruction: Instruction,
  operands: readonly Real[],
  scope: ReadonlyMap<string, Real>,
  { integers }: CheckedProgram,
): Real {
  // The program is checked: every operand, name and word that is looked up here exists.
  const [x, y] = operands as [Real, Real];
  switch (instruction.kind) {
    case 'number':
      return real(instruction.text);
    case 'name':
      return scope.get(instruction.name) ?? constantOf(instruction.name);
    case 'negate':
      return x.negate();
    case 'binary':
      return binary[instruction.operator](x, y);
    case 'call': {
      const word = vocabulary.get(instruction.name);
      if (word?.kind !== 'function') throw missing(instruction.name);
      return word.build(operands, integers.get(instruction) ?? NaN);
    }
    case 'between':
    case 'around':
      throw missing('uncertain data');
  }
}

const binary: Readonly<Record<BinaryOperator, (x: Real, y: Real) => Real>> = {
  '+': (x, y) => x.add(y),
  '-': (x, y) => x.subtract(y),
  '*': (x, y) => x.multiply(y),
  '/': (x, y) => x.divide(y),
  '^': (x, y) => x.power(y),
};

function constantOf(name: string): Real {
  const word = vocabulary.get(name);
  if (word?.kind !== 'constant') throw missing(name);
  return word.value;
}

function missing(name: string): TypeError {
  return new TypeError(`build: ${name} has no meaning; was the program checked?`);
}

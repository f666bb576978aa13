/**
 * Program -> Real.
 *
 * Laws
 * 1. Statements run in order on an explicit stack, without recursion, each instruction once; a name
 *    stands for one shared Real.
 * 2. A Real made here remembers the place in the text that made it, see {@link placeOf}.
 */
import { PincerError } from '../exact/errors.js';
import { checkpointAt } from '../exact/interruption.js';
import { between, real } from '../real/index.js';
import type { Real } from '../real/index.js';
import type { Term } from '../real/values/term.js';
import { blank, ExpressionSyntaxError } from './errors.js';
import { factorial } from './factorial.js';
import { operandCount } from './program.js';
import type { BinaryOperator, CheckedProgram, Ends, Instruction } from './program.js';
import { vocabulary } from './vocabulary.js';

/** A stretch of a text begins here. */
export interface Place {
  readonly text: string;
  /** Offset in UTF-16 code units from 0. */
  readonly at: number;
}

/** Weak, so that remembering a place keeps no Real alive. */
const places = new WeakMap<object, Place>();

/**
 * The place in a text that made this. For a Real that was read from a text, it is the operator, function,
 * datum or literal; for an error, the part of the text that failed.
 */
export function placeOf(value: object): Place | undefined {
  if (value instanceof ExpressionSyntaxError) return value;
  const place = places.get(value);
  if (place !== undefined || !(value instanceof PincerError)) return place;
  return value.real === undefined ? undefined : places.get(value.real);
}

/**
 * Runs a program. `scope` holds the values of names that the text uses, and receives those that it
 * assigns.
 *
 * @returns the value of the last statement.
 * @throws PincerError what an operation throws at once (a literal beyond the limits, a division by
 * an exact zero), with its place.
 */
export function build(program: CheckedProgram, scope = new Map<string, Real>()): Real {
  let answer: Real | undefined;
  for (const statement of program.statements) {
    const stack: Real[] = [];
    for (const [done, instruction] of statement.code.entries()) {
      checkpointAt(done);
      const operands = stack.splice(stack.length - operandCount(instruction));
      const place = { text: program.text, at: instruction.at };
      const value = placed(place, () => apply(instruction, operands, scope, program));
      if (instruction.kind !== 'name') remember(value, operands, place);
      stack.push(value);
    }
    answer = stack.pop();
    if (statement.name !== null && answer !== undefined) scope.set(statement.name, answer);
  }
  if (answer === undefined) throw new TypeError('build: the program has no statement');
  return answer;
}

/** Places every Real that one instruction made: its value and what it made on the way. */
function remember(value: Real, operands: readonly Real[], place: Place): void {
  const made: Term[] = [value];
  for (let term = made.pop(); term !== undefined; term = made.pop()) {
    if (places.has(term) || (operands as readonly Term[]).includes(term)) continue;
    places.set(term, place);
    made.push(...term.operands);
  }
}

function placed(place: Place, operation: () => Real): Real {
  try {
    return operation();
  } catch (error) {
    if (error instanceof PincerError) {
      error.at ??= place.at;
      places.set(error, place);
    }
    throw error;
  }
}

function apply(
  instruction: Instruction,
  operands: readonly Real[],
  scope: ReadonlyMap<string, Real>,
  { integers, data }: CheckedProgram,
): Real {
  // The program is checked: every operand, name and word that is looked up here exists.
  const [x, y] = operands as [Real, Real];
  switch (instruction.kind) {
    case 'number':
      return literal(instruction.text);
    case 'name':
      return scope.get(instruction.name) ?? constantOf(instruction.name);
    case 'negate':
      return x.negate();
    case 'factorial':
      return real(factorial(integers.get(instruction) ?? NaN));
    case 'binary':
      return binary[instruction.operator](x, y);
    case 'call': {
      const word = vocabulary.get(instruction.name);
      if (word?.kind !== 'function') throw missing(instruction.name);
      return word.build(operands, integers.get(instruction) ?? NaN);
    }
    case 'between':
      return datum(instruction, data.get(instruction));
    case 'around':
      return x.add(datum(instruction, data.get(instruction)));
  }
}

/** Numerals with a longer exponent are a product with a power of ten, which need not be written out. */
const LONGEST_EXPONENT = 6;

function literal(text: string): Real {
  const [, mantissa = text, sign = '', digits = ''] =
    /^([^eE]*)[eE]([+-]?)0*(\d+)$/.exec(text) ?? [];
  if (digits.length <= LONGEST_EXPONENT) return real(text);
  return real(mantissa).multiply(real(10).pow(real(`${sign}${digits}`)));
}

const binary: Readonly<Record<BinaryOperator, (x: Real, y: Real) => Real>> = {
  '+': (x, y) => x.add(y),
  '-': (x, y) => x.subtract(y),
  '*': (x, y) => x.multiply(y),
  '/': (x, y) => x.divide(y),
  '^': (x, y) => x.pow(y),
};

/** A label is one line of at most this many characters. */
const LONGEST_LABEL = 60;

function datum({ label }: { readonly label: string }, ends: Ends | undefined): Real {
  if (ends === undefined) throw missing(label);
  const line = blank(label).replace(/\s+/g, ' ');
  return between(
    { numerator: ends.lo.n, denominator: ends.lo.d },
    { numerator: ends.hi.n, denominator: ends.hi.d },
    line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL - 1)}…` : line,
  );
}

function constantOf(name: string): Real {
  const word = vocabulary.get(name);
  if (word?.kind !== 'constant') throw missing(name);
  return word.value;
}

function missing(name: string): TypeError {
  return new TypeError(`build: ${name} has no meaning; was the program checked?`);
}

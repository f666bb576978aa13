/**
 * Program -> text: the canonical form.
 *
 * Laws
 * 1. It parses to the same instructions; places and the labels of data are those of the new text.
 * 2. Every operation stands in parentheses, and nothing has a second spelling. Where that would nest deeper than a
 *    text may, only the parentheses stand that the grammar needs.
 * 3. One statement a line.
 */
import { MAX_DEPTH } from './open-stack.js';
import { STRENGTH } from './grammar/operators.js';
import { operandCount } from './program.js';
import type { Instruction, Program } from './program.js';

/** Binds before every operator. */
const ATOM = 9;

interface Piece {
  readonly text: string;
  /** How strongly the outermost operator binds. */
  readonly strength: number;
  /** How many levels are nested, were every operation in parentheses. */
  readonly depth: number;
}

/** The text of a program, fully parenthesised and without sugar. */
export function canonical({ statements }: Program): string {
  return statements
    .map(({ name, code }) => {
      const full = written(code, true);
      const { text } = full.depth <= MAX_DEPTH ? full : written(code, false);
      return name === null ? text : `${name} = ${text}`;
    })
    .join('\n');
}

function written(code: readonly Instruction[], full: boolean): Piece {
  const stack: Piece[] = [];
  for (const instruction of code) {
    const operands = stack.splice(stack.length - operandCount(instruction));
    const { text, strength } = writtenOne(instruction, operands);
    const nested = operands.reduce((most, { depth }) => Math.max(most, depth), 0);
    const wrapped = full && strength < ATOM;
    stack.push({
      text: wrapped ? `(${text})` : text,
      strength: wrapped ? ATOM : strength,
      // A sign and an exponent nest as the parentheses around them do.
      depth: operands.length === 0 ? 0 : nested + (isDeep(instruction) ? 2 : 1),
    });
  }
  return stack[0]!;
}

function isDeep(instruction: Instruction): boolean {
  return (
    instruction.kind === 'negate' || (instruction.kind === 'binary' && instruction.operator === '^')
  );
}

function writtenOne(
  instruction: Instruction,
  operands: readonly Piece[],
): { readonly text: string; readonly strength: number } {
  const [x, y] = operands as readonly [Piece, Piece];
  switch (instruction.kind) {
    case 'number':
      return { text: instruction.text, strength: ATOM };
    case 'name':
      return { text: instruction.name, strength: ATOM };
    case 'call':
      return { text: `${instruction.name}(${listed(operands)})`, strength: ATOM };
    case 'between':
      return { text: `[${listed(operands)}]`, strength: ATOM };
    case 'negate':
      return { text: `-${atLeast(x, STRENGTH.negate)}`, strength: STRENGTH.negate };
    case 'factorial':
      // The sign binds before every operator, but not before a further sign.
      return { text: `${atLeast(x, ATOM)}!`, strength: ATOM - 1 };
    case 'around':
      return {
        text: `${atLeast(x, ATOM)} +/- ${atLeast(y, ATOM)}`,
        strength: STRENGTH.around,
      };
    case 'binary': {
      const { operator } = instruction;
      const own = STRENGTH[operator];
      const [left, right] = operator === '^' ? [own + 1, STRENGTH.negate] : [own, own + 1];
      return {
        text: `${atLeast(x, left)} ${operator} ${atLeast(y, right)}`,
        strength: own,
      };
    }
  }
}

function listed(operands: readonly Piece[]): string {
  return operands.map(({ text }) => text).join(', ');
}

function atLeast({ text, strength }: Piece, least: number): string {
  return strength >= least ? text : `(${text})`;
}

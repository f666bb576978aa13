import { operandCount } from '#lib/expression/program.js';
import type { Instruction, Program } from '#lib/expression/program.js';

/** The last statement of a program as a fully parenthesised prefix form, such as `(+ 1 (- 2))`. */
export function prefix(program: Program): string {
  const stack: string[] = [];
  const statement = program.statements.at(-1);
  for (const instruction of statement?.code ?? []) {
    const operands = stack.splice(stack.length - operandCount(instruction));
    stack.push(shown(instruction, operands));
  }
  if (stack.length !== 1) throw new Error(`${String(stack.length)} values are left`);
  return stack.join();
}

function shown(instruction: Instruction, operands: readonly string[]): string {
  switch (instruction.kind) {
    case 'number':
      return instruction.text;
    case 'name':
      return instruction.name;
    case 'negate':
      return `(- ${operands.join(' ')})`;
    case 'factorial':
      return `(! ${operands.join(' ')})`;
    case 'binary':
      return `(${instruction.operator} ${operands.join(' ')})`;
    case 'call':
      return `(${[instruction.name, ...operands].join(' ')})`;
    case 'between':
      return `[${operands.join(', ')}]`;
    case 'around':
      return `(+/- ${operands.join(' ')})`;
  }
}

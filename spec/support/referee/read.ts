/** Text of the expression language as an expression, so that the referee can judge it. */
import { parse } from '#lib/expression/parse.js';
import { CONSTANTS } from '#lib/testing/expression.js';
import type { Expression, Operation } from '#lib/testing/expression.js';

const BINARY = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '^': 'pow',
} as const;

/** @throws ExpressionSyntaxError; RangeError for names and data, which the referee has none of. */
export function expressionOf(text: string): Expression {
  const program = parse(text);
  const stack: Expression[] = [];
  for (const instruction of program.statements.at(-1)!.code) {
    switch (instruction.kind) {
      case 'number':
        stack.push({ op: 'number', args: [], value: instruction.text });
        break;
      case 'negate':
        stack.push({ op: 'negate', args: stack.splice(-1) });
        break;
      case 'factorial': {
        let value = 1n;
        for (let i = 2; i <= program.integers.get(instruction)!; i++) value *= BigInt(i);
        stack.splice(-1, 1, { op: 'number', args: [], value: value.toString() });
        break;
      }
      case 'binary':
        stack.push({ op: BINARY[instruction.operator], args: stack.splice(-2) });
        break;
      case 'call': {
        const args = stack.splice(-instruction.count);
        const degree = program.integers.get(instruction);
        if (degree !== undefined)
          stack.push({ op: 'root', args: args.slice(0, 1), value: String(degree) });
        else stack.push({ op: instruction.name as Operation, args });
        break;
      }
      default: {
        const name = 'name' in instruction ? instruction.name : instruction.label;
        if (!(name in CONSTANTS)) throw new RangeError(`expressionOf: nothing is known of ${name}`);
        stack.push({ op: name as Operation, args: [] });
      }
    }
  }
  return stack[0]!;
}

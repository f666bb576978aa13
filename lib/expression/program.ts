/**
 * What a text says, as plain data: statements, each a postfix program whose instructions remember
 * their place in the text.
 *
 * Laws
 * 1. Running a statement's instructions in order on a stack leaves exactly one value.
 * 2. The last statement is the answer, whether or not it names its value.
 * 3. `at` is the offset of what an error at that instruction should point to: the operator, the
 *    function's name, the literal. The `label` of a datum is its text as it was written.
 */
import type { Rational } from '../exact/rational.js';

export type BinaryOperator = '+' | '-' | '*' | '/' | '^';

export type Instruction =
  | { readonly kind: 'number'; readonly at: number; readonly text: string }
  /** A datum: takes its two ends from the stack. */
  | { readonly kind: 'between'; readonly at: number; readonly label: string }
  /** Takes a value and a radius from the stack: the value and a datum around zero. */
  | { readonly kind: 'around'; readonly at: number; readonly label: string }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'negate'; readonly at: number }
  /** The factorial of an exact integer. */
  | { readonly kind: 'factorial'; readonly at: number }
  | { readonly kind: 'binary'; readonly at: number; readonly operator: BinaryOperator }
  | { readonly kind: 'call'; readonly at: number; readonly name: string; readonly count: number };

export interface Statement {
  /** The name that takes the value, or null. */
  readonly name: string | null;
  /** Where the statement starts. */
  readonly at: number;
  readonly code: readonly Instruction[];
}

/** A text as its statements, before names have been checked. */
export interface Program {
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** A program whose names and arguments all make sense. */
export interface CheckedProgram extends Program {
  /** For each factorial, and each call with an argument that must be an exact integer, that integer. */
  readonly integers: ReadonlyMap<Instruction, number>;
  /** For each datum, its exact ends. */
  readonly data: ReadonlyMap<Instruction, Ends>;
  /** For each name that the program assigns, its value where that is an exact constant. */
  readonly assigned: ReadonlyMap<string, Rational | null>;
  /** The value of the last statement, where that is an exact constant. */
  readonly value: Rational | null;
}

/** The exact ends of a datum, `lo <= hi`. */
export interface Ends {
  readonly lo: Rational;
  readonly hi: Rational;
}

/** How many values an instruction takes from the stack. */
export function operandCount(instruction: Instruction): number {
  switch (instruction.kind) {
    case 'number':
    case 'name':
      return 0;
    case 'negate':
    case 'factorial':
      return 1;
    case 'binary':
    case 'between':
    case 'around':
      return 2;
    case 'call':
      return instruction.count;
  }
}

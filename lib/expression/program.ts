/**
 * What a text says, as plain data: statements, each a postfix program whose instructions remember
 * their place in the text.
 *
 * Laws
 * 1. Running a statement's instructions in order on a stack leaves exactly one value.
 * 2. The last statement is the answer, whether or not it names its value.
 * 3. `at` is the offset of what an error at that instruction should point to: the operator, the
 *    function's name, the literal.
 */
export type BinaryOperator = '+' | '-' | '*' | '/' | '^';

export type Instruction =
  | { readonly kind: 'number'; readonly at: number; readonly text: string }
  /** A datum that is only known to lie between two exact decimals. */
  | {
      readonly kind: 'between';
      readonly at: number;
      readonly lower: string;
      readonly upper: string;
    }
  /** The same, written as a middle and a radius. */
  | {
      readonly kind: 'around';
      readonly at: number;
      readonly middle: string;
      readonly radius: string;
    }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | { readonly kind: 'negate'; readonly at: number }
  | { readonly kind: 'binary'; readonly at: number; readonly operator: BinaryOperator }
  | { readonly kind: 'call'; readonly at: number; readonly name: string; readonly count: number };

export interface Statement {
  /** The name that takes the value, or null. */
  readonly name: string | null;
  /** Where the statement starts. */
  readonly at: number;
  readonly code: readonly Instruction[];
}

export interface Program {
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** A program whose names and arguments all make sense. */
export interface CheckedProgram extends Program {
  /** For each call with an argument that is written as a plain integer, that integer. */
  readonly integers: ReadonlyMap<Instruction, number>;
}

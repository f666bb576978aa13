/**
 * The operators of the language: one table of what they may be spelt like, one of how strongly they bind.
 */
import type { BinaryOperator } from '../program.js';

/** Other spellings of operators and constants, and the one that the grammar knows. */
export const SPELLINGS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['**', '^'],
  ['×', '*'],
  ['÷', '/'],
  ['−', '-'],
  ['±', '+/-'],
  ['+-', '+/-'],
  ['+−', '+/-'],
  ['+/−', '+/-'],
  ['π', 'pi'],
]);

/** Signs before an atom that stand for a function of it. */
export const ROOTS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['√', 'sqrt'],
  ['∛', 'cbrt'],
]);

/** The larger number binds first. A product without a sign binds as `*` does. */
export const STRENGTH: Readonly<Record<BinaryOperator | 'negate' | 'around' | 'root', number>> = {
  '+': 1,
  '-': 1,
  around: 2,
  '*': 3,
  '/': 3,
  negate: 4,
  '^': 5,
  root: 6,
};

/** What may end an atom. It binds before every operator: `2^3!` is 2^(3!). */
export type Suffix = '!' | '%' | '°' | 'power';

/** The suffix that a token is: a sign, or an exponent that is written high. */
export function suffixOf({ kind, text }: { kind: string; text: string }): Suffix | undefined {
  if (kind === 'superscript') return 'power';
  if (kind !== 'symbol') return undefined;
  return text === '!' || text === '%' || text === '°' ? text : undefined;
}

export function isBinary(text: string): text is BinaryOperator {
  return text === '+' || text === '-' || text === '*' || text === '/' || text === '^';
}

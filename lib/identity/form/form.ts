/**
 * Forms: sums of rational multiples of monomials, which are products of powers of atoms.
 *
 * Laws
 * 1. Atoms are real numbers that a form does not take apart. They are numbered in the order in which they arose,
 *    and what an atom is made of has lower numbers.
 * 2. Terms are in the order of the numbers of their monomials, each monomial at most once, no coefficient
 *    is zero, and no monomial has excess.
 * 3. So the empty form is zero, and forms that agree term by term are one number. The converse holds for
 *    some kinds of atoms only (theorems.ts).
 */
import type { Rational } from '../../exact/rational.js';
import type { NodeId } from '../../graph/node.js';
import type { Gaussian } from '../integer/gaussian.js';
import type { Exponent } from './exponent.js';

export interface Term {
  readonly monomial: Monomial;
  readonly coefficient: Rational;
}

export type Form = readonly Term[];

/** A product of powers of atoms: one object for one product, within a question. */
export interface Monomial {
  readonly id: number;
  /** In the order of their numbers. */
  readonly atoms: readonly Atom[];
  /** None is zero; of an element of the coprime base between 0 and 1. */
  readonly exponents: readonly Exponent[];
  /** Whether it has a power that a form takes apart: of a sum 1 or more, of a sine 2 or more. */
  readonly hasExcess: boolean;
  /** The form of one with excess, once it was asked for. */
  expanded?: Form;
  /** Products with others of higher numbers, by these. */
  products?: Map<number, Scaled>;
}

/** A monomial and a rational factor. */
export interface Scaled {
  readonly coefficient: Rational;
  readonly monomial: Monomial;
}

/** The whole power that is to be taken out of `atom^exponent`; 0 where it stays. */
export function excessOf(atom: Atom, { n, d }: Exponent): number {
  if (n < d) return 0;
  if (atom.kind === 'sum') return Math.floor(n / d);
  return isSine(atom) && n >= 2 * d ? 2 * Math.floor(n / (2 * d)) : 0;
}

/** What an atom stands for. */
export type AtomKind =
  /** An element of the coprime base. */
  | { readonly kind: 'base'; readonly value: bigint }
  | { readonly kind: 'pi' }
  /** e^M of a monomial with the coefficient 1. */
  | { readonly kind: 'exp'; readonly of: Monomial }
  /** The logarithm of a positive atom. */
  | { readonly kind: 'ln'; readonly of: Atom }
  /** A primitive sum of two or more terms. */
  | { readonly kind: 'sum'; readonly terms: Form }
  /** The cosine of `turn pi`, 0 < turn < 1/2, that is not made of radicals. */
  | { readonly kind: 'cosine'; readonly turn: Exponent }
  /** The argument of a + b i, a > b > 0, without a factor in common with any other. */
  | { readonly kind: 'argument'; readonly of: Gaussian }
  /** A function of forms, or an operation that outgrew the limits. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly of: readonly Form[];
      readonly n: number;
    }
  /** Whatever else: a datum, a source, a refiner of somebody's own. Equal only to itself. */
  | { readonly kind: 'node'; readonly node: NodeId };

export type Atom = AtomKind & {
  readonly id: number;
  /** What is proven of it: 2 for above 0, 1 for at least 0, 0 for nothing. */
  positivity: 0 | 1 | 2;
};

/** Whether an atom is a sine, whose square is taken apart. */
export function isSine(atom: Atom): boolean {
  return atom.kind === 'call' && atom.name === 'sin';
}

export const EMPTY: Form = [];

/** Whether both are the same, term by term. */
export function sameForm(a: Form, b: Form): boolean {
  return (
    a.length === b.length &&
    a.every(({ monomial, coefficient: { n, d } }, i) => {
      const other = b[i]!;
      return monomial === other.monomial && n === other.coefficient.n && d === other.coefficient.d;
    })
  );
}

/** The rational number that a form is; undefined of any other. */
export function constantOf(form: Form): Rational | undefined {
  const [first] = form;
  if (first === undefined) return { n: 0n, d: 1n };
  return form.length === 1 && first.monomial.atoms.length === 0 ? first.coefficient : undefined;
}

/** A text that two forms of one question share exactly where they are the same. */
export function keyOf(form: Form): string {
  return form
    .map(({ monomial, coefficient: { n, d } }) => {
      const text = `${String(monomial.id)}:${n.toString(32)}`;
      return d === 1n ? text : `${text}/${d.toString(32)}`;
    })
    .join(' ');
}

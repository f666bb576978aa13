/**
 * Zero bounds: how near to zero a form may come that is not zero.
 *
 * Law. `E = 0 or |E| >= 2^-bits`, for the number E that the form is. With the measure c U / L and a field of
 * degree D that contains U and L: U is 0, or its norm is an integer that is not 0, so |U| is at least the
 * reciprocal of the product of its D - 1 other conjugates, 2^(-(D-1) u); and |L| is at most 2^l.
 *
 * The form is the one that was asked for, never one whose denominators were multiplied away: that is another
 * number, smaller or larger by the denominators.
 */
import { dyadic } from '../../exact/dyadic.js';
import { log2Lower } from '../../exact/logarithm.js';
import type { Rational } from '../../exact/rational.js';
import { product } from '../form/arithmetic.js';
import type { Atom, Form, Monomial } from '../form/form.js';
import type { Exponent } from '../form/exponent.js';
import type { Ring } from '../form/ring.js';
import type { Work } from '../work.js';
import { degreeOf } from './degree.js';
import { leastLog2 } from './magnitude.js';
import * as measures from './measure.js';
import { log2OfInteger, up } from './measure.js';
import type { Measure, Summand } from './measure.js';

export interface ZeroBound {
  readonly bits: number;
  readonly degree: number;
}

/** Bounds of more bits are reached by no search. */
const MOST_BITS = 2 ** 30;

/**
 * @param form - not empty.
 * @returns undefined where the form is not algebraic as far as its atoms show, or the bound is out of reach.
 * @throws TooLarge
 */
export function zeroBound(form: Form, work: Work): ZeroBound | undefined {
  const atoms = algebraicAtoms(form);
  if (atoms === undefined) return undefined;
  const forms = [form, ...atoms.flatMap(formsOf)];
  const roots = atoms.flatMap((atom) =>
    atom.kind === 'call' && (atom.name === 'nthRoot' || atom.name === 'hypot')
      ? [atom.name === 'hypot' ? 2 : atom.n]
      : [],
  );
  const degree = degreeOf(forms, roots, work);
  if (degree > MOST_BITS) return undefined;
  const known = new Map<Atom, Measure>();
  for (const atom of atoms) known.set(atom, measureOfAtom(atom, known, work));
  const { c, u, l } = measureOfForm(form, known, work);
  const bits = Math.ceil(up(log2OfInteger(c.d) - log2Lower(dyadic(c.n, 0)) + l + (degree - 1) * u));
  return bits <= MOST_BITS ? { bits, degree } : undefined;
}

/**
 * A zero bound of `t A`, for a product t of constants that every term has and a form A that is algebraic.
 *
 * @throws TooLarge
 */
export function zeroBoundBesideConstant(ring: Ring, form: Form): ZeroBound | undefined {
  const [first] = form;
  if (first === undefined) return undefined;
  let constants = ring.one;
  first.monomial.atoms.forEach((atom, i) => {
    if (isAlgebraic(atom)) return;
    const power = ring.power(atom, first.monomial.exponents[i]);
    constants = ring.times(constants, power.monomial).monomial;
  });
  const least = leastLog2(constants);
  if (least === undefined) return undefined;
  const rest = product(ring, form, [ring.raise(constants, { n: -1, d: 1 })]);
  const bound = zeroBound(rest, ring.work);
  return bound && { bits: bound.bits + Math.ceil(-least), degree: bound.degree };
}

/** Operations that outgrew the limits of forms have a measure all the same. */
const ALGEBRAIC_CALLS: ReadonlySet<string> = new Set([
  'add',
  'negate',
  'multiply',
  'divide',
  'integerPower',
  'nthRoot',
  'hypot',
  'abs',
]);

function formsOf(atom: Atom): readonly Form[] {
  if (atom.kind === 'sum') return [atom.terms];
  return atom.kind === 'call' ? atom.of : [];
}

function isAlgebraic(atom: Atom): boolean {
  if (atom.kind === 'call') return ALGEBRAIC_CALLS.has(atom.name);
  return atom.kind === 'base' || atom.kind === 'sum' || atom.kind === 'cosine';
}

/** The atoms of a form, those that they are made of first; undefined where one is not algebraic. */
function algebraicAtoms(form: Form): readonly Atom[] | undefined {
  const seen = new Set<Atom>();
  const left: Form[] = [form];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const { monomial } of next) {
      for (const atom of monomial.atoms) {
        if (seen.has(atom)) continue;
        if (!isAlgebraic(atom)) return undefined;
        seen.add(atom);
        left.push(...formsOf(atom));
      }
    }
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

type Known = ReadonlyMap<Atom, Measure>;

function measureOfAtom(atom: Atom, known: Known, work: Work): Measure {
  switch (atom.kind) {
    case 'base':
      return { c: measures.ONE.c, u: log2OfInteger(atom.value), l: 0 };
    case 'cosine':
      // Twice the cosine is an algebraic integer, none of whose conjugates is larger than 2.
      return { c: { n: 1n, d: 2n }, u: 1, l: 0 };
    case 'sum':
      return measureOfForm(atom.terms, known, work);
    case 'call':
      return measureOfCall(atom, known, work);
    default:
      throw new RangeError(`measureOfAtom: ${atom.kind} is not algebraic`);
  }
}

function measureOfCall(
  { name, n, of }: Atom & { readonly kind: 'call' },
  known: Known,
  work: Work,
): Measure {
  const operands = of.map((form) => measureOfForm(form, known, work));
  const [x = measures.ONE, y = measures.ONE] = operands;
  switch (name) {
    case 'add':
      return measures.sum(operands.map(asSummand), work);
    case 'multiply':
      return operands.reduce((a, b) => measures.product(a, b, work));
    case 'divide':
      return measures.product(x, measures.reciprocal(y), work);
    case 'integerPower':
      return measures.integerPower(x, n);
    case 'nthRoot':
      return measures.root(x, n);
    case 'hypot': {
      const squares = operands.map((each) => asSummand(measures.integerPower(each, 2), 0));
      return measures.root(measures.sum(squares, work), 2);
    }
    default:
      // The absolute value and the negative are the number, or minus it.
      return x;
  }
}

function asSummand(measure: Measure, index: number): Summand {
  return { measure, denominators: new Map([[String(index), measure.l]]) };
}

function measureOfForm(form: Form, known: Known, work: Work): Measure {
  const [first] = form;
  if (first === undefined) return { c: measures.ONE.c, u: 0, l: 0 };
  const summands = form.map(({ monomial, coefficient }) =>
    summandOf(monomial, coefficient, known, work),
  );
  return form.length === 1 ? summands[0]!.measure : measures.sum(summands, work);
}

function summandOf(monomial: Monomial, coefficient: Rational, known: Known, work: Work): Summand {
  let measure = measures.measureOf(coefficient);
  const denominators = new Map<string, number>();
  let named = 0;
  monomial.atoms.forEach((atom, i) => {
    const exponent = monomial.exponents[i]!;
    const factor = powerOf(known.get(atom)!, exponent);
    measure = measures.product(measure, factor, work);
    if (factor.l === 0) return;
    denominators.set(nameOf(atom, exponent), factor.l);
    named += factor.l;
  });
  // A content that became too long is a factor of this summand alone.
  if (measure.l > named) denominators.set(`of ${String(monomial.id)}`, up(measure.l - named));
  return { measure, denominators };
}

/** `E^(n/d)`, as the d-th root of `E^n`. */
function powerOf(e: Measure, { n, d }: Exponent): Measure {
  const power = measures.integerPower(e, n);
  return d === 1 ? power : measures.root(power, d);
}

/**
 * The L of an integer power is a power of the L of the atom, or of its U; that of another exponent is its own.
 */
function nameOf(atom: Atom, { n, d }: Exponent): string {
  return `${String(atom.id)}${d === 1 ? (n < 0 ? '-' : '+') : ` ${String(n)}/${String(d)}`}`;
}

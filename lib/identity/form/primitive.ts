/** Sums as a rational, a monomial and a primitive rest, which an atom stands for; reciprocals and ratios. */
import type { Rational } from '../../exact/rational.js';
import { tooLarge } from '../work.js';
import { constant, formOf, negate, product, scale } from './arithmetic.js';
import { EMPTY } from './form.js';
import type { Atom, Form, Monomial, Scaled } from './form.js';
import { content, isUnit, multiply, reciprocal, UNIT } from './coefficient.js';
import type { Exponent } from './exponent.js';
import { isLess } from './exponent.js';
import type { Ring } from './ring.js';
import { NON_NEGATIVE, opposite, POSITIVE, signOfForm, signOfMonomial, stronger } from './sign.js';
import type { ProvenSign } from './sign.js';

/** A form as `coefficient * monomial * rest`. */
export interface Factored extends Scaled {
  /** Empty, the form 1, or a sum with the content 1 and without common powers. */
  readonly rest: Form;
}

/** How often denominators inside denominators are multiplied away. */
const MOST_ROUNDS = 8;

/**
 * Takes out the content and the common powers, negative ones too: so every denominator is multiplied away,
 * atom by atom, and what is left over a sum may cancel that did not before. Where the rest is empty the form is
 * zero: a power that was taken out is defined, so it is a number.
 */
export function factored(ring: Ring, form: Form): Factored {
  let rest = form;
  let coefficient: Rational = UNIT;
  let { monomial }: { monomial: Monomial } = { monomial: ring.one };
  const takeOut = (factor: Rational, powers: Monomial): void => {
    const both = ring.times(monomial, powers);
    monomial = both.monomial;
    coefficient = multiply(multiply(coefficient, factor, ring.work), both.coefficient, ring.work);
  };
  for (let round = 0; round < MOST_ROUNDS && rest.length > 1; round++) {
    const factor = content(
      rest.map((term) => term.coefficient),
      ring.work,
    );
    const powers = commonPowers(ring, rest);
    if (powers === ring.one && isUnit(factor)) break;
    rest = scale(ring, withoutPowers(ring, rest, powers), reciprocal(factor));
    takeOut(factor, powers);
  }
  const [only] = rest;
  if (only !== undefined && rest.length === 1) {
    takeOut(only.coefficient, only.monomial);
    rest = constant(ring, UNIT);
  }
  return { coefficient, monomial, rest };
}

/** `form / powers`. */
function withoutPowers(ring: Ring, form: Form, powers: Monomial): Form {
  if (powers === ring.one) return form;
  const inverse = ring.raise(powers, { n: -1, d: 1 });
  return product(ring, form, [inverse]);
}

/** The product of each atom's least power among the terms; one that a term lacks has the power 0 there. */
function commonPowers(ring: Ring, form: Form): Monomial {
  const least = new Map<Atom, { exponent: Exponent; terms: number }>();
  for (const { monomial } of form) {
    ring.work.charge(monomial.atoms.length);
    monomial.atoms.forEach((atom, i) => {
      const exponent = monomial.exponents[i]!;
      const known = least.get(atom);
      if (known === undefined) least.set(atom, { exponent, terms: 1 });
      else {
        known.terms++;
        if (isLess(exponent, known.exponent)) known.exponent = exponent;
      }
    });
  }
  let common = ring.one;
  for (const [atom, { exponent, terms }] of least) {
    if (terms < form.length && exponent.n > 0) continue;
    common = ring.times(common, ring.power(atom, exponent).monomial).monomial;
  }
  return common;
}

/** `coefficient * monomial * atom^1`; without the atom, of a form of one term. */
interface Primitive extends Scaled {
  readonly atom: Atom | undefined;
}

/**
 * A form that is not zero as a product, its primitive sum as an atom. Sums that differ by a rational and a
 * monomial alone have the same one.
 *
 * @param sign - of the form. Where it shows that of the sum, the sum is turned so that it is at least 0.
 * @returns undefined of a form that is zero.
 */
export function primitive(ring: Ring, form: Form, sign: ProvenSign): Primitive | undefined {
  const { coefficient, monomial, rest } = factored(ring, form);
  if (rest.length === 0) return undefined;
  if (rest.length === 1) return { coefficient, monomial, atom: undefined };
  const turned = coefficient.n < 0n ? opposite(sign) : sign;
  const { atom, isTurned } = sumAtom(
    ring,
    rest,
    stronger(signOfRest(turned, monomial), signOfForm(rest)),
  );
  return {
    coefficient: isTurned ? { n: -coefficient.n, d: coefficient.d } : coefficient,
    monomial,
    atom,
  };
}

/**
 * What the sign of `monomial * rest` shows of the rest. Where only "at least 0" is known of both, the monomial
 * may be 0, and then nothing is known of the rest.
 */
function signOfRest(sign: ProvenSign, monomial: Monomial): ProvenSign {
  const ofMonomial = signOfMonomial(monomial);
  if (ofMonomial === 0) return 0;
  return ofMonomial === POSITIVE || Math.abs(sign) === POSITIVE ? sign : 0;
}

/** The atom of a sum or of its negative: the one at least 0 where that is known, else the first that was made. */
function sumAtom(
  ring: Ring,
  terms: Form,
  sign: ProvenSign,
): { readonly atom: Atom; readonly isTurned: boolean } {
  if (sign !== 0) {
    const upright = sign > 0 ? terms : negate(terms);
    const positivity = Math.abs(sign) === POSITIVE ? POSITIVE : NON_NEGATIVE;
    return { atom: ring.atom({ kind: 'sum', terms: upright }, positivity), isTurned: sign < 0 };
  }
  // The first coefficient is positive: a form and its negative are told apart so.
  const leads = terms[0]!.coefficient.n > 0n;
  const upright = leads ? terms : negate(terms);
  if (ring.find({ kind: 'sum', terms: upright }) === undefined) {
    const other = ring.find({ kind: 'sum', terms: negate(upright) });
    if (other !== undefined) return { atom: other, isTurned: leads };
  }
  return { atom: ring.atom({ kind: 'sum', terms: upright }, 0), isTurned: !leads };
}

/** A primitive form to an integer power, multiplied out. */
function powerOf(ring: Ring, { coefficient, monomial, atom }: Primitive, k: 1 | -1): Form {
  const raised = ring.raise(monomial, { n: k, d: 1 });
  const factor = k < 0 ? reciprocal(coefficient) : coefficient;
  const term = formOf(ring, {
    coefficient: multiply(factor, raised.coefficient, ring.work),
    monomial: raised.monomial,
  });
  if (atom === undefined) return term;
  return product(ring, term, formOf(ring, ring.power(atom, { n: k, d: 1 })));
}

/** `1 / form`. @throws TooLarge of a form that is zero: such a node is not defined. */
export function reciprocalForm(ring: Ring, form: Form, sign: ProvenSign): Form {
  const made = primitive(ring, form, sign);
  return made === undefined ? tooLarge() : powerOf(ring, made, -1);
}

/**
 * `a / b`; sums in proportion give their ratio.
 *
 * @throws TooLarge for a b that is zero.
 */
export function quotient(
  ring: Ring,
  a: Form,
  b: Form,
  signs: readonly [ProvenSign, ProvenSign],
): Form {
  const below = primitive(ring, b, signs[1]);
  if (below === undefined) return tooLarge();
  if (below.atom !== undefined && a.length > 1) {
    const above = primitive(ring, a, signs[0]);
    if (above === undefined) return EMPTY;
    if (above.atom === below.atom) {
      const ratio = powerOf(ring, { ...below, atom: undefined }, -1);
      return product(ring, powerOf(ring, { ...above, atom: undefined }, 1), ratio);
    }
  }
  return product(ring, a, powerOf(ring, below, -1));
}

/**
 * `a b`. A sum that is a denominator of the other form, but for a rational and a monomial, cancels as one factor:
 * multiplied out it would be hidden among its terms.
 */
export function simplifiedProduct(ring: Ring, a: Form, b: Form): Form {
  return product(ring, cancelling(ring, a, b), cancelling(ring, b, a));
}

/** A sum as one factor where the other form has it as a denominator. */
function cancelling(ring: Ring, form: Form, other: Form): Form {
  if (form.length < 2) return form;
  const denominators = new Set(
    other.flatMap(({ monomial: { atoms, exponents } }) =>
      atoms.filter(({ kind }, i) => kind === 'sum' && exponents[i]!.n < 0),
    ),
  );
  if (denominators.size === 0) return form;
  const made = primitive(ring, form, 0);
  if (made?.atom === undefined || !denominators.has(made.atom)) return form;
  const both = ring.times(made.monomial, ring.power(made.atom).monomial);
  const coefficient = multiply(made.coefficient, both.coefficient, ring.work);
  return [{ monomial: both.monomial, coefficient }];
}

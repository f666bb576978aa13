/** Sums, products and whole powers of forms. Limits: 1024 terms, and products of so many pairs. */
import type { Rational } from '../../exact/rational.js';
import { tooLarge } from '../work.js';
import { isSine, EMPTY, excessOf } from './form.js';
import type { Atom, Form, Term, Monomial, Scaled } from './form.js';
import { add, isUnit, multiply, power as coefficientPower, UNIT } from './coefficient.js';
import type { Exponent } from './exponent.js';
import type { Ring } from './ring.js';

/** The most terms of a form, and the most pairs of terms that are multiplied. */
const MOST_TERMS = 1024;

/** How deep sums may lie inside sums that one product takes apart. */
const MOST_EXPANSIONS = 32;

/** Gathers like terms. */
class Gathering {
  readonly #ring: Ring;
  readonly #terms = new Map<number, { monomial: Monomial; coefficient: Rational }>();

  constructor(ring: Ring) {
    this.#ring = ring;
  }

  add(monomial: Monomial, coefficient: Rational): void {
    const { work } = this.#ring;
    const term = this.#terms.get(monomial.id);
    if (term !== undefined) {
      term.coefficient = add(term.coefficient, coefficient, work);
      return;
    }
    work.charge(1);
    this.#terms.set(monomial.id, { monomial, coefficient });
  }

  get form(): Form {
    const terms = [...this.#terms.values()].filter(({ coefficient }) => coefficient.n !== 0n);
    if (terms.length > MOST_TERMS) tooLarge();
    return terms.sort((a, b) => a.monomial.id - b.monomial.id);
  }
}

/** The form of a rational. */
export function constant(ring: Ring, r: Rational): Form {
  return r.n === 0n ? EMPTY : [{ monomial: ring.one, coefficient: r }];
}

/** The form of one monomial, its excess taken apart. */
export function formOf(ring: Ring, { coefficient, monomial }: Scaled): Form {
  return monomial.hasExcess
    ? scale(ring, expand(ring, monomial, 0), coefficient)
    : [{ monomial, coefficient }];
}

/** The form of `atom^exponent`. */
export function atomForm(ring: Ring, atom: Atom, exponent?: Exponent): Form {
  return formOf(ring, ring.power(atom, exponent));
}

/** Most sums are a long form and something short: then the long one is not gathered again, term by term. */
export function sum(ring: Ring, forms: readonly Form[]): Form {
  const longest = forms.reduce((a, b) => (a.length >= b.length ? a : b), EMPTY);
  const gathering = new Gathering(ring);
  let isTaken = false;
  for (const form of forms) {
    if (form === longest && !isTaken) {
      isTaken = true;
      continue;
    }
    for (const { monomial, coefficient } of form) gathering.add(monomial, coefficient);
  }
  return merged(ring, longest, gathering.form);
}

/** The sum of two forms, both in the order of their monomials. */
function merged(ring: Ring, a: Form, b: Form): Form {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  ring.work.charge((a.length + b.length) / 2);
  const terms: Term[] = [];
  let j = 0;
  for (const x of a) {
    while (j < b.length && b[j]!.monomial.id < x.monomial.id) terms.push(b[j++]!);
    const y = b[j];
    if (y?.monomial !== x.monomial) {
      terms.push(x);
      continue;
    }
    j++;
    const coefficient = add(x.coefficient, y.coefficient, ring.work);
    if (coefficient.n !== 0n) terms.push({ monomial: x.monomial, coefficient });
  }
  while (j < b.length) terms.push(b[j++]!);
  if (terms.length > MOST_TERMS) tooLarge();
  return terms;
}

export function scale(ring: Ring, form: Form, factor: Rational): Form {
  if (factor.n === 0n) return EMPTY;
  if (isUnit(factor)) return form;
  ring.work.charge(form.length);
  return form.map(({ monomial, coefficient }) => ({
    monomial,
    coefficient: multiply(coefficient, factor, ring.work),
  }));
}

export function negate(form: Form): Form {
  return form.map(({ monomial, coefficient: { n, d } }) => ({
    monomial,
    coefficient: { n: -n, d },
  }));
}

export function subtract(ring: Ring, a: Form, b: Form): Form {
  return sum(ring, [a, negate(b)]);
}

export function product(ring: Ring, a: Form, b: Form): Form {
  return productAt(ring, a, b, 0);
}

/** @param depth - of the expansions under way. */
function productAt(ring: Ring, a: Form, b: Form, depth: number): Form {
  if (a.length * b.length > MOST_TERMS) tooLarge();
  const gathering = new Gathering(ring);
  for (const x of a) {
    for (const y of b) {
      const { coefficient, monomial } = ring.times(x.monomial, y.monomial);
      const factor = multiply(
        multiply(x.coefficient, y.coefficient, ring.work),
        coefficient,
        ring.work,
      );
      if (!monomial.hasExcess) {
        gathering.add(monomial, factor);
        continue;
      }
      for (const term of scale(ring, expand(ring, monomial, depth + 1), factor)) {
        gathering.add(term.monomial, term.coefficient);
      }
    }
  }
  return gathering.form;
}

/**
 * The form of a monomial with excess: whole powers of sums multiplied out, and sin^2 = 1 - cos^2. Sums are made
 * of atoms before them, so it ends; the depth is limited all the same.
 */
function expand(ring: Ring, m: Monomial, depth: number): Form {
  if (m.expanded !== undefined) return m.expanded;
  if (depth > MOST_EXPANSIONS) tooLarge();
  let form: Form = [{ monomial: ring.withoutExcess(m), coefficient: UNIT }];
  m.atoms.forEach((atom, i) => {
    const whole = excessOf(atom, m.exponents[i]!);
    if (whole === 0) return;
    const factor = isSine(atom)
      ? powerAt(ring, cosineSquared(ring, atom), whole / 2, depth)
      : powerAt(ring, termsOf(atom), whole, depth);
    form = productAt(ring, form, factor, depth);
  });
  m.expanded = form;
  return form;
}

function termsOf(atom: Atom): Form {
  return atom.kind === 'sum' ? atom.terms : tooLarge();
}

/** `1 - cos^2` of the argument of a sine. */
function cosineSquared(ring: Ring, sine: Atom): Form {
  if (sine.kind !== 'call') return tooLarge();
  const cosine = ring.atom({ kind: 'call', name: 'cos', of: sine.of, n: 0 }, 0);
  const { monomial } = ring.power(cosine, { n: 2, d: 1 });
  return sum(ring, [constant(ring, UNIT), [{ monomial, coefficient: { n: -1n, d: 1n } }]]);
}

/** `form^k` for a whole k >= 0, with 0^0 = 1. */
export function wholePower(ring: Ring, form: Form, k: number): Form {
  return powerAt(ring, form, k, 0);
}

function powerAt(ring: Ring, form: Form, k: number, depth: number): Form {
  const [only] = form;
  if (k === 0) return constant(ring, UNIT);
  if (only === undefined) return EMPTY;
  if (form.length === 1) return termPower(ring, only, k, depth);
  let result: Form | undefined;
  let square = form;
  for (let rest = k; ; square = productAt(ring, square, square, depth)) {
    if (rest % 2 === 1)
      result = result === undefined ? square : productAt(ring, result, square, depth);
    rest = Math.floor(rest / 2);
    if (rest === 0) return result ?? square;
  }
}

function termPower(ring: Ring, { monomial, coefficient }: Term, k: number, depth: number): Form {
  const raised = ring.raise(monomial, { n: k, d: 1 });
  const factor = multiply(
    coefficientPower(coefficient, k, ring.work),
    raised.coefficient,
    ring.work,
  );
  if (!raised.monomial.hasExcess) return [{ monomial: raised.monomial, coefficient: factor }];
  return scale(ring, expand(ring, raised.monomial, depth + 1), factor);
}

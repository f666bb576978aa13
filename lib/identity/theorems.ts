/**
 * Theorems that a form which is not empty is not zero. None of them proves an equality: they only say that a
 * search for a sign will end.
 *
 * Of a form the terms are grouped by what they have beside radicals. The coefficient of a group is a sum of
 * rational multiples of different radical monomials, and
 *
 * 1. that is not zero (Besicovitch, "On the linear independence of fractional powers of integers", J. London
 *    Math. Soc. 15, 1940; Mordell, Pacific J. Math. 3, 1953; Siegel, Acta Arith. 21, 1972): real radicals of
 *    positive rationals whose ratios are irrational are linearly independent over Q. The ratio of two different
 *    monomials is irrational: a product of b^r, -1 < r < 1, that is rational has `r v(b)` an integer for each
 *    prime valuation v of b, as the bases are coprime, and the greatest common divisor of the v(b) is 1, as no
 *    base is a perfect power; so each r is 0.
 *
 * The coefficients are algebraic, so of what they stand with
 *
 * 2. one transcendental number is enough: pi (Lindemann 1882), the logarithm of an integer above 1, the argument
 *    of a Gaussian integer a + b i, a > b > 0 (the logarithm of an algebraic number that is not 1 is
 *    transcendental, by the same theorem). A polynomial in rational powers of it is not zero. Sine and cosine of
 *    one algebraic number a that is not 0 are rational functions of e^(ia), which is transcendental; the powers of
 *    the cosine, and these times the sine, are independent functions, so a combination of them is no constant.
 * 3. linear in these: Baker ("Linear forms in the logarithms of algebraic numbers", Mathematika 13, 1966): 1 and
 *    logarithms of algebraic numbers that are independent over Q are independent over the algebraic numbers. Ours
 *    are, by unique factorisation in Z (bases are coprime) and in Z[i] (factors and conjugates are): the real
 *    parts log b, and the imaginary ones pi and the arguments.
 * 4. exp[M] for radical monomials M: Lindemann and Weierstrass (1885): exponentials of different algebraic
 *    numbers are independent over the algebraic numbers. Different products of exp[M] have different exponents,
 *    as the M are independent over Q by 1.
 * 5. one exp[M] for M = beta ln b, beta a radical monomial that is not 1: b^beta is transcendental (Gelfond 1934,
 *    Schneider 1934), as beta is algebraic and irrational and b is an integer above 1.
 * 6. pi and one exp[pi sqrt d], d a positive integer: Nesterenko ("Modular functions and transcendence
 *    questions", Sb. Math. 187, 1996): these two are algebraically independent.
 */
import { constantOf, sameForm } from './form/form.js';
import type { Atom, Form, Term, Monomial } from './form/form.js';

export type Theorem =
  /** A product of numbers that are not zero. */
  | 'no zero divisors'
  | 'Besicovitch'
  | 'Lindemann'
  | 'Baker'
  | 'Lindemann-Weierstrass'
  | 'Gelfond-Schneider'
  | 'Nesterenko';

/**
 * The theorem by which a form that is not empty is not zero, if one of them says so.
 *
 * @param form - of which nothing is a common factor, as `factored` leaves it.
 */
export function theoremFor(form: Form): Theorem | undefined {
  if (constantOf(form) !== undefined) return 'no zero divisors';
  const others = new Set<Atom>();
  let isLinear = true;
  for (const { monomial } of form) {
    const atoms = monomial.atoms.filter((atom) => atom.kind !== 'base');
    for (const atom of atoms) others.add(atom);
    isLinear &&= atoms.length === 0 || (atoms.length === 1 && isFirstPower(monomial, atoms[0]!));
  }
  const all = [...others];
  const [only] = all;
  if (only === undefined) return 'Besicovitch';
  if (all.every(isLogarithmic)) {
    if (all.length === 1) return 'Lindemann';
    return isLinear ? 'Baker' : undefined;
  }
  if (all.every((atom) => isOnCircle(atom, only)) && form.every(isPolynomial)) return 'Lindemann';
  if (all.every((atom) => atom.kind === 'exp' && isRadical(atom.of)))
    return 'Lindemann-Weierstrass';
  if (all.length === 1 && isGelfond(only)) return 'Gelfond-Schneider';
  const exponentials = all.filter((atom) => atom.kind !== 'pi');
  return exponentials.length === 1 && isNesterenko(exponentials[0]!) ? 'Nesterenko' : undefined;
}

function isFirstPower({ atoms, exponents }: Monomial, atom: Atom): boolean {
  const { n, d } = exponents[atoms.indexOf(atom)]!;
  return n === 1 && d === 1;
}

/** pi, the logarithm of an integer above 1, or the argument of a Gaussian integer. */
function isLogarithmic(atom: Atom): boolean {
  if (atom.kind === 'ln') return atom.of.kind === 'base';
  return atom.kind === 'pi' || atom.kind === 'argument';
}

/** A sine or cosine of the number that another is one of, a sum of radicals that is not empty. */
function isOnCircle(atom: Atom, other: Atom): boolean {
  if (atom.kind !== 'call' || other.kind !== 'call') return false;
  const [argument] = atom.of;
  const [same] = other.of;
  return (
    (atom.name === 'sin' || atom.name === 'cos') &&
    (other.name === 'sin' || other.name === 'cos') &&
    argument !== undefined &&
    same !== undefined &&
    argument.length > 0 &&
    sameForm(argument, same) &&
    argument.every(({ monomial }) => isRadical(monomial))
  );
}

/** Whether what is beside radicals has whole powers, as sines and cosines have where the form is a polynomial. */
function isPolynomial({ monomial: { atoms, exponents } }: Term): boolean {
  return atoms.every((atom, i) => {
    const { n, d } = exponents[i]!;
    return atom.kind === 'base' || (d === 1 && n > 0);
  });
}

function isRadical({ atoms }: Monomial): boolean {
  return atoms.every(({ kind }) => kind === 'base');
}

/** exp[beta ln b]. */
function isGelfond(atom: Atom): boolean {
  if (atom.kind !== 'exp') return false;
  const others = atom.of.atoms.filter(({ kind }) => kind !== 'base');
  const [log] = others;
  return (
    others.length === 1 &&
    log?.kind === 'ln' &&
    log.of.kind === 'base' &&
    isFirstPower(atom.of, log) &&
    atom.of.atoms.length > 1
  );
}

/** exp[pi sqrt d]: the powers of integers in it are square roots. */
function isNesterenko(atom: Atom): boolean {
  if (atom.kind !== 'exp') return false;
  const { atoms, exponents } = atom.of;
  const pi = atoms.find(({ kind }) => kind === 'pi');
  return (
    pi !== undefined &&
    isFirstPower(atom.of, pi) &&
    atoms.every((each, i) => each === pi || (each.kind === 'base' && exponents[i]!.d === 2))
  );
}

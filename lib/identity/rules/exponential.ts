/** Exponentials, logarithms, powers, and the hyperbolic functions by these. */
import type { Rational } from '../../exact/rational.js';
import { atomForm, constant, formOf, negate, scale, sum, wholePower } from '../form/arithmetic.js';
import { constantOf } from '../form/form.js';
import type { Atom, Form, Term } from '../form/form.js';
import { UNIT } from '../form/coefficient.js';
import { exponentOf, rationalOf } from '../form/exponent.js';
import { primitive, quotient, reciprocalForm, simplifiedProduct } from '../form/primitive.js';
import type { Ring } from '../form/ring.js';
import { POSITIVE } from '../form/sign.js';
import { tooLarge } from '../work.js';
import { wholeOrNegativePower } from './arithmetic.js';
import { mayBeRaised, powersOf, productOf, rootForm } from './root.js';
import { signOf, unary } from './rule.js';
import type { Rule } from './rule.js';

const HALF: Rational = { n: 1n, d: 2n };

/** `e^(sum of c M)` as the product of the `exp[M]^c`. */
export function expForm(ring: Ring, form: Form): Form {
  return productOf(
    ring,
    form.map((term) => formOf(ring, expOfTerm(ring, term))),
  );
}

/** `e^(c ln X) = X^c`: the logarithm is defined, so X is above 0. */
function expOfTerm(ring: Ring, { monomial, coefficient }: Term) {
  const [atom] = monomial.atoms;
  const isLogarithm =
    monomial.atoms.length === 1 && atom?.kind === 'ln' && isOne(monomial.exponents[0]!);
  const base = isLogarithm ? atom.of : ring.atom({ kind: 'exp', of: monomial }, POSITIVE);
  return ring.power(base, exponentOf(coefficient));
}

function isOne({ n, d }: { readonly n: number; readonly d: number }): boolean {
  return n === 1 && d === 1;
}

/**
 * The logarithm of a form that is above 0: of a product of factors that are at least 0 the sum of the
 * logarithms, and of a^q for such an a that of a, q times.
 *
 * @returns undefined where the sign of a factor is not known.
 */
function lnForm(ring: Ring, form: Form): Form | undefined {
  const argument = primitive(ring, form, POSITIVE);
  if (argument === undefined) return tooLarge();
  const { coefficient, monomial, atom } = argument;
  if (coefficient.n < 0n || !mayBeRaised(monomial) || atom?.positivity === 0) return undefined;
  const terms = powersOf(ring, coefficient).map(({ atom: base, exponent }) =>
    scale(ring, lnOfAtom(ring, base), rationalOf(exponent)),
  );
  monomial.atoms.forEach((factor, i) => {
    terms.push(scale(ring, lnOfAtom(ring, factor), rationalOf(monomial.exponents[i]!)));
  });
  if (atom !== undefined) terms.push(lnOfAtom(ring, atom));
  return sum(ring, terms);
}

/** The logarithm of a factor of what is above 0. It is at least 0, so it is above 0 as well. */
function lnOfAtom(ring: Ring, atom: Atom): Form {
  atom.positivity = POSITIVE;
  if (atom.kind === 'exp') return [{ monomial: atom.of, coefficient: UNIT }];
  const isAboveOne = atom.kind === 'base' || atom.kind === 'pi';
  return atomForm(ring, ring.atom({ kind: 'ln', of: atom }, isAboveOne ? POSITIVE : 0));
}

/** The logarithm of an integer above 1. */
export function lnOfInteger(ring: Ring, n: bigint): Form {
  return lnForm(ring, constant(ring, { n, d: 1n })) ?? tooLarge();
}

export const exponential = unary(expForm);
export const logarithm = unary(lnForm);

function logarithmTo(base: bigint): Rule {
  return unary((ring, x) => {
    const above = lnForm(ring, x);
    return above && quotient(ring, above, lnOfInteger(ring, base), [0, POSITIVE]);
  });
}

export const logarithmTo2 = logarithmTo(2n);
export const logarithmTo10 = logarithmTo(10n);

/**
 * `x^y`. An exponent that is an integer makes a product of factors, for every x; else x is at least 0, and
 * above 0 the power is `e^(y ln x)`.
 */
export const power: Rule = (ring, [x, y]) => {
  const exponent = constantOf(y!.form);
  if (exponent?.d === 1n) return wholeOrNegativePower(ring, x!.form, exponent.n, signOf(x!));
  if (signOf(x!) !== POSITIVE) return undefined;
  const log = lnForm(ring, x!.form);
  return log && expForm(ring, simplifiedProduct(ring, y!.form, log));
};

export const hyperbolicSine = unary((ring, x) => {
  const e = expForm(ring, x);
  return scale(ring, sum(ring, [e, negate(reciprocalForm(ring, e, POSITIVE))]), HALF);
});

export const hyperbolicCosine = unary((ring, x) => {
  const e = expForm(ring, x);
  return scale(ring, sum(ring, [e, reciprocalForm(ring, e, POSITIVE)]), HALF);
});

/** `(e^2x - 1) / (e^2x + 1)`. */
export const hyperbolicTangent = unary((ring, x) => {
  const square = expForm(ring, scale(ring, x, { n: 2n, d: 1n }));
  const one = constant(ring, UNIT);
  return quotient(ring, sum(ring, [square, negate(one)]), sum(ring, [square, one]), [0, POSITIVE]);
});

/** `ln(x + sqrt(x^2 + 1))`, an odd function; both logarithm and root have arguments above 0. */
export const inverseHyperbolicSine: Rule = (ring, [x]) => {
  const isNegative = signOf(x!) < 0;
  const form = isNegative ? negate(x!.form) : x!.form;
  const square = sum(ring, [wholePower(ring, form, 2), constant(ring, UNIT)]);
  const root = rootForm(ring, square, 2, POSITIVE);
  const made = root && lnForm(ring, sum(ring, [form, root]));
  return made && isNegative ? negate(made) : made;
};

/** `ln(x + sqrt(x^2 - 1))`, defined for x at least 1. */
export const inverseHyperbolicCosine = unary((ring, x) => {
  const square = sum(ring, [wholePower(ring, x, 2), negate(constant(ring, UNIT))]);
  const root = rootForm(ring, square, 2, 1);
  return root && lnForm(ring, sum(ring, [x, root]));
});

/** `(ln(1 + x) - ln(1 - x)) / 2`, defined for x between -1 and 1. */
export const inverseHyperbolicTangent = unary((ring, x) => {
  const one = constant(ring, UNIT);
  const above = lnForm(ring, sum(ring, [one, x]));
  const below = lnForm(ring, sum(ring, [one, negate(x)]));
  return above && below && scale(ring, sum(ring, [above, negate(below)]), HALF);
});

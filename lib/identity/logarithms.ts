/** Rational combinations of logarithms, as the logarithm of a product. */
import { constant, negate, sum } from './form/arithmetic.js';
import { UNIT } from './form/coefficient.js';
import { exponentOf } from './form/exponent.js';
import type { Form } from './form/form.js';
import { formOf } from './form/arithmetic.js';
import type { Ring } from './form/ring.js';
import { productOf } from './rules/root.js';
import { gcd } from '../exact/integer.js';
import { ratMultiply } from '../exact/rational.js';
import { tooLarge } from './work.js';

export interface ProductOfArguments {
  /** `e^t - 1` for `t = multiple * form`. */
  readonly form: Form;
  readonly multiple: number;
}

/**
 * For a form `sum of c ln X` with rational c: the product of the `X^(N c)`, less 1, for the least N that makes
 * all exponents integers. It is 0 exactly where the form is.
 *
 * @returns undefined of any other form.
 * @throws TooLarge
 */
export function productOfArguments(ring: Ring, form: Form): ProductOfArguments | undefined {
  let multiple = 1n;
  for (const { monomial, coefficient } of form) {
    const [atom] = monomial.atoms;
    const [exponent] = monomial.exponents;
    const isLogarithm = atom?.kind === 'ln' && exponent?.n === 1 && exponent.d === 1;
    if (!isLogarithm || monomial.atoms.length > 1) return undefined;
    multiple = (multiple / gcd(multiple, coefficient.d)) * coefficient.d;
    if (multiple > MOST) tooLarge();
  }
  const powers = form.map(({ monomial, coefficient }) => {
    const [atom] = monomial.atoms;
    const base = atom?.kind === 'ln' ? atom.of : tooLarge();
    const power = exponentOf(ratMultiply(coefficient, { n: multiple, d: 1n }));
    return formOf(ring, ring.power(base, power));
  });
  const product = productOf(ring, powers);
  return { form: sum(ring, [product, negate(constant(ring, UNIT))]), multiple: Number(multiple) };
}

/** Larger multiples make powers beyond the limits. */
const MOST = 4096n;

/**
 * Roots.
 *
 * Of a product of factors that are at least 0 the root is the product of the roots, and that of a^q is
 * a^(q/k). For an even k the radicand is at least 0 where the root is defined. An even power of an atom of
 * unknown sign is at least 0 too, but its root is that of the absolute value: so the sign of each atom has to be
 * known, not that of its power.
 */
import type { Rational } from '../../exact/rational.js';
import { constant, formOf, negate, product, sum, wholePower } from '../form/arithmetic.js';
import { UNIT } from '../form/coefficient.js';
import type { Exponent } from '../form/exponent.js';
import { exponent } from '../form/exponent.js';
import { EMPTY } from '../form/form.js';
import type { Form, Monomial } from '../form/form.js';
import { primitive } from '../form/primitive.js';
import type { Power, Ring } from '../form/ring.js';
import { opposite, POSITIVE } from '../form/sign.js';
import type { ProvenSign } from '../form/sign.js';
import type { Rule } from './rule.js';
import { signOf } from './rule.js';

/** `r > 0` as powers of elements of the coprime base, with integer exponents. */
export function powersOf(ring: Ring, r: Rational): Power[] {
  const powers = (n: bigint, sign: 1 | -1): Power[] =>
    n === 1n
      ? []
      : ring.base.factor(n).map(({ base, exponent: k }) => ({
          atom: ring.atom({ kind: 'base', value: base }, POSITIVE),
          exponent: exponent(sign * k),
        }));
  return [...powers(r.n, 1), ...powers(r.d, -1)];
}

/** The product of `factors`, each of one term. */
export function productOf(ring: Ring, factors: readonly Form[]): Form {
  return factors.reduce((a, b) => product(ring, a, b), constant(ring, UNIT));
}

/** Whether every atom is known to be at least 0, so that the monomial may be raised to any power. */
export function mayBeRaised({ atoms }: Monomial): boolean {
  return atoms.every(({ positivity }) => positivity > 0);
}

/** `r^q` for r > 0. */
export function rationalPower(ring: Ring, r: Rational, q: Exponent): Form {
  return productOf(
    ring,
    powersOf(ring, r).map(({ atom, exponent: k }) =>
      formOf(ring, ring.power(atom, exponent(k.n * q.n, q.d))),
    ),
  );
}

/**
 * The k-th root.
 *
 * @param sign - of the form.
 * @returns undefined where signs that would have to be known are not.
 */
export function rootForm(ring: Ring, form: Form, k: number, sign: ProvenSign): Form | undefined {
  if (form.length === 0) return EMPTY;
  if (k % 2 === 1 && sign < 0) {
    const root = rootForm(ring, negate(form), k, opposite(sign));
    return root && negate(root);
  }
  const known = k % 2 === 0 && sign <= 0 ? 1 : sign;
  if (known <= 0) return undefined;
  const radicand = primitive(ring, form, known);
  if (radicand === undefined) return EMPTY;
  const { coefficient, monomial, atom } = radicand;
  if (coefficient.n < 0n || !mayBeRaised(monomial) || atom?.positivity === 0) return undefined;
  const q = exponent(1, k);
  return productOf(ring, [
    rationalPower(ring, coefficient, q),
    formOf(ring, ring.raise(monomial, q)),
    atom === undefined ? constant(ring, UNIT) : formOf(ring, ring.power(atom, q)),
  ]);
}

export const nthRoot: Rule = (ring, [x], params) =>
  rootForm(ring, x!.form, (params as { readonly n: number }).n, signOf(x!));

export const hypotenuse: Rule = (ring, [x, y]) =>
  rootForm(ring, sum(ring, [wholePower(ring, x!.form, 2), wholePower(ring, y!.form, 2)]), 2, 1);

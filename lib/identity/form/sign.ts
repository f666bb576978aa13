/** What is proven of the sign of a number, wherever the nodes of a question are defined. */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import {
  isNegative,
  isNonNegative,
  isNonPositive,
  isPositive,
} from '../../exact/enclosure/enclosure.js';
import type { Form, Monomial } from './form.js';

/** 2 for above 0, 1 for at least 0, 0 for nothing proven, -1 and -2 likewise for at most and below. */
export type ProvenSign = -2 | -1 | 0 | 1 | 2;

export const POSITIVE = 2;
export const NON_NEGATIVE = 1;

export function signOfBounds(bounds: Enclosure): ProvenSign {
  if (isPositive(bounds)) return 2;
  if (isNegative(bounds)) return -2;
  if (isNonNegative(bounds)) return 1;
  return isNonPositive(bounds) ? -1 : 0;
}

export function opposite(sign: ProvenSign): ProvenSign {
  return -sign as ProvenSign;
}

/** The one that says more. Both are proven, so they do not contradict each other, but for an exact zero. */
export function stronger(a: ProvenSign, b: ProvenSign): ProvenSign {
  return Math.abs(a) >= Math.abs(b) ? a : b;
}

/**
 * The sign of a monomial. An even integer power is at least 0 whatever its atom, and a negative power is
 * defined only where the atom is not 0.
 */
export function signOfMonomial({ atoms, exponents }: Monomial): 0 | 1 | 2 {
  let sign: 0 | 1 | 2 = POSITIVE;
  for (let i = 0; i < atoms.length; i++) {
    const { positivity } = atoms[i]!;
    const { n, d } = exponents[i]!;
    const isEven = d === 1 && n % 2 === 0;
    if (positivity === 0 && !isEven) return 0;
    if (positivity !== POSITIVE && n > 0) sign = NON_NEGATIVE;
  }
  return sign;
}

/** What the terms alone show: all are at least 0, or all are at most 0. */
export function signOfForm(form: Form): ProvenSign {
  const [first] = form;
  if (first === undefined) return 0;
  const isUpright = first.coefficient.n > 0n;
  let sign: ProvenSign = NON_NEGATIVE;
  for (const { monomial, coefficient } of form) {
    const each = signOfMonomial(monomial);
    if (each === 0 || coefficient.n > 0n !== isUpright) return 0;
    if (each === POSITIVE) sign = POSITIVE;
  }
  return isUpright ? sign : opposite(sign);
}

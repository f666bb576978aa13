/** Sums, products, quotients, integer powers, absolute values and extremes. */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { lowerEnd, upperEnd } from '../../exact/enclosure/enclosure.js';
import { compare } from '../../exact/dyadic.js';
import { constant, negate, sum, wholePower } from '../form/arithmetic.js';
import { UNIT } from '../form/coefficient.js';
import { sameForm } from '../form/form.js';
import type { Form } from '../form/form.js';
import { quotient, reciprocalForm, simplifiedProduct } from '../form/primitive.js';
import type { Ring } from '../form/ring.js';
import type { ProvenSign } from '../form/sign.js';
import { tooLarge } from '../work.js';
import type { Operand, Rule } from './rule.js';
import { signOf } from './rule.js';

/** Exponents beyond this are no form. */
const LARGEST_EXPONENT = 4096n;

export const addition: Rule = (ring, operands) =>
  sum(
    ring,
    operands.map(({ form }) => form),
  );

export const negation: Rule = (_ring, [x]) => negate(x!.form);

/** The short ones first, so that what is long is multiplied out once. */
export const multiplication: Rule = (ring, operands) =>
  operands
    .map(({ form }) => form)
    .sort((a, b) => a.length - b.length)
    .reduce((a, b) => simplifiedProduct(ring, a, b), constant(ring, UNIT));

export const division: Rule = (ring, [x, y]) =>
  quotient(ring, x!.form, y!.form, [signOf(x!), signOf(y!)]);

export const integerPower: Rule = (ring, [x], params) =>
  wholeOrNegativePower(ring, x!.form, params as bigint, signOf(x!));

/** `form^k` with 0^0 = 1, as in all of Pincer. */
export function wholeOrNegativePower(ring: Ring, form: Form, k: bigint, sign: ProvenSign): Form {
  if (k > LARGEST_EXPONENT || k < -LARGEST_EXPONENT) return tooLarge();
  if (k >= 0n) return wholePower(ring, form, Number(k));
  return wholePower(ring, reciprocalForm(ring, form, sign), Number(-k));
}

export const absolute: Rule = (_ring, [x]) => {
  const sign = signOf(x!);
  if (sign === 0) return x!.form.length === 0 ? x!.form : undefined;
  return sign > 0 ? x!.form : negate(x!.form);
};

export const minimum: Rule = (_ring, operands) => extreme(operands, isBelow);

export const maximum: Rule = (_ring, operands) => extreme(operands, (a, b) => isBelow(b, a));

/** The operand that is on the right side of all others, by bounds or by having the same form. */
function extreme(
  operands: readonly Operand[],
  isAhead: (a: Enclosure, b: Enclosure) => boolean,
): Form | undefined {
  const ahead = operands.find((x) =>
    operands.every((y) => sameForm(x.form, y.form) || isAhead(x.bounds, y.bounds)),
  );
  return ahead?.form;
}

function isBelow(a: Enclosure, b: Enclosure): boolean {
  const hi = upperEnd(a);
  const lo = lowerEnd(b);
  return hi !== null && lo !== null && compare(hi, lo) <= 0;
}

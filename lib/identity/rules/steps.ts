/**
 * The step functions and the remainder. A step function of anything that is not constant has a form only where
 * its bounds have become a point, which every node shares.
 */
import { divide } from '../../exact/enclosure/arithmetic.js';
import { floorTo } from '../../exact/dyadic.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { containsZero, lowerEnd, upperEnd } from '../../exact/enclosure/enclosure.js';
import type { Rational } from '../../exact/rational.js';
import { ratFloor } from '../../exact/rational.js';
import { constant, negate, scale, sum } from '../form/arithmetic.js';
import { constantOf } from '../form/form.js';
import type { Form } from '../form/form.js';
import { quotient } from '../form/primitive.js';
import { unlessTooLarge } from '../work.js';
import { signOf } from './rule.js';
import type { Rule } from './rule.js';

function ofConstant(step: (x: Rational) => bigint): Rule {
  return (ring, [x]) => {
    const value = constantOf(x!.form);
    return value && constant(ring, { n: step(value), d: 1n });
  };
}

const ceilOf = ({ n, d }: Rational): bigint => -ratFloor({ n: -n, d });

export const floor = ofConstant(ratFloor);
export const ceil = ofConstant(ceilOf);
export const trunc = ofConstant(({ n, d }) => n / d);
export const sign = ofConstant(({ n }) => (n > 0n ? 1n : n < 0n ? -1n : 0n));
/** Halves away from zero. */
export const round = ofConstant(({ n, d }) =>
  n < 0n ? -((2n * -n + d) / (2n * d)) : (2n * n + d) / (2n * d),
);

/** `x - y floor(x / y)`, where the form of x / y is a constant or bounds leave it no jump. */
export const modulo: Rule = (ring, [x, y]) => {
  const whole =
    unlessTooLarge(() => {
      const ratio = constantOf(quotient(ring, x!.form, y!.form, [signOf(x!), signOf(y!)]));
      return ratio && ratFloor(ratio);
    }) ?? floorOfQuotient(x!.bounds, y!.bounds);
  if (whole === undefined) return undefined;
  const multiple: Form = scale(ring, y!.form, { n: whole, d: 1n });
  return sum(ring, [x!.form, negate(multiple)]);
};

/** The floor that every point of the quotient has. */
function floorOfQuotient(x: Enclosure, y: Enclosure): bigint | undefined {
  if (containsZero(y)) return undefined;
  const bounds = divide(x, y, Infinity);
  const lo = lowerEnd(bounds);
  const hi = upperEnd(bounds);
  if (lo === null || hi === null || Math.max(lo.e, hi.e) > 4096) return undefined;
  const whole = floorTo(lo, 0);
  return whole === floorTo(hi, 0) ? whole : undefined;
}

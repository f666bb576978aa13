import { Real, fromInput } from './real.js';
import type { RealInput } from './real.js';
import type { Plain, Refiner } from '../refiners/refiner.js';
import { builtin } from './operators.js';
import { UNKNOWN, around } from './double-tier.js';

/**
 * Makes a Real of a number (the exact double), a bigint, text (the exact decimal or `a/b`), a Big,
 * a ratio `{ numerator, denominator }` or another Real.
 * @throws TypeError or RangeError naming `real` and the value.
 */
export function real(value: RealInput): Real {
  return fromInput('real', value);
}

/** The circle constant, 3.14159... */
export const pi: Real = /* @__PURE__ */ new Real(builtin('pi'), [], null, around(Math.PI));

/** Euler's number, 2.71828... */
export const e: Real = /* @__PURE__ */ new Real(builtin('e'), [], null, around(Math.E));

/** See {@link Real.sqrt}. */
export function sqrt(x: RealInput): Real {
  return fromInput('sqrt', x).sqrt();
}

/** See {@link Real.cbrt}. */
export function cbrt(x: RealInput): Real {
  return fromInput('cbrt', x).cbrt();
}

/** See {@link Real.nthRoot}. */
export function nthRoot(x: RealInput, n: number): Real {
  return fromInput('nthRoot', x).nthRoot(n);
}

/** See {@link Real.sin}. */
export function sin(x: RealInput): Real {
  return fromInput('sin', x).sin();
}

/** See {@link Real.cos}. */
export function cos(x: RealInput): Real {
  return fromInput('cos', x).cos();
}

/** See {@link Real.exp}. */
export function exp(x: RealInput): Real {
  return fromInput('exp', x).exp();
}

/** |x|. */
export function abs(x: RealInput): Real {
  return fromInput('abs', x).abs();
}


/**
 * The value that a refiner of one's own closes in on.
 * @param params - what its `start` and `step` are given; refiners that agree in name, version, params
 *   and inputs are one node, and share their state.
 * @param inputs - the values whose bounds its steps see.
 */
export function refined<Params extends Plain, State extends Plain>(
  refiner: Refiner<Params, State>,
  params: Params,
  inputs: readonly RealInput[] = [],
): Real {
  const operands = inputs.map((input) => fromInput('refined', input));
  const { name } = refiner;
  return new Real({ form: 'refiner', name, refiner: refiner as unknown as Refiner }, operands, params, UNKNOWN);
}

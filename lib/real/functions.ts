import { Real, applied, fromInput } from './real.js';
import type { RealInput } from './real.js';
import type { Operator } from './values/operator.js';
import { MAXIMUM, MINIMUM, builtin } from './values/operators.js';
import { between } from './values/data.js';
import { UNKNOWN, around } from './values/double-tier.js';

/**
 * Makes a Real of a number (the exact double), a bigint, text (the exact decimal or `a/b`), a Big,
 * a ratio `{ numerator, denominator }` or another Real.
 *
 * @example
 * ```ts
 * import { real } from 'pincer';
 *
 * console.log(real('0.1').add('0.2').eq('0.3')); // => true
 * console.log(real(0.1).toString(25)); // => 0.1000000000000000055511151
 * console.log(real('2/3').toFixed(4)); // => 0.6667
 * ```
 * @throws TypeError or RangeError naming `real` and the value.
 */
export function real(value: RealInput): Real {
  return fromInput('real', value);
}

/** A quantity that is known by bounds alone; see {@link between}. */
real.between = between;

/** The circle constant, 3.14159... */
export const pi: Real = /* @__PURE__ */ new Real(builtin('pi'), [], null, around(Math.PI));

/** Euler's number, 2.71828... */
export const e: Real = /* @__PURE__ */ new Real(builtin('e'), [], null, around(Math.E));

/** The natural logarithm of 2, 0.69314... */
export const ln2: Real = /* @__PURE__ */ new Real(builtin('ln2'), [], null, around(Math.LN2));

/** The golden ratio, 1.61803... */
export const phi: Real = /* @__PURE__ */ new Real(builtin('phi'), [], null, UNKNOWN);

/** The square root of x, for `x >= 0`. See {@link Real.sqrt}. */
export function sqrt(x: RealInput): Real {
  return fromInput('sqrt', x).sqrt();
}

/** The real cube root of x, for every x. See {@link Real.cbrt}. */
export function cbrt(x: RealInput): Real {
  return fromInput('cbrt', x).cbrt();
}

/** e^x, for every x. See {@link Real.exp}. */
export function exp(x: RealInput): Real {
  return fromInput('exp', x).exp();
}

/** The natural logarithm of x, for `x > 0`. See {@link Real.ln}. */
export function ln(x: RealInput): Real {
  return fromInput('ln', x).ln();
}

/** The logarithm of x to the base 2, for `x > 0`. See {@link Real.log2}. */
export function log2(x: RealInput): Real {
  return fromInput('log2', x).log2();
}

/** The logarithm of x to the base 10, for `x > 0`. See {@link Real.log10}. */
export function log10(x: RealInput): Real {
  return fromInput('log10', x).log10();
}

/** The sine of x radians, for every x. See {@link Real.sin}. */
export function sin(x: RealInput): Real {
  return fromInput('sin', x).sin();
}

/** The cosine of x radians, for every x. See {@link Real.cos}. */
export function cos(x: RealInput): Real {
  return fromInput('cos', x).cos();
}

/** The tangent of x radians, off its poles. See {@link Real.tan}. */
export function tan(x: RealInput): Real {
  return fromInput('tan', x).tan();
}

/** The inverse sine of x, for `-1 <= x <= 1`. See {@link Real.asin}. */
export function asin(x: RealInput): Real {
  return fromInput('asin', x).asin();
}

/** The inverse cosine of x, for `-1 <= x <= 1`. See {@link Real.acos}. */
export function acos(x: RealInput): Real {
  return fromInput('acos', x).acos();
}

/** The inverse tangent of x, for every x. See {@link Real.atan}. */
export function atan(x: RealInput): Real {
  return fromInput('atan', x).atan();
}

/** The hyperbolic sine of x, for every x. See {@link Real.sinh}. */
export function sinh(x: RealInput): Real {
  return fromInput('sinh', x).sinh();
}

/** The hyperbolic cosine of x, for every x. See {@link Real.cosh}. */
export function cosh(x: RealInput): Real {
  return fromInput('cosh', x).cosh();
}

/** The hyperbolic tangent of x, for every x. See {@link Real.tanh}. */
export function tanh(x: RealInput): Real {
  return fromInput('tanh', x).tanh();
}

/** The inverse hyperbolic sine of x, for every x. See {@link Real.asinh}. */
export function asinh(x: RealInput): Real {
  return fromInput('asinh', x).asinh();
}

/** The inverse hyperbolic cosine of x, for `x >= 1`. See {@link Real.acosh}. */
export function acosh(x: RealInput): Real {
  return fromInput('acosh', x).acosh();
}

/** The inverse hyperbolic tangent of x, for `-1 < x < 1`. See {@link Real.atanh}. */
export function atanh(x: RealInput): Real {
  return fromInput('atanh', x).atanh();
}

/** |x|. See {@link Real.abs}. */
export function abs(x: RealInput): Real {
  return fromInput('abs', x).abs();
}

/** -1, 0 or 1, by the sign of x. See {@link Real.sign}. */
export function sign(x: RealInput): Real {
  return fromInput('sign', x).sign();
}

/** The greatest integer that is not above x. See {@link Real.floor}. */
export function floor(x: RealInput): Real {
  return fromInput('floor', x).floor();
}

/** The least integer that is not below x. See {@link Real.ceil}. */
export function ceil(x: RealInput): Real {
  return fromInput('ceil', x).ceil();
}

/** The integer nearest to x, halves away from zero. See {@link Real.round}. */
export function round(x: RealInput): Real {
  return fromInput('round', x).round();
}

/** The integer part of x, toward zero. See {@link Real.trunc}. */
export function trunc(x: RealInput): Real {
  return fromInput('trunc', x).trunc();
}

/** The real n-th root of x. See {@link Real.nthRoot}. */
export function nthRoot(x: RealInput, n: number): Real {
  return fromInput('nthRoot', x).nthRoot(n);
}

/** x^y. See {@link Real.pow}. */
export function pow(x: RealInput, y: RealInput): Real {
  return fromInput('pow', x).pow(y);
}

/** The logarithm of x to a base. See {@link Real.log}. */
export function log(x: RealInput, base: RealInput): Real {
  return fromInput('log', x).log(base);
}

/**
 * The angle of the point (x, y).
 *
 * Domain: every point but the origin. Range: above -pi and at most pi. Errors: DomainError of the result
 * for the origin; bounds -pi to pi and digits undecided while the point may lie on either side of the
 * cut along the negative x axis. Source: the inverse tangent of the quotient with the smaller magnitude above.
 */
export function atan2(y: RealInput, x: RealInput): Real {
  return applied('atan2', [fromInput('atan2', y), fromInput('atan2', x)]);
}

/**
 * sqrt(x^2 + y^2).
 *
 * Domain: every x and y. Range: at least 0. Errors: none. Source: the square root of the sum of squares.
 */
export function hypot(x: RealInput, y: RealInput): Real {
  return applied('hypot', [fromInput('hypot', x), fromInput('hypot', y)]);
}

/** x - y * floor(x / y), of the sign of y. See {@link Real.mod}. */
export function mod(x: RealInput, y: RealInput): Real {
  return fromInput('mod', x).mod(y);
}

/** The sum of any number of values, one node of the graph. */
export function sum(values: readonly RealInput[]): Real {
  return values.map((value) => fromInput('sum', value)).reduce((a, b) => a.add(b), real(0));
}

/** The smallest of one or more values; it need not be decided which it is. */
export function min(first: RealInput, ...others: readonly RealInput[]): Real {
  return extremum(MINIMUM, 'min', [first, ...others], Math.min);
}

/** The largest of one or more values; it need not be decided which it is. */
export function max(first: RealInput, ...others: readonly RealInput[]): Real {
  return extremum(MAXIMUM, 'max', [first, ...others], Math.max);
}

function extremum(
  operator: Operator,
  name: string,
  values: readonly RealInput[],
  pick: (...ends: number[]) => number,
): Real {
  const operands = values.map((value) => fromInput(name, value));
  // Math.min and Math.max give NaN where any of theirs is: what is unknown stays so.
  const lo = pick(...operands.map((operand) => operand.lo));
  const hi = pick(...operands.map((operand) => operand.hi));
  return new Real(operator, operands, null, { lo, hi });
}

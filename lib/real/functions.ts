import { Real, applied, fromInput } from './real.js';
import type { RealInput } from './real.js';
import type { Operator } from './values/operator.js';
import { MAXIMUM, MINIMUM, builtin } from './values/operators.js';
import { between } from './values/data.js';
import { E, LN2, PHI, PI } from '../kernels/doubles/constants.js';

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

/**
 * The circle constant, 3.14159...
 *
 * @example
 * ```ts
 * import { pi } from 'pincer';
 *
 * console.log(pi.toFixed(30)); // => 3.141592653589793238462643383280
 * ```
 */
export const pi: Real = /* @__PURE__ */ new Real(builtin('pi'), [], null, PI);

/**
 * Euler's number, 2.71828...
 *
 * @example
 * ```ts
 * import { e } from 'pincer';
 *
 * console.log(e.toFixed(30)); // => 2.718281828459045235360287471353
 * ```
 */
export const e: Real = /* @__PURE__ */ new Real(builtin('e'), [], null, E);

/**
 * The natural logarithm of 2, 0.69314...
 *
 * @example
 * ```ts
 * import { ln2 } from 'pincer';
 *
 * console.log(ln2.toFixed(30)); // => 0.693147180559945309417232121458
 * ```
 */
export const ln2: Real = /* @__PURE__ */ new Real(builtin('ln2'), [], null, LN2);

/**
 * The golden ratio, 1.61803...
 *
 * @example
 * ```ts
 * import { phi } from 'pincer';
 *
 * console.log(phi.toFixed(30)); // => 1.618033988749894848204586834366
 * ```
 */
export const phi: Real = /* @__PURE__ */ new Real(builtin('phi'), [], null, PHI);

/**
 * The square root of x, for `x >= 0`. See {@link Real.sqrt}.
 *
 * @example
 * ```ts
 * import { sqrt } from 'pincer';
 *
 * console.log(sqrt(2).toFixed(30)); // => 1.414213562373095048801688724210
 * ```
 */
export function sqrt(x: RealInput): Real {
  return fromInput('sqrt', x).sqrt();
}

/**
 * The real cube root of x, for every x. See {@link Real.cbrt}.
 *
 * @example
 * ```ts
 * import { cbrt } from 'pincer';
 *
 * console.log(cbrt(-27).eq(-3)); // => true
 * ```
 */
export function cbrt(x: RealInput): Real {
  return fromInput('cbrt', x).cbrt();
}

/**
 * The exponential e^x, for every x. See {@link Real.exp}.
 *
 * @example
 * ```ts
 * import { exp } from 'pincer';
 *
 * console.log(exp(1).toFixed(20)); // => 2.71828182845904523536
 * ```
 */
export function exp(x: RealInput): Real {
  return fromInput('exp', x).exp();
}

/**
 * The natural logarithm of x, for `x > 0`. See {@link Real.ln}.
 *
 * @example
 * ```ts
 * import { ln } from 'pincer';
 *
 * console.log(ln(10).toFixed(20)); // => 2.30258509299404568402
 * ```
 */
export function ln(x: RealInput): Real {
  return fromInput('ln', x).ln();
}

/**
 * The logarithm of x to the base 2, for `x > 0`. See {@link Real.log2}.
 *
 * @example
 * ```ts
 * import { log2 } from 'pincer';
 *
 * console.log(log2(1024).eq(10)); // => true
 * ```
 */
export function log2(x: RealInput): Real {
  return fromInput('log2', x).log2();
}

/**
 * The logarithm of x to the base 10, for `x > 0`. See {@link Real.log10}.
 *
 * @example
 * ```ts
 * import { log10 } from 'pincer';
 *
 * console.log(log10('0.001').eq(-3)); // => true
 * ```
 */
export function log10(x: RealInput): Real {
  return fromInput('log10', x).log10();
}

/**
 * The sine of x radians, for every x. See {@link Real.sin}.
 *
 * @example
 * ```ts
 * import { sin } from 'pincer';
 *
 * console.log(sin(1e22).toFixed(20)); // => -0.85220084976718880177
 * ```
 */
export function sin(x: RealInput): Real {
  return fromInput('sin', x).sin();
}

/**
 * The cosine of x radians, for every x. See {@link Real.cos}.
 *
 * @example
 * ```ts
 * import { cos, pi } from 'pincer';
 *
 * console.log(cos(pi.divide(3)).toFixed(20)); // => 0.50000000000000000000
 * ```
 */
export function cos(x: RealInput): Real {
  return fromInput('cos', x).cos();
}

/**
 * The tangent of x radians, off its poles. See {@link Real.tan}.
 *
 * @example
 * ```ts
 * import { tan } from 'pincer';
 *
 * console.log(tan('1.5707963').toFixed(6)); // => 37320539.586717
 * ```
 */
export function tan(x: RealInput): Real {
  return fromInput('tan', x).tan();
}

/**
 * The inverse sine of x, for `-1 <= x <= 1`. See {@link Real.asin}.
 *
 * @example
 * ```ts
 * import { asin } from 'pincer';
 *
 * console.log(asin('1/2').toFixed(20)); // => 0.52359877559829887308
 * ```
 */
export function asin(x: RealInput): Real {
  return fromInput('asin', x).asin();
}

/**
 * The inverse cosine of x, for `-1 <= x <= 1`. See {@link Real.acos}.
 *
 * @example
 * ```ts
 * import { acos } from 'pincer';
 *
 * console.log(acos(-1).toFixed(20)); // => 3.14159265358979323846
 * ```
 */
export function acos(x: RealInput): Real {
  return fromInput('acos', x).acos();
}

/**
 * The inverse tangent of x, for every x. See {@link Real.atan}.
 *
 * @example
 * ```ts
 * import { atan } from 'pincer';
 *
 * console.log(atan(1).multiply(4).toFixed(20)); // => 3.14159265358979323846
 * ```
 */
export function atan(x: RealInput): Real {
  return fromInput('atan', x).atan();
}

/**
 * The hyperbolic sine of x, for every x. See {@link Real.sinh}.
 *
 * @example
 * ```ts
 * import { sinh } from 'pincer';
 *
 * console.log(sinh('1e-9').toPrecision(20)); // => 1.0000000000000000002e-9
 * ```
 */
export function sinh(x: RealInput): Real {
  return fromInput('sinh', x).sinh();
}

/**
 * The hyperbolic cosine of x, for every x. See {@link Real.cosh}.
 *
 * @example
 * ```ts
 * import { cosh, ln } from 'pincer';
 *
 * console.log(cosh(ln(2)).toFixed(10)); // => 1.2500000000
 * ```
 */
export function cosh(x: RealInput): Real {
  return fromInput('cosh', x).cosh();
}

/**
 * The hyperbolic tangent of x, for every x. See {@link Real.tanh}.
 *
 * @example
 * ```ts
 * import { tanh } from 'pincer';
 *
 * console.log(tanh(20).toFixed(20)); // => 0.99999999999999999150
 * ```
 */
export function tanh(x: RealInput): Real {
  return fromInput('tanh', x).tanh();
}

/**
 * The inverse hyperbolic sine of x, for every x. See {@link Real.asinh}.
 *
 * @example
 * ```ts
 * import { asinh } from 'pincer';
 *
 * console.log(asinh(1).toFixed(20)); // => 0.88137358701954302523
 * ```
 */
export function asinh(x: RealInput): Real {
  return fromInput('asinh', x).asinh();
}

/**
 * The inverse hyperbolic cosine of x, for `x >= 1`. See {@link Real.acosh}.
 *
 * @example
 * ```ts
 * import { acosh } from 'pincer';
 *
 * console.log(acosh(2).toFixed(20)); // => 1.31695789692481670863
 * ```
 */
export function acosh(x: RealInput): Real {
  return fromInput('acosh', x).acosh();
}

/**
 * The inverse hyperbolic tangent of x, for `-1 < x < 1`. See {@link Real.atanh}.
 *
 * @example
 * ```ts
 * import { atanh } from 'pincer';
 *
 * console.log(atanh('1/2').toFixed(20)); // => 0.54930614433405484570
 * ```
 */
export function atanh(x: RealInput): Real {
  return fromInput('atanh', x).atanh();
}

/**
 * The absolute value of x. See {@link Real.abs}.
 *
 * @example
 * ```ts
 * import { abs } from 'pincer';
 *
 * console.log(abs('-1/3').toFixed(5)); // => 0.33333
 * ```
 */
export function abs(x: RealInput): Real {
  return fromInput('abs', x).abs();
}

/**
 * -1, 0 or 1, by the sign of x. See {@link Real.sign}.
 *
 * @example
 * ```ts
 * import { sign, sin } from 'pincer';
 *
 * console.log(sign(sin(22)).toString(1)); // => -1
 * ```
 */
export function sign(x: RealInput): Real {
  return fromInput('sign', x).sign();
}

/**
 * The greatest integer that is not above x. See {@link Real.floor}.
 *
 * @example
 * ```ts
 * import { floor, pi } from 'pincer';
 *
 * console.log(floor(pi.multiply(100)).toString(3)); // => 314
 * ```
 */
export function floor(x: RealInput): Real {
  return fromInput('floor', x).floor();
}

/**
 * The least integer that is not below x. See {@link Real.ceil}.
 *
 * @example
 * ```ts
 * import { ceil, sqrt } from 'pincer';
 *
 * console.log(ceil(sqrt(5)).toString(1)); // => 3
 * ```
 */
export function ceil(x: RealInput): Real {
  return fromInput('ceil', x).ceil();
}

/**
 * The integer nearest to x, halves away from zero. See {@link Real.round}.
 *
 * @example
 * ```ts
 * import { round } from 'pincer';
 *
 * console.log(round('2.5').toString(1)); // => 3
 * ```
 */
export function round(x: RealInput): Real {
  return fromInput('round', x).round();
}

/**
 * The integer part of x, toward zero. See {@link Real.trunc}.
 *
 * @example
 * ```ts
 * import { trunc } from 'pincer';
 *
 * console.log(trunc('-2.5').toString(1)); // => -2
 * ```
 */
export function trunc(x: RealInput): Real {
  return fromInput('trunc', x).trunc();
}

/**
 * The real n-th root of x. See {@link Real.nthRoot}.
 *
 * @example
 * ```ts
 * import { nthRoot } from 'pincer';
 *
 * console.log(nthRoot(2, 12).toFixed(20)); // => 1.05946309435929526456
 * ```
 */
export function nthRoot(x: RealInput, n: number): Real {
  return fromInput('nthRoot', x).nthRoot(n);
}

/**
 * The power x^y. See {@link Real.pow}.
 *
 * @example
 * ```ts
 * import { pow } from 'pincer';
 *
 * console.log(pow(2, '1/2').toFixed(20)); // => 1.41421356237309504880
 * ```
 */
export function pow(x: RealInput, y: RealInput): Real {
  return fromInput('pow', x).pow(y);
}

/**
 * The logarithm of x to a base. See {@link Real.log}.
 *
 * @example
 * ```ts
 * import { log } from 'pincer';
 *
 * console.log(log(5, 3).toFixed(20)); // => 1.46497352071792716720
 * ```
 */
export function log(x: RealInput, base: RealInput): Real {
  return fromInput('log', x).log(base);
}

/**
 * The angle of the point (x, y), in radians.
 *
 * - Domain: every point but the origin.
 * - Range: above -pi and at most pi.
 * - Errors: DomainError where the point is proven to be the origin; undecided, with bounds -pi to pi, while
 *   it may lie on either side of the cut along the negative x axis.
 * - Source: the inverse tangent of the quotient whose divisor is the larger in magnitude.
 *
 * @example
 * ```ts
 * import { atan2, pi } from 'pincer';
 *
 * console.log(atan2(1, -1).divide(pi).toFixed(10)); // => 0.7500000000
 * ```
 */
export function atan2(y: RealInput, x: RealInput): Real {
  return applied('atan2', [fromInput('atan2', y), fromInput('atan2', x)]);
}

/**
 * The length sqrt(x^2 + y^2).
 *
 * - Domain: every x and y.
 * - Range: at least 0.
 * - Errors: none.
 * - Source: the square root of the sum of squares; no square overflows.
 *
 * @example
 * ```ts
 * import { hypot } from 'pincer';
 *
 * console.log(hypot(1e200, 1e200).toPrecision(20)); // => 1.4142135623730950060e+200
 * ```
 */
export function hypot(x: RealInput, y: RealInput): Real {
  return applied('hypot', [fromInput('hypot', x), fromInput('hypot', y)]);
}

/**
 * The remainder x - y * floor(x / y), which has the sign of y. See {@link Real.mod}.
 *
 * @example
 * ```ts
 * import { mod, pi } from 'pincer';
 *
 * console.log(mod(pi, '1/2').toFixed(20)); // => 0.14159265358979323846
 * ```
 */
export function mod(x: RealInput, y: RealInput): Real {
  return fromInput('mod', x).mod(y);
}

/**
 * The sum of any number of values, one node of the graph.
 *
 * - Domain: any values; the sum of none is 0.
 * - Range: every real.
 * - Errors: none.
 * - Source: exact for exact rationals; else the sum of the bounds, rounded outward once.
 *
 * @example
 * ```ts
 * import { sum } from 'pincer';
 *
 * console.log(sum(['0.1', '0.2', '0.3']).eq('0.6')); // => true
 * ```
 */
export function sum(values: readonly RealInput[]): Real {
  return values.map((value) => fromInput('sum', value)).reduce((a, b) => a.add(b), real(0));
}

/**
 * The smallest of one or more values; it need not be decided which it is.
 *
 * - Domain: any values.
 * - Range: every real.
 * - Errors: none.
 * - Source: the least of the lower bounds and the least of the upper bounds.
 *
 * @example
 * ```ts
 * import { min, pi } from 'pincer';
 *
 * console.log(min(pi, '22/7').toFixed(5)); // => 3.14159
 * ```
 */
export function min(first: RealInput, ...others: readonly RealInput[]): Real {
  return extremum(MINIMUM, 'min', [first, ...others], Math.min);
}

/**
 * The largest of one or more values; it need not be decided which it is.
 *
 * - Domain: any values.
 * - Range: every real.
 * - Errors: none.
 * - Source: the greatest of the lower bounds and the greatest of the upper bounds.
 *
 * @example
 * ```ts
 * import { max, pi } from 'pincer';
 *
 * console.log(max(pi, '22/7').toFixed(5)); // => 3.14286
 * ```
 */
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

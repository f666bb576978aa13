/**
 * The elementary functions on enclosures, by the same evaluation that the built-in refiners have.
 *
 * Laws
 * 1. The result contains `f(x)` for every `x` of the enclosure that lies in the domain of `f`. Points outside the
 *    domain are left out: whether there are any is for the caller to know.
 * 2. An enclosure without a point of the domain throws a DomainError.
 * 3. What computing adds is at most `2^width`, or a 2^13th part of what the width of the enclosure brings. `Infinity`
 *    leaves about 64 significant bits.
 */
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { intersect } from '../exact/enclosure/enclosure.js';
import type { FunctionDefinition } from '../refiners/evaluation/function.js';
import * as steps from '../refiners/evaluation/steps.js';
import * as arcsine from '../refiners/functions/arcsine.js';
import * as arctangent from '../refiners/functions/arctangent.js';
import * as ofPoint from '../refiners/functions/atan2.js';
import * as exponential from '../refiners/functions/exponential.js';
import * as hyperbolic from '../refiners/functions/hyperbolic.js';
import * as hypotenuse from '../refiners/functions/hypotenuse.js';
import * as areas from '../refiners/functions/inverse-hyperbolic.js';
import * as ofBase from '../refiners/functions/logarithm-of-base.js';
import * as logarithm from '../refiners/functions/logarithm.js';
import * as roots from '../refiners/functions/nth-root.js';
import * as powers from '../refiners/functions/power.js';
import * as waves from '../refiners/functions/sine-cosine.js';
import * as tangent from '../refiners/functions/tangent.js';
import type { Plain } from '../refiners/refiner.js';

/** Checks the width once, and keeps to the range of the function. */
function evaluate(
  f: FunctionDefinition,
  inputs: readonly Enclosure[],
  width: Log2,
  params: Plain = null,
): Enclosure {
  if (Number.isNaN(width)) throw new RangeError(`enclosure.${f.name}: the width is NaN`);
  const { bounds } = f.evaluate(inputs, Math.floor(width), params);
  const range = f.initial?.(params);
  return (range && intersect(bounds, range)) ?? bounds;
}

/** A function of one enclosure. */
export type Unary = (x: Enclosure, width?: Log2) => Enclosure;

/** A function of two enclosures. */
export type Binary = (x: Enclosure, y: Enclosure, width?: Log2) => Enclosure;

const unary =
  (f: FunctionDefinition): Unary =>
  (x, width = Infinity) =>
    evaluate(f, [x], width);

const binary =
  (f: FunctionDefinition): Binary =>
  (x, y, width = Infinity) =>
    evaluate(f, [x, y], width);

/**
 * The `n`-th root, for `n` from 1 to 2^31; of negative numbers where `n` is odd.
 *
 * @throws DomainError for an even root of an enclosure below zero, and RangeError for another `n`.
 */
export function nthRoot(x: Enclosure, n: number, width: Log2 = Infinity): Enclosure {
  return evaluate(roots.nthRoot, [x], width, { n });
}

/** The square root. @throws DomainError for an enclosure below zero. */
export function sqrt(x: Enclosure, width: Log2 = Infinity): Enclosure {
  return nthRoot(x, 2, width);
}

/** `e^x`. */
export const exp = unary(exponential.exp);
/** The natural logarithm. @throws DomainError for an enclosure without a positive number. */
export const ln = unary(logarithm.ln);
/** The logarithm of base 2. @throws DomainError for an enclosure without a positive number. */
export const log2 = unary(ofBase.log2);
/** The logarithm of base 10. @throws DomainError for an enclosure without a positive number. */
export const log10 = unary(ofBase.log10);
/** `x^y`. @throws DomainError where no number of `x` has a power among those of `y`. */
export const pow = binary(powers.pow);
/** `sqrt(x^2 + y^2)`. */
export const hypot = binary(hypotenuse.hypot);
/** The sine. */
export const sin = unary(waves.sin);
/** The cosine. */
export const cos = unary(waves.cos);
/** The tangent; unbounded where the enclosure contains a pole. */
export const tan = unary(tangent.tan);
/** The arc sine. @throws DomainError for an enclosure outside [-1, 1]. */
export const asin = unary(arcsine.asin);
/** The arc cosine. @throws DomainError for an enclosure outside [-1, 1]. */
export const acos = unary(arcsine.acos);
/** The arc tangent. */
export const atan = unary(arctangent.atan);
/** `atan2(y, x)`, the angle of the point `(x, y)`, in (-pi, pi]. @throws DomainError for the origin. */
export const atan2 = binary(ofPoint.atan2);
/** The hyperbolic sine. */
export const sinh = unary(hyperbolic.sinh);
/** The hyperbolic cosine. */
export const cosh = unary(hyperbolic.cosh);
/** The hyperbolic tangent. */
export const tanh = unary(hyperbolic.tanh);
/** The inverse hyperbolic sine. */
export const asinh = unary(areas.asinh);
/** The inverse hyperbolic cosine. @throws DomainError for an enclosure below 1. */
export const acosh = unary(areas.acosh);
/** The inverse hyperbolic tangent. @throws DomainError for an enclosure outside (-1, 1). */
export const atanh = unary(areas.atanh);
/** The greatest integer that is not above `x`: the hull of those of its points. */
export const floor = unary(steps.floor);
/** The least integer that is not below `x`: the hull of those of its points. */
export const ceil = unary(steps.ceil);

/** The angle of the point (x, y), from -pi exclusive to pi inclusive. */
import { add, divide, negate } from '../../exact/enclosure/arithmetic.js';
import { negate as negated, ZERO } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import {
  containsZero,
  isNegative,
  isNonNegative,
  isPoint,
  isPositive,
  magnitudeLog2,
  mignitudeLog2,
  signOf,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { DomainError } from '../../exact/errors.js';
import { fromExactEnds } from '../../exact/enclosure/ends.js';
import { logAdd } from '../../exact/log2.js';
import { ratSign } from '../../exact/rational.js';
import type { Need } from '../refiner.js';
import { arctangent, piAt } from './arctangent.js';
import { encloseEnds } from '../evaluation/ends.js';
import type { Evaluation, FunctionDefinition } from '../evaluation/function.js';
import { evaluateMonotone } from '../evaluation/monotone.js';

const PI = piAt(0, Infinity).hi!;
const HALF_PI = piAt(-1, Infinity).hi!;

function between(lo: Dyadic, hi: Dyadic): Enclosure {
  return fromExactEnds(lo, hi);
}

/**
 * `turns pi/2 + atan(over / under)` (minus, if `sign` is -1): the quotient is as monotone in each
 * argument as the arc tangent, so the bounds are those of the angle but for rounding.
 */
function quadrant(
  turns: -2 | -1 | 0 | 1 | 2,
  over: Enclosure,
  under: Enclosure,
  sign: 1 | -1,
  grid: number,
): Evaluation {
  const fine = grid - 3;
  // Beyond 1 the angle moves by less than the quotient, in the square of its size.
  const size = Math.max(0, Math.floor(mignitudeLog2(divide(over, under, Infinity))));
  const ofQuotient = fine + 2 * size;
  const quotient = divide(over, under, ofQuotient);
  const angle = evaluateMonotone(arctangent, quotient, fine);
  const rounding = Math.min(ofQuotient + 1, magnitudeLog2(quotient) - 62) - 2 * size;
  const own = logAdd(angle.own, rounding);
  const turned = sign === 1 ? angle.bounds : negate(angle.bounds);
  if (turns === 0) return { bounds: turned, own };
  const half = encloseEnds(piAt(Math.abs(turns) - 2, fine), fine);
  const bounds = add(turns > 0 ? half : negate(half), turned, fine);
  return { bounds, own: logAdd(own, Math.min(fine + 2, -58)) };
}

function evaluate(y: Enclosure, x: Enclosure, grid: number): Evaluation {
  if (isPositive(x)) return quadrant(0, y, x, 1, grid);
  if (isPositive(y)) return quadrant(1, x, y, -1, grid);
  if (isNegative(y)) return quadrant(-1, x, y, -1, grid);
  if (isNegative(x) && isNonNegative(y)) return quadrant(2, y, x, 1, grid);
  return straddling(y, x);
}

/** The cut, where y may have either sign and x is negative, or the origin among the points. */
function straddling(y: Enclosure, x: Enclosure): Evaluation {
  const ySign = signOf(y);
  const xSign = signOf(x);
  if (ySign === 0 && xSign === 0) throw atOrigin();
  const needs: Need[] = [{ input: separable(y, x), predicate: { excludes: ZERO } }];
  // At the origin it is not defined, though its bounds are finite.
  const conditional = containsZero(y) && containsZero(x);
  return { bounds: rangeOf(y, x), own: -Infinity, needs, ...(conditional ? { conditional } : {}) };
}

function rangeOf(y: Enclosure, x: Enclosure): Enclosure {
  if (isNonNegative(x)) {
    return between(isNonNegative(y) ? ZERO : negated(HALF_PI), HALF_PI);
  }
  return between(isNonNegative(y) ? ZERO : negated(PI), PI);
}

/** The input that excluding zero from helps: not one that is zero exactly, else the wider. */
function separable(y: Enclosure, x: Enclosure): 0 | 1 {
  if (isPoint(y)) return 1;
  if (isPoint(x) || !containsZero(x)) return 0;
  return widthLog2(y) >= widthLog2(x) ? 0 : 1;
}

function atOrigin(): DomainError {
  return new DomainError('atan2: the point (0, 0) has no angle');
}

/** The arguments are y and x, in this order. */
const RANGE = between(negated(PI), PI);

export const atan2: FunctionDefinition = {
  name: 'atan2',
  arity: 2,
  initial: () => RANGE,
  evaluate: ([y, x], grid) => evaluate(y!, x!, grid),
  /**
   * |x| / (x^2 + y^2) and |y| / (x^2 + y^2): both at most 1 / hypot(x, y), and far less for the larger
   * argument of two unlike ones.
   */
  sensitivity: (input, [y, x]) => {
    const cut = !isPositive(x!) && containsZero(y!) && !(isNegative(x!) && isNonNegative(y!));
    if (cut) return Infinity;
    const least = Math.max(mignitudeLog2(x!), mignitudeLog2(y!));
    const other = magnitudeLog2(input === 0 ? x! : y!);
    const ratio = other - 2 * least;
    // A difference of logarithms, against its own rounding.
    return ratio < -least ? ratio + Math.abs(least) * 2 ** -50 : -least;
  },
  estimate: {
    value: ([y, x]) => (y === 0 ? NaN : Math.atan2(y!, x!)),
    slope: (input, [y, x]) => Math.abs(input === 0 ? x! : y!) / (x! * x! + y! * y!),
  },
  fold: ([y, x]) => {
    if (ratSign(y!) !== 0) return undefined;
    if (ratSign(x!) === 0) throw atOrigin();
    return ratSign(x!) > 0 ? { n: 0n, d: 1n } : undefined;
  },
};

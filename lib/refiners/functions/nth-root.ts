/** The n-th root, for an integer n >= 1; of odd degree also of negative numbers. */
import { estimateOf } from '../../exact/estimate.js';
import { divide, multiply } from '../../exact/enclosure/arithmetic.js';
import {
  absolute,
  dyadic,
  floorTo,
  fromInteger,
  max,
  min,
  negate,
  ONE,
  topExponent,
  ZERO,
} from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { toDoubleNearest } from '../../exact/double.js';
import { below, containsZero, lowerEnd, point, upperEnd } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { fromExactEnds } from '../../exact/enclosure/ends.js';
import { fromEnds, fromRational } from '../../exact/enclosure/outward.js';
import { trailingZeros } from '../../exact/integer.js';
import { integerRoot } from '../../exact/integer-root.js';
import { ratRoot } from '../../exact/rational.js';
import type { Plain } from '../refiner.js';
import { partInside } from '../evaluation/domain.js';
import type { Domain } from '../evaluation/domain.js';
import { encloseEnds, endsOf, exactly, negateEnds, unitExponent } from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import { isSteady, ROUNDED_UP } from '../evaluation/mean-value-form.js';
import { evaluateMonotone, roughRange, sensitivityOfMonotone } from '../evaluation/monotone.js';
import type { Monotone } from '../evaluation/monotone.js';
import { exponential } from './exponential.js';
import type { FunctionDefinition } from '../evaluation/function.js';
import { lnAt } from './logarithm.js';

/** Up to here the root of an integer of n times the bits is cheaper than a logarithm. */
const LARGEST_INTEGER_DEGREE = 32;

const NON_NEGATIVE: Domain = { low: { at: ZERO, closed: true }, text: 'x >= 0' };

/** Units of 2^u, with floor(root(x) / 2^u) the floor of the root of the integer floor(x / 2^(n u)). */
function rootAt(x: Dyadic, n: number, grid: number): Ends {
  if (x.m === 0n || n === 1) return exactly(x);
  if (x.m < 0n) return negateEnds(rootAt(negate(x), n, grid));
  const top = Math.ceil(topExponent(x) / n);
  const unit = unitExponent(grid, top);
  if (n > LARGEST_INTEGER_DEGREE) return rootByLogarithm(x, n, top, unit);
  const power = floorTo(x, n * unit);
  const { root, rest } = integerRoot(power, n);
  if (x.e >= n * unit && rest === 0n) {
    const zeros = trailingZeros(root);
    return exactly(dyadic(root >> BigInt(zeros), unit + zeros));
  }
  return { lo: dyadic(root, unit), hi: dyadic(root + 1n, unit), own: unit };
}

/** exp(ln(x) / n): an error of 2^-b in the argument is one of 2^-b in proportion in the result. */
function rootByLogarithm(x: Dyadic, n: number, top: number, unit: number): Ends {
  if (x.m === 1n && x.e === 0) return exactly(x);
  const bits = top - unit + 2;
  const degree = Math.floor(Math.log2(n));
  const logarithm = encloseEnds(lnAt(x, degree - bits), degree - bits);
  const argument = divide(logarithm, point(fromInteger(n)), -bits);
  return endsOf(evaluateMonotone(exponential, argument, unit).bounds);
}

/** root(|x|) / (n |x|), which falls in |x|. */
function derivative(x: Enclosure, n: number): Enclosure {
  if (n === 1) return point(ONE);
  if (containsZero(x)) return below(ZERO);
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  const one = lo && absolute(lo);
  const other = hi && absolute(hi);
  const near = one === null ? other! : other === null ? one : min(one, other);
  const steepest = upperEnd(slopeAt(near, n))!;
  const least = one === null || other === null ? ZERO : lowerEnd(slopeAt(max(one, other), n))!;
  return fromExactEnds(least, steepest);
}

function slopeAt(x: Dyadic, n: number): Enclosure {
  const root = encloseEnds(rootAt(x, n, Infinity), Infinity);
  const argument = fromEnds(x, x, Infinity);
  return divide(root, multiply(point(fromInteger(n)), argument, Infinity), Infinity);
}

/** What a root of this degree is called in messages. */
function nameOf(n: number): string {
  return n === 2 ? 'sqrt' : n === 3 ? 'cbrt' : 'nthRoot';
}

/** Nearer to zero a double has fewer bits, and the quotient with it a larger error. */
const LEAST_ARGUMENT = 2 ** -1000;

/** By the degree, up to MOST_KEPT. */
const ROOTS: Monotone[] = [];
const MOST_KEPT = 64;

/** The function of one degree. */
export function rootOf(n: number): Monotone {
  if (n > MOST_KEPT) return makeRoot(n);
  return (ROOTS[n] ??= makeRoot(n));
}

function makeRoot(n: number): Monotone {
  return {
    name: nameOf(n),
    rising: true,
    ...(n % 2 === 0 ? { domain: NON_NEGATIVE } : {}),
    at: (x, grid) => rootAt(x, n, grid),
    derivative: (x) => derivative(x, n),
    // root' is root(x) / (n x), which falls: at most root(middle) / (n lo) for lo > 0.
    steepest: (x, value) => {
      const least = toDoubleNearest(lowerEnd(x)!);
      if (!(least > LEAST_ARGUMENT) || !isSteady(x, least)) return NaN;
      return (toDoubleNearest(value.hi!) / (n * least)) * ROUNDED_UP;
    },
    estimate: estimateOf(
      (x) => rootNear(x, n),
      (x, value) => slopeNear(x, value, n),
    ),
  };
}

const squareRoot = rootOf(2);

/** 1 / sqrt(x) at 64 bits, for `x >= 0`; unbounded where x may be zero. */
export function reciprocalRoot(x: Enclosure): Enclosure {
  return containsZero(x) ? below(ZERO) : divide(point(ONE), roughRange(squareRoot, x), Infinity);
}

/**
 * The degree that the parameters of a root name.
 *
 * @throws RangeError if it is no integer from 1 to 2^31.
 */
function degreeOf(params: Plain): number {
  const n = (params as { readonly n?: unknown } | null)?.n;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > 2 ** 31) {
    throw new RangeError(`nthRoot: the degree ${String(n)} is no integer from 1 to 2^31`);
  }
  return n;
}

function slopeNear(x: number, root: number, n: number): number {
  return Math.abs(root / (n * x));
}

function rootNear(x: number, n: number): number {
  if (n === 2) return Math.sqrt(x);
  const size = Math.abs(x) ** (1 / n);
  if (x >= 0) return size;
  return n % 2 === 1 ? -size : NaN;
}

export const nthRoot: FunctionDefinition = {
  name: 'nthRoot',
  arity: 1,
  initial: (params) => (degreeOf(params) % 2 === 0 ? below(ZERO) : { kind: 'all' }),
  evaluate: ([x], grid, params) => evaluateMonotone(rootOf(degreeOf(params)), x!, grid),
  sensitivity: (_input, [x], _output, params) =>
    sensitivityOfMonotone(rootOf(degreeOf(params)), x!),
  // |root x - root y| <= root |x - y| for one sign; twice that, at most, across zero. The slack is
  // for 1 / n as a double.
  modulus: (_input, [x], _output, params) => {
    const n = degreeOf(params);
    const lo = lowerEnd(x!);
    const oneSign = n % 2 === 0 || (lo !== null && lo.m >= 0n);
    return { factor: (oneSign ? 0 : 1) + 1e-6, exponent: 1 / n };
  },
  estimate: {
    value: ([x], params) => rootNear(x!, degreeOf(params)),
    slope: (_input, [x], value, params) => slopeNear(x!, value, degreeOf(params)),
  },
  fold: ([x], params) => {
    const n = degreeOf(params);
    if (n % 2 === 0 && x!.n < 0n) partInside(nameOf(n), fromRational(x!, Infinity), NON_NEGATIVE);
    return ratRoot(x!, n);
  },
};

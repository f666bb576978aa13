/** Hyperbolic sine, cosine and tangent. */
import { estimateOf } from '../../exact/estimate.js';
import { absolute, add, divide, square, subtract } from '../../exact/enclosure/arithmetic.js';
import { floorTo, negate, ONE, topExponent, ZERO } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { below, point } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { Rational } from '../../exact/rational.js';
import { expFixed } from '../../kernels/exponential.js';
import { expOfFraction, isExponentialQuickest, QUICKEST } from '../../kernels/rational-series.js';
import type { SumCell } from '../../kernels/splitting.js';
import {
  around,
  encloseEnds,
  endsOf,
  evaluationAt,
  exactly,
  negateEnds,
  scaleEnds,
  unitExponent,
} from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import { expAt } from './exponential.js';
import type { FunctionDefinition } from '../evaluation/function.js';
import {
  evaluateMonotone,
  monotone,
  roughRange,
  sensitivityOfMonotone,
} from '../evaluation/monotone.js';
import type { Monotone } from '../evaluation/monotone.js';
import { topOf, UNIT_INTERVAL } from './sine-cosine.js';

/** exp(x) and exp(-x), for `0 <= x < 1`, in units, off by less than 5 and 6. */
function pair(x: Dyadic, unit: number): { rising: bigint; falling: bigint } {
  const p = -unit;
  const rising = expFixed(floorTo(x, unit), p);
  return { rising, falling: (1n << BigInt(2 * p)) / rising };
}

/** exp(x) + exp(-x) or their difference, halved, for `x >= 1`. */
function halfOf(
  combine: (a: Enclosure, b: Enclosure, grid: number) => Enclosure,
  x: Dyadic,
  grid: number,
): Ends {
  const rising = expAt(x, grid - 1);
  // No finer than the rising part, which alone decides the precision.
  const falling = expAt(negate(x), rising.own === -Infinity ? Infinity : rising.own);
  const fine = grid - 3;
  const both = combine(encloseEnds(rising, fine), encloseEnds(falling, fine), fine);
  return scaleEnds(endsOf(both), -1);
}

/** Near zero |sinh x - x| <= |x|^3 / 4. */
function sinhAt(x: Dyadic, grid: number): Ends {
  if (x.m === 0n) return exactly(ZERO);
  if (x.m < 0n) return negateEnds(sinhAt(negate(x), grid));
  const top = topExponent(x);
  if (top > 0) return halfOf(subtract, x, grid);
  const unit = unitExponent(grid, top);
  if (3 * top - 2 <= unit) return around(floorTo(x, unit), 2, unit);
  const { rising, falling } = pair(x, unit);
  return around((rising - falling) >> 1n, 7, unit);
}

/** For `x >= 0`. */
function coshAt(x: Dyadic, grid: number): Ends {
  if (x.m === 0n) return exactly(ONE);
  if (topExponent(x) > 0) return halfOf(add, x, grid);
  const unit = unitExponent(grid, 1);
  const { rising, falling } = pair(x, unit);
  return around((rising + falling) >> 1n, 7, unit);
}

/**
 * Up to 1 sinh over cosh: the errors of at most 11 units in numerator and denominator, over at least
 * 2, and the quotient's rounding make 12. Above, (1 - f) / (1 + f) with f = exp(-2x).
 * Near zero |tanh x - x| <= |x|^3 / 3.
 */
function tanhAt(x: Dyadic, grid: number): Ends {
  if (x.m === 0n) return exactly(ZERO);
  if (x.m < 0n) return negateEnds(tanhAt(negate(x), grid));
  const top = topExponent(x);
  const unit = unitExponent(grid, Math.min(0, top));
  if (top > 0) {
    const f = encloseEnds(expAt({ m: -x.m, e: x.e + 1 }, unit), unit);
    return endsOf(divide(subtract(point(ONE), f, unit), add(point(ONE), f, unit), unit));
  }
  if (3 * top - 1 <= unit) return around(floorTo(x, unit), 2, unit);
  const { rising, falling } = pair(x, unit);
  return around(((rising - falling) << BigInt(-unit)) / (rising + falling), 12, unit);
}

/**
 * The ends of a function of exp(x) and exp(-x) at a short `x >= 0`, by one series where that is quickest: both in units,
 * off by less than 2 and, as exp(x) is at least 1, by less than 3.
 */
function bySeries(
  x: Rational,
  unit: number,
  ends: (rising: bigint, falling: bigint) => Ends,
  cell: SumCell | undefined,
): Ends | undefined {
  if (x.n > LARGEST_OF_SERIES * x.d) return undefined;
  if (!isExponentialQuickest(x, -unit, QUICKEST.exp)) return undefined;
  const rising = expOfFraction(x, -unit, cell);
  return ends(rising, (1n << BigInt(-2 * unit)) / rising);
}

/** Farther from zero the series has terms much larger than its sum. */
const LARGEST_OF_SERIES = 64n;

/** exp(|x|) is below 2^topOfExp(x). */
function topOfExp({ n, d }: Rational): number {
  return Math.ceil(Math.abs(Number(n) / Number(d)) / Math.LN2) + 1;
}

function sinhAtRational(x: Rational, grid: number, cell?: SumCell): Ends | undefined {
  if (x.n === 0n) return undefined;
  if (x.n < 0n) {
    const ends = sinhAtRational({ n: -x.n, d: x.d }, grid, cell);
    return ends && negateEnds(ends);
  }
  const unit = unitExponent(grid, x.n <= x.d ? topOf(x) + 1 : topOfExp(x));
  return bySeries(x, unit, (r, f) => around((r - f) >> 1n, 4, unit), cell);
}

function coshAtRational({ n, d }: Rational, grid: number, cell?: SumCell): Ends | undefined {
  const x = { n: n < 0n ? -n : n, d };
  const unit = unitExponent(grid, topOfExp(x));
  return bySeries(x, unit, (r, f) => around((r + f) >> 1n, 4, unit), cell);
}

/** The errors of less than 5 units in numerator and denominator, over at least 2, and the quotient's rounding make 6. */
function tanhAtRational(x: Rational, grid: number, cell?: SumCell): Ends | undefined {
  if (x.n === 0n) return undefined;
  if (x.n < 0n) {
    const ends = tanhAtRational({ n: -x.n, d: x.d }, grid, cell);
    return ends && negateEnds(ends);
  }
  const unit = unitExponent(grid, Math.min(0, topOf(x)));
  const quotient = (r: bigint, f: bigint): Ends =>
    around(((r - f) << BigInt(-unit)) / (r + f), 6, unit);
  return bySeries(x, unit, quotient, cell);
}

/** The hyperbolic cosine of arguments that are not negative. */
const evenPart: Monotone = {
  name: 'cosh',
  rising: true,
  at: coshAt,
  derivative: (x) => roughRange(hyperbolicSine, x),
  estimate: estimateOf(Math.cosh, Math.sinh),
};

const hyperbolicSine: Monotone = {
  name: 'sinh',
  rising: true,
  at: sinhAt,
  derivative: (x) => roughRange(evenPart, absolute(x)),
  estimate: estimateOf(Math.sinh, Math.cosh),
};

const hyperbolicTangent: Monotone = {
  name: 'tanh',
  rising: true,
  at: tanhAt,
  derivative: (x) =>
    divide(point(ONE), square(roughRange(evenPart, absolute(x)), Infinity), Infinity),
  estimate: estimateOf(Math.tanh, (x) => Math.cosh(x) ** -2),
  low: () => exactly(negate(ONE)),
  high: () => exactly(ONE),
};

const zeroAtZero: FunctionDefinition['fold'] = ([x]) => (x!.n === 0n ? x : undefined);

export const sinh = monotone(hyperbolicSine, {
  atRational: evaluationAt(sinhAtRational),
  fold: zeroAtZero,
});

export const tanh = monotone(hyperbolicTangent, {
  atRational: evaluationAt(tanhAtRational),
  initial: () => UNIT_INTERVAL,
  fold: zeroAtZero,
});

export const cosh: FunctionDefinition = {
  name: 'cosh',
  arity: 1,
  initial: () => below(ONE),
  evaluate: ([x], grid) => evaluateMonotone(evenPart, absolute(x!), grid),
  sensitivity: (_input, [x]) => sensitivityOfMonotone(evenPart, absolute(x!)),
  estimate: evenPart.estimate,
  atRational: evaluationAt(coshAtRational),
  fold: ([x]) => (x!.n === 0n ? { n: 1n, d: 1n } : undefined),
};

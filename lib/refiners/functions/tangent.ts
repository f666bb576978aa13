/** The tangent. */
import { estimateOf } from '../../exact/estimate.js';
import { add, divide, square } from '../../exact/enclosure/arithmetic.js';
import { dyadic, floorTo, ONE, topExponent, ZERO } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import {
  ALL,
  isFinite,
  lowerEnd,
  magnitudeLog2,
  point,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { fromExactEnds } from '../../exact/enclosure/ends.js';
import type { Rational } from '../../exact/rational.js';
import { cosOfFraction, sinOfFraction } from '../../kernels/rational-series.js';
import {
  around,
  encloseEnds,
  endsOf,
  evaluationAt,
  evaluationOf,
  exactly,
  unitExponent,
} from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import type { FunctionDefinition } from '../evaluation/function.js';
import { boundsOver } from '../evaluation/mean-value-form.js';
import type { Differentiable } from '../evaluation/mean-value-form.js';
import {
  checkReducible,
  circlePoint,
  isSeriesQuickest,
  mayPass,
  topOf,
  VALUE_ERROR,
} from './sine-cosine.js';
import type { Position } from './sine-cosine.js';

/**
 * Sine over cosine, with more bits until the quotient is narrow enough: it ends because no dyadic
 * number but zero is a multiple of pi/2. Near zero |tan x - x| <= |x|^3 / 2. Near other zeros of the
 * tangent the grid alone says what is narrow enough: its magnitude there has no end.
 */
function tanAt(x: Dyadic, grid: number): Ends & Position {
  if (x.m === 0n) return { ...exactly(ZERO), quarter: 0n, rest: 0n };
  const top = topExponent(x);
  let unit = unitExponent(grid, Math.min(0, top));
  if (3 * top - 1 <= unit) {
    const m = floorTo(x, unit);
    return { ...around(m, 2, unit), quarter: 0n, rest: m };
  }
  for (unit -= 2; ;) {
    const { sin, cos, quarter, rest } = circlePoint('tan', x, unit);
    const quotient = divide(near(sin, unit), near(cos, unit), unit);
    const excess = excessOf(quotient, grid, top);
    if (excess <= 0) return { ...endsOf(quotient), quarter, rest };
    unit = Number.isFinite(excess) ? unit - Math.ceil(excess) - 4 : 2 * unit;
  }
}

/** By how many bits a quotient is too wide for the grid and for 58 significant bits; `Infinity` where it is unbounded. */
function excessOf(quotient: Enclosure, grid: number, top: number): number {
  const wanted = Math.min(grid, Math.max(magnitudeLog2(quotient), Math.min(0, top)) - 58);
  const width = widthLog2(quotient);
  return width < Infinity ? width - wanted : Infinity;
}

/**
 * Sine over cosine of a short x by one series each where that is quickest. Each round doubles the bits at least where
 * the quotient is unbounded, so it ends as above.
 */
function tanAtRational(x: Rational, grid: number): Ends | undefined {
  const top = topOf(x);
  let unit = unitExponent(grid, Math.min(0, top)) - 2;
  if (!isSeriesQuickest(x, unit)) return undefined;
  for (;;) {
    const sin = near(sinOfFraction(x, -unit), unit);
    const quotient = divide(sin, near(cosOfFraction(x, -unit), unit), unit);
    const excess = excessOf(quotient, grid, top);
    if (excess <= 0) return endsOf(quotient);
    unit = Number.isFinite(excess) ? unit - Math.ceil(excess) - 4 : 2 * unit;
  }
}

function near(m: bigint, unit: number): Enclosure {
  const error = BigInt(VALUE_ERROR);
  return fromExactEnds(dyadic(m - error, unit), dyadic(m + error, unit));
}

const EVERYTHING: Ends = { lo: null, hi: null, own: -Infinity };

/** Between two poles the tangent rises. */
function tanRange(x: Enclosure, grid: number): Ends {
  if (!isFinite(x) || widthLog2(x) > 2) return EVERYTHING;
  const a = tanAt(lowerEnd(x)!, grid);
  const b = tanAt(upperEnd(x)!, grid);
  if (mayPass(a, b, 1n, 1)) return EVERYTHING;
  return { lo: a.lo, hi: b.hi, own: Math.max(a.own, b.own) + 1 };
}

/** 1 + tan^2. */
function derivative(x: Enclosure): Enclosure {
  const value = encloseEnds(tanRange(x, Infinity), Infinity);
  return value.kind === 'all' ? ALL : add(point(ONE), square(value, Infinity), Infinity);
}

const DIFFERENTIABLE: Differentiable = {
  at: tanAt,
  derivative,
  range: (x, grid) => tanRange(x, grid - 1),
};

export const tan: FunctionDefinition = {
  name: 'tan',
  arity: 1,
  evaluate: ([x], grid) => {
    checkReducible('tan', x!);
    const evaluation = evaluationOf(boundsOver(DIFFERENTIABLE, x!, grid - 2), grid - 2);
    if (isFinite(evaluation.bounds)) return evaluation;
    // The pole is no dyadic number, so the need is a width that shows the interval beside it.
    const width = Math.min(0, widthLog2(x!) - 2);
    return { ...evaluation, needs: [{ input: 0, width }] };
  },
  sensitivity: (_input, [x]) => magnitudeLog2(derivative(x!)),
  estimate: estimateOf(Math.tan, (_x, value) => 1 + value * value),
  atRational: evaluationAt(tanAtRational),
  fold: ([x]) => (x!.n === 0n ? x : undefined),
};

/** Sine and cosine. */
import { estimateOf } from '../../exact/estimate.js';
import type { Estimate } from '../../exact/estimate.js';
import { add } from '../../exact/enclosure/arithmetic.js';
import { dyadic, floorTo, max, min, negate, ONE, topExponent, ZERO } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { toDoubleNearest } from '../../exact/double.js';
import {
  isFinite,
  lowerEnd,
  magnitudeLog2,
  mignitudeLog2,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Narrow } from '../../exact/enclosure/enclosure.js';
import { powerOfTwo } from '../../exact/power-of-two.js';
import { LimitError } from '../../exact/errors.js';
import { fromExactEnds } from '../../exact/enclosure/ends.js';
import { bitLength } from '../../exact/integer.js';
import type { Rational } from '../../exact/rational.js';
import {
  cosOfFraction,
  isExponentialQuickest,
  QUICKEST,
  sinOfFraction,
} from '../../kernels/rational-series.js';
import { reduceQuarter, sinCosFixed } from '../../kernels/sine-cosine.js';
import type { SumCell } from '../../kernels/splitting.js';
import {
  around,
  encloseEnds,
  evaluationOf,
  evaluationAt,
  exactly,
  unitExponent,
} from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import type { FunctionDefinition } from '../evaluation/function.js';
import { boundsOver, isSteady, ROUNDED_UP } from '../evaluation/mean-value-form.js';
import type { Differentiable } from '../evaluation/mean-value-form.js';

/** The largest argument, as a power of two: reducing it takes pi to this many bits, a few seconds. */
const LARGEST_ARGUMENT = 2 ** 22;

function beyondLimit(name: string, top: number): LimitError {
  return new LimitError(
    `${name}: an argument of about 2^${String(top)} is beyond the limit 2^${String(LARGEST_ARGUMENT)}`,
  );
}

/**
 * Refuses an argument before it is narrowed to a period in vain, over millions of bits.
 *
 * @throws LimitError where the argument is bounded and every point is beyond the largest.
 */
export function checkReducible(name: string, x: Enclosure): void {
  if (x.kind === 'narrow' && x.exp < 0 && bitLength(x.lo) < LARGEST_ARGUMENT) return;
  const least = Math.floor(mignitudeLog2(x));
  if (isFinite(x) && least > LARGEST_ARGUMENT) throw beyondLimit(name, least);
}

/** The error of the reduction, in units; a rest within it of zero may have either sign. */
const REST_ERROR = 2n;
/** The errors of the reduction and of the kernel together, in units. */
export const VALUE_ERROR = 4;

/** Where a point is on the circle: at `quarter pi/2 + rest`, the rest in units of the value's own. */
export interface Position {
  readonly quarter: bigint;
  readonly rest: bigint;
}

export interface CirclePoint extends Position {
  readonly sin: bigint;
  readonly cos: bigint;
}

/**
 * Sine and cosine of `x` in units of `2^unit`, each off by at most VALUE_ERROR.
 *
 * @throws LimitError for arguments from 2^LARGEST_ARGUMENT on.
 */
export function circlePoint(name: string, x: Dyadic, unit: number): CirclePoint {
  const top = topExponent(x);
  if (top > LARGEST_ARGUMENT) throw beyondLimit(name, top);
  const { quarter, rest } = reduceQuarter(x, -unit);
  const { sin, cos } = sinCosFixed(rest, -unit);
  switch (Number(BigInt.asUintN(2, quarter))) {
    case 0:
      return { quarter, rest, sin, cos };
    case 1:
      return { quarter, rest, sin: cos, cos: -sin };
    case 2:
      return { quarter, rest, sin: -sin, cos: -cos };
    default:
      return { quarter, rest, sin: -cos, cos: sin };
  }
}

/**
 * Whether some n pi/2, with the last `bits` bits of n those of `residue`, may lie between two points;
 * never false if one does.
 */
export function mayPass(a: Position, b: Position, residue: bigint, bits: number): boolean {
  // n pi/2 >= a: n above a's quarter, or equal to it where a's rest may be at most zero.
  const first = a.rest <= REST_ERROR ? a.quarter : a.quarter + 1n;
  const last = b.rest >= -REST_ERROR ? b.quarter : b.quarter - 1n;
  return first + BigInt.asUintN(bits, residue - first) <= last;
}

/** Farther from zero the series has terms much larger than its sum. */
const LARGEST_OF_SERIES = 64n;

/** Whether a series of rational terms is the quickest way to sine and cosine of `x` in units of `2^unit`. */
export function isSeriesQuickest(x: Rational, unit: number): boolean {
  const { n, d } = x;
  if (n === 0n || (n < 0n ? -n : n) > LARGEST_OF_SERIES * d) return false;
  return isExponentialQuickest(x, -unit, QUICKEST.sinCos);
}

/** |x| is below `2^topOf(x)`. */
export function topOf({ n, d }: Rational): number {
  return bitLength(n) - bitLength(d) + 1;
}

interface Wave {
  readonly name: 'sin' | 'cos';
  /** Where on the circle f is 1, in quarters; it is -1 two further. */
  readonly crest: bigint;
  at(x: Dyadic, grid: number): Ends & Position;
  /** By one series where that is quickest. */
  atRational(x: Rational, grid: number, cell?: SumCell): Ends | undefined;
}

const ORIGIN: Position = { quarter: 0n, rest: 0n };

/** Field by field: a spread takes a tenth of the time of a short sine. */
function positioned({ lo, hi, own }: Ends, quarter: bigint, rest: bigint): Ends & Position {
  return { lo, hi, own, quarter, rest };
}

const SINE: Wave = {
  name: 'sin',
  crest: 1n,
  at: (x, grid) => {
    if (x.m === 0n) return { ...exactly(ZERO), ...ORIGIN };
    const top = topExponent(x);
    const unit = unitExponent(grid, Math.min(0, top));
    if (3 * top - 2 <= unit) {
      // |sin x - x| <= |x|^3 / 6
      const m = floorTo(x, unit);
      return positioned(around(m, 2, unit), 0n, m);
    }
    const { sin, quarter, rest } = circlePoint('sin', x, unit);
    return positioned(around(sin, VALUE_ERROR, unit), quarter, rest);
  },
  atRational: (x, grid, cell) => {
    const unit = unitExponent(grid, Math.min(0, topOf(x)));
    return isSeriesQuickest(x, unit) ? around(sinOfFraction(x, -unit, cell), 2, unit) : undefined;
  },
};

const COSINE: Wave = {
  name: 'cos',
  crest: 0n,
  at: (x, grid) => {
    if (x.m === 0n) return { ...exactly(ONE), ...ORIGIN };
    const unit = unitExponent(grid, 0);
    const { cos, quarter, rest } = circlePoint('cos', x, unit);
    return positioned(around(cos, VALUE_ERROR, unit), quarter, rest);
  },
  atRational: (x, grid, cell) => {
    const unit = unitExponent(grid, 0);
    return isSeriesQuickest(x, unit) ? around(cosOfFraction(x, -unit, cell), 2, unit) : undefined;
  },
};

const MINUS_ONE = negate(ONE);
export const UNIT_INTERVAL: Enclosure = fromExactEnds(MINUS_ONE, ONE);

/** Wider than 2^3 is wider than a period. */
const PERIOD_LOG2 = 3;

function rangeOf(wave: Wave, x: Enclosure, grid: number): Ends {
  if (!isFinite(x) || widthLog2(x) > PERIOD_LOG2) return { lo: MINUS_ONE, hi: ONE, own: -Infinity };
  const a = wave.at(lowerEnd(x)!, grid);
  const b = wave.at(upperEnd(x)!, grid);
  return {
    lo: mayPass(a, b, wave.crest + 2n, 2) ? MINUS_ONE : min(a.lo!, b.lo!),
    hi: mayPass(a, b, wave.crest, 2) ? ONE : max(a.hi!, b.hi!),
    own: Math.max(a.own, b.own) + 1,
  };
}

/** The other function at one end, widened by the width, since it changes no faster than x. */
function derivativeOf(other: Wave, x: Enclosure): Enclosure {
  const width = widthLog2(x);
  if (!isFinite(x) || width > 0) return UNIT_INTERVAL;
  const value = encloseEnds(other.at(lowerEnd(x)!, Infinity), Infinity);
  if (width === -Infinity) return value;
  const by = dyadic(1n, Math.ceil(width));
  return add(value, fromExactEnds(negate(by), by), Infinity);
}

/** Makes up for the rounding of a dyadic to a double and of this product. */
const ROUNDED_DOWN = 1 - 2 ** -51;

/**
 * The derivative is the other function, sqrt(1 - f^2) at the middle in size, and changes no faster than x. The
 * difference 1 - f^2 is a product, so that it has no error but of roundings.
 */
function steepest(x: Narrow, { lo, hi }: Ends): number {
  const end = lo!.m > 0n ? toDoubleNearest(lo!) : hi!.m < 0n ? -toDoubleNearest(hi!) : 0;
  const least = end * ROUNDED_DOWN;
  // Beside an extremum hardly a bit of the difference would be correct.
  if (least > 1 - 2 ** -20) return NaN;
  const middle = Math.sqrt((1 - least) * (1 + least));
  return isSteady(x, middle) ? (middle + x.width * powerOfTwo(x.exp)) * ROUNDED_UP : NaN;
}

/** Beyond it the derivative is bounded by 1 rather than computed. */
const FAR = 1024;

function waveFunction(
  wave: Wave,
  other: Wave,
  exact: Rational,
  estimate: Estimate,
): FunctionDefinition {
  const differentiable: Differentiable = {
    at: (x, grid) => wave.at(x, grid),
    // The sign does not matter to either reader.
    derivative: (x) => derivativeOf(other, x),
    range: (x, grid) => rangeOf(wave, x, grid - 1),
    estimate,
    steepest,
  };
  return {
    name: wave.name,
    arity: 1,
    initial: () => UNIT_INTERVAL,
    evaluate: ([x], grid) => {
      checkReducible(wave.name, x!);
      return evaluationOf(boundsOver(differentiable, x!, grid - 2), grid - 2);
    },
    sensitivity: (_input, [x]) => {
      if (magnitudeLog2(x!) > FAR) return 0;
      return Math.min(0, magnitudeLog2(derivativeOf(other, x!)));
    },
    estimate,
    atRational: evaluationAt((x, grid, cell) => wave.atRational(x, grid, cell)),
    fold: ([x]) => (x!.n === 0n ? exact : undefined),
  };
}

export const sin = waveFunction(SINE, COSINE, { n: 0n, d: 1n }, estimateOf(Math.sin, Math.cos));
export const cos = waveFunction(COSINE, SINE, { n: 1n, d: 1n }, estimateOf(Math.cos, Math.sin));

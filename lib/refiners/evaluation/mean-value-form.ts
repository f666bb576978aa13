/**
 * From values at points to enclosures.
 *
 * There are two ways. *Mean value*: for x within r of c and a derivative inside D, f(x) lies within |D| r of
 * f(c). It takes one evaluation of f and is as tight as D is constant, so it is used where D varies by less than
 * 1/16 and the sign of f is clear. D is bounded by the value itself where f says how, else by an evaluation of the
 * derivative. *Range*: bounds of f over the interval, for a monotone f its values at the
 * two ends.
 *
 * Either way the precision stops 16 bits below the width that the input brings to the result.
 */
import {
  add,
  absolute,
  ceilTo,
  dyadic,
  max,
  multiply,
  negate,
  topExponent,
} from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import {
  isPoint,
  lowerEnd,
  midpoint,
  mignitudeLog2,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2, Narrow } from '../../exact/enclosure/enclosure.js';
import type { Estimate } from '../../exact/estimate.js';
import { toDoubleDown, toDoubleNearest } from '../../exact/double.js';
import { powerOfTwo } from '../../exact/power-of-two.js';
import { evaluationOf } from './ends.js';
import type { Ends } from './ends.js';

/** Precision below the inherited width, in bits: computing adds a part of 2^-14 or so to it. */
const BELOW_INHERITED = 16;

/** The precision of a first look, in bits. */
const FIRST_LOOK = 64;

export interface Differentiable {
  /** f at a point inside the domain, with `own` at most `grid`. */
  at(x: Dyadic, grid: number): Ends;
  /** Contains f' at every point of `x`; unbounded where f' is. */
  derivative(x: Enclosure): Enclosure;
  /** The value and its slope at a point, in doubles that prove nothing: they choose a precision. */
  readonly estimate?: Estimate | undefined;
  /**
   * A double that is at least |f'| at every point of `x`, and at most 9/8 of it at any; `NaN` where that does not
   * follow from the value. So no other evaluation is needed.
   * @param value - f at the middle of `x`.
   */
  readonly steepest?: ((x: Narrow, value: Ends) => number) | undefined;
  /** Bounds of f over `x`, with `own` at most `grid` unless they are unbounded. */
  range(x: Enclosure, grid: number): Ends;
}

/**
 * Makes up for the roundings of up to eight operations on doubles, each of 2^-53 in proportion, and for the rounding
 * of this product.
 */
export const ROUNDED_UP = 1 + 2 ** -48;

/** Whether an interval is short beside a positive double: a function like a power of x changes by 1/8 at most. */
export function isSteady(x: Narrow, beside: number): boolean {
  return x.width * powerOfTwo(x.exp) <= beside * 2 ** -6;
}

/** A double that is at most |y| for every y in `x`; 0 where `x` contains 0. */
export function leastMagnitude(x: Narrow): number {
  if (x.lo >= 0n) return toDoubleDown(dyadic(x.lo, x.exp));
  const hi = x.lo + BigInt(x.width);
  return hi <= 0n ? toDoubleDown(dyadic(-hi, x.exp)) : 0;
}

/** Bounds of f over `x`, with `own` at most `grid` or well below the inherited width. */
export function boundsOver(f: Differentiable, x: Enclosure, grid: number): Ends {
  const lo = lowerEnd(x);
  if (lo !== null && isPoint(x)) return f.at(lo, grid);
  if (x.kind === 'narrow') {
    const ends = meanValue(f, x, grid);
    if (ends !== undefined && !straddlesZero(ends)) return ends;
  }
  return rangeAsSupported(f, x, grid);
}

function meanValue(f: Differentiable, x: Narrow, grid: number): Ends | undefined {
  const middle = midpoint(x);
  const width = widthLog2(x);
  const about = slopeNear(f, middle);
  if (about === undefined) {
    const slope = steadySlope(f, x);
    if (slope === undefined) return undefined;
    const value = f.at(middle, Math.max(grid, supported(slope.least + width)));
    return widened(value, slope.steepest, x);
  }
  const value = f.at(middle, Math.max(grid, supported(about + width)));
  const slope = f.steepest!(x, value);
  if (slope >= LEAST_SLOPE && slope <= 1 / LEAST_SLOPE) {
    return widenedInUnits(value, slope, x) ?? widened(value, upTo30Bits(slope), x);
  }
  const steepest = steadySlope(f, x)?.steepest;
  return steepest && widened(value, steepest, x);
}

/** Log2 of an estimate of |f'|; undefined where f says nothing of its slope by its value. */
function slopeNear({ estimate, steepest }: Differentiable, middle: Dyadic): Log2 | undefined {
  if (estimate === undefined || steepest === undefined) return undefined;
  const inputs = [toDoubleNearest(middle)];
  const slope = Math.log2(estimate.slope(0, inputs, estimate.value(inputs, null), null));
  return Number.isFinite(slope) ? slope : undefined;
}

/** A slope as a dyadic of SLOPE_BITS bits, rounded up. */
function upTo30Bits(slope: number): Dyadic {
  const e = Math.floor(Math.log2(slope)) - SLOPE_BITS;
  return dyadic(BigInt(Math.ceil(slope * powerOfTwo(-e))), e);
}

/** The slope by an evaluation of the derivative; undefined where it varies too much. */
function steadySlope(
  f: Differentiable,
  x: Narrow,
): { readonly least: Log2; readonly steepest: Dyadic } | undefined {
  const slope = f.derivative(x);
  const least = mignitudeLog2(slope);
  if (least === -Infinity || widthLog2(slope) > least - 4) return undefined;
  return { least, steepest: max(absolute(end(lowerEnd(slope))), absolute(end(upperEnd(slope)))) };
}

/** The bits of a slope: by less than 2^-30 it is rounded up. */
const SLOPE_BITS = 30;
/** Slopes below it, or above its reciprocal, are left to enclosures. */
const LEAST_SLOPE = 2 ** -500;

/** The finest grid that an inherited width of `2^width` supports. */
export function supported(width: number): number {
  return Math.floor(width) - BELOW_INHERITED;
}

/** Numbers of units from here on are not computed in doubles. */
const MOST_UNITS = 2 ** 52;

/**
 * `widened` where both ends of the value have the same units, smaller than what computing added to it, and the radius
 * is less than 2^52 of them. Undefined elsewhere.
 *
 * The radius is a product of doubles, of which the last rounds by less than 2^-53 in proportion, as powers of two scale
 * exactly; an underflow is less than the unit that is added.
 */
function widenedInUnits({ lo, hi, own }: Ends, slope: number, x: Narrow): Ends | undefined {
  if (lo === null || hi?.e !== lo.e || lo.e >= own) return undefined;
  const shift = x.exp - 1 - lo.e;
  if (!(shift > -1000 && shift < 1000)) return undefined;
  const radius = slope * (x.width * powerOfTwo(shift)) * ROUNDED_UP;
  if (!(radius < MOST_UNITS)) return undefined;
  const by = BigInt(Math.floor(radius) + 1);
  return { lo: dyadic(lo.m - by, lo.e), hi: dyadic(hi.m + by, lo.e), own: own + 1 };
}

/** The value at the middle of `x`, widened by what a slope of up to `steepest` makes of half its width. */
function widened(middle: Ends, steepest: Dyadic, x: Narrow): Ends {
  const radius = multiply(steepest, dyadic(BigInt(x.width), x.exp - 1));
  // Rounded up to 32 bits, or to 2^-8 of the middle's own width where that is coarser.
  const unit = Math.max(topExponent(radius) - 32, Math.floor(middle.own) - 8);
  const by = dyadic(ceilTo(radius, unit), unit);
  return {
    lo: middle.lo && add(middle.lo, negate(by)),
    hi: middle.hi && add(middle.hi, by),
    own: middle.own + 1,
  };
}

function straddlesZero({ lo, hi }: Ends): boolean {
  return lo === null || hi === null || (lo.m < 0n && hi.m > 0n);
}

function end(d: Dyadic | null): Dyadic {
  if (d === null)
    throw new RangeError('boundsOver: an unbounded slope was taken for a bounded one');
  return d;
}

/**
 * Evaluates at 64 bits first. While that does not show the width that the input brings, the precision grows
 * fourfold, so that all evaluations together cost little more than the last. The loop ends because the
 * precision grows each time, down to the grid.
 */
function rangeAsSupported(f: Differentiable, x: Enclosure, grid: number): Ends {
  let g = Infinity;
  let looksKnown = false;
  for (let bits = FIRST_LOOK; ; bits *= 4) {
    const ends = f.range(x, g);
    const { bounds, own } = evaluationOf(ends, g);
    const width = widthLog2(bounds);
    if (g <= grid || ends.own <= grid || ends.own <= width - BELOW_INHERITED + 2) return ends;
    // Once computing's and rounding's part is less than half, the rest is inherited to within a factor of
    // two. Where that was not so after all, the precision grows on as before.
    const known: boolean = width >= own + 2 && !looksKnown;
    looksKnown = known;
    const next = Math.max(grid, known ? supported(width) : Math.ceil(ends.own) - bits);
    g = Math.min(next, g - 1);
  }
}

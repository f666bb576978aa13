/**
 * From values at points to enclosures.
 *
 * There are two ways. *Mean value*: for x within r of c and a derivative inside D, f(x) lies within |D| r of
 * f(c). It takes one evaluation and is as tight as D is constant, so it is used where D varies by less than
 * 1/16 and the sign of f is clear. *Range*: bounds of f over the interval, for a monotone f its values at the
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
  mignitudeLog2,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Narrow } from '../../exact/enclosure/enclosure.js';
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
  /** Bounds of f over `x`, with `own` at most `grid` unless they are unbounded. */
  range(x: Enclosure, grid: number): Ends;
}

/** Bounds of f over `x`, with `own` at most `grid` or well below the inherited width. */
export function boundsOver(f: Differentiable, x: Enclosure, grid: number): Ends {
  const lo = lowerEnd(x);
  if (lo !== null && isPoint(x)) return f.at(lo, grid);
  if (x.kind === 'narrow') {
    const slope = f.derivative(x);
    const least = mignitudeLog2(slope);
    if (least > -Infinity && widthLog2(slope) <= least - 4) {
      const ends = meanValue(f, x, slope, Math.max(grid, supported(least + widthLog2(x))));
      if (!straddlesZero(ends)) return ends;
    }
  }
  return rangeAsSupported(f, x, grid);
}

/** The finest grid that an inherited width of `2^width` supports. */
export function supported(width: number): number {
  return Math.floor(width) - BELOW_INHERITED;
}

function meanValue(f: Differentiable, x: Narrow, slope: Enclosure, grid: number): Ends {
  const width = BigInt(x.width);
  const middle = f.at(dyadic(2n * x.lo + width, x.exp - 1), grid);
  const steepest = max(absolute(end(lowerEnd(slope))), absolute(end(upperEnd(slope))));
  const radius = multiply(steepest, dyadic(width, x.exp - 1));
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

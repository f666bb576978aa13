/** Sine and cosine in fixed point, and the reduction of any argument to the first octants. */
import { floorTo, topExponent } from '../exact/dyadic.js';
import type { Dyadic } from '../exact/dyadic.js';
import { bitLength, divideFloor, rootFloor } from '../exact/integer.js';
import { checkpoint } from '../exact/interruption.js';
import { LONG, sinCosBurst } from './bit-burst.js';
import { piFixed } from './constants.js';
import { roundShift } from './fixed.js';
import { COMPLEX, ExponentialTable, workingPrecision } from './exponential-table.js';
import type { Rotation, Shape } from './exponential-table.js';
import {
  blockOf,
  ofCosine,
  ofSine,
  PowerSeries,
  powersOf,
  seriesInBlocks,
  termsFor,
} from './power-series.js';

export type SineCosine = Rotation;

/** Bits for the errors of the series and of the rotations. */
const GUARD = 8;

/** What numbers of one length need; those of one working precision share a table, those of one block the series. */
interface Plan {
  readonly w: number;
  readonly table: ExponentialTable<SineCosine>;
  readonly sine: PowerSeries;
  /** Absent where the root of 1 - sin^2 is quicker. */
  readonly cosine: PowerSeries | undefined;
  readonly terms: number;
}

/** By the bits wanted. */
const PLANS: Plan[] = [];
const TABLES: ExponentialTable<SineCosine>[] = [];

/** Below this many bits a second series is quicker than a root. */
const SHORT_CIRCLE = 600;

/** Above this many bits a table saves too little for what an entry costs; measured by `bench/kernel-thresholds.ts`. */
export const LONGEST_CIRCLE_TABLE = 1500;

const SHAPE: Shape = { digit: 8, levels: 2 };

const MOST_TERMS = 64;
const sines = seriesInBlocks(ofSine, MOST_TERMS);
const cosines = seriesInBlocks(ofCosine, MOST_TERMS);

function makePlan(bits: number): Plan {
  const w = workingPrecision(bits);
  const terms = termsFor(ofCosine, 2 * SHAPE.digit * SHAPE.levels, bits);
  const short = w < SHORT_CIRCLE;
  const block = blockOf(short ? 2 * terms : terms);
  return {
    w,
    table: (TABLES[w] ??= new ExponentialTable(COMPLEX, SHAPE, w)),
    sine: sines(block),
    cosine: short ? cosines(block) : undefined,
    terms,
  };
}

/**
 * `sin(x)` and `cos(x)` for `0 <= x <= 1`, by rotations from a table and the series of what is left.
 *
 * Error, with u = 2^-w <= v = 2^(-p - GUARD): the square of the rest is off by less than u, which moves either series by
 * less than u / 2; the series are off by less than 14 u and v for the terms left out, 15.5 v in all. The sine is the
 * rest, less than 1/2, times its series, off by less than 9 v. A cosine by the root of 1 - sin^2 is off by the sine's error
 * times its tangent, and 1: less than the other. So the first point is off by less than 19 v. Each rotation adds the
 * entry's error of less than 3 u and rounds off less than 2 u. With at most 8 levels that is less than 59 v, a quarter
 * of a unit of 2^-p. Cutting loses less than a unit.
 */
export function sinCosByTable(x: bigint, p: number): SineCosine {
  const bits = p + GUARD;
  const { w, table, sine, cosine, terms } = (PLANS[bits] ??= makePlan(bits));
  const { digit, levels } = SHAPE;
  const shift = BigInt(w);
  const drop = BigInt(w - p);
  const mask = (1 << digit) - 1;
  const wide = x << drop;
  const left = w - digit * levels;
  const rest = BigInt.asUintN(left, wide);
  const powers = powersOf(-((rest * rest) >> shift), sine.block, w);
  const zeros = 2 * digit * levels;
  let sin = (rest * sine.sum(powers, terms, w, zeros)) >> shift;
  let cos = cosine?.sum(powers, terms, w, zeros) ?? rootFloor((powers[0]! << shift) - sin * sin, 2);
  let digits = Number(wide >> BigInt(left));
  for (let level = levels - 1; level >= 0; level--) {
    // The first digit has one value more, as x may be 1.
    const i = level > 0 ? digits & mask : digits;
    digits >>>= digit;
    if (i === 0) continue;
    const turn = table.entry(level, i);
    const turned = (cos * turn.cos - sin * turn.sin) >> shift;
    sin = (cos * turn.sin + sin * turn.cos) >> shift;
    cos = turned;
  }
  return { sin: sin >> drop, cos: cos >> drop };
}

/**
 * `sin(x)` and `cos(x)` for `0 < x <= 1`, by doublings.
 *
 * With c(k) = cos(x 2^(k - j)) - 1: the power series in the square gives c(0), then
 * c(k+1) = 2 c(k) (c(k) + 2) gives c(j), and sin(x)^2 = -c (c + 2).
 *
 * Error in units of 2^-w: c(0) is off by less than D = 16, with the terms left out and the cut of the
 * square; a doubling takes an error d to at most 4 d + 2 d^2 2^-w + 2 <= 4 d + 3, because |4 (c + 1)| <= 4; so
 * c(j) is off by less than d = 4^j (D + 1). The square of the sine is then off by at most 2 d + 2,
 * and its root by that over sin x, where sin x >= 0.84 x >= 2^-(t + 2) for x >= 2^-(t + 1), plus 1.
 * The guard makes 2^(t + 4) d less than half a unit of 2^-p.
 */
export function sinCosByDoublings(x: bigint, p: number): SineCosine {
  const t = p - bitLength(x);
  const j = Math.round(1.1 * Math.cbrt(p));
  const guard = 2 * j + 10 + bitLength(BigInt(p)) + t;
  const w = p + guard;
  const shift = BigInt(w);
  const wide = x << BigInt(guard);
  const square = (wide * wide) >> BigInt(w + 2 * j);
  const zeros = w - bitLength(square);
  const terms = termsFor(ofCosine, zeros, w);
  const block = blockOf(terms);
  const powers = powersOf(-square, block, w);
  let c = new PowerSeries(ofCosine, terms, block).sum(powers, terms, w, zeros) - powers[0]!;
  for (let k = 0; k < j; k++) {
    checkpoint(w);
    c = (((c * c) >> shift) + 2n * c) << 1n;
  }
  const sin = rootFloor(-c * (c + (2n << shift)), 2);
  return { sin: roundShift(sin, guard), cos: (1n << BigInt(p)) + roundShift(c, guard) };
}

/** `sin(x)` and `cos(x)` for `-1 <= x <= 1`: by a table, by doublings, of very long numbers by `sinCosBurst`. */
export function sinCosFixed(x: bigint, p: number): SineCosine {
  const magnitude = x < 0n ? -x : x;
  // x^2 < 2^-p: cos x = 1 and sin x = x to less than a unit.
  if (2 * bitLength(magnitude) <= p) return { sin: x, cos: 1n << BigInt(p) };
  const way =
    p <= LONGEST_CIRCLE_TABLE ? sinCosByTable : p < LONG.sinCos ? sinCosByDoublings : sinCosBurst;
  const { sin, cos } = way(magnitude, p);
  return { sin: x < 0n ? -sin : sin, cos };
}

/** `x = quarter * pi/2 + rest * 2^-p`, to less than 2 units, with `|rest| * 2^-p` at most 1. */
export interface Quarter {
  readonly quarter: bigint;
  readonly rest: bigint;
}

/**
 * Subtracts from `x` its nearest multiple of pi/2, unless `|x| < 1`.
 *
 * In units of 2^-w, w = p + 3: cutting x loses less than 1. With H = floor(pi 2^(w + T)), |x| < 2^T,
 * the multiple q pi/2 is q H / 2^(T + 1): |q| < 2^T, so H's error of less than 1 comes to less than 1,
 * and the shift loses less than 1. Rounding to p adds half a unit of 2^-p, which makes 7/8.
 */
export function reduceQuarter(x: Dyadic, p: number): Quarter {
  const w = p + 3;
  const fixed = floorTo(x, -w);
  const top = topExponent(x);
  if (top <= 0) return { quarter: 0n, rest: roundShift(fixed, 3) };
  const pi = piFixed(w + top);
  const quarter = divideFloor((fixed << BigInt(top + 2)) + pi, 2n * pi);
  const rest = fixed - ((quarter * pi) >> BigInt(top + 1));
  return { quarter, rest: roundShift(rest, 3) };
}

/** The exponential function. */
import { estimateOf } from '../../exact/estimate.js';
import { absolute, floorTo, ONE, topExponent, ZERO } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { toDoubleNearest } from '../../exact/double.js';
import { below } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { powerOfTwo } from '../../exact/power-of-two.js';
import { divideFloor } from '../../exact/integer.js';
import { LARGEST_EXPONENT } from '../../exact/enclosure/outward.js';
import { shortRational } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { ln2Fixed } from '../../kernels/reduction/prime-logarithms.js';
import { expFixed } from '../../kernels/exponential.js';
import { expOfFraction, isExponentialQuickest, QUICKEST } from '../../kernels/rational-series.js';
import type { SumCell } from '../../kernels/splitting.js';
import { around, evaluationAt, exactly, unitExponent } from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import { ROUNDED_UP } from '../evaluation/mean-value-form.js';
import { monotone, roughRange } from '../evaluation/monotone.js';
import type { Monotone } from '../evaluation/monotone.js';

const TOP_OF_LARGEST = Math.log2(LARGEST_EXPONENT);
/** Bits that a multiple of ln 2 by an integer below 2^34 needs beyond those of the result. */
const MULTIPLE_BITS = 36;

/**
 * `exp(x)`, of a short x by one series where that is quickest, near zero as it stands, else as `2^k exp(r)`, r = x - k ln 2 in [0, ln 2].
 *
 * Error in units of 2^-w: cutting x loses 1, k ln 2 loses 1 by the cut of ln 2 (|k| < 2^34) and 1 by the
 * shift, the correction of k by at most 1 loses 1; r is off by less than 4, exp(r) <= 2 by less than 8,
 * the kernel by 2: 10 in all.
 */
export function expAt(x: Dyadic, grid: number): Ends {
  if (x.m === 0n) return exactly(ONE);
  const short = shortRational(x);
  const ofShort = short && expAtRational(short, grid);
  return ofShort ?? (topExponent(x) < NEAR_ZERO ? expNearZero(x, grid) : expByLn2(x, grid));
}

/** Log2 of an argument below which ln 2 as long as the result would cost more than the result. */
const NEAR_ZERO = -64;

/**
 * `exp(x)` for `|x| < 1/2`, as `exp(|x|)` or its reciprocal.
 *
 * Error in units of 2^-w: cutting |x| loses 1, which exp(|x|) <= 2 makes 2, and the kernel 2: 4 in all. That is at least 1,
 * so its reciprocal is off by less than 5, and by less than 1 more for the division.
 */
function expNearZero(x: Dyadic, grid: number): Ends {
  const unit = unitExponent(grid, 1);
  const y = expFixed(floorTo(absolute(x), unit), -unit);
  if (x.m > 0n) return around(y, 4, unit);
  return around((1n << BigInt(-2 * unit)) / y, 6, unit);
}

/** Farther from zero the series has terms much larger than its sum. */
const LARGEST_OF_SERIES = 64;

function expAtRational(x: Rational, grid: number, cell?: SumCell): Ends | undefined {
  const near = Number(x.n) / Number(x.d);
  if (Math.abs(near) > LARGEST_OF_SERIES) return undefined;
  const unit = unitExponent(grid, Math.ceil(near / Math.LN2) + 1);
  if (!isExponentialQuickest(x, -unit, QUICKEST.exp)) return undefined;
  return around(expOfFraction(x, -unit, cell), 2, unit);
}

function expByLn2(x: Dyadic, grid: number): Ends {
  // |x| >= 2^32 means a result beyond 2^(2^32) or below its reciprocal.
  if (topExponent(x) > TOP_OF_LARGEST) return beyond(x.m > 0n);
  let k = Math.floor(toDoubleNearest(x) / Math.LN2);
  if (Math.abs(k) >= LARGEST_EXPONENT + 2) return beyond(k > 0);
  const w = k - unitExponent(grid, k + 1);
  const ln2 = ln2Fixed(w + MULTIPLE_BITS);
  let r = floorTo(x, -w) - ((BigInt(k) * ln2) >> BigInt(MULTIPLE_BITS));
  const short = ln2 >> BigInt(MULTIPLE_BITS);
  const correction = divideFloor(r, short);
  k += Number(correction);
  r -= correction * short;
  return around(expFixed(r, w), 10, k - w);
}

function beyond(large: boolean): Ends {
  if (large) return { lo: { m: 1n, e: LARGEST_EXPONENT }, hi: null, own: -Infinity };
  return { lo: ZERO, hi: { m: 1n, e: -LARGEST_EXPONENT }, own: -LARGEST_EXPONENT };
}

export const exponential: Monotone = {
  name: 'exp',
  rising: true,
  at: expAt,
  derivative: (x: Enclosure) => roughRange(exponential, x),
  // exp' = exp, and exp(r) <= 1 + 2r for 0 <= r <= 1.
  steepest: (x, value) => {
    const width = x.width * powerOfTwo(x.exp);
    return width > 2 ** -5 ? NaN : toDoubleNearest(value.hi!) * (1 + width) * ROUNDED_UP;
  },
  estimate: estimateOf(Math.exp, (_x, value) => value),
  low: () => exactly(ZERO),
};

export const exp = monotone(exponential, {
  initial: () => below(ZERO),
  atRational: evaluationAt(expAtRational),
  fold: ([x]) => (x!.n === 0n ? { n: 1n, d: 1n } : undefined),
});

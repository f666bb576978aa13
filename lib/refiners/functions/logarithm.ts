/** The natural logarithm. */
import { estimateOf } from '../../exact/estimate.js';
import { floorTo, ONE, subtract, topExponent, ZERO } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { toDoubleNearest } from '../../exact/double.js';
import { lowerEnd, point } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { divide } from '../../exact/enclosure/arithmetic.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import { bitLength } from '../../exact/integer.js';
import { shortRational } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { ln2Fixed } from '../../kernels/reduction/prime-logarithms.js';
import { lnFixed } from '../../kernels/logarithm.js';
import { isOddSeriesQuickest, lnOfFraction } from '../../kernels/rational-series.js';
import type { SumCell } from '../../kernels/splitting.js';
import { partInside } from '../evaluation/domain.js';
import type { Domain } from '../evaluation/domain.js';
import { around, evaluationAt, exactly, unitExponent } from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import { isSteady, ROUNDED_UP } from '../evaluation/mean-value-form.js';
import { monotone } from '../evaluation/monotone.js';
import type { Monotone } from '../evaluation/monotone.js';

/** Bits that a multiple of ln 2 by an integer below 2^34 needs beyond those of the result. */
const MULTIPLE_BITS = 36;

/**
 * `ln(x) = ln(s) + k ln 2`, x = s 2^k with s in [1, 2).
 *
 * Error in units of 2^-p: cutting s loses 1 (ln' <= 1), the kernel 2, k ln 2 at most 2 (|k| < 2^34). Near 1
 * the unit is relative to t = x - 1, and where t^2 is below it, |ln(1 + t) - t| <= t^2 gives the value
 * directly.
 */
export function lnAt(x: Dyadic, grid: number): Ends {
  const short = shortRational(x);
  const ends = short && lnAtRational(short, grid);
  if (ends !== undefined) return ends;
  const top = topExponent(x);
  if (top !== 0 && top !== 1) return lnScaled(x, top - 1, unitExponent(grid, 0));
  // 1/2 <= x < 2
  const t = subtract(x, ONE);
  if (t.m === 0n) return exactly(ZERO);
  const size = topExponent(t);
  const unit = unitExponent(grid, Math.min(0, size - 1));
  if (2 * size <= unit && size < 0) return around(floorTo(t, unit), 2, unit);
  return lnScaled(x, top - 1, unit);
}

function lnScaled(x: Dyadic, k: number, unit: number): Ends {
  const p = -unit;
  const s = floorTo(x, k - p);
  const multiple = (BigInt(k) * ln2Fixed(p + MULTIPLE_BITS)) >> BigInt(MULTIPLE_BITS);
  return around(lnFixed(s, p) + multiple, 5, unit);
}

/**
 * `ln(x) = ln(s) + k ln 2`, x = s 2^k with s from 2/3 to 3/2, of a short x by one series where that is quickest.
 *
 * Error in units of 2^-p: the series 2, k ln 2 less than 2 (|k| < 2^7).
 */
function lnAtRational({ n, d }: Rational, grid: number, cell?: SumCell): Ends | undefined {
  if (n <= 0n || n === d) return undefined;
  let k = bitLength(n) - bitLength(d);
  const scaled = (): Rational => ({
    n: n << BigInt(Math.max(0, -k)),
    d: d << BigInt(Math.max(0, k)),
  });
  // From 1/2 to 2.
  let s = scaled();
  if (3n * s.n < 2n * s.d) k--;
  else if (2n * s.n > 3n * s.d) k++;
  s = scaled();
  // |ln(s)| is at least |s - 1| / 2.
  const size = bitLength(s.n - s.d) - bitLength(s.d) - 1;
  const unit = unitExponent(grid, k === 0 ? Math.min(0, size) : 0);
  const p = -unit;
  if (!isOddSeriesQuickest({ n: s.n - s.d, d: s.n + s.d }, p)) return undefined;
  if (k === 0) return around(lnOfFraction(s, p, cell), 2, unit);
  const multiple = (BigInt(k) * ln2Fixed(p + MULTIPLE_BITS)) >> BigInt(MULTIPLE_BITS);
  return around(lnOfFraction(s, p, cell) + multiple, 4, unit);
}

export const POSITIVE: Domain = { low: { at: ZERO, closed: false }, text: 'x > 0' };

/** 1 / x. */
function reciprocal(x: Enclosure): Enclosure {
  return divide(point(ONE), x, Infinity);
}

export const logarithm: Monotone = {
  name: 'ln',
  rising: true,
  domain: POSITIVE,
  at: lnAt,
  derivative: reciprocal,
  steepest: (x) => {
    const least = toDoubleNearest(lowerEnd(x)!);
    return isSteady(x, least) ? (1 / least) * ROUNDED_UP : NaN;
  },
  estimate: estimateOf(Math.log, (x) => 1 / x),
};

export const ln = monotone(logarithm, {
  atRational: evaluationAt(lnAtRational),
  fold: ([x]) => {
    partInside('ln', fromRational(x!, Infinity), POSITIVE);
    return isOne(x!) ? { n: 0n, d: 1n } : undefined;
  },
});

export function isOne(x: Rational): boolean {
  return x.n === 1n && x.d === 1n;
}

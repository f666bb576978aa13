/** The inverse tangent. */
import { estimateOf } from '../../exact/estimate.js';
import { add, divide, square } from '../../exact/enclosure/arithmetic.js';
import { floorTo, negate, ONE, topExponent, ZERO } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { point } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { fromExactEnds } from '../../exact/enclosure/ends.js';
import { bitLength } from '../../exact/integer.js';
import { shortRational } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { atanFixed } from '../../kernels/arctangent.js';
import { piFixed } from '../../kernels/constants.js';
import { atanOfFraction, isOddSeriesQuickest } from '../../kernels/rational-series.js';
import type { SumCell } from '../../kernels/splitting.js';
import { around, evaluationAt, exactly, negateEnds, unitExponent } from '../evaluation/ends.js';
import type { Ends } from '../evaluation/ends.js';
import { isSteady, leastMagnitude, ROUNDED_UP } from '../evaluation/mean-value-form.js';
import { monotone } from '../evaluation/monotone.js';
import type { Monotone } from '../evaluation/monotone.js';

/** pi times `2^k`, for `k` of -1, 0 or 1, to within a unit. */
export function piAt(k: number, grid: number): Ends {
  const unit = unitExponent(grid, 2 + k);
  return around(piFixed(k - unit), 1, unit);
}

/**
 * `atan(x)`, beyond 1 as pi/2 - atan(1/x). Error in units: 1 for cutting the argument, 2 of the kernel,
 * 1 of pi/2. Near zero |atan x - x| <= |x|^3 / 3.
 */
function atanAt(x: Dyadic, grid: number): Ends {
  if (x.m === 0n) return exactly(ZERO);
  if (x.m < 0n) return negateEnds(atanAt(negate(x), grid));
  const short = shortRational(x);
  const ends = short && atanAtRational(short, grid);
  if (ends !== undefined) return ends;
  const top = topExponent(x);
  const unit = unitExponent(grid, Math.min(1, top));
  const p = -unit;
  if (3 * top - 1 <= unit) return around(floorTo(x, unit), 2, unit);
  if (top <= 0) return around(atanFixed(floorTo(x, unit), p), 3, unit);
  // 1/x in units is 2^(p - e) / m, which is less than one if top exceeds p.
  const inverse = top > p ? 0n : (1n << BigInt(p - x.e)) / x.m;
  return around(piFixed(p - 1) - atanFixed(inverse, p), 4, unit);
}

/**
 * `atan(x)` of a short x by one series where that is quickest: beyond 5/12 as pi/4 + atan((x - 1) / (x + 1)), beyond 12/5
 * as pi/2 - atan(1/x). So the argument of the series is at most 5/12.
 *
 * Error in units: 2 of the series, 1 of the multiple of pi.
 */
function atanAtRational(x: Rational, grid: number, cell?: SumCell): Ends | undefined {
  const { n, d } = x;
  if (n === 0n) return undefined;
  if (n < 0n) {
    const ends = atanAtRational({ n: -n, d }, grid, cell);
    return ends && negateEnds(ends);
  }
  const unit = unitExponent(grid, Math.min(1, bitLength(n) - bitLength(d) + 1));
  const p = -unit;
  const quarters = 12n * n < 5n * d ? 0 : 5n * n < 12n * d ? 1 : 2;
  const rest = [x, { n: n - d, d: n + d }, { n: -d, d: n }][quarters]!;
  if (!isOddSeriesQuickest(rest, p)) return undefined;
  const value = atanOfFraction(rest, p, cell);
  return around(quarters === 0 ? value : value + piFixed(p + quarters - 3), 3, unit);
}

const HALF_PI = piAt(-1, Infinity).hi!;
const RANGE = fromExactEnds(negate(HALF_PI), HALF_PI);

export const arctangent: Monotone = {
  name: 'atan',
  rising: true,
  at: atanAt,
  derivative: (x: Enclosure) =>
    divide(point(ONE), add(point(ONE), square(x, Infinity), Infinity), Infinity),
  steepest: (x) => {
    const least = leastMagnitude(x);
    return isSteady(x, Math.max(least, 1)) ? ROUNDED_UP / (1 + least * least) : NaN;
  },
  estimate: estimateOf(Math.atan, (x) => 1 / (1 + x * x)),
  low: (grid) => negateEnds(piAt(-1, grid)),
  high: (grid) => piAt(-1, grid),
};

export const atan = monotone(arctangent, {
  initial: () => RANGE,
  atRational: evaluationAt(atanAtRational),
  fold: ([x]) => (x!.n === 0n ? x : undefined),
});

/**
 * Twice the arguments of the Gaussian primes 2 + i, 3 + 2i and 4 + i, by three series that they share with pi: the
 * argument of n + i is atan(1 / n), and where n^2 + 1 has no prime above 17 but 2, 5, 13 and 17, it is a sum of theirs.
 *
 * Source: F. Johansson, "Computing elementary functions using multi-prime argument reduction", arXiv:2207.02501 (2022),
 * section 3.
 */
import { piFixed } from '../constants.js';
import { keptConstant } from '../kept-constant.js';
import { inverseSeries } from './inverse-series.js';

/** The largest n that give all three. */
const seriesAt = inverseSeries(-1, [57, 239, 268]);

/** Bits that absorb the coefficients: these add up to less than 2^5, each value is off by less than 2, and a quotient by 1. */
const GUARD = 6;

/** A sum of multiples of pi and of the series, divided by an integer. */
function angle(divisor: bigint, ofPi: bigint, ...coefficients: readonly bigint[]) {
  return keptConstant((w) => {
    const series = seriesAt(w + GUARD);
    const sum = coefficients.reduce((all, c, i) => all + c * series[i]!, ofPi * piFixed(w + GUARD));
    return (sum / divisor) >> BigInt(GUARD);
  });
}

const ofTwoAndI = angle(24n, 7n, 16n, -4n, 0n);
const ofThreeAndTwoI = angle(8n, 3n, 0n, -4n, 0n);
const ofFourAndI = angle(6n, 1n, -8n, -4n, -12n);

/** `floor(a * 2^p)` for pi / 2, and for the arguments of (2 + i)^2, (3 + 2i)^2 and (4 + i)^2. */
export function gaussianAngles(p: number): readonly bigint[] {
  return [piFixed(p) >> 1n, ofTwoAndI(p), ofThreeAndTwoI(p), ofFourAndI(p)];
}

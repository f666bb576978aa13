/**
 * The logarithms of 2, 3, 5 and 7, by four series that they share: atanh(1 / n) is half the logarithm of
 * (n + 1) / (n - 1), and where numerator and denominator have no prime above 7, four such fractions give the four
 * logarithms.
 *
 * Source: F. Johansson, "Computing elementary functions using multi-prime argument reduction", arXiv:2207.02501 (2022),
 * section 3.
 */
import { keptConstant } from '../kept-constant.js';
import { inverseSeries } from './inverse-series.js';

/** The largest integers whose neighbours have no prime above 7 and that give all four: the larger, the shorter a series. */
const seriesAt = inverseSeries(1, [251, 449, 4801, 8749]);

/** Bits that absorb the coefficients: these add up to less than 2^10, and each sum is off by less than 2. */
const GUARD = 11;

function logarithm(...coefficients: readonly bigint[]) {
  return keptConstant((w) => {
    const series = seriesAt(w + GUARD);
    return coefficients.reduce((all, c, i) => all + c * series[i]!, 0n) >> BigInt(GUARD);
  });
}

/** `floor(ln 2 * 2^p)`. */
export const ln2Fixed = logarithm(144n, 54n, -38n, 62n);
const ln3Fixed = logarithm(228n, 86n, -60n, 98n);
const ln5Fixed = logarithm(334n, 126n, -88n, 144n);
const ln7Fixed = logarithm(404n, 152n, -106n, 174n);

/** `floor(ln 10 * 2^p)`: the sum of ln 2 and ln 5. */
export const ln10Fixed = logarithm(478n, 180n, -126n, 206n);

/** `floor(ln q * 2^p)` for the primes q = 2, 3, 5, 7. */
export function primeLogarithms(p: number): readonly bigint[] {
  return [ln2Fixed, ln3Fixed, ln5Fixed, ln7Fixed].map((of) => of(p));
}

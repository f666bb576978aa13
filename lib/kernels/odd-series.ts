/** The series that the inverse functions have in common: atan z and atanh z, of short z. */
import { gcd } from '../exact/integer.js';

/** The argument is at most `2^-ODD_ZEROS`. */
const ODD_ZEROS = 19;

/** The terms `1 / (2k + 1)` over one denominator. */
interface Coefficients {
  readonly denominator: bigint;
  readonly numerators: readonly bigint[];
}

/** By the number of terms. */
const COEFFICIENTS: Coefficients[] = [];

function makeCoefficients(terms: number): Coefficients {
  const odd = Array.from({ length: terms }, (_, k) => BigInt(2 * k + 1));
  const denominator = odd.reduce((multiple, n) => (multiple / gcd(multiple, n)) * n, 1n);
  return { denominator, numerators: odd.map((n) => denominator / n) };
}

/**
 * `atanh(z)`, or with the sign -1 `atan(z)`, for `|z| <= 2^-ODD_ZEROS`, off by less than 4 units of `2^-bits`.
 *
 * Horner's rule in q = z^2. In units: q is off by less than 1. A number a of Horner's rule is at most twice the
 * denominator L, so it meets q's error with less than 2 L, its own error E shrinks by 2^-38, and the shift adds 1: E is
 * less than 2 L + 2. So the sum is off by less than 4 + 1 after the division, which z shrinks below 1/2, and the last
 * shift adds 1. The first term left out is at most 2^(-ODD_ZEROS (2 terms + 1)), at most half a unit, and all of
 * them less than 1.
 */
export function oddSeries(z: bigint, sign: 1 | -1, bits: number): bigint {
  const shift = BigInt(bits);
  const terms = Math.ceil(((bits + 1) / ODD_ZEROS - 1) / 2);
  const { denominator, numerators } = (COEFFICIENTS[terms] ??= makeCoefficients(terms));
  const square = (z * z) >> shift;
  const q = sign === 1 ? square : -square;
  let k = terms - 1;
  let sum = numerators[k]! << shift;
  if (k > 0) {
    sum = numerators[k]! * q + (numerators[k - 1]! << shift);
    for (k -= 2; k >= 0; k--) sum = ((sum * q) >> shift) + (numerators[k]! << shift);
  }
  return (z * (sum / denominator)) >> shift;
}

/**
 * Power series in fixed point by concurrent sums.
 *
 * Source: D. M. Smith, "Efficient multiple-precision evaluation of elementary functions", Math.
 * Comp. 52 (1989), section 3: about 2 sqrt(n) full multiplications for n terms, all else is division
 * by small integers.
 */
import { bitLength } from '../exact/integer.js';
import { checkpoint } from '../exact/interruption.js';

/**
 * The sum over `k >= 1` of `s(k) * r^k / (d(1) d(2) ... d(k))`, for `0 <= r < 1/2` in fixed point,
 * with integers `d(k) >= 1` that do not fall, `d(2) >= 2`, and signs `s` all plus or alternating,
 * minus first. The sum is off by less than `7 (n + 1)` units, with `n <= bits / t + 1` terms for
 * `r < 2^-t`.
 *
 * Proof, in units of 2^-bits. Let R = floor powers of r up to r^m. Each product of two
 * numbers below 1/2 halves the errors before it and adds at most 1, so R is off by at most 2. The
 * running term T_k = r^(m floor(k/m)) / (d(1)...d(k)) is at most 1: a division adds at most 1 to an
 * error that it does not raise and, from k = 2 on, halves; a multiplication by R halves the error and
 * adds at most 2 + 1; so T_k stays within 6. Each T_k enters one of m sums, and Horner's rule in r
 * shrinks these and adds 1 each, m <= terms in all. The series is cut where T_k r^(k mod m) is below
 * one unit; r < 1/2, so the rest is at most one more. Together at most 6 n + m + 1 < 7 (n + 1).
 */
export function seriesFixed(
  r: bigint,
  bits: number,
  divisor: (k: number) => number,
  alternating: boolean,
): bigint {
  const shift = BigInt(bits);
  const terms = termsNeeded(r, bits, divisor);
  const m = Math.max(1, Math.round(Math.sqrt(terms)));
  let power = r;
  for (let i = 1; i < m; i++) {
    checkpoint(bits);
    power = (power * r) >> shift;
  }

  const sums = new Array<bigint>(m).fill(0n);
  let term = 1n << shift;
  for (let k = 1; k <= terms; k++) {
    if (k % m === 0) {
      checkpoint(bits);
      term = (term * power) >> shift;
    }
    term /= BigInt(divisor(k));
    const slot = k % m;
    sums[slot] = alternating && k % 2 === 1 ? sums[slot]! - term : sums[slot]! + term;
  }
  let sum = sums[m - 1]!;
  for (let i = m - 2; i >= 0; i--) {
    checkpoint(bits);
    sum = ((sum * r) >> shift) + sums[i]!;
  }
  return sum;
}

/**
 * A number of terms after which the next one is below a unit, counted in bits that are rounded to the safe
 * side.
 */
function termsNeeded(r: bigint, bits: number, divisor: (k: number) => number): number {
  if (r === 0n) return 1;
  // r < 2^top, and each further term is smaller by 2^top / d(k).
  const top = bitLength(r) - bits;
  let left = bits;
  let k = 0;
  while (left > 0) {
    k++;
    // The error of log2 is far below the slack of 0.001.
    left += top - Math.max(0, Math.log2(divisor(k)) - 0.001);
  }
  return k;
}

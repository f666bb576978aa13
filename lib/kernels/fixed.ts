/**
 * Fixed-point kernels: elementary functions on BigInt, at points.
 *
 * A real `x` in fixed point at `p` bits is the integer `X` that stands for exactly `X / 2^p`.
 *
 * Laws
 * 1. A constant returns `floor(c * 2^p)`, the true floor, whatever was computed before it.
 * 2. A function of a fixed-point argument takes it as exact and returns a fixed-point value at the
 *    same `p` that differs from the true one by less than `KERNEL_ERROR` units of `2^-p`. Each
 *    kernel proves this beside its code.
 * 3. The same arguments give the same result.
 * 4. No kernel trusts `Math.*` for a bound: a double may start an iteration, and what the iteration
 *    reached is measured afterwards.
 * 5. Precisions `p` are integers, at least 16. Loops are bounded by `p`, recursion by its logarithm.
 */

/** The error bound of law 2, in units of the last place; the specs hold every kernel to it. @internal */
export const KERNEL_ERROR = 2n;

/**
 * `round(n / 2^k)` for `k >= 1`, halves upward: off by at most half a unit.
 */
export function roundShift(n: bigint, k: number): bigint {
  return ((n >> BigInt(k - 1)) + 1n) >> 1n;
}

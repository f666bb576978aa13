/**
 * Powers with exponents of hundreds of bits, of bases near 1: `x^n = exp(n ln x)`. Repeated squaring takes a product
 * per bit of the exponent, each as long as the exponent.
 *
 * Laws
 * 1. The bounds contain `t^n` for every t in x.
 * 2. They are wider than those of the ends by about `2^-bits` of the power.
 */
import { dyadic } from '../exact/dyadic.js';
import type { Dyadic } from '../exact/dyadic.js';
import { isPositive, lowerEnd, upperEnd, widthLog2 } from '../exact/enclosure/enclosure.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { fromEndsOpen } from '../exact/enclosure/outward.js';
import { bitLength, divideFloor, shiftCeil, shiftFloor } from '../exact/integer.js';
import { ln2Fixed } from '../kernels/reduction/prime-logarithms.js';
import { expFixed } from '../kernels/exponential.js';
import { KERNEL_ERROR } from '../kernels/fixed.js';
import { lnFixed } from '../kernels/logarithm.js';

/** From so many bits of an exponent on, a logarithm and an exponential take less than the squarings. */
const STEEP_BITS = 192;

/** Powers beyond 2^(2^20) are left to repeated squaring, which knows the limits of magnitudes. */
const MOST_LOG2 = 2 ** 20;

/** The fewest bits of a result, and those beyond the grid. */
const LEAST_BITS = 64;
const GUARD = 40;

/**
 * @param n - at least 1.
 * @returns undefined where the base is not within [1/2, 2), is wide beside the exponent, or the exponent is short.
 */
export function steepPower(x: Enclosure, n: bigint, grid: number): Enclosure | undefined {
  const size = bitLength(n);
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  if (size < STEEP_BITS || lo === null || hi === null || !isPositive(x)) return undefined;
  if (!isNearOne(lo) || !isNearOne(hi)) return undefined;
  // The power has n times the relative width of its base.
  const known = -widthLog2(x) - size;
  if (known < LEAST_BITS) return undefined;
  const top = Math.max(Math.abs(roughLog2(lo, n)), Math.abs(roughLog2(hi, n)));
  if (!(top < MOST_LOG2)) return undefined;
  const asked = Math.max(LEAST_BITS, Math.min(top - grid, known + LEAST_BITS) || 0);
  const bits = Math.ceil(asked) + GUARD;
  const low = powerOfEnd(lo, n, bits, false);
  const high = hi === lo ? powerOfEnd(lo, n, bits, true) : powerOfEnd(hi, n, bits, true);
  return fromEndsOpen(low, high, grid);
}

/** Whether `1/2 <= t < 2`. */
function isNearOne({ m, e }: Dyadic): boolean {
  const top = bitLength(m) + e;
  return top === 0 || top === 1;
}

/** About `n log2 t`: a choice of precision, and no bound. */
function roughLog2({ m, e }: Dyadic, n: bigint): number {
  const p = bitLength(n) + LEAST_BITS;
  const distance = shiftFloor(m, e + p) - (1n << BigInt(p));
  const product = distance * n;
  return Number(product >> BigInt(p)) * Math.LOG2E;
}

/**
 * A bound of `t^n`, above it or below it.
 *
 * With `p` bits behind the point: t is cut to X on the side of the bound, lnFixed(X) is within KERNEL_ERROR units of
 * ln X, and times n it is exact. Let T be that bound of n ln t in units of 2^-p, and F = floor(2^p ln 2), so ln 2
 * lies in [F, F + 1) of them. T - k ln 2 is bounded by T - k F or T - k (F + 1), as the sign of k and the side say;
 * cut to q bits on the side of the bound it is R, and expFixed(R) is within KERNEL_ERROR units of exp R. Every step
 * is monotone and errs to the one side.
 */
function powerOfEnd(t: Dyadic, n: bigint, bits: number, up: boolean): Dyadic {
  const p = bits + bitLength(n) + GUARD;
  const q = bits + GUARD;
  const error = up ? KERNEL_ERROR : -KERNEL_ERROR;
  const cut = up ? shiftCeil : shiftFloor;
  const f = ln2Fixed(p);
  const X = cut(t.m, t.e + p);
  // ln X = ln 2X - ln 2 below 1, where 2X is cut no further.
  const below = X < 1n << BigInt(p);
  const ln2Bound = up ? f : f + 1n;
  const logarithm = lnFixed(below ? 2n * X : X, p) + error - (below ? ln2Bound : 0n);
  const total = n * logarithm;
  let k = divideFloor(total, f + 1n);
  let rest = restOf(total, k, f, up);
  // The rest is to lie in [0, 1), where the exponential takes it.
  while (rest < 0n) rest = restOf(total, --k, f, up);
  const argument = cut(rest, q - p);
  const power = expFixed(argument, q) + error;
  return dyadic(power, Number(k) - q);
}

/** A bound of `total - k ln 2`, above it or below it. */
function restOf(total: bigint, k: bigint, f: bigint, up: boolean): bigint {
  return total - k * (k > 0n === up ? f : f + 1n);
}

/**
 * Roots of integers, with what they leave.
 *
 * Math.sqrt and Math.log2 only start an iteration: every root is compared with its radicand before it is returned.
 */
import { bitLength } from './bit-length.js';
import { DomainError } from './errors.js';
import { checkpoint } from './interruption.js';

/** `root^k <= n < (root + 1)^k`, and `rest = n - root^k`. */
export interface IntegerRoot {
  readonly root: bigint;
  readonly rest: bigint;
}

/**
 * The floor of the `k`-th root of `n`, for `n >= 0` and `k >= 1`.
 *
 * @throws DomainError if `n` is negative or `k` is not a positive integer.
 */
export function rootFloor(n: bigint, k: number): bigint {
  return integerRoot(n, k).root;
}

/**
 * The floor of the `k`-th root of `n` and the rest, for `n >= 0` and `k >= 1`.
 *
 * @throws DomainError if `n` is negative or `k` is not a positive integer.
 */
export function integerRoot(n: bigint, k: number): IntegerRoot {
  if (n < 0n || !Number.isInteger(k) || k < 1) {
    throw new DomainError(
      `rootFloor: no root of degree ${String(k)} of ${n < 0n ? 'a negative integer' : 'an integer'}`,
    );
  }
  if (k === 1 || n < 2n) return { root: n, rest: 0n };
  return k === 2 ? squareRoot(n, bitLength(n)) : newtonRoot(n, k);
}

/** From this many bits on, halves are quicker than Newton's iteration; measured in `bench/kernel-thresholds.ts`. */
const LONG_SQUARE = 4096;

/** The square root of `n`, which has `length` bits. */
function squareRoot(n: bigint, length: number): IntegerRoot {
  return length < LONG_SQUARE ? shortSquareRoot(n, length) : longSquareRoot(n, length);
}

/** A root of this many bits and one comes from a double. */
const FIRST_ROOT = 50;

/**
 * By Newton's iteration at doubling precision, from a double.
 *
 * At precision e the iteration has some `a` with |a - sqrt(m(e))| < 1, m(e) = floor(n / 4^(c - e)), where the root of
 * m(e) has e + 1 bits. The double is within 2^(50 + 1 - 53) of the root and rounding within 1/2. A step to d <= 2e takes
 * A = a 2^(d - e), which is within 2^(d - e) (1 + 2^-e) of sqrt(m(d)), to
 * (A + m(d) / A) / 2 = sqrt(m(d)) + (A - sqrt(m(d)))^2 / 2 A, that is by at most (1 + 2^-e)^2 2^(d - 2e - 1) too far, and
 * the floor takes off less than 1. This is the iteration of `math.isqrt` in CPython, by M. Dickinson.
 */
export function shortSquareRoot(n: bigint, length: number): IntegerRoot {
  const c = (length - 1) >> 1;
  let steps = 0;
  while (-(-c >> steps) > FIRST_ROOT) steps++;
  let e = -(-c >> steps);
  let a = BigInt(Math.round(Math.sqrt(Number(e === c ? n : n >> BigInt(2 * (c - e))))));
  while (steps > 0) {
    // Rounded up, so that d <= 2e.
    const d = -(-c >> --steps);
    a = (a << BigInt(d - e - 1)) + (n >> BigInt(2 * c - e - d + 1)) / a;
    e = d;
  }
  let rest = n - a * a;
  while (rest < 0n) {
    a -= 1n;
    rest += 2n * a + 1n;
  }
  while (rest > 2n * a) {
    rest -= 2n * a + 1n;
    a += 1n;
  }
  return { root: a, rest };
}

/**
 * By the root of the leading half and one division of half the length.
 *
 * With b = 2^k and n = h b^2 + m b + l, h = s^2 + r: (q, u) the quotient and the rest of r b + m by 2 s gives
 * n = (s b + q)^2 + u b + l - q^2. From 4 k < length follows s >= b, so q <= b + 1/2 and hence q <= b. What is left is
 * less than 2 s b, and where it is negative, the root less one leaves at least b^2 - (q - 1)^2 >= 0.
 *
 * Source: P. Zimmermann, "Karatsuba square root", INRIA research report 3805 (1999).
 */
export function longSquareRoot(n: bigint, length: number): IntegerRoot {
  const k = (length - 1) >> 2;
  const shift = BigInt(k);
  const high = squareRoot(n >> (2n * shift), length - 2 * k);
  checkpoint(length);
  const numerator = (high.rest << shift) + BigInt.asUintN(k, n >> shift);
  const twice = 2n * high.root;
  const q = numerator / twice;
  const root = (high.root << shift) + q;
  const rest = ((numerator - q * twice) << shift) + BigInt.asUintN(k, n) - q * q;
  return rest < 0n ? { root: root - 1n, rest: rest + 2n * root - 1n } : { root, rest };
}

/** A root of this many bits comes from a double. */
const FIRST_BITS = 48;

/**
 * By Newton's iteration at precisions that double up to the full one.
 *
 * By the inequality of the arithmetic and the geometric mean a step from any positive `x` ends at or above the floor
 * of the root, and from above the root it falls; so the last loop stops exactly at the floor, and a poor start
 * can only cost time. A start within 2 units at e bits is within one at 2 e - 3 - log2(k).
 */
function newtonRoot(n: bigint, k: number): IntegerRoot {
  const rootBits = Math.ceil(bitLength(n) / k);
  const lost = 3 + bitLength(BigInt(k));
  const precisions = [rootBits];
  for (let p = rootBits; p > FIRST_BITS;) precisions.push((p = Math.ceil((p + lost) / 2)));

  const degree = BigInt(k);
  const power = degree - 1n;
  let e = precisions.pop()!;
  let x = rootStart(n >> (degree * BigInt(rootBits - e)), k);
  while (precisions.length > 0) {
    const d = precisions.pop()!;
    checkpoint(d * k);
    // The root of n / 2^(k (rootBits - d)) has d bits and is the leading part of the root of n.
    const rest = (n >> (degree * BigInt(rootBits - d) + power * BigInt(d - e))) / x ** power;
    x = (((power * x) << BigInt(d - e)) + rest) / degree;
    e = d;
  }
  for (let above = rootBits > FIRST_BITS; ; above = true) {
    checkpoint(rootBits * k);
    const below = x ** power;
    const rest = n - below * x;
    if (above && rest >= 0n) return { root: x, rest };
    x = (power * x + n / below) / degree;
  }
}

/** A double's guess of the root, good to about 40 bits and never zero. */
function rootStart(n: bigint, k: number): bigint {
  const length = bitLength(n);
  const shift = Math.max(0, length - 64);
  const log = Math.log2(Number(n >> BigInt(shift))) + shift;
  return BigInt(Math.ceil(2 ** (log / k))) + 1n;
}

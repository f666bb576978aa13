/**
 * Integers as BigInt: lengths, directed shifts and divisions, roots, powers of ten.
 *
 * Laws
 * 1. `Floor` rounds toward minus infinity and `Ceil` toward plus infinity, whatever the signs.
 * 2. Nothing here converts a long integer to text.
 */
import { DivisionByZeroError, DomainError } from './errors.js';
import { checkpoint } from './interruption.js';
import { powerOfTwo } from './power-of-two.js';

/** Beyond this a double no longer holds the number, and its length is found by comparison. */
const DOUBLE_LIMIT = 1n << 1023n;

/** `CACHED_POWERS[i]` is `2^(2^i)`; larger ones cost as much memory as the numbers they measure. */
const CACHED_POWERS: bigint[] = [];
const CACHED_POWERS_LIMIT = 22;

function doublyPower(i: number): bigint {
  if (i > CACHED_POWERS_LIMIT) return 1n << BigInt(2 ** i);
  for (let j = CACHED_POWERS.length; j <= i; j++) CACHED_POWERS.push(1n << BigInt(2 ** j));
  return CACHED_POWERS[i]!;
}

/**
 * The number of bits of `|n|`: the smallest `t` with `|n| < 2^t`, so 0 for zero.
 *
 * V8 compares integers of different lengths without reading them, so the length is narrowed by
 * comparisons with `2^(2^i)` and by shifts that each drop at least half of what is left.
 */
export function bitLength(n: bigint): number {
  let rest = n < 0n ? -n : n;
  let dropped = 0;
  while (rest >= DOUBLE_LIMIT) {
    let i = 9;
    while (i < 29 && rest >= doublyPower(i + 1)) i++;
    const shift = 2 ** i;
    rest >>= BigInt(shift);
    dropped += shift;
  }
  if (rest === 0n) return dropped;
  const x = Number(rest);
  let t = Math.floor(Math.log2(x));
  // Math.log2 is only approximate; the comparisons with exact powers decide.
  if (powerOfTwo(t) > x) t--;
  else if (t < 1023 && powerOfTwo(t + 1) <= x) t++;
  // The conversion may have rounded up to 2^t.
  if (t > 53 && x === powerOfTwo(t) && rest < 1n << BigInt(t)) t--;
  return dropped + t + 1;
}

/** How often 2 divides `n`; 0 for zero. */
export function trailingZeros(n: bigint): number {
  if (n === 0n) return 0;
  let window = 64;
  for (;;) {
    const low = BigInt.asUintN(window, n);
    if (low !== 0n) return bitLength(low & -low) - 1;
    window *= 8;
  }
}

/** `floor(n * 2^k)`; `k` may be negative. */
export function shiftFloor(n: bigint, k: number): bigint {
  return k >= 0 ? (k === 0 ? n : n << BigInt(k)) : n >> BigInt(-k);
}

/** `ceil(n * 2^k)`; `k` may be negative. */
export function shiftCeil(n: bigint, k: number): bigint {
  return k >= 0 ? (k === 0 ? n : n << BigInt(k)) : -(-n >> BigInt(-k));
}

/**
 * `floor(a / b)` for integers of any sign.
 *
 * @throws DivisionByZeroError if `b` is zero.
 */
export function divideFloor(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new DivisionByZeroError(`divideFloor: ${String(a)} / 0`);
  const quotient = a / b;
  // BigInt truncates, which is the floor unless the exact quotient is negative and not whole.
  return a < 0n !== b < 0n && quotient * b !== a ? quotient - 1n : quotient;
}

/**
 * `ceil(a / b)` for integers of any sign.
 *
 * @throws DivisionByZeroError if `b` is zero.
 */
export function divideCeil(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new DivisionByZeroError(`divideCeil: ${String(a)} / 0`);
  const quotient = a / b;
  return a < 0n === b < 0n && quotient * b !== a ? quotient + 1n : quotient;
}

/**
 * The floor of the `k`-th root of `n`, for `n >= 0` and `k >= 1`.
 *
 * Newton's iteration on integers, at precisions that double up to the full one. By the inequality
 * of the arithmetic and the geometric mean a step from any positive `x` ends at or above the floor
 * of the root, and from above the root it falls; so the last loop stops exactly at the floor, and
 * a poor start can only cost time.
 *
 * @throws DomainError if `n` is negative or `k` is not a positive integer.
 */
export function rootFloor(n: bigint, k: number): bigint {
  if (n < 0n || !Number.isInteger(k) || k < 1) {
    throw new DomainError(
      `rootFloor: no root of degree ${String(k)} of ${n < 0n ? 'a negative integer' : 'an integer'}`,
    );
  }
  if (k === 1 || n < 2n) return n;
  const rootBits = Math.ceil(bitLength(n) / k);
  const precisions = [rootBits];
  for (let p = rootBits; p > 48;) precisions.push((p = (p >> 1) + 4));

  const degree = BigInt(k);
  const power = degree - 1n;
  let x = 0n;
  let xBits = 0;
  for (let i = precisions.length - 1; i >= 0; i--) {
    const bits = precisions[i]!;
    // The root of `top` has `bits` bits and is the leading part of the root of n.
    const top = n >> (degree * BigInt(rootBits - bits));
    x = xBits === 0 ? rootStart(top, k) : (x + 1n) << BigInt(bits - xBits);
    xBits = bits;
    const last = i === 0;
    for (;;) {
      checkpoint(bits);
      const quotient = top / x ** power;
      if (last && quotient >= x && x ** degree <= top) return x;
      x = (power * x + quotient) / degree;
      if (!last) break;
      if (top / x ** power >= x) return x;
    }
  }
  return x;
}

/** A double's guess of the root, good to about 40 bits and never zero. */
function rootStart(n: bigint, k: number): bigint {
  const length = bitLength(n);
  const shift = Math.max(0, length - 64);
  const log = Math.log2(Number(n >> BigInt(shift))) + shift;
  return BigInt(Math.ceil(2 ** (log / k))) + 1n;
}

/**
 * The greatest common divisor, never negative; `gcd(0, 0)` is 0. The factors 2 go first, so that
 * denominators that are powers of two cost nothing.
 */
export function gcd(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return a + b < 0n ? -(a + b) : a + b;
  const aTwos = trailingZeros(a);
  const bTwos = trailingZeros(b);
  const twos = BigInt(Math.min(aTwos, bTwos));
  return oddGcd((a < 0n ? -a : a) >> BigInt(aTwos), (b < 0n ? -b : b) >> BigInt(bTwos)) << twos;
}

function oddGcd(a: bigint, b: bigint): bigint {
  let x = a;
  let y = b;
  while (y > MAX_SAFE) [x, y] = [y, x % y];
  if (y === 0n || y === 1n) return y === 0n ? x : y;
  let p = Number(y);
  let q = Number(x % y);
  while (q !== 0) [p, q] = [q, p % q];
  return BigInt(p);
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

const FIVES = new Map<number, bigint>();
const FIVES_KEPT = 64;
const FIVES_LONGEST = 65536;

/** `5^k` for an integer `k >= 0`; the powers that recur are kept, boundedly many of bounded length. */
export function powerOfFive(k: number): bigint {
  const kept = FIVES.get(k);
  if (kept !== undefined) return kept;
  if (k > FIVES_LONGEST) return longPowerOfFive(k);
  const power = 5n ** BigInt(k);
  if (FIVES.size >= FIVES_KEPT) FIVES.clear();
  FIVES.set(k, power);
  return power;
}

/** By repeated squaring, as the engine does it, with checks for a stop. */
function longPowerOfFive(k: number): bigint {
  const half = powerOfFive(Math.floor(k / 2));
  checkpoint(bitLength(half));
  const square = half * half;
  return k % 2 === 0 ? square : square * 5n;
}

/** `10^k` for an integer `k >= 0`. */
export function powerOfTen(k: number): bigint {
  return powerOfFive(k) << BigInt(k);
}

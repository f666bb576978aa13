/**
 * Integers as BigInt: lengths, directed shifts and divisions, roots, powers of ten.
 *
 * Laws
 * 1. `Floor` rounds toward minus infinity and `Ceil` toward plus infinity, whatever the signs.
 * 2. Nothing here converts a long integer to text.
 */
import { bitLength } from './bit-length.js';
import { DivisionByZeroError } from './errors.js';
import { checkpoint } from './interruption.js';

export { bitLength, trailingZeros } from './bit-length.js';
export { rootFloor } from './integer-root.js';

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

export { gcd, gcdOfDoubles } from './gcd.js';

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

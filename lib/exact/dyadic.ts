/**
 * Dyadic numbers `m * 2^e`: exact sums and products, directed rounding, comparison.
 *
 * Laws
 * 1. Zero is `{ m: 0n, e: 0 }`; otherwise any scaling is allowed, odd `m` is not required.
 * 2. Exponents may lie 2^33 apart. `compare` and the directed roundings never write out the bits
 *    between two numbers that are far apart; the exact `add` and `subtract` do, up to a limit.
 * 3. `Down` is toward minus infinity, `Up` toward plus infinity; neither crosses zero.
 */
import { LimitError } from './errors.js';
import { bitLength, shiftCeil, shiftFloor } from './integer.js';

/** The number `m * 2^e`. Zero is `{ m: 0n, e: 0 }`; otherwise any scaling is allowed, odd `m` is not required. */
export interface Dyadic {
  readonly m: bigint;
  readonly e: number;
}

export const ZERO: Dyadic = { m: 0n, e: 0 };
export const ONE: Dyadic = { m: 1n, e: 0 };

/** No integer of more bits than this is ever written out: V8 ends at 2^30. */
export const LONGEST_INTEGER = 2 ** 29;

/** `m * 2^e`. */
export function dyadic(m: bigint, e: number): Dyadic {
  return m === 0n ? ZERO : { m, e };
}

/** The integer `n`. */
export function fromInteger(n: bigint | number): Dyadic {
  return dyadic(BigInt(n), 0);
}

export function negate(a: Dyadic): Dyadic {
  return a.m === 0n ? a : { m: -a.m, e: a.e };
}

export function absolute(a: Dyadic): Dyadic {
  return a.m < 0n ? { m: -a.m, e: a.e } : a;
}

/**
 * `a + b`, exactly.
 *
 * @throws LimitError if the exact sum needs more than 2^29 bits.
 */
export function add(a: Dyadic, b: Dyadic): Dyadic {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const gap = a.e - b.e;
  if (gap === 0) return dyadic(a.m + b.m, a.e);
  if (Math.abs(gap) > LONGEST_INTEGER) {
    throw new LimitError(
      `add: an exact sum of ${String(Math.abs(gap))} bits is beyond ${String(LONGEST_INTEGER)} bits`,
    );
  }
  return gap > 0
    ? dyadic((a.m << BigInt(gap)) + b.m, b.e)
    : dyadic(a.m + (b.m << BigInt(-gap)), a.e);
}

/**
 * `a - b`, exactly.
 *
 * @throws LimitError if the exact difference needs more than 2^29 bits.
 */
export function subtract(a: Dyadic, b: Dyadic): Dyadic {
  return add(a, negate(b));
}

/** `a * b`, exactly. */
export function multiply(a: Dyadic, b: Dyadic): Dyadic {
  return dyadic(a.m * b.m, a.e + b.e);
}

/** `a * 2^k`, exactly. */
export function scale(a: Dyadic, k: number): Dyadic {
  return a.m === 0n ? a : { m: a.m, e: a.e + k };
}

export function sign(a: Dyadic): -1 | 0 | 1 {
  return a.m > 0n ? 1 : a.m < 0n ? -1 : 0;
}

/** The smallest `t` with `|a| < 2^t`; `-Infinity` for zero. */
export function topExponent(a: Dyadic): number {
  return a.m === 0n ? -Infinity : bitLength(a.m) + a.e;
}

/** Whether `a` is less than, equal to or greater than `b`. */
export function compare(a: Dyadic, b: Dyadic): -1 | 0 | 1 {
  const s = sign(a);
  const difference = s - sign(b);
  if (difference !== 0) return difference > 0 ? 1 : -1;
  if (s === 0) return 0;
  if (a.e === b.e) return a.m < b.m ? -1 : a.m > b.m ? 1 : 0;
  const ta = topExponent(a);
  const tb = topExponent(b);
  if (ta !== tb) return ta > tb === s > 0 ? 1 : -1;
  // Equal tops: the gap between the exponents is at most the length of the longer integer.
  const x = a.e > b.e ? a.m << BigInt(a.e - b.e) : a.m;
  const y = b.e > a.e ? b.m << BigInt(b.e - a.e) : b.m;
  return x < y ? -1 : x > y ? 1 : 0;
}

export function equals(a: Dyadic, b: Dyadic): boolean {
  return compare(a, b) === 0;
}

export function min(a: Dyadic, b: Dyadic): Dyadic {
  return compare(a, b) <= 0 ? a : b;
}

export function max(a: Dyadic, b: Dyadic): Dyadic {
  return compare(a, b) >= 0 ? a : b;
}

/** `floor(a / 2^exp)`. */
export function floorTo(a: Dyadic, exp: number): bigint {
  return shiftFloor(a.m, a.e - exp);
}

/** `ceil(a / 2^exp)`. */
export function ceilTo(a: Dyadic, exp: number): bigint {
  return shiftCeil(a.m, a.e - exp);
}

/** The greatest dyadic of at most `bits` significant bits that is not above `a`. */
export function roundDown(a: Dyadic, bits: number): Dyadic {
  const excess = bitLength(a.m) - bits;
  return excess > 0 ? { m: shiftFloor(a.m, -excess), e: a.e + excess } : a;
}

/** The least dyadic of at most `bits` significant bits that is not below `a`. */
export function roundUp(a: Dyadic, bits: number): Dyadic {
  const excess = bitLength(a.m) - bits;
  return excess > 0 ? { m: shiftCeil(a.m, -excess), e: a.e + excess } : a;
}

/** `a + b` rounded down to about `bits` bits or more, however far apart the two lie. */
export function addDown(a: Dyadic, b: Dyadic, bits: number): Dyadic {
  return roundDown(addCut(a, b, bits, floorTo), bits);
}

/** `a + b` rounded up to about `bits` bits or more, however far apart the two lie. */
export function addUp(a: Dyadic, b: Dyadic, bits: number): Dyadic {
  return roundUp(addCut(a, b, bits, ceilTo), bits);
}

/**
 * When the tops lie close the sum may cancel and is exact (no longer than the operands);
 * otherwise the sum keeps its order of magnitude and what lies far below it is cut first.
 */
function addCut(a: Dyadic, b: Dyadic, bits: number, cut: typeof floorTo): Dyadic {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const ta = topExponent(a);
  const tb = topExponent(b);
  if (Math.abs(ta - tb) <= 2) return add(a, b);
  const grid = Math.max(ta, tb) - bits - 8;
  return add(
    a.e < grid ? dyadic(cut(a, grid), grid) : a,
    b.e < grid ? dyadic(cut(b, grid), grid) : b,
  );
}

/**
 * Doubles to dyadics and back, exactly or with a direction.
 *
 * Laws
 * 1. `fromDouble` is exact.
 * 2. `toDoubleDown(a) <= a <= toDoubleUp(a)` and no double lies strictly between either and `a`;
 *    subnormals count, and so do the infinities.
 */
import type { Dyadic } from './dyadic.js';
import { bitLength, shiftCeil, shiftFloor } from './integer.js';
import { powerOfTwo } from './power-of-two.js';

const SMALLEST = -1074;
const LEAST_NORMAL = 2 ** -1022;

/**
 * The exact value of a double.
 *
 * @throws RangeError if `x` is NaN or infinite.
 */
export function fromDouble(x: number): Dyadic {
  if (!Number.isFinite(x)) throw new RangeError(`fromDouble: ${String(x)} is not a finite number`);
  if (Number.isInteger(x)) return { m: BigInt(x), e: 0 };
  // Not whole, hence |x| < 2^52; scaling by 2^600 first lifts the subnormals, exactly.
  let scaled = x;
  let e = 0;
  if (Math.abs(x) < powerOfTwo(-500)) {
    scaled *= powerOfTwo(600);
    e = -600;
  }
  const shift = 52 - Math.floor(Math.log2(Math.abs(scaled)));
  let m = scaled * powerOfTwo(shift + 1);
  e -= shift + 1;
  while (m % 65536 === 0) {
    m /= 65536;
    e += 16;
  }
  while (m % 2 === 0) {
    m /= 2;
    e++;
  }
  return { m: BigInt(m), e };
}

/** The greatest double that is not above `a`: `-Infinity` or `MAX_VALUE` beyond the range. */
export function toDoubleDown(a: Dyadic): number {
  const top = bitLength(a.m) + a.e;
  if (a.m === 0n) return 0;
  if (top > 1024) return a.m > 0n ? Number.MAX_VALUE : -Infinity;
  if (top <= SMALLEST) return a.m > 0n ? 0 : -Number.MIN_VALUE;
  const grid = Math.max(top - 53, SMALLEST);
  // At most 2^53 units, so both factors and the product are exact, or the product overflows.
  return Number(shiftFloor(a.m, a.e - grid)) * powerOfTwo(grid);
}

/** The least double that is not below `a`: `Infinity` or `-MAX_VALUE` beyond the range. */
export function toDoubleUp(a: Dyadic): number {
  const top = bitLength(a.m) + a.e;
  if (a.m === 0n) return 0;
  if (top > 1024) return a.m > 0n ? Infinity : -Number.MAX_VALUE;
  if (top <= SMALLEST) return a.m > 0n ? Number.MIN_VALUE : 0;
  const grid = Math.max(top - 53, SMALLEST);
  return Number(shiftCeil(a.m, a.e - grid)) * powerOfTwo(grid);
}

/** The double nearest to `a`, ties to even; an infinity from `MAX_VALUE` plus half a unit on. */
export function toDoubleNearest(a: Dyadic): number {
  // The engine rounds an integer to the nearest double, ties to even; a power of two scales it exactly, unless the
  // product is a subnormal or beyond the range.
  const near = Number(a.m) * powerOfTwo(a.e);
  const size = Math.abs(near);
  if (size >= LEAST_NORMAL && size < Infinity) return near;
  const top = bitLength(a.m) + a.e;
  if (a.m === 0n || top < SMALLEST) return 0;
  if (top > 1024) return a.m > 0n ? Infinity : -Infinity;
  const grid = Math.max(top - 53, SMALLEST);
  const drop = grid - a.e;
  let units = shiftFloor(a.m, -drop);
  if (drop > 0) {
    const rest = BigInt.asUintN(drop, a.m);
    const half = 1n << BigInt(drop - 1);
    if (rest > half || (rest === half && (units & 1n) === 1n)) units += 1n;
  }
  return Number(units) * powerOfTwo(grid);
}

/**
 * Outward rounding: from exact ends to an enclosure on a grid.
 *
 * Laws
 * 1. The result contains what it was made of, and no end crosses zero.
 * 2. An end is rounded to the grid `2^g` asked for, or to 64 significant bits if that is finer. So
 *    however coarse the grid, the result is at least as good as floating intervals of 64 bits, and
 *    `Infinity` asks for just that. An end on that grid already stays: an exact point stays one.
 * 3. Where the rounded width would not stay below 2^53 units of `2^g`, the least coarser grid where it
 *    does takes its place in law 2; an infinite width leaves 64 bits.
 * 4. Rounding is isotone: what lay inside lies inside afterwards. (Of two nested enclosures the outer
 *    one has the coarser grid, and an end's rounding depends on nothing but itself and the grid.)
 *    It is idempotent.
 * 5. The result is narrow if one grid holds both ends; else, and only if the width is more than 2^-12
 *    of the smaller end, it is wide, with ends of 64 bits.
 * 6. A magnitude beyond 2^(2^32) becomes infinite if it is an outer end and 2^(2^32 - 1) if it is
 *    an inner one; below 2^-(2^32) it becomes 2^-(2^32) as an outer end and zero as an inner one.
 */
import type { Dyadic } from '../dyadic.js';
import {
  ceilTo,
  dyadic,
  floorTo,
  LONGEST_INTEGER,
  negate,
  roundDown,
  roundUp,
  subtract,
  topExponent,
  ZERO,
} from '../dyadic.js';
import type { Enclosure, Narrow, Wide } from './kinds.js';
import { fromExactEnds, fromExactEndsOpen, WIDTH_LIMIT } from './ends.js';
import { bitLength, divideFloor, shiftFloor } from '../integer.js';
import { hull } from './meet-join.js';
import type { Rational } from '../rational.js';

/** Magnitudes from `2^-LARGEST_EXPONENT` to `2^LARGEST_EXPONENT` are represented. */
export const LARGEST_EXPONENT = 2 ** 32;

/** Rounding leaves an end at least this many significant bits. */
export const LEAST_BITS = 64;

/** Integers have at most 2^30 bits, so numbers on grids inside this range need no check of law 6. */
const SAFE_EXPONENT = 2 ** 31;

const WIDTH_LIMIT_BIG = BigInt(WIDTH_LIMIT);
const LEAST_UNITS = 1n << BigInt(LEAST_BITS);

/** An enclosure of `[lo, hi]`, for `lo <= hi`, on the grid `2^grid` or better (law 2). */
export function fromEnds(lo: Dyadic, hi: Dyadic, grid: number): Enclosure {
  const loTop = topExponent(lo);
  const hiTop = topExponent(hi);
  if (outOfRange(lo, loTop) || outOfRange(hi, hiTop)) {
    return fromEndsOpen(lo, hi, grid);
  }
  return finiteFromEnds(lo, loTop, hi, hiTop, grid);
}

function finiteFromEnds(
  lo: Dyadic,
  loTop: number,
  hi: Dyadic,
  hiTop: number,
  grid: number,
): Narrow | Wide {
  let loGrid = loTop - LEAST_BITS;
  let hiGrid = hiTop - LEAST_BITS;
  // Ends of different signs, or whose tops differ by 2 or more, are at least 2^(top - 2) apart, so
  // that the grid of law 3 leaves them fewer than 64 bits.
  if (lo.m > 0n === hi.m > 0n && Math.abs(loTop - hiTop) <= 1) {
    const g = Math.max(grid, leastGrid(lo, hi, grid), loTop - LONGEST_INTEGER);
    loGrid = Math.min(g, loGrid);
    hiGrid = Math.min(g, hiGrid);
  }
  return fromExactEnds(floorEnd(lo, loGrid), ceilEnd(hi, hiGrid));
}

/** The finest grid on which the rounded width is below 2^53 units; `grid` if that one will do. */
function leastGrid(lo: Dyadic, hi: Dyadic, grid: number): number {
  const top = topExponent(subtract(hi, lo));
  const finest = top - 53;
  if (finest < grid) return grid;
  if (finest === -Infinity) return grid;
  // 2^52 units or more, and less than 2^53 before rounding; on the next grid less than 2^52 + 2.
  const units = ceilTo(hi, finest) - floorTo(lo, finest);
  return units < WIDTH_LIMIT_BIG ? finest : finest + 1;
}

function floorEnd(end: Dyadic, grid: number): Dyadic {
  return end.e >= grid || end.m === 0n ? end : dyadic(floorTo(end, grid), grid);
}

function ceilEnd(end: Dyadic, grid: number): Dyadic {
  return end.e >= grid || end.m === 0n ? end : dyadic(ceilTo(end, grid), grid);
}

function outOfRange(end: Dyadic, top: number): boolean {
  return end.m !== 0n && (top > LARGEST_EXPONENT || top <= -LARGEST_EXPONENT);
}

/** The inner side of an end that is out of range: it moves toward zero. */
function inward(end: Dyadic, top: number): Dyadic {
  if (!outOfRange(end, top)) return end;
  return top > 0 ? { m: end.m > 0n ? 1n : -1n, e: LARGEST_EXPONENT - 1 } : ZERO;
}

/** The outer side of an end that is out of range: it moves away from zero, at the top to infinity. */
function outwardOrNull(end: Dyadic, top: number): Dyadic | null {
  if (!outOfRange(end, top)) return end;
  return top > 0 ? null : { m: end.m > 0n ? 1n : -1n, e: -LARGEST_EXPONENT };
}

/** `fromEnds` with `null` for an infinite end. */
export function fromEndsOpen(lo: Dyadic | null, hi: Dyadic | null, grid: number): Enclosure {
  // What a kernel answers has both ends in the same units.
  const narrow =
    lo !== null && hi?.e === lo.e ? narrowUnits(lo.m, hi.m - lo.m, lo.e, grid) : undefined;
  if (narrow !== undefined) return narrow;
  const low = lo === null ? null : lowerInRange(lo);
  const high = hi === null ? null : negateOrNull(lowerInRange(negate(hi)));
  if (low === null || high === null) {
    return fromExactEndsOpen(low && roundDown(low, LEAST_BITS), high && roundUp(high, LEAST_BITS));
  }
  return finiteFromEnds(low, topExponent(low), high, topExponent(high), grid);
}

/** Law 6 for a lower end; an upper end is the lower end of the mirror image. */
function lowerInRange(lo: Dyadic): Dyadic | null {
  return lo.m > 0n ? inward(lo, topExponent(lo)) : outwardOrNull(lo, topExponent(lo));
}

function negateOrNull(end: Dyadic | null): Dyadic | null {
  return end === null ? null : negate(end);
}

/**
 * An enclosure of `[lo, lo + width] * 2^exp`, for `width >= 0`, on the grid `2^grid` or better. Arithmetic on
 * narrow enclosures rounds here: lengths are compared, never measured.
 */
export function fromUnits(lo: bigint, width: bigint, exp: number, grid: number): Enclosure {
  return (
    narrowUnits(lo, width, exp, grid) ?? fromEnds(dyadic(lo, exp), dyadic(lo + width, exp), grid)
  );
}

/** The same where both ends stay as they are, or are rounded to the grid asked for; else undefined. */
function narrowUnits(lo: bigint, width: bigint, exp: number, grid: number): Narrow | undefined {
  if (!(exp > -SAFE_EXPONENT && exp < SAFE_EXPONENT)) return undefined;
  const drop = grid - exp;
  // Ends of 64 bits or fewer stay (law 2), so their width alone decides.
  if (drop <= 0 || (lo > -LEAST_UNITS && lo < LEAST_UNITS - WIDTH_LIMIT_BIG)) {
    return width < WIDTH_LIMIT_BIG ? { kind: 'narrow', lo, width: Number(width), exp } : undefined;
  }
  if (drop >= LONGEST_INTEGER) return undefined;
  const shift = BigInt(drop);
  const low = lo >> shift;
  // With at least 65 bits left to both ends, law 2 rounds both to the grid asked for.
  if (low < LEAST_UNITS && low >= -LEAST_UNITS - WIDTH_LIMIT_BIG) return undefined;
  const rest = BigInt.asUintN(drop, lo) + width;
  const units = -(-rest >> shift);
  if (units >= WIDTH_LIMIT_BIG) return undefined;
  return { kind: 'narrow', lo: low, width: Number(units), exp: grid };
}

/** An enclosure of all numbers from `lo` to `hi`, for `lo <= hi`. */
export function fromRationals(lo: Rational, hi: Rational, grid: number): Enclosure {
  return hull(fromRational(lo, grid), fromRational(hi, grid));
}

/** An enclosure of `r`: the point if it is dyadic and short enough for the grid, else one unit wide. */
export function fromRational(r: Rational, grid: number): Enclosure {
  const denominatorBits = bitLength(r.d);
  if (r.d === 1n || r.d === 1n << BigInt(denominatorBits - 1)) {
    const end = dyadic(r.n, 1 - denominatorBits);
    return fromEnds(end, end, grid);
  }
  // 2^(top - 2) < |r| < 2^top
  const top = bitLength(r.n) - denominatorBits + 1;
  const exp = Math.max(Math.min(grid, top - LEAST_BITS - 2), top - LONGEST_INTEGER);
  const lo =
    exp <= 0 ? divideFloor(shiftFloor(r.n, -exp), r.d) : divideFloor(r.n, r.d << BigInt(exp));
  // r is on no grid, so whatever the cut it lies inside the one unit above the floor.
  const cut = Math.max(0, Math.min(grid - exp, bitLength(lo) - LEAST_BITS - 1));
  return { kind: 'narrow', lo: lo >> BigInt(cut), width: 1, exp: exp + cut };
}

/** `x` on the grid `2^grid` or better (law 2); `x` itself if it is narrow and lies there already. */
export function roundTo(x: Enclosure, grid: number): Enclosure {
  switch (x.kind) {
    case 'narrow':
      return x.exp >= grid ? x : fromUnits(x.lo, BigInt(x.width), x.exp, grid);
    case 'wide':
      return fromEnds(x.lo, x.hi, grid);
    case 'below':
      return fromEndsOpen(x.lo, null, grid);
    case 'above':
      return fromEndsOpen(null, x.hi, grid);
    case 'all':
      return x;
  }
}

/** Products of enclosures. */
import type { Dyadic } from './dyadic.js';
import { compare, multiply as multiplyExactly, ONE, ZERO } from './dyadic.js';
import type { Enclosure } from './enclosure.js';
import { lowerEnd, point, upperEnd } from './ends.js';
import { bitLength } from './integer.js';
import { absolute } from './lattice.js';
import type { Units } from './magnitudes.js';
import { cutTo, magnitudes, neededBits } from './magnitudes.js';
import { fromEndsOpen, fromUnits } from './outward.js';
import { magnitudeLog2 } from './size.js';

/** `a * b`. */
export function multiply(a: Enclosure, b: Enclosure, grid: number): Enclosure {
  if (a.kind === 'narrow' && b.kind === 'narrow') {
    const x = magnitudes(a);
    const y = magnitudes(b);
    if (x && y) return multiplyUnits(x, y, x.negative !== y.negative, grid);
  }
  return multiplyEnds(a, b, grid);
}

/** Operands that together have no more bits than this are not worth cutting. */
const SHORT = 512;

/**
 * `[A, A + u] * [B, B + v] = [A B, A B + A v + B u + u v]`: one full product, and short ones.
 */
function multiplyUnits(x: Units, y: Units, negative: boolean, grid: number): Enclosure {
  let a = x;
  let b = y;
  const aBits = bitLength(x.lo);
  const bBits = bitLength(y.lo);
  if (aBits + bBits > SHORT) {
    const bits = neededBits(aBits + bBits + x.exp + y.exp, grid, x, aBits, y, bBits);
    a = cutTo(x, aBits, bits);
    b = cutTo(y, bBits, bits);
  }
  const lo = a.lo * b.lo;
  let width = 0n;
  if (a.width !== 0) width += b.lo * BigInt(a.width);
  if (b.width !== 0) width += (a.lo + BigInt(a.width)) * BigInt(b.width);
  return fromUnits(negative ? -(lo + width) : lo, width, a.exp + b.exp, grid);
}

/** An infinite end among dyadics: above every one of them, and its sign survives a product. */
const INFINITE: Dyadic = { m: 1n, e: Infinity };
const MINUS_INFINITE: Dyadic = { m: -1n, e: Infinity };

function multiplyEnds(a: Enclosure, b: Enclosure, grid: number): Enclosure {
  const aLo = lowerEnd(a) ?? MINUS_INFINITE;
  const aHi = upperEnd(a) ?? INFINITE;
  const bLo = lowerEnd(b) ?? MINUS_INFINITE;
  const bHi = upperEnd(b) ?? INFINITE;
  let lo = multiplyExtended(aLo, bLo);
  let hi = lo;
  for (const end of [
    multiplyExtended(aLo, bHi),
    multiplyExtended(aHi, bLo),
    multiplyExtended(aHi, bHi),
  ]) {
    if (compare(end, lo) < 0) lo = end;
    if (compare(end, hi) > 0) hi = end;
  }
  return fromEndsOpen(lo.e === Infinity ? null : lo, hi.e === Infinity ? null : hi, grid);
}

function multiplyExtended(a: Dyadic, b: Dyadic): Dyadic {
  if (a.m === 0n || b.m === 0n) return ZERO;
  if (a.e !== Infinity && b.e !== Infinity) return multiplyExactly(a, b);
  return a.m > 0n === b.m > 0n ? INFINITE : MINUS_INFINITE;
}

/** `a * a`, at least zero. */
export function square(a: Enclosure, grid: number): Enclosure {
  const size = absolute(a);
  return multiply(size, size, grid);
}

/** Bits beyond the rounding unit, so that the roundings inside a product hardly show. */
const GUARD = 40;

/** The product of all of `factors`, multiplied pairwise in a balanced way. */
export function product(factors: readonly Enclosure[], grid: number): Enclosure {
  if (factors.length === 0) return point(ONE);
  const total = factors.reduce((log, factor) => log + magnitudeLog2(factor), 0);
  const asked = Number.isFinite(total) ? Math.max(66, total - grid) : 66;
  // Each factor's relative error adds up, so every doubling of their number takes one bit.
  const bits = asked + GUARD + Math.ceil(Math.log2(factors.length));
  let level = factors;
  while (level.length > 2) {
    const next: Enclosure[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const a = level[i]!;
      const b = level[i + 1];
      next.push(b ? multiply(a, b, innerGrid(a, b, bits)) : a);
    }
    level = next;
  }
  return multiply(level[0]!, level[1] ?? point(ONE), grid);
}

/** The grid that leaves `bits` bits to `a * b`. */
function innerGrid(a: Enclosure, b: Enclosure, bits: number): number {
  const top = magnitudeLog2(a) + magnitudeLog2(b);
  return Number.isFinite(top) ? Math.floor(top - bits) : Infinity;
}

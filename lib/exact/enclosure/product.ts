/** Products of enclosures. */
import type { Dyadic } from '../dyadic.js';
import { compare, multiply as multiplyExactly, ONE, ZERO } from '../dyadic.js';
import type { Enclosure } from './kinds.js';
import { lowerEnd, point, upperEnd } from './ends.js';
import { bitLength } from '../integer.js';
import { absolute } from './meet-join.js';
import type { Units } from './magnitudes.js';
import { cutTo, isSettled, magnitudes, neededBits } from './magnitudes.js';
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

/** Operands below this are not worth cutting. */
const SHORT = 1n << 256n;

/** `[A, A + u] * [B, B + v]`, with operands cut to the bits that matter if the result is the same. */
function multiplyUnits(x: Units, y: Units, negative: boolean, grid: number): Enclosure {
  if (x.lo >= SHORT || y.lo >= SHORT) {
    const xBits = bitLength(x.lo);
    const yBits = bitLength(y.lo);
    const bits = neededBits(xBits + yBits + x.exp + y.exp, grid, x, xBits, y, yBits);
    const a = cutTo(x, xBits, bits);
    const b = cutTo(y, yBits, bits);
    if (a !== x || b !== y) {
      const { lo, width } = productOf(a, b);
      const hi = lo + width;
      // An end loses less than two units of A times the end of B, and likewise for B.
      const aBits = bitsOfEnds(a, xBits - (a.exp - x.exp));
      const bBits = bitsOfEnds(b, yBits - (b.exp - y.exp));
      const lost = Math.max(a === x ? 0 : bBits, b === y ? 0 : aBits) + 2;
      if (isSettled(lo, lost, SPARE_BITS) && isSettled(-hi, lost, SPARE_BITS)) {
        return fromUnits(negative ? -hi : lo, width, a.exp + b.exp, grid);
      }
    }
  }
  const { lo, width } = productOf(x, y);
  return fromUnits(negative ? -(lo + width) : lo, width, x.exp + y.exp, grid);
}

/** At least the bits of the upper end, where the lower has `bits`: a width is below 2^53, and doubles no longer number. */
function bitsOfEnds({ lo, width }: Units, bits: number): number {
  return bits > 53 ? bits + 1 : bitLength(lo + BigInt(width));
}

/** Cutting leaves 40 bits; of these the estimates above and in `neededBits` take less than 10. */
const SPARE_BITS = 30;

/** `[A, A + u] * [B, B + v] = [A B, A B + A v + B u + u v]`: one full product, and short ones. */
function productOf(a: Units, b: Units): { lo: bigint; width: bigint } {
  let width = 0n;
  if (a.width !== 0) width += b.lo * BigInt(a.width);
  if (b.width !== 0) width += (a.lo + BigInt(a.width)) * BigInt(b.width);
  return { lo: a.lo * b.lo, width };
}

/**
 * An infinite end among dyadics: above every dyadic, and its sign survives a product. Its fields stand in
 * another order than a dyadic's, so that the engine gives it a shape of its own: an exponent that is no small
 * integer would make V8 keep the exponents of all objects of that shape in boxes of 16 bytes.
 */
const INFINITE: Dyadic = { e: Infinity, m: 1n };
const MINUS_INFINITE: Dyadic = { e: Infinity, m: -1n };

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
  if (factors.length <= 2) return multiply(factors[0]!, factors[1] ?? point(ONE), grid);
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
  return multiply(level[0]!, level[1]!, grid);
}

/** The grid that leaves `bits` bits to `a * b`. */
function innerGrid(a: Enclosure, b: Enclosure, bits: number): number {
  const top = magnitudeLog2(a) + magnitudeLog2(b);
  return Number.isFinite(top) ? Math.floor(top - bits) : Infinity;
}

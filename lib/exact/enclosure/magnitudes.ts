/**
 * Narrow enclosures of one sign as magnitudes in integer units, cut to the bits that a result needs.
 */
import type { Narrow } from './kinds.js';
import { powerOfTwo } from '../power-of-two.js';

/** `[lo, lo + width] * 2^exp`, with `lo > 0`. */
export interface Units {
  readonly lo: bigint;
  readonly width: number;
  readonly exp: number;
  /** Whether these are the magnitudes of negative numbers. */
  readonly negative: boolean;
}

/** The magnitudes of `x`; `undefined` if zero is among its points. */
export function magnitudes(x: Narrow): Units | undefined {
  if (x.lo > 0n) return { lo: x.lo, width: x.width, exp: x.exp, negative: false };
  const hi = x.lo + BigInt(x.width);
  return hi < 0n ? { lo: -hi, width: x.width, exp: x.exp, negative: true } : undefined;
}

/** Bits beyond those that rounding leaves: a cut stays below 2^-36 of a rounding unit. */
const GUARD = 40;

/** Rounding leaves an end at least 64 bits; the estimates below may be off by two. */
const LEAST = 66;

/** A width takes 53 bits and is known to a few bits here. */
const WIDTH_BITS = 64;

/**
 * The leading bits of the operands that matter for a product or a quotient below `2^top` on the
 * grid: those above the grid, or those above the last bit of the width, whichever are fewer.
 */
export function neededBits(
  top: number,
  grid: number,
  a: Units,
  aBits: number,
  b: Units,
  bBits: number,
): number {
  const known = Math.min(knownBits(a, aBits), knownBits(b, bBits));
  // The ends of a crude enclosure differ in length, and those of the result differ by as much.
  const least = LEAST + Math.max(0, -known);
  return Math.max(least, Math.min(top - grid, known + WIDTH_BITS)) + GUARD;
}

/** The leading bits that all points share, roughly: -log2 of the relative width. */
function knownBits(x: Units, bits: number): number {
  return x.width === 0 ? Infinity : bits - Math.log2(x.width);
}

/** Fewer superfluous bits than this are not worth cutting. */
const LEAST_CUT = 32;

/** `x`, whose `lo` has `length` bits, rounded outward so that `lo` has about `bits` bits. */
export function cutTo(x: Units, length: number, bits: number): Units {
  const cut = length - Math.ceil(bits);
  if (cut < LEAST_CUT) return x;
  // lo + width < (floor(lo / 2^cut) + 1) * 2^cut + width
  const width = x.width === 0 ? 1 : Math.floor(x.width * powerOfTwo(-cut)) + 2;
  return { lo: x.lo >> BigInt(cut), width, exp: x.exp + cut, negative: x.negative };
}

/**
 * Whether rounding a lower end somewhere in `[lo, lo + 2^error]` to multiples of `2^(error + spare)`
 * leaves no choice. With many spare bits it fails for sparse numbers only: then the uncut operands
 * decide, so that rounding is that of the exact result.
 */
export function isSettled(lo: bigint, error: number, spare: number): boolean {
  // Adding 2^error carries into the multiples where all of the spare bits are ones, and only there.
  return BigInt.asUintN(spare, ~lo >> BigInt(error)) !== 0n;
}

/** How an enclosure is written: one kind of plain data for each combination of ends. */
import type { Dyadic } from '../dyadic.js';

/**
 * A base-2 logarithm of a magnitude. Widths below 2^-1074 still rank by it; `-Infinity` stands for
 * zero, `Infinity` for an unbounded magnitude.
 */
export type Log2 = number;

/** `[lo, lo + width] * 2^exp`, with `width` a non-negative integer below 2^53. */
export interface Narrow {
  readonly kind: 'narrow';
  readonly lo: bigint;
  readonly width: number;
  readonly exp: number;
}

/**
 * Two ends with exponents of their own, so that [2^-332, 2^1000000] keeps its ends and its sign.
 * Arithmetic rounds these ends outward to 64 bits; only the exact operations (intersect, hull,
 * minimum, maximum) may keep a longer one.
 */
export interface Wide {
  readonly kind: 'wide';
  readonly lo: Dyadic;
  readonly hi: Dyadic;
}

/** `[lo, Infinity)`: bounded below only. */
export interface Below {
  readonly kind: 'below';
  readonly lo: Dyadic;
}

/** `(-Infinity, hi]`: bounded above only. */
export interface Above {
  readonly kind: 'above';
  readonly hi: Dyadic;
}

/** The whole real line. */
export interface WholeLine {
  readonly kind: 'all';
}

/** A closed set of reals that contains the value: an interval with possibly infinite ends. */
export type Enclosure = Narrow | Wide | Below | Above | WholeLine;

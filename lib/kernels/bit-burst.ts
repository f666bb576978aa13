/**
 * Exponentials of long numbers in fixed point: exp(x), and exp(i x) = cos x + i sin x.
 *
 * The argument is cut into pieces r = a / 2^b, each twice as long as the one before, with about as many
 * leading zeros as its numerator has bits. A piece with a long numerator needs few terms of the series, and a
 * piece that needs many terms has a short numerator. So binary splitting sums each piece at the cost of a few
 * full multiplications: O(M(n) log(n)^2) in all, where a series in fixed point needs about n^(1/3) M(n).
 *
 * Source: R. P. Brent, "The complexity of multiple-precision arithmetic", in: The Complexity of
 * Computational Problem Solving (1976); known as the bit-burst algorithm.
 */
import { checkpoint } from '../exact/interruption.js';
import { complexSeries, realSeries } from './exponential-series.js';
import type { Piece } from './exponential-series.js';
import { roundShift } from './fixed.js';
import { inParts, partKernel } from './parts.js';
import type { PartOf } from './parts.js';

/** From this many bits on, bit bursts are quicker than series in fixed point; measured in `bench/LOG.md`. */
export const LONG = { exp: 5000, sinCos: 200_000 };

/** From this many bits on the series of the pieces take about 200 ms or more, and are worth parts. */
const LEAST_IN_PARTS = 130_000;

/** How often the argument is halved first; each halving costs a squaring at the end. */
const HALVINGS = 8;

/** The first piece ends this many bits behind the point. */
const FIRST_PIECE = 32;

/** The pieces of `x / 2^w`, for `0 <= x <= 2^(w - HALVINGS)`: at most 27 of them for `w < 2^31`. */
function piecesOf(x: bigint, w: number): Piece[] {
  const pieces: Piece[] = [];
  let zeros = HALVINGS;
  let rest = x;
  for (let bits = Math.min(FIRST_PIECE, w); ; bits = Math.min(2 * bits, w)) {
    const below = BigInt(w - bits);
    const numerator = rest >> below;
    if (numerator > 0n) pieces.push({ numerator, bits, zeros });
    if (bits === w) return pieces;
    rest -= numerator << below;
    zeros = bits;
  }
}

/** What rounding costs, as bits: 2^(HALVINGS + 14) units are half a unit of the result. */
const GUARD = HALVINGS + 15;

/**
 * `exp(x)` for `0 <= x < 1`.
 *
 * Error, with u = 2^-w and j halvings. The exponential of a piece is off by less than 3 u, and a product of
 * approximations below 2, as all are here, by less than 2 * 3 u + u more for each piece and less than twice as
 * much in the end: with 27 pieces by less than D u, D = 380, in proportion too. In logarithms, as in
 * `expFixed`, j squarings take this to at most 2^j (2 D + 2) u, and the result is off by less than 2 e times
 * this, below 2^(j + 4) (D + 1) u < 2^(j + 13) u: by less than half a unit of 2^-p. Rounding adds half a unit.
 */
export function expBurst(x: bigint, p: number): bigint {
  const w = p + GUARD;
  const shift = BigInt(w);
  const one = 1n << shift;
  let y = one;
  for (const value of seriesOf(piecesOf(halved(x), w), w, realSeries, realPart)) {
    y = (y * (one + value)) >> shift;
  }
  for (let k = 0; k < HALVINGS; k++) {
    checkpoint(w);
    y = (y * y) >> shift;
  }
  return roundShift(y, GUARD);
}

/**
 * `cos(x)` and `sin(x)` for `0 <= x <= 1`, as exp(i x).
 *
 * Error, with u = 2^-w and j halvings. Cosine and sine of a piece are off by less than 3 u, so exp(i r) by less
 * than 5 u, and a product of numbers of magnitude 1 by less than 5 u + 2 u more for each piece: with 27
 * pieces, and room for products of errors, by less than D u, D = 200. A doubling takes an error d to
 * 2 d + d^2 + 2 u <= 2 d + 3 u, so j of them to less than 2^j (D + 3) u < 2^(j + 8) u: by less than half a unit
 * of 2^-p. Rounding adds half a unit.
 */
export function sinCosBurst(x: bigint, p: number): { readonly sin: bigint; readonly cos: bigint } {
  const w = p + GUARD;
  const shift = BigInt(w);
  const one = 1n << shift;
  let cos = one;
  let sin = 0n;
  for (const { re, im } of seriesOf(piecesOf(halved(x), w), w, complexSeries, complexPart)) {
    const c = one + re;
    [cos, sin] = [(cos * c - sin * im) >> shift, (cos * im + sin * c) >> shift];
  }
  for (let k = 0; k < HALVINGS; k++) {
    checkpoint(w);
    [cos, sin] = [((cos - sin) * (cos + sin)) >> shift, (cos * sin) >> (shift - 1n)];
  }
  return { cos: roundShift(cos, GUARD), sin: roundShift(sin, GUARD) };
}

/** `x 2^-HALVINGS` with `GUARD` more bits, so that it is exact. */
function halved(x: bigint): bigint {
  return x << BigInt(GUARD - HALVINGS);
}

/** The series of each piece; one after the other, so that each is used before the next is there, or in parts. */
function seriesOf<Value>(
  pieces: readonly Piece[],
  w: number,
  series: (piece: Piece, w: number) => Value,
  part: (piece: Piece, w: number) => PartOf<Value>,
): Iterable<Value> {
  if (w < LEAST_IN_PARTS) return inTurn(pieces, w, series);
  return inParts<Value[]>(pieces.map((piece) => part(piece, w)));
}

function* inTurn<Value>(
  pieces: readonly Piece[],
  w: number,
  series: (piece: Piece, w: number) => Value,
): Iterable<Value> {
  for (const piece of pieces) yield series(piece, w);
}

const realPart = partKernel('exp of a piece', realSeries);
const complexPart = partKernel('exp of an imaginary piece', complexSeries);

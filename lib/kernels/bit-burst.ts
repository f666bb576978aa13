/**
 * Exponentials of long numbers in fixed point: exp(x), and exp(i x) = cos x + i sin x.
 *
 * The argument is reduced by combinations of constants whose exponentials are fractions (reduction/reduction.ts). What is left is cut into pieces r = a / 2^b, each twice as long as the one before, with about as many
 * leading zeros as its numerator has bits. A piece with a long numerator needs few terms of the series, and a
 * piece that needs many terms has a short numerator. So binary splitting sums each piece at the cost of a few
 * full multiplications: O(M(n) log(n)^2) in all, where a series in fixed point needs about n^(1/3) M(n).
 *
 * Source: R. P. Brent, "The complexity of multiple-precision arithmetic", in: The Complexity of
 * Computational Problem Solving (1976); known as the bit-burst algorithm.
 */
import { bitLength } from '../exact/integer.js';
import { checkpoint } from '../exact/interruption.js';
import { complexSeries, isLast, realSeries } from './exponential-series.js';
import type { Piece } from './exponential-series.js';
import { roundShift } from './fixed.js';
import { inParts, partKernel } from './parts.js';
import type { PartOf } from './parts.js';
import { reducedByGaussians } from './reduction/gaussian-fractions.js';
import { reducedByPrimes } from './reduction/prime-fractions.js';

/** From this many bits on, bit bursts are quicker than series in fixed point; measured in `bench/LOG.md`. */
export const LONG = { exp: 5000, sinCos: 7000 };

/** From this many bits on the series of the pieces take about 200 ms or more, and are worth parts. */
const LEAST_IN_PARTS = 130_000;

/** The first piece ends this many bits behind the point, or later. */
const FIRST_PIECE = 32;

/** The pieces of `x / 2^w`, for `x >= 0`: at most 27 of them for `w < 2^31`. The last is what is left. */
function piecesOf(x: bigint, w: number): Piece[] {
  const pieces: Piece[] = [];
  let zeros = w - bitLength(x);
  let rest = x;
  for (let bits = Math.max(FIRST_PIECE, 2 * zeros); !isLast(zeros, w); bits *= 2) {
    const below = BigInt(w - bits);
    const numerator = rest >> below;
    if (numerator > 0n) pieces.push({ numerator, bits, zeros });
    rest -= numerator << below;
    zeros = bits;
  }
  if (rest > 0n) pieces.push({ numerator: rest, bits: w, zeros });
  return pieces;
}

/** What rounding costs an exponential, as bits: 2^(EXP_GUARD - 1) units are half a unit of the result. */
const EXP_GUARD = 12;

/**
 * `exp(x)` for `0 <= x < 1`: a fraction times the exponential of what it leaves of x.
 *
 * Error, with u = 2^-w. The rest is off by less than 2 u, which its exponential is in proportion, to less than 2.1 u. The
 * exponential of a piece is off by less than 3 u, that of the last by less than 15 u, and a product of approximations below 2,
 * as all are here, by less than 2 * 3 u + u more for each piece and less than twice as much in the end: with 27 pieces by
 * less than D u, D = 420, in proportion too. The fraction is exact, so the result below e is off by less than e (D + 3) u, and by less than 2 u for the
 * shift and the division: by less than 2^11 u, half a unit of 2^-p. Rounding adds half a unit.
 */
export function expBurst(x: bigint, p: number): bigint {
  const w = p + EXP_GUARD;
  const shift = BigInt(w);
  const one = 1n << shift;
  const { rest, numerator, denominator, twos } = reducedByPrimes(x, p, w);
  let y = one;
  for (const value of seriesOf(piecesOf(rest, w), w, realSeries, realPart)) {
    y = (y * (one + value)) >> shift;
  }
  checkpoint(w);
  return roundShift(((y * numerator) << BigInt(twos)) / denominator, EXP_GUARD);
}

/** What rounding costs a rotation, as bits: 2^(CIRCLE_GUARD - 1) units are half a unit of the result. */
const CIRCLE_GUARD = 10;

/**
 * `cos(x)` and `sin(x)` for `0 <= x <= 1`, as exp(i x): a point of the circle times the exponential of what it leaves of x.
 *
 * Error, with u = 2^-w. The rest is off by less than 2 u, and so is the point that it stands for. Cosine and sine of a piece
 * are off by less than 3 u, those of the last by less than 17 u, so exp(i r) by less than 5 u and 25 u, and a product of
 * numbers of magnitude 1 by less than 5 u + 2 u more for each piece: with 27 pieces, and room for products of errors, by
 * less than 230 u. A rotation by an exact point keeps that, and each quotient loses less than a unit: less than 2^8 u in
 * all, half of half a unit of 2^-p. Rounding adds half a unit.
 */
export function sinCosBurst(x: bigint, p: number): { readonly sin: bigint; readonly cos: bigint } {
  const w = p + CIRCLE_GUARD;
  const shift = BigInt(w);
  const one = 1n << shift;
  const point = reducedByGaussians(x, p, w);
  const pieces = piecesOf(point.rest, w);
  let cos = one;
  let sin = 0n;
  for (const { re, im } of seriesOf(pieces, w, complexSeries, complexPart)) {
    const c = one + re;
    const [x1, x2] = [cos * c, sin * im];
    // cos im + sin c, by one product in place of two.
    sin = ((cos + sin) * (c + im) - x1 - x2) >> shift;
    cos = (x1 - x2) >> shift;
  }
  checkpoint(w);
  return {
    cos: roundShift((cos * point.re - sin * point.im) / point.norm, CIRCLE_GUARD),
    sin: roundShift((cos * point.im + sin * point.re) / point.norm, CIRCLE_GUARD),
  };
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

/**
 * Exponentials of long numbers in fixed point: exp(x), and exp(i x) = cos x + i sin x.
 *
 * The argument is cut into pieces r = a / 2^b whose numerators are about as long as their leading zeros
 * are many, each twice as long as the one before. Few terms of the series are needed where numerators are
 * long, and where many are needed these are short, so binary splitting sums up each piece at the cost of a few
 * full multiplications: O(M(n) log(n)^2) in all, where a series in fixed point needs about n^(1/3) M(n).
 *
 * Source: R. P. Brent, "The complexity of multiple-precision arithmetic", in: The Complexity of
 * Computational Problem Solving (1976); known as the bit-burst algorithm.
 */
import { checkpoint } from './interruption.js';
import { roundShift } from './fixed.js';

/** From so many bits on this is quicker than a series in fixed point; measured in `bench/LOG.md`. */
export const LONG = 6000;

/** The argument is halved so often first. Each halving costs a squaring at the end. */
const HALVINGS = 8;

/** The first piece ends so many bits behind the point. */
const FIRST_PIECE = 32;

/** A piece of the argument: `numerator / 2^bits`, at most `2^-zeros`. */
interface Piece {
  readonly numerator: bigint;
  readonly bits: number;
  readonly zeros: number;
}

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

/** `sum = t / (q 2^(bits * terms))`, and the power of the numerator that the terms behind it share. */
interface PowerSum {
  readonly p: bigint;
  readonly q: bigint;
  readonly t: bigint;
}

/**
 * The sum over `first < k <= end` of `y^(k - first) / (d(first + 1) ... d(k))` for `y = numerator / 2^bits`. The
 * powers of two are left out of the fractions and put in as shifts.
 */
function splitPowers(
  numerator: bigint,
  bits: number,
  first: number,
  end: number,
  divisor: (k: number) => number,
): PowerSum {
  if (end - first === 1) return { p: numerator, q: BigInt(divisor(end)), t: numerator };
  checkpoint(bits * (end - first));
  const middle = (first + end) >>> 1;
  const left = splitPowers(numerator, bits, first, middle, divisor);
  const right = splitPowers(numerator, bits, middle, end, divisor);
  return {
    p: left.p * right.p,
    q: left.q * right.q,
    t: ((right.q * left.t) << BigInt(bits * (end - middle))) + left.p * right.t,
  };
}

/**
 * The sum over `k >= 1` of `y^k / (d(1) ... d(k))` at `w` bits, for `y = numerator / 2^bits`, `|y| <= 2^-zeros`
 * and `zeros >= 1`: off by less than 3 units.
 *
 * The last term taken is a unit at most and each later one at most half of the one before, so they come to less
 * than a unit together. Cutting the numerator loses less than 1 before it is divided by q >= 1, and the
 * division less than 1.
 */
function powerSum(
  numerator: bigint,
  bits: number,
  zeros: number,
  w: number,
  divisor: (k: number) => number,
): bigint {
  let terms = 0;
  for (let size = 0; size <= w;) {
    terms++;
    // Math.log2 is good to far more than the 0.001 that is given away here.
    size += zeros + Math.max(0, Math.log2(divisor(terms)) - 0.001);
  }
  const { q, t } = splitPowers(numerator, bits, 0, terms, divisor);
  checkpoint(w);
  const shift = w - bits * terms;
  return shift >= 0 ? (t << BigInt(shift)) / q : (t >> BigInt(-shift)) / q;
}

/** What rounding costs, as bits: 2^(HALVINGS + 14) units are half a unit of the result. */
const GUARD = HALVINGS + 15;

/**
 * `exp(x)` for `0 <= x < 1`.
 *
 * Error, with u = 2^-w and j halvings. The exponential of a piece is off by less than 3 u, and a product of
 * approximations below 2, as all are here, by less than 2 * 3 u + u more for each piece and less than twice as
 * much in the end: with 27 pieces by less than D u, D = 380, in proportion too. In logarithms, as in `expFixed`, j squarings take this to at most 2^j (2 D + 2) u, and the
 * result is off by less than 2 e times this, below 2^(j + 4) (D + 1) u < 2^(j + 13) u: by less
 * than half a unit of 2^-p. Rounding adds half a unit.
 */
export function expBurst(x: bigint, p: number): bigint {
  const w = p + GUARD;
  const shift = BigInt(w);
  const one = 1n << shift;
  let y = one;
  for (const { numerator, bits, zeros } of piecesOf(halved(x), w)) {
    y = (y * (one + powerSum(numerator, bits, zeros, w, (k) => k))) >> shift;
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
 * Error, with u = 2^-w and j halvings. Of a piece the cosine is off by less than 3 u, and the sine r + r S by
 * less than 2 u, since S is off by 3 u and r is at most 2^-8; so exp(i r) is off by less than 4 u, and a product
 * of numbers of magnitude 1 by less than 4 u + 2 u more for each piece: with 27 pieces, and room for products of
 * errors, by less than D u, D = 200. A doubling takes an error d to
 * 2 d + d^2 + 2 u <= 2 d + 3 u, so j of them to less than 2^j (D + 3) u < 2^(j + 8) u: by less than half a unit
 * of 2^-p. Rounding adds half a unit.
 */
export function sinCosBurst(x: bigint, p: number): { readonly sin: bigint; readonly cos: bigint } {
  const w = p + GUARD;
  const shift = BigInt(w);
  const one = 1n << shift;
  let cos = one;
  let sin = 0n;
  for (const { numerator, bits, zeros } of piecesOf(halved(x), w)) {
    const square = -numerator * numerator;
    const sum = (divisor: (k: number) => number): bigint =>
      powerSum(square, 2 * bits, 2 * zeros, w, divisor);
    const c = one + sum((k) => (2 * k - 1) * (2 * k));
    const s =
      (numerator << BigInt(w - bits)) +
      ((numerator * sum((k) => 2 * k * (2 * k + 1))) >> BigInt(bits));
    [cos, sin] = [(cos * c - sin * s) >> shift, (cos * s + sin * c) >> shift];
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

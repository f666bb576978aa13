/**
 * The exponential series of a short fraction r = a / 2^b, of real or imaginary argument, by binary splitting.
 *
 * Powers of two are left out of the fractions and put in as shifts, so what is multiplied are powers of a, short
 * integers and their products.
 *
 * Source: B. Haible, T. Papanikolaou, "Fast multiprecision evaluation of series of rational numbers",
 * ANTS-III (1998), section 2.
 */
import { checkpoint } from '../exact/interruption.js';
import {
  blockOf,
  ofCosine,
  ofExponential,
  ofSine,
  powersOf,
  seriesInBlocks,
  termsFor,
} from './power-series.js';
import { splitSum } from './splitting.js';

/** A fraction `r = numerator / 2^bits`, at most `2^-zeros`, with `zeros >= 1`. */
export interface Piece {
  readonly numerator: bigint;
  readonly bits: number;
  readonly zeros: number;
}

/** A piece as long as the result is summed in fixed point, with fewer than about so many terms; measured in `bench/LOG.md`. */
const LAST_TERMS = 48;

/** Each term brings the zeros and, on average, some bits of its factorial. */
const FACTORIAL_BITS = 4;

/** Whether all that is left of an argument, with so many leading zeros, is worth one series in fixed point. */
export function isLast(zeros: number, w: number): boolean {
  return w < LAST_TERMS * (zeros + FACTORIAL_BITS);
}

/** The most terms of such a series, for at least 4 zeros: fewer than w / zeros + 2, where w is below 96 zeros. */
const MOST_TERMS = 128;

const exponential = seriesInBlocks(ofExponential, MOST_TERMS);
const sine = seriesInBlocks(ofSine, MOST_TERMS);
const cosine = seriesInBlocks(ofCosine, MOST_TERMS);

/** A `Split` of complex terms, for which `p` stands without its power of i. */
interface ComplexSplit {
  readonly p: bigint;
  readonly q: bigint;
  readonly re: bigint;
  readonly im: bigint;
}

/** The sum over `first < k <= end` of `(i r)^(k - first) first! / k!`. */
function splitComplex(numerator: bigint, bits: number, first: number, end: number): ComplexSplit {
  if (end - first === 1) return { p: numerator, q: BigInt(end), re: 0n, im: numerator };
  checkpoint(bits * (end - first));
  const middle = (first + end) >>> 1;
  const left = splitComplex(numerator, bits, first, middle);
  const right = splitComplex(numerator, bits, middle, end);
  const shift = BigInt(bits * (end - middle));
  const turned = turn(left.p * right.re, left.p * right.im, middle - first);
  return {
    p: left.p * right.p,
    q: left.q * right.q,
    re: ((right.q * left.re) << shift) + turned.re,
    im: ((right.q * left.im) << shift) + turned.im,
  };
}

/** `i^k (re + i im)`. */
function turn(re: bigint, im: bigint, k: number): { readonly re: bigint; readonly im: bigint } {
  const [x, y] = k % 2 === 0 ? [re, im] : [-im, re];
  return k % 4 < 2 ? { re: x, im: y } : { re: -x, im: -y };
}

/** A number of terms of the exponential series of a piece, such that the last one is at most a unit of `2^-w`. */
function termsOf({ zeros }: Piece, w: number): number {
  let terms = 0;
  for (let size = 0; size <= w;) {
    terms++;
    // The error of Math.log2 is far below the slack of 0.001.
    size += zeros + Math.max(0, Math.log2(terms) - 0.001);
  }
  return terms;
}

/** `exp(r) - 1` at `w` bits, off by less than 3 units; of a last piece, which has `w` bits, by less than 15. */
export function realSeries(piece: Piece, w: number): bigint {
  const { numerator, bits, zeros } = piece;
  if (bits === w) {
    const terms = termsFor(ofExponential, zeros, w);
    const series = exponential(blockOf(terms));
    return series.sum(powersOf(numerator, series.block, w), terms, w, zeros) - (1n << BigInt(w));
  }
  const terms = termsOf(piece, w);
  const { q, t } = splitSum(
    0,
    terms,
    (k) => ({ p: numerator, q: BigInt(k + 1), t: numerator }),
    bits,
  );
  return quotient(t, q, w - bits * terms);
}

/** `exp(i r) - 1` at `w` bits: both parts off by less than 3 units, those of a last piece by less than 17. */
export function complexSeries(
  piece: Piece,
  w: number,
): { readonly re: bigint; readonly im: bigint } {
  const { numerator, bits, zeros } = piece;
  if (bits === w) return complexSeriesInFixedPoint(numerator, zeros, w);
  const terms = termsOf(piece, w);
  const { q, re, im } = splitComplex(numerator, bits, 0, terms);
  const left = w - bits * terms;
  return { re: quotient(re, q, left), im: quotient(im, q, left) };
}

/**
 * By the series of cosine and sine. The square of r is off by less than a unit, which moves either series by less than half a
 * unit; the series are off by less than 14 and by the terms left out, less than 1; the sine is r times its series, and rounds.
 */
function complexSeriesInFixedPoint(
  r: bigint,
  zeros: number,
  w: number,
): { readonly re: bigint; readonly im: bigint } {
  const shift = BigInt(w);
  const terms = termsFor(ofCosine, 2 * zeros, w);
  const block = blockOf(2 * terms);
  const powers = powersOf(-((r * r) >> shift), block, w);
  return {
    re: cosine(block).sum(powers, terms, w, 2 * zeros) - (1n << shift),
    im: (r * sine(block).sum(powers, terms, w, 2 * zeros)) >> shift,
  };
}

/**
 * `t / q` with `bits` bits behind the point.
 *
 * The series so computed is off by less than 3 units. The last term taken is at most a unit and each later
 * one at most half of the one before, so the terms left out sum to less than a unit; cutting t loses less
 * than 1 before the division by q >= 1, and the division less than 1.
 */
function quotient(t: bigint, q: bigint, bits: number): bigint {
  return bits >= 0 ? (t << BigInt(bits)) / q : (t >> BigInt(-bits)) / q;
}

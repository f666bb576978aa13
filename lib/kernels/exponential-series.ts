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
import { splitSum } from './splitting.js';

/** A fraction `r = numerator / 2^bits`, at most `2^-zeros`, with `zeros >= 1`. */
export interface Piece {
  readonly numerator: bigint;
  readonly bits: number;
  readonly zeros: number;
}

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

/** `exp(r) - 1` at `w` bits, off by less than 3 units. */
export function realSeries(piece: Piece, w: number): bigint {
  const { numerator, bits } = piece;
  const terms = termsOf(piece, w);
  const { q, t } = splitSum(
    0,
    terms,
    (k) => ({ p: numerator, q: BigInt(k + 1), t: numerator }),
    bits,
  );
  return quotient(t, q, w - bits * terms);
}

/** `exp(i r) - 1` at `w` bits: both parts off by less than 3 units. */
export function complexSeries(
  piece: Piece,
  w: number,
): { readonly re: bigint; readonly im: bigint } {
  const { numerator, bits } = piece;
  const terms = termsOf(piece, w);
  const { q, re, im } = splitComplex(numerator, bits, 0, terms);
  const left = w - bits * terms;
  return { re: quotient(re, q, left), im: quotient(im, q, left) };
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

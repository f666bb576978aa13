/**
 * Exact ranges: intervals with rational ends, for what rationals and data make by arithmetic.
 *
 * Laws
 * 1. An operation gives the exact image of its input ranges, each input taken by itself.
 * 2. Ends are fractions that are not reduced: a greatest common divisor takes quadratic time, and no answer here
 *    needs one.
 * 3. Work is bounded: an end of more than `mostBits` bits makes a range unknown (`undefined`).
 */
import { bitLength } from '../exact/integer.js';

/** `n / d` with `d > 0`, not necessarily reduced. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** From `lo` to `hi`, both included; a point where they are the same object or equal. */
export interface ExactRange {
  readonly lo: Fraction;
  readonly hi: Fraction;
}

export function pointRange(value: Fraction): ExactRange {
  return { lo: value, hi: value };
}

export function compareFractions(a: Fraction, b: Fraction): -1 | 0 | 1 {
  if (a === b) return 0;
  const x = a.d === b.d ? a.n : a.n * b.d;
  const y = a.d === b.d ? b.n : b.n * a.d;
  return x < y ? -1 : x > y ? 1 : 0;
}

export function isExactPoint({ lo, hi }: ExactRange): boolean {
  return compareFractions(lo, hi) === 0;
}

/** The bits of numerator and denominator together. */
export function fractionBits({ n, d }: Fraction): number {
  return bitLength(n) + bitLength(d);
}

function fits(range: ExactRange, mostBits: number): ExactRange | undefined {
  const isShort =
    fractionBits(range.lo) <= mostBits &&
    (range.lo === range.hi || fractionBits(range.hi) <= mostBits);
  return isShort ? range : undefined;
}

const add = (a: Fraction, b: Fraction): Fraction =>
  a.d === b.d ? { n: a.n + b.n, d: a.d } : { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
const multiply = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.n, d: a.d * b.d });
const negative = ({ n, d }: Fraction): Fraction => ({ n: -n, d });
const inverse = ({ n, d }: Fraction): Fraction => (n < 0n ? { n: -d, d: -n } : { n: d, d: n });

/** Both ends of a point are one object, so that points cost one operation. */
function ofEnds(lo: Fraction, hi: Fraction, isPoint: boolean): ExactRange {
  return isPoint ? pointRange(lo) : { lo, hi };
}

const isSame = (range: ExactRange): boolean => range.lo === range.hi;

export function negateRange(x: ExactRange): ExactRange {
  return ofEnds(negative(x.hi), isSame(x) ? x.lo : negative(x.lo), isSame(x));
}

function addRanges(a: ExactRange, b: ExactRange): ExactRange {
  const isPoint = isSame(a) && isSame(b);
  const lo = add(a.lo, b.lo);
  return ofEnds(lo, isPoint ? lo : add(a.hi, b.hi), isPoint);
}

/** A product of ranges lies between the least and the greatest product of their ends. */
function multiplyRanges(a: ExactRange, b: ExactRange): ExactRange {
  if (isSame(a) && isSame(b)) return pointRange(multiply(a.lo, b.lo));
  const products = [a.lo, a.hi].flatMap((x) => [multiply(x, b.lo), multiply(x, b.hi)]);
  return {
    lo: products.reduce((x, y) => (compareFractions(x, y) <= 0 ? x : y)),
    hi: products.reduce((x, y) => (compareFractions(x, y) >= 0 ? x : y)),
  };
}

/** The terms are added in pairs, and the sums in pairs again: partial sums stay as short as the terms allow. */
function balanced(
  terms: readonly ExactRange[],
  combine: (a: ExactRange, b: ExactRange) => ExactRange,
  empty: Fraction,
  mostBits: number,
): ExactRange | undefined {
  let level = terms;
  while (level.length > 1) {
    const next: ExactRange[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const other = level[i + 1];
      const both = other === undefined ? level[i] : fits(combine(level[i]!, other), mostBits);
      if (both === undefined) return undefined;
      next.push(both);
    }
    level = next;
  }
  return level[0] ?? pointRange(empty);
}

export function sumRange(terms: readonly ExactRange[], mostBits: number): ExactRange | undefined {
  return balanced(terms, addRanges, { n: 0n, d: 1n }, mostBits);
}

export function productRange(
  factors: readonly ExactRange[],
  mostBits: number,
): ExactRange | undefined {
  return balanced(factors, multiplyRanges, { n: 1n, d: 1n }, mostBits);
}

/** Undefined where the divisor may be zero. */
export function quotientRange(
  x: ExactRange,
  y: ExactRange,
  mostBits: number,
): ExactRange | undefined {
  if (y.lo.n <= 0n && y.hi.n >= 0n) return undefined;
  const reciprocal = ofEnds(inverse(y.hi), isSame(y) ? inverse(y.hi) : inverse(y.lo), isSame(y));
  return fits(multiplyRanges(x, reciprocal), mostBits);
}

/** `x^k`; undefined for a negative power of what may be zero. */
export function powerRange(x: ExactRange, k: bigint, mostBits: number): ExactRange | undefined {
  if (k < 0n) {
    const positive = powerRange(x, -k, mostBits);
    return positive && quotientRange(pointRange({ n: 1n, d: 1n }), positive, mostBits);
  }
  const base = (k & 1n) === 0n ? absoluteRange(x) : x;
  // x^k has at least (bits(x) - 1) k bits in numerator and denominator each.
  const longest = Math.max(fractionBits(base.lo), fractionBits(base.hi)) - 2;
  if (longest > 0 && longest * Number(k) > mostBits) return undefined;
  const power = ({ n, d }: Fraction): Fraction => ({ n: n ** k, d: d ** k });
  if (longest <= 0 && Number(k) > mostBits) return unitPower(base, k);
  return fits(
    ofEnds(power(base.lo), isSame(base) ? base.lo : power(base.hi), isSame(base)),
    mostBits,
  );
}

/** A long power of a range whose ends are 0, 1 and -1: only the parity of the exponent matters. */
function unitPower(base: ExactRange, k: bigint): ExactRange {
  const parity = (k & 1n) === 1n ? 1n : 2n;
  const power = ({ n, d }: Fraction): Fraction => ({ n: n ** parity, d });
  return ofEnds(power(base.lo), power(base.hi), isSame(base));
}

export function absoluteRange(x: ExactRange): ExactRange {
  if (x.lo.n >= 0n) return x;
  if (x.hi.n <= 0n) return negateRange(x);
  const lower = negative(x.lo);
  return { lo: { n: 0n, d: 1n }, hi: compareFractions(lower, x.hi) >= 0 ? lower : x.hi };
}

/** The least (`side` -1) or the greatest (1) of several ranges. */
export function extremeRange(ranges: readonly ExactRange[], side: -1 | 1): ExactRange {
  const pick = (a: Fraction, b: Fraction): Fraction => (compareFractions(a, b) === -side ? b : a);
  const lo = ranges.map((range) => range.lo).reduce(pick);
  const hi = ranges.map((range) => range.hi).reduce(pick);
  return compareFractions(lo, hi) === 0 ? pointRange(lo) : { lo, hi };
}

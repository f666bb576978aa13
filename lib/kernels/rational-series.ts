/**
 * Functions of short fractions n / d to many digits: one series of rational terms, summed by binary splitting.
 *
 * A fixed-point argument takes many series, one for each stretch of its bits; a short fraction takes one, whose terms are
 * products of short integers.
 *
 * Source: B. Haible, T. Papanikolaou, "Fast multiprecision evaluation of series of rational numbers",
 * ANTS-III (1998), section 2.
 */
import { bitLength } from '../exact/integer.js';
import { checkpoint } from '../exact/interruption.js';
import { splitSum } from './splitting.js';

/** A fraction of integers, with `d >= 1`. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/**
 * How long the sums of a series may be, over the bits of its value, for the series to be the quickest way: at most `density`,
 * and at most the bits over `scale` where these are fewer; none below `from` bits. Measured by `bench/kernel-thresholds.ts`.
 */
interface Quickest {
  readonly from: number;
  readonly scale: number;
  readonly density: number;
}

export const QUICKEST = {
  exp: { from: 2500, scale: 1600, density: 5 },
  sinCos: { from: 1400, scale: 650, density: 5 },
  inverse: { from: 5000, scale: 2000, density: 6 },
} as const satisfies Record<string, Quickest>;

function isDense({ from, scale, density }: Quickest, p: number, sums: () => number): boolean {
  return p < from || sums() > Math.min(density, p / scale);
}

/** Whether one series is the quickest way to `exp(x)`, or with `QUICKEST.sinCos` to `sin(x)` and `cos(x)`. */
export function isExponentialQuickest(x: Fraction, p: number, quickest: Quickest): boolean {
  return !isDense(quickest, p, () => {
    const top = log2Of(x);
    // With n terms of log2(n / e) - top bits each: the fourth n is good to a few per cent.
    let bits = 8;
    let order = 0;
    for (let round = 0; round < 4; round++) {
      order = Math.log2(p / bits);
      bits = Math.max(1, order - Math.LOG2E - top);
    }
    return (longest(x) + order) / bits;
  });
}

/** Whether `oddSeriesOfFraction` is the quickest way to the inverse function at `|x| <= 1/2`. */
export function isOddSeriesQuickest(x: Fraction, p: number): boolean {
  if (x.n === 0n) return true;
  return !isDense(QUICKEST.inverse, p, () => {
    const bits = -2 * log2Of(x);
    return (2 * longest(x) + Math.log2(p / bits)) / bits;
  });
}

function longest({ n, d }: Fraction): number {
  return Math.max(log2(n), log2(d));
}

/** Bits that bring the errors below a fraction of a unit. */
const GUARD = 8;

/** log2(|n|) for n not 0: up to 2^-50 and a few ulp of Math.log2 are lost. */
function log2(n: bigint): number {
  const drop = Math.max(0, bitLength(n) - 53);
  return Math.log2(Math.abs(Number(n >> BigInt(drop)))) + drop;
}

/** An upper bound of log2(|n / d|), to about 2^-20: the slack is far above the errors of the logarithms. */
function log2Of({ n, d }: Fraction): number {
  return log2(n) - log2(d) + 2 ** -20;
}

/**
 * A number of terms of a series with `|term(k)| <= |term(k - 1)| (n / d)^order / divisor(k)`, from a first term of at most
 * `2^first`, such that those left out sum to less than a unit of `2^-w`: the last one taken is at most half a unit, and each
 * further one at most half of the one before.
 */
function termsOf(
  x: Fraction,
  order: 1 | 2,
  divisor: (k: number) => number,
  first: number,
  w: number,
): number {
  const top = order * log2Of(x);
  let terms = 0;
  let size = first;
  for (let ratio = 0; size > -w - 1 || ratio > -1;) {
    terms++;
    // The error of Math.log2 is far below the slack of 0.001.
    ratio = top - Math.log2(divisor(terms)) + 0.001;
    size += ratio;
  }
  return terms;
}

/**
 * `exp(n / d) 2^p` for `|n / d| <= 64`, off by less than 2.
 *
 * At w bits the terms left out sum to less than a unit. The division loses less than 1: less than 2^-6 units of 2^-p
 * together. Cutting loses less than 1.
 */
export function expOfFraction({ n, d }: Fraction, p: number): bigint {
  if (n === 0n) return 1n << BigInt(p);
  const terms = termsOf({ n, d }, 1, (k) => k, 0, p + GUARD);
  const { q, t } = splitSum(0, terms, (k) => ({ p: n, q: d * BigInt(k + 1), t: n }));
  return ((q + t) << BigInt(p)) / q;
}

/**
 * `cos(n / d) 2^p` for `|n / d| <= 64`, off by less than 2: as `expOfFraction`, and the quotient is cut towards zero.
 */
export function cosOfFraction({ n, d }: Fraction, p: number): bigint {
  if (n === 0n) return 1n << BigInt(p);
  const terms = termsOf({ n, d }, 2, (k) => 2 * k * (2 * k - 1), 0, p + GUARD);
  const up = -n * n;
  const down = d * d;
  const { q, t } = splitSum(0, terms, (k) => {
    const last = 2 * (k + 1);
    return { p: up, q: down * BigInt(last * (last - 1)), t: up };
  });
  return ((q + t) << BigInt(p)) / q;
}

/** `sin(n / d) 2^p` for `|n / d| <= 64`, off by less than 2: as `cosOfFraction`. */
export function sinOfFraction({ n, d }: Fraction, p: number): bigint {
  if (n === 0n) return 0n;
  const terms = termsOf({ n, d }, 2, (k) => 2 * k * (2 * k + 1), log2Of({ n, d }), p + GUARD);
  const up = -n * n;
  const down = d * d;
  const { q, t } = splitSum(0, terms, (k) => {
    const last = 2 * (k + 1);
    return { p: up, q: down * BigInt(last * (last + 1)), t: up };
  });
  return ((n * (q + t)) << BigInt(p)) / (d * q);
}

/** `p / q` and the sum `t / (q odd)` of a stretch of terms, where `odd` is the product of the 2k + 1. */
interface OddSplit {
  readonly p: bigint;
  readonly q: bigint;
  readonly odd: bigint;
  readonly t: bigint;
}

/**
 * `atanh(n / d) 2^w`, or with the sign -1 `atan(n / d) 2^w`, for `|n / d| <= 1/2`, off by less than 2.
 *
 * The terms left out fall by 4 at least, and the first one is at most half a unit: together less than 1. The division
 * loses less than 1.
 */
export function oddSeriesOfFraction({ n, d }: Fraction, sign: 1 | -1, w: number): bigint {
  if (n === 0n) return 0n;
  const terms = Math.max(1, Math.ceil(((w + 1) / -log2Of({ n, d }) - 1) / 2));
  const up = n * n;
  const down = d * d;
  const termBits = bitLength(down) + bitLength(BigInt(terms));
  // Terms share no factors with the divisors 2k + 1, so these are kept apart.
  const split = (first: number, end: number): OddSplit => {
    if (end - first === 1) {
      const p = first === 0 ? n : sign === 1 ? up : -up;
      return { p, q: first === 0 ? d : down, odd: BigInt(2 * first + 1), t: p };
    }
    checkpoint(termBits * (end - first));
    const middle = (first + end) >>> 1;
    const left = split(first, middle);
    const right = split(middle, end);
    return {
      p: left.p * right.p,
      q: left.q * right.q,
      odd: left.odd * right.odd,
      t: right.odd * right.q * left.t + left.odd * left.p * right.t,
    };
  };
  const { q, odd, t } = split(0, terms);
  return (t << BigInt(w)) / (q * odd);
}

/** `atan(n / d) 2^p` for `|n / d| <= 1/2`, off by less than 2. */
export function atanOfFraction(x: Fraction, p: number): bigint {
  return oddSeriesOfFraction(x, -1, p + GUARD) >> BigInt(GUARD);
}

/** `ln(n / d) 2^p` for `1/2 <= n / d <= 2`, as 2 atanh((n - d) / (n + d)), off by less than 2. */
export function lnOfFraction({ n, d }: Fraction, p: number): bigint {
  return oddSeriesOfFraction({ n: n - d, d: n + d }, 1, p + GUARD) >> BigInt(GUARD - 1);
}

/**
 * Functions of short fractions n / d to many digits: one series of rational terms, summed by binary splitting.
 *
 * A fixed-point argument takes many series, one for each stretch of its bits; a short fraction takes one, whose terms are
 * products of short integers.
 *
 * Source: B. Haible, T. Papanikolaou, "Fast multiprecision evaluation of series of rational numbers",
 * ANTS-III (1998), section 2.
 */
import { bitLength, trailingZeros } from '../exact/integer.js';
import { checkpoint } from '../exact/interruption.js';
import { splitSum } from './splitting.js';

/** A fraction of integers `n >= 0` and `d >= 1`. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/**
 * From how many bits on one series is the quickest way, and for how long numerators and denominators, in bits; measured
 * by `bench/kernel-thresholds.ts`. The exponential series has the better convergence.
 */
export const SHORT = {
  exp: { from: 8000, longest: 10 },
  inverse: { from: 200_000, longest: 6 },
} as const;

/** The fraction `x / 2^p`, if a series of it is the quickest way. */
export function shortFraction(
  x: bigint,
  p: number,
  { from, longest }: (typeof SHORT)[keyof typeof SHORT],
): Fraction | undefined {
  if (p < from || x === 0n) return undefined;
  const zeros = Math.min(p, trailingZeros(x));
  if (p - zeros > longest || bitLength(x) - zeros > longest) return undefined;
  return { n: x >> BigInt(zeros), d: 1n << BigInt(p - zeros) };
}

/** Bits that bring the errors below a fraction of a unit. */
const GUARD = 8;

/** An upper bound of log2(n / d), to about 2^-20. */
function log2Of({ n, d }: Fraction): number {
  // Up to 2^-50 and a few ulp of Math.log2 are lost, far below the slack.
  const log = (x: bigint): number => {
    const drop = Math.max(0, bitLength(x) - 53);
    return Math.log2(Number(x >> BigInt(drop))) + drop;
  };
  return log(n) - log(d) + 2 ** -20;
}

/**
 * `exp(n / d) 2^p` for `n / d <= 8`, off by less than 2.
 *
 * At w bits: the last term taken, of which the index is at least 2 n / d, is at most half a unit, and each later one
 * at most half of the one before, so that those left out sum to less than a unit. The division loses less than 1: less than
 * 2^-6 units of 2^-p together. Cutting loses less than 1.
 */
export function expOfFraction({ n, d }: Fraction, p: number): bigint {
  if (n === 0n) return 1n << BigInt(p);
  const w = p + GUARD;
  const top = log2Of({ n, d });
  let terms = 0;
  for (let size = 0; size > -w - 1 || d * BigInt(terms) < 2n * n;) {
    terms++;
    // The error of Math.log2 is far below the slack of 0.001.
    size += top - Math.log2(terms) + 0.001;
  }
  const { q, t } = splitSum(0, terms, (k) => ({ p: n, q: d * BigInt(k + 1), t: n }));
  return ((q + t) << BigInt(p)) / q;
}

/** `p / q` and the sum `t / (q odd)` of a stretch of terms, where `odd` is the product of the 2k + 1. */
interface OddSplit {
  readonly p: bigint;
  readonly q: bigint;
  readonly odd: bigint;
  readonly t: bigint;
}

/**
 * `atanh(n / d) 2^w`, or with the sign -1 `atan(n / d) 2^w`, for `n / d <= 1/2`, off by less than 2.
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

/** `atan(n / d) 2^p` for `n / d <= 1/2`, off by less than 2. */
export function atanOfFraction(x: Fraction, p: number): bigint {
  return oddSeriesOfFraction(x, -1, p + GUARD) >> BigInt(GUARD);
}

/** `ln(n / d) 2^p` for `1 <= n / d <= 2`, as 2 atanh((n - d) / (n + d)), off by less than 2. */
export function lnOfFraction({ n, d }: Fraction, p: number): bigint {
  return oddSeriesOfFraction({ n: n - d, d: n + d }, 1, p + GUARD) >> BigInt(GUARD - 1);
}

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
import { log2Lower, log2Upper } from '../exact/logarithm.js';
import { keeping, splitPowerSum, termsInDouble } from './splitting.js';
import type { SumCell } from './splitting.js';

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
  exp: { from: 1400, scale: 1000, density: 4.5 },
  sinCos: { from: 900, scale: 600, density: 5 },
  inverse: { from: 2300, scale: 600, density: 8 },
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
  return Math.max(log2Upper({ m: n, e: 0 }), log2Upper({ m: d, e: 0 }));
}

/** Bits that bring the errors below a fraction of a unit. */
const GUARD = 8;

/** An upper bound of log2(|n / d|), to about 2^-20: the slack is far above what the difference and its users round off. */
function log2Of({ n, d }: Fraction): number {
  return log2Upper({ m: n, e: 0 }) - log2Lower({ m: d, e: 0 }) + 2 ** -20;
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
 * At w bits the terms left out sum to less than a unit: less than 2^-6 units of 2^-p. The division loses less than 1.
 */
export function expOfFraction({ n, d }: Fraction, p: number, cell?: SumCell): bigint {
  if (n === 0n) return 1n << BigInt(p);
  const factor = (k: number): number => k;
  const terms = termsOf({ n, d }, 1, factor, 0, p + GUARD);
  const { q, t } = splitPowerSum(terms, n, d, factor, keeping(cell, p));
  return ((q + t) << BigInt(p)) / q;
}

/** `cos(n / d) 2^p` for `|n / d| <= 64`, off by less than 2: as `expOfFraction`. */
export function cosOfFraction({ n, d }: Fraction, p: number, cell?: SumCell): bigint {
  if (n === 0n) return 1n << BigInt(p);
  const factor = (k: number): number => 2 * k * (2 * k - 1);
  const terms = termsOf({ n, d }, 2, factor, 0, p + GUARD);
  const { q, t } = splitPowerSum(terms, -n * n, d * d, factor, keeping(cell, p));
  return ((q + t) << BigInt(p)) / q;
}

/** `sin(n / d) 2^p` for `|n / d| <= 64`, off by less than 2: as `expOfFraction`. */
export function sinOfFraction({ n, d }: Fraction, p: number, cell?: SumCell): bigint {
  if (n === 0n) return 0n;
  const factor = (k: number): number => 2 * k * (2 * k + 1);
  const terms = termsOf({ n, d }, 2, factor, log2Of({ n, d }), p + GUARD);
  const { q, t } = splitPowerSum(terms, -n * n, d * d, factor, keeping(cell, p));
  return ((n * (q + t)) << BigInt(p)) / (d * q);
}

/** `p / q` and the sum `t / (q odd)` of a stretch of terms, where `odd` is the product of the 2k + 1. */
interface OddSplit {
  readonly p: bigint;
  readonly q: bigint;
  readonly odd: bigint;
  readonly t: bigint;
}

/** The sums over `first <= k < end` of `(p / q)^(k - first + 1) / (2k + 1)`; divisors share no factors, so these are kept apart. */
function oddSplitter(
  p: bigint,
  q: bigint,
  terms: number,
): (first: number, end: number) => OddSplit {
  const [up, down] = [Number(p), Number(q)];
  const size = termsInDouble(Math.max(Math.abs(up), down) * (2 * terms + 1));
  const termBits = bitLength(q) + bitLength(BigInt(terms));
  const short = (first: number, end: number): OddSplit => {
    let [above, below, odd, sum] = [1, 1, 1, 0];
    for (let k = first; k < end; k++) {
      const divisor = 2 * k + 1;
      above *= up;
      sum = sum * down * divisor + odd * above;
      below *= down;
      odd *= divisor;
    }
    return { p: BigInt(above), q: BigInt(below), odd: BigInt(odd), t: BigInt(sum) };
  };
  const split = (first: number, end: number): OddSplit => {
    if (end - first <= size) return short(first, end);
    if (end - first === 1) return { p, q, odd: BigInt(2 * first + 1), t: p };
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
  return split;
}

/** How long the exact sum of a group of terms is, over the bits of the result; measured by `bench/kernel-thresholds.ts`. */
const GROUP_DENSITY = 0.5;

/** The exact sums of groups of `size` terms. */
interface KeptGroups {
  readonly size: number;
  readonly groups: OddSplit[];
}

/** The kept groups, unless so small that summing them again is quicker than putting them together. */
function keptGroups(cell: SumCell | undefined, wanted: number): KeptGroups {
  const kept = cell?.value as KeptGroups | undefined;
  // A copy: an interrupted sum leaves nothing behind.
  return kept !== undefined && 4 * kept.size >= wanted
    ? { size: kept.size, groups: kept.groups.slice() }
    : { size: wanted, groups: [] };
}

/**
 * `atanh(n / d) 2^w`, or with the sign -1 `atan(n / d) 2^w`, for `|n / d| <= 1/2`, off by less than 2.
 *
 * The exact sum is several times as long as the result. So groups of terms are summed exactly, and Horner's rule puts
 * their quotients together, the last ones at fewer bits: a group adds t / (q odd) to p / q times the sum of those after it.
 *
 * The terms left out fall by 4 at least, and the first one is at most half a unit: together at most 2/3. At w and GUARD
 * bits Horner's rule cuts less than a unit per group. An error shrinks by |p / q| = |n / d|^(2 size) on its way to the
 * group before, and grows by the bits that this group has more, which are no more than that: all groups lose less than one
 * unit each. The last quotient loses another one, and the guard makes less than 1/8 of them all. The last shift loses
 * less than 1.
 *
 * @param cell of this fraction and sign: groups that it has are not summed again.
 */
export function oddSeriesOfFraction(
  { n, d }: Fraction,
  sign: 1 | -1,
  w: number,
  cell?: SumCell,
): bigint {
  if (n === 0n) return 0n;
  const zeros = -log2Of({ n, d });
  const terms = Math.max(1, Math.ceil(((w + 1) / zeros - 1) / 2));
  const split = oddSplitter(sign === 1 ? n * n : -n * n, d * d, terms);
  const termBits = 2 * log2Upper({ m: d, e: 0 }) + Math.log2(2 * terms);
  const wanted = Math.max(1, Math.ceil((GROUP_DENSITY * w) / termBits));
  const place = keeping(cell, w);
  const kept = keptGroups(place, wanted);
  const { size } = kept;
  const groups = Math.ceil((terms - 1) / size);
  const guard = bitLength(BigInt(groups)) + 4;
  const drop = Math.floor(2 * size * zeros);
  let sum = 0n;
  let bits = 0;
  for (let group = groups - 1; group >= 0; group--) {
    const first = 1 + group * size;
    const isWhole = first + size <= terms;
    const { p, q, odd, t } = kept.groups[group] ?? split(first, isWhole ? first + size : terms);
    if (isWhole) kept.groups[group] ??= { p, q, odd, t };
    const precision = w + guard - group * drop;
    const carried = (sum << BigInt(precision - bits)) * p * odd;
    sum = ((t << BigInt(precision)) + carried) / (q * odd);
    bits = precision;
  }
  if (place !== undefined) place.value = kept;
  const whole = w + guard;
  return ((n * ((1n << BigInt(whole)) + sum)) / d) >> BigInt(guard);
}

/** `atan(n / d) 2^p` for `|n / d| <= 1/2`, off by less than 2. */
export function atanOfFraction(x: Fraction, p: number, cell?: SumCell): bigint {
  return oddSeriesOfFraction(x, -1, p + GUARD, cell) >> BigInt(GUARD);
}

/** `ln(n / d) 2^p` for `1/2 <= n / d <= 2`, as 2 atanh((n - d) / (n + d)), off by less than 2. */
export function lnOfFraction({ n, d }: Fraction, p: number, cell?: SumCell): bigint {
  return oddSeriesOfFraction({ n: n - d, d: n + d }, 1, p + GUARD, cell) >> BigInt(GUARD - 1);
}

/**
 * Binary splitting of series with rational terms.
 *
 * Source: B. Haible, T. Papanikolaou, "Fast multiprecision evaluation of series of rational
 * numbers", ANTS-III (1998), section 2. All sums here are exact rationals; only the final division
 * rounds.
 */
import { checkpoint } from '../exact/interruption.js';

/** About how many bits a term adds to the numbers. */
const BITS_A_TERM = 64;

/** `p / q` per term, and the running sum `t / q`, but for the powers of two that terms have in common. */
export interface Split {
  readonly p: bigint;
  readonly q: bigint;
  readonly t: bigint;
}

/**
 * The sum over `a <= k < b` of `a(k) * p(first) ... p(k) / (q(first) ... q(k))` as `t / q`.
 *
 * @param leaf the part of one term: `t = a(k) p(k)`.
 * @param bits each q(k) is larger by `2^bits` than said: such powers are put in as shifts, and the sum of n terms
 *   is `t / (q 2^(n bits))`.
 */
export function splitSum(first: number, end: number, leaf: (k: number) => Split, bits = 0): Split {
  if (end - first === 1) return leaf(first);
  checkpoint((BITS_A_TERM + bits) * (end - first));
  const middle = (first + end) >>> 1;
  const left = splitSum(first, middle, leaf, bits);
  const right = splitSum(middle, end, leaf, bits);
  return {
    p: left.p * right.p,
    q: left.q * right.q,
    t: ((right.q * left.t) << BigInt(bits * (end - middle))) + left.p * right.t,
  };
}

/** A place where a series leaves its exact sums, for the same series to more bits; what is not there is computed. */
export interface SumCell {
  value: unknown;
}

/** Exact sums are as long as several results: those of results from `least` to `most` bits are kept. */
const KEPT_SUMS = { least: 2 ** 12, most: 2 ** 18 };

/** The cell, where the exact sums of a result of `p` bits are to be kept. */
export function keeping(cell: SumCell | undefined, p: number): SumCell | undefined {
  return p >= KEPT_SUMS.least && p <= KEPT_SUMS.most ? cell : undefined;
}

/** The terms of `splitPowerSum` up to a last one. */
interface KeptSum extends Split {
  readonly terms: number;
}

/** How many terms in a row stay below 2^53 in sums and products, for numbers of at most `largest` in each; 0 if none does. */
export function termsInDouble(largest: number): number {
  let terms = 0;
  for (let size = largest; (terms + 1) * size <= Number.MAX_SAFE_INTEGER; size *= largest) {
    terms++;
    if (terms === MOST_IN_DOUBLE) break;
  }
  return terms;
}

/** More terms per stretch bring nothing. */
const MOST_IN_DOUBLE = 16;

/**
 * The sum over `1 <= k <= terms` of `(p / q)^k / (f(1) f(2) ... f(k))` as `t / q`. Stretches of few terms are summed in
 * doubles, which are exact below 2^53 and take half the time of BigInts of a word.
 *
 * @param factor f, integers that do not fall.
 * @param cell of these p, q and factors: the sum goes on from the terms that it has.
 */
export function splitPowerSum(
  terms: number,
  p: bigint,
  q: bigint,
  factor: (k: number) => number,
  cell?: SumCell,
): Split {
  const kept = cell?.value as KeptSum | undefined;
  if (kept !== undefined && kept.terms >= terms) return kept;
  const first = kept === undefined ? 1 : kept.terms + 1;
  const right = powerSum(first, terms, p, q, factor);
  const sum = kept === undefined ? right : joined(kept, right);
  if (cell !== undefined) cell.value = { ...sum, terms } satisfies KeptSum;
  return sum;
}

/** The sum of the terms of `left` and of those of `right`, which follow them. */
export function joined(left: Split, right: Split): Split {
  return {
    p: left.p * right.p,
    q: left.q * right.q,
    t: right.q * left.t + left.p * right.t,
  };
}

/** The sum over `first <= k <= last` of `(p / q)^(k - first + 1) / (f(first) ... f(k))`. */
export function powerSum(
  first: number,
  last: number,
  p: bigint,
  q: bigint,
  factor: (k: number) => number,
): Split {
  const [up, down] = [Number(p), Number(q)];
  const size = termsInDouble(Math.max(Math.abs(up), down * factor(last)));
  if (size < 2) return splitSum(first, last + 1, (k) => ({ p, q: q * BigInt(factor(k)), t: p }));
  return splitSum(0, Math.ceil((last - first + 1) / size), (stretch) => {
    const start = first + stretch * size;
    const end = Math.min(last + 1, start + size);
    let [above, below, sum] = [1, 1, 0];
    for (let k = start; k < end; k++) {
      const divisor = down * factor(k);
      above *= up;
      sum = sum * divisor + above;
      below *= divisor;
    }
    return { p: BigInt(above), q: BigInt(below), t: BigInt(sum) };
  });
}

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

/** The constants pi and e, by binary splitting, and the golden ratio. */
import { rootFloor } from '../exact/integer.js';
import { keptConstant } from './kept-constant.js';
import { inParts, partKernel } from './parts.js';
import { joined, keeping, powerSum, splitPowerSum, splitSum } from './splitting.js';
import type { Split } from './splitting.js';

/** From this many bits on a constant takes about 200 ms or more, and is worth parts. */
const LEAST_IN_PARTS = { pi: 400_000, e: 1_000_000 };

const CHUDNOVSKY_A = 13591409n;
const CHUDNOVSKY_B = 545140134n;
/** 640320^3 / 24. */
const CHUDNOVSKY_C = 10939058860032000n;
/** log2(640320^3 / 1728) = 47.11, rounded down: what a term brings. */
const CHUDNOVSKY_BITS = 47;

/**
 * `floor(pi * 2^p)`.
 *
 * D. V. and G. V. Chudnovsky (1988): 426880 sqrt(10005) / pi is the sum of
 * (-1)^k (6k)! (A + B k) / ((3k)! k!^3 640320^(3k)). Error at `w` bits: the series alternates and
 * falls, so cutting it after n = w/47 + 2 terms leaves less than the n-th term, in proportion to the
 * sum below 2^(-47 n) * (1 + 41 n) < 2^-w; the square root is taken at w + 16 bits, which loses less
 * than 2^(-w - 15) in proportion; the division loses less than 1. Together below 4 units at w bits.
 */
export const piFixed = keptConstant((w) => {
  const terms = Math.ceil(w / CHUDNOVSKY_BITS) + 2;
  const { q, t, root } = w < LEAST_IN_PARTS.pi ? piTerms(terms, w) : piTermsInParts(terms, w);
  return (q * 426880n * root) / (t << 16n);
});

/** The sum of the terms of pi as t / q, and the root. */
interface PiTerms {
  readonly q: bigint;
  readonly t: bigint;
  readonly root: bigint;
}

function piTerms(terms: number, w: number): PiTerms {
  const { q, t } = chudnovskySum(0, terms);
  return { q, t, root: rootOf10005(w) };
}

function piTermsInParts(terms: number, w: number): PiTerms {
  const middle = terms >>> 1;
  const [right, left, root] = inParts<[Split, Split, bigint]>([
    chudnovskyPart(middle, terms),
    chudnovskyPart(0, middle),
    rootPart(w),
  ]);
  return { ...joined(left, right), root };
}

function chudnovskySum(first: number, end: number): Split {
  return splitSum(first, end, (k) => {
    if (k === 0) return { p: 1n, q: 1n, t: CHUDNOVSKY_A };
    const n = BigInt(k);
    const p = -(6n * n - 5n) * (2n * n - 1n) * (6n * n - 1n);
    return { p, q: n * n * n * CHUDNOVSKY_C, t: p * (CHUDNOVSKY_A + CHUDNOVSKY_B * n) };
  });
}

function rootOf10005(w: number): bigint {
  return rootFloor(10005n << BigInt(2 * (w + 16)), 2);
}

const chudnovskyPart = partKernel('chudnovsky', chudnovskySum);
const rootPart = partKernel('root of 10005', rootOf10005);

/**
 * `floor(e * 2^p)`: the sum of 1/k! for 0 <= k < n, with n so large that n! > 2^(w + 2). The rest is
 * below 2/n! < 2^-w, and the division loses less than 1.
 */
export const eFixed = keptConstant((w, cell) => {
  let terms = 1;
  // The error of Math.log2 is far below the slack of 0.001.
  for (let bits = 0; bits <= w + 2; bits += Math.log2(terms) - 0.001) terms++;
  const { q, t } =
    w < LEAST_IN_PARTS.e
      ? splitPowerSum(terms - 1, 1n, 1n, (k) => k, keeping(cell, w))
      : inverseFactorialsInParts(terms - 1);
  return ((q + t) << BigInt(w)) / q;
});

function inverseFactorialsInParts(last: number): Split {
  const middle = last >>> 1;
  const [right, left] = inParts<[Split, Split]>([
    inverseFactorialsPart(middle + 1, last),
    inverseFactorialsPart(1, middle),
  ]);
  return joined(left, right);
}

const inverseFactorialsPart = partKernel('inverse factorials', (first: number, last: number) =>
  powerSum(first, last, 1n, 1n, (k) => k),
);

/** `floor(phi * 2^p)`, the golden ratio (1 + sqrt 5) / 2. */
export function phiFixed(p: number): bigint {
  // floor((2^(p+1) + sqrt(5 * 4^(p+1))) / 4), where the inner floor does not change the outer one.
  const root = rootFloor(5n << BigInt(2 * (p + 1)), 2);
  return ((1n << BigInt(p + 1)) + root) >> 2n;
}

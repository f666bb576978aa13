/**
 * The constants pi, e, ln 2 and ln 10, by binary splitting.
 *
 * Each keeps the longest value that it computed, up to `KEPT_BITS`; shorter ones are shifts of it. It computes some bits
 * more than are wanted, because functions of one precision want it to slightly different numbers of bits.
 * Since every value is the true floor, what is kept never shows in a result. The logarithms also keep the sums of their
 * series, so that a longer value goes on from them.
 */
import { rootFloor } from '../exact/integer.js';
import { inParts, partKernel } from './parts.js';
import { oddSeriesOfFraction } from './rational-series.js';
import { joined, keeping, powerSum, splitPowerSum, splitSum } from './splitting.js';
import type { Split, SumCell } from './splitting.js';

/** Longer values are computed again each time rather than kept forever. */
const KEPT_BITS = 2 ** 25;

/** From this many bits on a constant takes about 200 ms or more, and is worth parts. */
const LEAST_IN_PARTS = { pi: 400_000, e: 1_000_000, logarithm: 250_000 };

/** Bits beyond the ones wanted; the floor is then ambiguous with a chance of about 2^-30. */
const GUARD = 32;

/** How many more bits are computed: 1 in 128 covers the guard bits of every function, for about as much more time. */
function withSlack(p: number): number {
  return Math.min(KEPT_BITS, p + 64 + (p >> 7));
}

/**
 * Turns an approximation into the true floor.
 *
 * @param approximate returns `y` with `|y - c * 2^w| <= 4`, for an irrational `c`. It may keep sums in a cell of the
 *   caller's.
 */
function constant(
  approximate: (w: number, cell: SumCell | undefined) => bigint,
): (p: number, cell?: SumCell) => bigint {
  let keptBits = -1;
  let kept = 0n;
  return (p, cell) => {
    if (p <= keptBits) return kept >> BigInt(keptBits - p);
    const bits = Math.max(p, withSlack(p));
    // The loop ends because c is irrational: some bits below 2^-bits separate c * 2^bits from every integer.
    for (let guard = GUARD; ; guard *= 2) {
      const y = approximate(bits + guard, cell);
      const low = (y - 4n) >> BigInt(guard);
      if (low !== (y + 4n) >> BigInt(guard)) continue;
      if (bits <= KEPT_BITS) {
        keptBits = bits;
        kept = low;
      }
      return low >> BigInt(bits - p);
    }
  };
}

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
export const piFixed = constant((w) => {
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
export const eFixed = constant((w, cell) => {
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

/** Bits that absorb the coefficients of a sum of `atanh`: its error of at most 2^8 falls below 1. */
const MACHIN_GUARD = 8;

function machin(terms: readonly (readonly [coefficient: bigint, n: number])[]) {
  const cells = terms.map((): SumCell => ({ value: undefined }));
  return constant((w) => {
    const bits = w + MACHIN_GUARD;
    const values =
      w < LEAST_IN_PARTS.logarithm
        ? terms.map(([, n], i) => atanhOfInverse(n, bits, cells[i]))
        : inParts<bigint[]>(terms.map(([, n]) => atanhPart(n, bits)));
    const sum = terms.reduce((all, [coefficient], i) => all + coefficient * values[i]!, 0n);
    return sum >> BigInt(MACHIN_GUARD);
  });
}

function atanhOfInverse(n: number, w: number, cell?: SumCell): bigint {
  return oddSeriesOfFraction({ n: 1n, d: BigInt(n) }, 1, w, cell);
}

const atanhPart = partKernel('atanh of an inverse', (n: number, w: number) => atanhOfInverse(n, w));

/**
 * `floor(ln 2 * 2^p)`: ln 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749).
 *
 * X. Gourdon, P. Sebah, "The logarithmic constant: log 2" (2004), formula (23).
 */
export const ln2Fixed = machin([
  [18n, 26],
  [-2n, 4801],
  [8n, 8749],
]);

/** `floor(ln 10 * 2^p)`: ln 10 = 46 atanh(1/31) + 34 atanh(1/49) + 20 atanh(1/161). */
export const ln10Fixed = machin([
  [46n, 31],
  [34n, 49],
  [20n, 161],
]);

/** `floor(phi * 2^p)`, the golden ratio (1 + sqrt 5) / 2. */
export function phiFixed(p: number): bigint {
  // floor((2^(p+1) + sqrt(5 * 4^(p+1))) / 4), where the inner floor does not change the outer one.
  const root = rootFloor(5n << BigInt(2 * (p + 1)), 2);
  return ((1n << BigInt(p + 1)) + root) >> 2n;
}

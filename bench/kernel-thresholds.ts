/**
 * Where one algorithm of a kernel takes over from another: CPU time of both on either side of each threshold in
 * `lib/kernels/` and `lib/exact/integer-root.ts`. Run it with `node build/bench/kernel-thresholds.js`; it prints the
 * table that the thresholds were read from. Both are warm, and their rounds alternate; a row has their 20 % quantiles.
 */
import { longSquareRoot, shortSquareRoot } from '#lib/exact/integer-root.js';
import { bitLength } from '#lib/exact/integer.js';
import { atanByCircle, atanByTable, atanFixed } from '#lib/kernels/arctangent.js';
import { expBurst, sinCosBurst } from '#lib/kernels/bit-burst.js';
import { expByTable, expFixed } from '#lib/kernels/exponential.js';
import { lnByExponential, lnByTable, lnFixed } from '#lib/kernels/logarithm.js';
import {
  atanOfFraction,
  cosOfFraction,
  expOfFraction,
  isExponentialQuickest,
  isOddSeriesQuickest,
  lnOfFraction,
  QUICKEST,
} from '#lib/kernels/rational-series.js';
import type { Fraction } from '#lib/kernels/rational-series.js';
import { sinCosByDoublings, sinCosByTable, sinCosFixed } from '#lib/kernels/sine-cosine.js';

type Way = (x: bigint, p: number) => unknown;

interface Threshold {
  readonly name: string;
  /** Below the threshold the first is to be quicker, above it the second. */
  readonly ways: readonly [Way, Way];
  readonly bits: readonly number[];
}

const one = (p: number): bigint => 1n << BigInt(p);

/** About 1/3, and for the logarithm 7/6, of numerators and denominators of this many bits. */
function ofFractions(length: number): Threshold[] {
  const d = one(length) - 1n;
  const third = { n: d / 3n, d };
  const above = { n: d + d / 6n + 1n, d };
  const fixed = ({ n, d: below }: Fraction, p: number): bigint => (n << BigInt(p)) / below;
  const bits = [700, 1000, 1500, 2500, 3400, 5000, 8000, 16_000, 33_300, 100_000];
  const of = `${String(length)} bits, p`;
  const has = (isQuickest: (p: number) => boolean): string =>
    `series from ${String(bits.find(isQuickest) ?? Infinity)}`;
  return [
    {
      name: `exp of a fraction of ${of}: fixed point, one series (QUICKEST.exp: ${has((p) => isExponentialQuickest(third, p, QUICKEST.exp))})`,
      ways: [(_x, p) => expFixed(fixed(third, p), p), (_x, p) => expOfFraction(third, p)],
      bits,
    },
    {
      name: `cos of a fraction of ${of}: fixed point, one series (QUICKEST.sinCos: ${has((p) => isExponentialQuickest(third, p, QUICKEST.sinCos))})`,
      ways: [(_x, p) => sinCosFixed(fixed(third, p), p), (_x, p) => cosOfFraction(third, p)],
      bits,
    },
    {
      name: `ln of a fraction of ${of}: fixed point, one series (QUICKEST.inverse: ${has((p) => isOddSeriesQuickest({ n: above.n - d, d: above.n + d }, p))})`,
      ways: [(_x, p) => lnFixed(fixed(above, p), p), (_x, p) => lnOfFraction(above, p)],
      bits,
    },
    {
      name: `atan of a fraction of ${of}: fixed point, one series (QUICKEST.inverse: ${has((p) => isOddSeriesQuickest(third, p))})`,
      ways: [(_x, p) => atanFixed(fixed(third, p), p), (_x, p) => atanOfFraction(third, p)],
      bits,
    },
  ];
}

const THRESHOLDS: readonly Threshold[] = [
  {
    name: 'sqrt: from a double, by halves (LONG_SQUARE)',
    ways: [
      (x) => shortSquareRoot(x * x + 1n, bitLength(x * x + 1n)),
      (x) => longSquareRoot(x * x + 1n, bitLength(x * x + 1n)),
    ],
    bits: [500, 1000, 2000, 4000, 8000],
  },
  {
    name: 'exp: table, bursts (LONG.exp)',
    ways: [expByTable, expBurst],
    bits: [2000, 2500, 3500, 4900],
  },
  {
    name: 'sin, cos: table, doublings (LONGEST_CIRCLE_TABLE)',
    ways: [sinCosByTable, sinCosByDoublings],
    bits: [500, 1000, 1500, 2000],
  },
  {
    name: 'sin, cos: doublings, bursts (LONG.sinCos)',
    ways: [sinCosByDoublings, sinCosBurst],
    bits: [5000, 10_000, 20_000, 50_000],
  },
  {
    name: 'ln: table, exponential (LONGEST_TABLE_LN)',
    ways: [(x, p) => lnByTable(one(p) + x, p), (x, p) => lnByExponential(one(p) + x, p)],
    bits: [200, 400, 800, 1600],
  },
  {
    name: 'atan: table, circle (LONGEST_TABLE_ATAN)',
    ways: [atanByTable, atanByCircle],
    bits: [200, 400, 800, 1600],
  },
  ...[2, 4, 8, 16, 32, 64].flatMap((length) => ofFractions(length)),
];

/** Arguments between 1/3 and 2/3 that have nothing short about them. */
const ARGUMENTS = 32;

function argument(i: number, p: number): bigint {
  return (one(p) * BigInt(ARGUMENTS + i)) / BigInt(3 * ARGUMENTS + 1);
}

function microseconds(way: Way, xs: readonly bigint[], p: number): number {
  const before = process.cpuUsage();
  for (const x of xs) way(x, p);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / xs.length;
}

function quantile(times: number[]): number {
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 5)]!;
}

for (const { name, ways, bits } of THRESHOLDS) {
  console.log(name);
  for (const p of bits) {
    const count = Math.max(1, Math.min(ARGUMENTS, Math.floor(200_000 / p)));
    const rounds = p > 50_000 ? 3 : 25;
    const xs = Array.from({ length: count }, (_, i) => argument(i, p));
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ways.forEach((way, i) => times[i]!.push(microseconds(way, xs, p)));
    }
    const [first, second] = times.map(quantile);
    console.log(
      `${String(p).padStart(8)} bits ${first!.toFixed(1).padStart(10)} us ${second!.toFixed(1).padStart(10)} us`,
    );
  }
}

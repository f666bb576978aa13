/**
 * Where one algorithm of a kernel takes over from another: CPU time of both on either side of each threshold in
 * `lib/kernels/` and `lib/exact/integer-root.ts`. Run it with `node build/bench/kernel-thresholds.js`; it prints the
 * table that the thresholds were read from. Both are warm, and their rounds alternate; a row has their 20 % quantiles.
 */
import { longSquareRoot, shortSquareRoot } from '#lib/exact/integer-root.js';
import { bitLength } from '#lib/exact/integer.js';
import { atanByCircle, atanByTable } from '#lib/kernels/arctangent.js';
import { expBurst, sinCosBurst } from '#lib/kernels/bit-burst.js';
import { expByTable } from '#lib/kernels/exponential.js';
import { lnByExponential, lnByTable } from '#lib/kernels/logarithm.js';
import { expOfFraction, lnOfFraction } from '#lib/kernels/rational-series.js';
import { sinCosByDoublings, sinCosByTable } from '#lib/kernels/sine-cosine.js';

type Way = (x: bigint, p: number) => unknown;

interface Threshold {
  readonly name: string;
  /** Below the threshold the first is to be quicker, above it the second. */
  readonly ways: readonly [Way, Way];
  readonly bits: readonly number[];
}

const one = (p: number): bigint => 1n << BigInt(p);

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
    bits: [2500, 3500, 5000, 7000],
  },
  {
    name: 'sin, cos: table, doublings (LONGEST_CIRCLE_TABLE)',
    ways: [sinCosByTable, sinCosByDoublings],
    bits: [500, 1000, 1500, 2000],
  },
  {
    name: 'sin, cos: doublings, bursts (LONG.sinCos)',
    ways: [sinCosByDoublings, sinCosBurst],
    bits: [100_000, 200_000, 300_000],
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
  {
    name: 'exp of 333/1024: bursts, one series (SHORT.exp)',
    ways: [
      (_x, p) => expBurst((333n * one(p)) >> 10n, p),
      (_x, p) => expOfFraction({ n: 333n, d: 1024n }, p),
    ],
    bits: [4000, 8000, 16_000, 30_000],
  },
  {
    name: 'ln of 45/32: exponential, one series (SHORT.inverse)',
    ways: [
      (_x, p) => lnByExponential((45n * one(p)) >> 5n, p),
      (_x, p) => lnOfFraction({ n: 45n, d: 32n }, p),
    ],
    bits: [50_000, 100_000, 200_000, 300_000],
  },
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

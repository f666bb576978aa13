/** The values of the workloads: each call builds new numbers. */
import { nthRoot, pi, real, sin, sqrt, sum } from 'pincer';
import type { Real } from 'pincer';
import type { WorkloadName } from './table.js';

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

export const INVERSES = upTo(100).map((i) => i + 2);

/** Radicands from 2 to 999 and degrees from 2 to 6. */
export const ROOTS = upTo(1000).map((i) => ({
  radicand: 2 + ((i * 619) % 998),
  degree: 2 + (i % 5),
}));

/** A third each within 1, 3.15 and 100 of zero, on both sides. */
export const SINES = upTo(100).map((i) => {
  const range = [1, 3.15, 100][i % 3]!;
  // Multiples of the golden section are spread evenly.
  const part = (i * 0.6180339887498949) % 1;
  // Doubles whose shortest decimal is exact, as decimal.js takes that one.
  return Math.round(range * (2 * part - 1) * 1024) / 1024;
});

export const VALUES: Readonly<Record<WorkloadName, () => Real>> = {
  pi: () => pi,
  'sqrt(2) + pi': () => sqrt(2).add(pi),
  'sqrt(2) pi': () => sqrt(2).multiply(pi),
  'sin(2)': () => sin(2),
  'sin(100 pi)': () => sin(pi.multiply(100)),
  '1/pi': () => real(1).divide(pi),
  'sum of 100 inverses': () => sum(INVERSES.map((n) => real(1).divide(n))),
  'sum of 1000 integer roots': () =>
    sum(ROOTS.map(({ radicand, degree }) => nthRoot(radicand, degree))),
  'sum of 100 sines': () => sum(SINES.map((x) => sin(x))),
};

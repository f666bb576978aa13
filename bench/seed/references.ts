/** The values of the workloads by decimal.js, and for its pi, which has 1,025 digits, by Machin's formula. */
import { Decimal } from 'decimal.js';
import type { WorkloadName } from './table.js';
import { INVERSES, ROOTS, SINES } from './values.js';

/** `atan(1/n)` in units of `1 / one`, short of the truth by less than a unit for each of its terms. */
function arctangentOfReciprocal(n: bigint, one: bigint): bigint {
  let power = one / n;
  let sum = 0n;
  for (let k = 1n; power > 0n; k += 2n, power /= n * n)
    sum += k % 4n === 1n ? power / k : -power / k;
  return sum;
}

/** Pi to some more than so many digits. Source: J. Machin (1706), pi / 4 = 4 atan(1/5) - atan(1/239). */
function piTo(digits: number, D: typeof Decimal): Decimal {
  const places = digits + 10;
  const one = 10n ** BigInt(places);
  const scaled = 4n * (4n * arctangentOfReciprocal(5n, one) - arctangentOfReciprocal(239n, one));
  return new D(`${String(scaled)}e-${String(places)}`);
}

/** The value of a workload to some more than so many bits. */
export function reference(name: WorkloadName, bits: number): Decimal {
  const digits = Math.ceil(bits * Math.log10(2)) + 15;
  const D = Decimal.clone({ precision: digits + 5 });
  const pi = (): Decimal => piTo(digits, D);
  const values: Readonly<Record<WorkloadName, () => Decimal>> = {
    pi,
    'sqrt(2) + pi': () => new D(2).sqrt().plus(pi()),
    'sqrt(2) pi': () => new D(2).sqrt().times(pi()),
    'sin(2)': () => new D(2).sin(),
    'sin(100 pi)': () => new D(0),
    '1/pi': () => new D(1).div(pi()),
    'sum of 100 inverses': () => D.sum(...INVERSES.map((n) => new D(1).div(n))),
    'sum of 1000 integer roots': () =>
      D.sum(...ROOTS.map(({ radicand, degree }) => new D(radicand).ln().div(degree).exp())),
    'sum of 100 sines': () => D.sum(...SINES.map((x) => new D(x).sin())),
  };
  return values[name]();
}

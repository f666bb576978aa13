/**
 * One fresh value to 50 digits, built, narrowed and read as text, less its bare kernel: the fixed-point function on a
 * number of 176 bits, the division that makes this number of the fraction included.
 *
 * decimal.js checks every value.
 */
import type { Decimal } from 'decimal.js';
import { atan, createSession, exp, ln, pi, real, sin, sqrt } from 'pincer';
import type { Real } from 'pincer';
import { rootFloor } from '#lib/exact/integer.js';
import { atanFixed } from '#lib/kernels/arctangent.js';
import { expFixed } from '#lib/kernels/exponential.js';
import { lnFixed } from '#lib/kernels/logarithm.js';
import { sinCosFixed } from '#lib/kernels/sine-cosine.js';
import type { Desk } from '../harness/desk.js';
import { mustAgree } from '../harness/digits.js';
import { digitsOf, freshDigits } from '../harness/fresh.js';
import { sink } from '../harness/sink.js';
import { DIGITS, Wide } from './wide.js';

interface Fresh {
  readonly name: string;
  readonly operations: 1 | 2;
  readonly value: (index: number) => Real;
  /** The same without anything around it, of the fraction `n / d`, or of `1 + n / d`. */
  readonly kernel: (index: number) => bigint;
  readonly peer: (index: number) => Decimal;
}

/** 50 digits are 166.1 bits; some to round with. */
const BITS = 176;
const SHIFT = BigInt(BITS);
const ONE = 1n << SHIFT;

/** Fractions between 1/2 and 1, in lowest terms: the denominator is prime. */
const DENOMINATOR = 2 ** 31 - 1;
const numerator = (index: number): number => 1_100_000_000 + 97 * index;
const fraction = (index: number): Real =>
  real({ numerator: numerator(index), denominator: DENOMINATOR });
const shifted = (index: number): Real =>
  real({ numerator: DENOMINATOR + numerator(index), denominator: DENOMINATOR });
const fixed = (index: number): bigint => (BigInt(numerator(index)) << SHIFT) / BigInt(DENOMINATOR);
const wide = (index: number): Decimal => new Wide(numerator(index)).div(DENOMINATOR);

const rootFixed = (x: bigint): bigint => rootFloor(x << SHIFT, 2);

const VALUES: readonly Fresh[] = [
  {
    name: 'exp',
    operations: 1,
    value: (i) => exp(fraction(i)),
    kernel: (i) => expFixed(fixed(i), BITS),
    peer: (i) => wide(i).exp(),
  },
  {
    name: 'ln',
    operations: 1,
    value: (i) => ln(shifted(i)),
    kernel: (i) => lnFixed(ONE + fixed(i), BITS),
    peer: (i) => wide(i).plus(1).ln(),
  },
  {
    name: 'sin',
    operations: 1,
    value: (i) => sin(fraction(i)),
    kernel: (i) => sinCosFixed(fixed(i), BITS).sin,
    peer: (i) => wide(i).sin(),
  },
  {
    name: 'atan',
    operations: 1,
    value: (i) => atan(fraction(i)),
    kernel: (i) => atanFixed(fixed(i), BITS),
    peer: (i) => wide(i).atan(),
  },
  {
    name: 'sqrt',
    operations: 1,
    value: (i) => sqrt(fraction(i)),
    kernel: (i) => rootFixed(fixed(i)),
    peer: (i) => wide(i).sqrt(),
  },
  {
    name: 'sqrt + pi',
    operations: 2,
    value: (i) => sqrt(fraction(i)).add(pi),
    // Pi is known: neither side computes it.
    kernel: (i) => rootFixed(fixed(i)),
    peer: (i) => wide(i).sqrt().plus(Wide.acos(-1)),
  },
  {
    name: 'exp(sin)',
    operations: 2,
    value: (i) => exp(sin(fraction(i))),
    kernel: (i) => expFixed(sinCosFixed(fixed(i), BITS).sin, BITS),
    peer: (i) => wide(i).sin().exp(),
  },
  {
    name: 'sin(sqrt)',
    operations: 2,
    value: (i) => sin(sqrt(fraction(i))),
    kernel: (i) => sinCosFixed(rootFixed(fixed(i)), BITS).sin,
    peer: (i) => wide(i).sqrt().sin(),
  },
];

const BAR = { 1: 8, 2: 12 } as const;

/** @param most - how many of the values. */
export function freshValues(desk: Desk, most = VALUES.length): void {
  for (const { name, operations, value, kernel, peer } of VALUES.slice(0, most)) {
    const checking = createSession();
    const { least, slowness } = desk.measure(
      {
        value: freshDigits(value, DIGITS),
        kernel: (from, runs) => () => {
          for (let i = from; i < from + runs; i++) sink.value = kernel(i);
        },
      },
      (i) => {
        mustAgree(name, digitsOf(value(i), DIGITS, checking), peer(i).toString(), DIGITS);
      },
    );
    const of = `${name}, ${operations === 1 ? 'one operation' : 'two operations'}`;
    desk.tell(of, 'value_us', least.value);
    desk.tell(of, 'kernel_us', least.kernel);
    desk.hold(of, 'fresh_over_kernel_us', least.value - least.kernel, BAR[operations] * slowness);
  }
}

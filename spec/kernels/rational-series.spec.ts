import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { atanFixed } from '#lib/kernels/arctangent.js';
import { expBurst } from '#lib/kernels/bit-burst.js';
import { piFixed } from '#lib/kernels/constants.js';
import { expFixed } from '#lib/kernels/exponential.js';
import { KERNEL_ERROR } from '#lib/kernels/fixed.js';
import { lnFixed } from '#lib/kernels/logarithm.js';
import {
  atanOfFraction,
  expOfFraction,
  lnOfFraction,
  SHORT,
  shortFraction,
} from '#lib/kernels/rational-series.js';
import { runs } from '#spec/support/effort.js';
import { naiveAtan, naiveExp, naiveLn } from './naive.js';

const off = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

/** Bits beyond p for the argument of the naive sums, so that cutting it shows in no unit. */
const MORE = 20;

/** `naive` at the fraction n / d, at p bits. */
function naiveAt(naive: (x: bigint, p: number) => bigint, n: bigint, d: bigint, p: number): bigint {
  return naive((n << BigInt(p + MORE)) / d, p + MORE) >> BigInt(MORE);
}

const precisions = fc.oneof(fc.integer({ min: 16, max: 300 }), fc.integer({ min: 300, max: 2500 }));
const denominators = fc.oneof(
  fc.bigInt({ min: 1n, max: 40n }),
  fc.bigInt({ min: 1n, max: 2n ** 70n }),
);

/** A fraction from 0 to a bound, often at an end, and a precision. */
const fractions = (bound: bigint): fc.Arbitrary<{ n: bigint; d: bigint; p: number }> =>
  denominators.chain((d) =>
    fc.record({
      n: fc.oneof(
        fc.bigInt({ min: 0n, max: bound * d }),
        fc.constantFrom(0n, 1n, bound * d, bound * d - 1n),
      ),
      d: fc.constant(d),
      p: precisions,
    }),
  );

describe('The series of a fraction differs from the function by at most two units', () => {
  test('exp, from 0 to 8', () => {
    fc.assert(
      fc.property(fractions(8n), ({ n, d, p }) => {
        // The naive sum has units of its own argument, so exp 8 takes some bits more.
        const other = naiveAt(naiveExp, n, d, p);
        return off(expOfFraction({ n, d }, p), other) <= KERNEL_ERROR;
      }),
      { numRuns: runs(150) },
    );
  });

  test('ln, from 1 to 2', () => {
    fc.assert(
      fc.property(fractions(1n), ({ n, d, p }) => {
        const other = naiveAt(naiveLn, d + n, d, p);
        return off(lnOfFraction({ n: d + n, d }, p), other) <= KERNEL_ERROR;
      }),
      { numRuns: runs(150) },
    );
  });

  test('atan, from 0 to 1/2', () => {
    fc.assert(
      fc.property(fractions(1n), ({ n, d, p }) => {
        const other = naiveAt(naiveAtan, n, 2n * d, p);
        return off(atanOfFraction({ n, d: 2n * d }, p), other) <= KERNEL_ERROR;
      }),
      { numRuns: runs(150) },
    );
  });
});

test('A fixed-point number is a short fraction if its bits are few and the precision is large', () => {
  const p = SHORT.exp.from;
  const one = 1n << BigInt(p);
  expect(shortFraction((3n * one) / 8n, p, SHORT.exp)).toEqual({ n: 3n, d: 8n });
  expect(shortFraction(one, p, SHORT.exp)).toEqual({ n: 1n, d: 1n });
  expect(shortFraction(0n, p, SHORT.exp)).toBeUndefined();
  expect(shortFraction(one / 3n, p, SHORT.exp)).toBeUndefined();
  expect(shortFraction(one >> 11n, p, SHORT.exp)).toBeUndefined();
  expect(shortFraction(one >> 2n, p - 1, SHORT.exp)).toBeUndefined();
});

describe('Kernels that meet a short fraction agree with what they do beside it', () => {
  test('exp', () => {
    const p = SHORT.exp.from;
    const one = 1n << BigInt(p);
    for (const x of [one >> 1n, (5n * one) >> 3n, (333n * one) >> 10n]) {
      expect(off(expFixed(x, p), expBurst(x, p)) <= 2n * KERNEL_ERROR).toBe(true);
    }
  });

  test('ln and atan, whose slopes are at most 1', () => {
    const p = SHORT.inverse.from;
    const one = 1n << BigInt(p);
    const x = one + (one >> 2n);
    expect(off(lnFixed(x, p), lnFixed(x + 1n, p)) <= 1n + 2n * KERNEL_ERROR).toBe(true);
    const y = one >> 2n;
    expect(off(atanFixed(y, p), atanFixed(y + 1n, p)) <= 1n + 2n * KERNEL_ERROR).toBe(true);
  });
});

test("Machin's formula holds for the series: 16 atan(1/5) - 4 atan(1/239) = pi", () => {
  const p = 20_000;
  const left =
    16n * atanOfFraction({ n: 1n, d: 5n }, p) - 4n * atanOfFraction({ n: 1n, d: 239n }, p);
  expect(off(left, piFixed(p)) <= 41n).toBe(true);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eFixed, piFixed } from '#lib/kernels/constants.js';
import { KERNEL_ERROR } from '#lib/kernels/fixed.js';
import {
  atanOfFraction,
  cosOfFraction,
  expOfFraction,
  isExponentialQuickest,
  isOddSeriesQuickest,
  lnOfFraction,
  oddSeriesOfFraction,
  QUICKEST,
  sinOfFraction,
} from '#lib/kernels/rational-series.js';
import type { Fraction } from '#lib/kernels/rational-series.js';
import type { SumCell } from '#lib/kernels/splitting.js';
import { runs } from '#spec/support/effort.js';
import { naiveAtan, naiveExp, naiveLn, naiveSinCos } from './naive.js';

const off = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

/** Bits beyond p for the argument of the naive sums, so that cutting it shows in no unit. */
const MORE = 20;

/** `naive` at the fraction n / d, at p bits. */
function naiveAt(naive: (x: bigint, p: number) => bigint, n: bigint, d: bigint, p: number): bigint {
  return naive((n << BigInt(p + MORE)) / d, p + MORE) >> BigInt(MORE);
}

function naiveCircleAt(n: bigint, d: bigint, p: number): { sin: bigint; cos: bigint } {
  const { sin, cos } = naiveSinCos((n << BigInt(p + MORE)) / d, p + MORE);
  return { sin: sin >> BigInt(MORE), cos: cos >> BigInt(MORE) };
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

  test('exp of negative fractions: times its reciprocal, 1', () => {
    fc.assert(
      fc.property(fractions(8n), ({ n, d, p }) => {
        // Each factor is off by less than 2 units, and the falling one meets up to e^8 < 2^12.
        const product = expOfFraction({ n, d }, p) * expOfFraction({ n: -n, d }, p);
        return off(product >> BigInt(p), 1n << BigInt(p)) <= 2n ** 13n;
      }),
      { numRuns: runs(150) },
    );
  });

  test('sin and cos, from -2 to 2', () => {
    fc.assert(
      fc.property(fractions(2n), fc.boolean(), ({ n, d, p }, isNegative) => {
        const x = { n: isNegative ? -n : n, d };
        const { sin, cos } = naiveCircleAt(n, d, p);
        const sine = sinOfFraction(x, p);
        return (
          off(isNegative ? -sine : sine, sin) <= KERNEL_ERROR &&
          off(cosOfFraction(x, p), cos) <= KERNEL_ERROR
        );
      }),
      { numRuns: runs(150) },
    );
  });

  test('sin and cos, from 2 to 64: their squares sum to 1', () => {
    fc.assert(
      fc.property(fractions(62n), ({ n, d, p }) => {
        const sin = sinOfFraction({ n: n + 2n * d, d }, p);
        const cos = cosOfFraction({ n: n + 2n * d, d }, p);
        return off((sin * sin + cos * cos) >> BigInt(p), 1n << BigInt(p)) <= 9n;
      }),
      { numRuns: runs(60) },
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

  test('ln, from 1/2 to 1: the negative one of the reciprocal', () => {
    fc.assert(
      fc.property(fractions(1n), ({ n, d, p }) => {
        const other = lnOfFraction({ n: d + n, d }, p);
        return off(lnOfFraction({ n: d, d: d + n }, p), -other) <= 2n * KERNEL_ERROR;
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

describe('One series is the quickest way', () => {
  const third = { n: 1n, d: 3n };

  test('of short fractions to many bits', () => {
    expect(isExponentialQuickest(third, 100_000, QUICKEST.exp)).toBe(true);
    expect(isExponentialQuickest(third, 100_000, QUICKEST.sinCos)).toBe(true);
    expect(isOddSeriesQuickest(third, 100_000)).toBe(true);
  });

  test('not to few bits, and not of long fractions', () => {
    const long = { n: 2n ** 200n, d: 3n ** 127n };
    expect(isExponentialQuickest(third, QUICKEST.exp.from - 1, QUICKEST.exp)).toBe(false);
    expect(isExponentialQuickest(long, 100_000, QUICKEST.exp)).toBe(false);
    expect(isOddSeriesQuickest(third, QUICKEST.inverse.from - 1)).toBe(false);
    expect(isOddSeriesQuickest({ n: 2n ** 60n, d: 3n ** 40n }, 100_000)).toBe(false);
  });
});

describe('A series that goes on from kept sums gives what it gives without them', () => {
  const x = { n: 5n, d: 14n };
  const long = { n: 2n ** 60n + 1n, d: 3n ** 39n };
  const ofOdd = (sign: 1 | -1) => (each: Fraction, p: number, cell?: SumCell) =>
    oddSeriesOfFraction(each, sign, p, cell);
  test.each([
    ['exp', expOfFraction],
    ['sin', sinOfFraction],
    ['cos', cosOfFraction],
    ['atanh', ofOdd(1)],
    ['atan', ofOdd(-1)],
  ] as const)('%s', (_name, series) => {
    for (const each of [x, long]) {
      const cell: SumCell = { value: undefined };
      // Up, down, up far, and below and above the lengths that are kept.
      for (const p of [5000, 9000, 6000, 9001, 40_000, 300, 270_000, 41_000].slice(
        0,
        each === x ? 8 : 5,
      ))
        expect(off(series(each, p, cell), series(each, p)) <= KERNEL_ERROR).toBe(true);
      expect(cell.value).toBeDefined();
    }
  });

  test('and e, which is its floor', () => {
    const cell: SumCell = { value: undefined };
    const floors = [6000, 12_000, 12_001, 30_000].map((p) => eFixed(p, cell));
    expect(cell.value).toBeDefined();
    const one = { n: 1n, d: 1n };
    floors.forEach((floor, i) => {
      const p = [6000, 12_000, 12_001, 30_000][i]!;
      expect(floor).toBe(expOfFraction(one, p + 64) >> 64n);
    });
  });
});

test("Machin's formula holds for the series: 16 atan(1/5) - 4 atan(1/239) = pi", () => {
  const p = 20_000;
  const left =
    16n * atanOfFraction({ n: 1n, d: 5n }, p) - 4n * atanOfFraction({ n: 1n, d: 239n }, p);
  expect(off(left, piFixed(p)) <= 41n).toBe(true);
});

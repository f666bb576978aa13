import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { setStop } from '#lib/exact/interruption.js';
import { eFixed, phiFixed, piFixed } from '#lib/kernels/constants.js';
import { gaussianAngles } from '#lib/kernels/reduction/gaussian-angles.js';
import { ln10Fixed, ln2Fixed, primeLogarithms } from '#lib/kernels/reduction/prime-logarithms.js';
import { runs } from '#spec/support/effort.js';
import { naiveAtan, naiveExp, naiveLn, naivePi } from './naive.js';

const EXTRA = 20;

/** floor(c 2^p) from a value off by a few units at p + EXTRA bits; undefined where that cannot tell. */
function floorOf(c: bigint): bigint | undefined {
  const below = (c - 64n) >> BigInt(EXTRA);
  return below === (c + 64n) >> BigInt(EXTRA) ? below : undefined;
}

const one = (p: number): bigint => 1n << BigInt(p);

/** ln 10 = 3 ln 2 + ln(5/4). */
const ln10 = (p: number): bigint => 3n * naiveLn(2n * one(p), p) + naiveLn((5n * one(p)) / 4n, p);

/** ln q = ln(q / 2^k) + k ln 2, for a power of two below q. */
const lnOf = (q: bigint, power: 2 | 4, p: number): bigint =>
  naiveLn((q * one(p)) / BigInt(power), p) + BigInt(Math.log2(power)) * naiveLn(2n * one(p), p);

const nth =
  (all: (p: number) => readonly bigint[], i: number) =>
  (p: number): bigint =>
    all(p)[i]!;

describe.each([
  ['pi', piFixed, naivePi],
  ['e', eFixed, (p: number) => naiveExp(one(p), p)],
  ['ln 2', ln2Fixed, (p: number) => naiveLn(2n * one(p), p)],
  ['ln 10', ln10Fixed, ln10],
  ['ln 3', nth(primeLogarithms, 1), (p: number) => lnOf(3n, 2, p)],
  ['ln 5', nth(primeLogarithms, 2), (p: number) => lnOf(5n, 4, p)],
  ['ln 7', nth(primeLogarithms, 3), (p: number) => lnOf(7n, 4, p)],
  ['pi / 2', nth(gaussianAngles, 0), (p: number) => naivePi(p) >> 1n],
  [
    'the argument of (2 + i)^2',
    nth(gaussianAngles, 1),
    (p: number) => 2n * naiveAtan(one(p) / 2n, p),
  ],
  [
    'the argument of (3 + 2i)^2',
    nth(gaussianAngles, 2),
    (p: number) => 2n * naiveAtan((2n * one(p)) / 3n, p),
  ],
  [
    'the argument of (4 + i)^2',
    nth(gaussianAngles, 3),
    (p: number) => 2n * naiveAtan(one(p) / 4n, p),
  ],
] as const)('%s', (_name, constant, other) => {
  test('is the floor of the true value at every precision, asked in any order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 5000 }), (p) => {
        const floor = floorOf(other(p + EXTRA));
        fc.pre(floor !== undefined);
        expect(constant(p)).toBe(floor);
      }),
      { numRuns: runs(60) },
    );
  });
});

test.each([
  ['pi', piFixed],
  ['e', eFixed],
  ['ln 2', ln2Fixed],
])('%s is not computed again for some more bits', (_name, constant) => {
  /** How often the computation checked for a stop. */
  const checks = (p: number): number => {
    let count = 0;
    const outer = setStop(() => {
      count++;
      return false;
    });
    try {
      constant(p);
    } finally {
      setStop(outer);
    }
    return count;
  };
  const first = 200_000;
  expect(checks(first)).toBeGreaterThan(0);
  expect(checks(first + 256)).toBe(0);
  expect(checks(2 * first)).toBeGreaterThan(0);
});

test('pi has the digits that everybody knows', () => {
  const digits = (piFixed(400) * 10n ** 69n) >> 400n;
  expect(String(digits)).toBe(
    '3141592653589793238462643383279502884197169399375105820974944592307816',
  );
});

test('The golden ratio is the greatest number of its length whose square is at most one more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), (p) => {
      const x = phiFixed(p);
      const excess = (y: bigint): bigint => y * y - (y << BigInt(p)) - (1n << BigInt(2 * p));
      return excess(x) <= 0n && excess(x + 1n) > 0n;
    }),
    { numRuns: runs(100) },
  );
});

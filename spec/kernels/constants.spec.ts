import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { setStop } from '#lib/exact/interruption.js';
import { eFixed, ln10Fixed, ln2Fixed, phiFixed, piFixed } from '#lib/kernels/constants.js';
import { runs } from '#spec/support/effort.js';
import { naiveExp, naiveLn, naivePi } from './naive.js';

const EXTRA = 20;

/** floor(c 2^p) from a value off by a few units at p + EXTRA bits; undefined where that cannot tell. */
function floorOf(c: bigint): bigint | undefined {
  const below = (c - 64n) >> BigInt(EXTRA);
  return below === (c + 64n) >> BigInt(EXTRA) ? below : undefined;
}

const one = (p: number): bigint => 1n << BigInt(p);

/** ln 10 = 3 ln 2 + ln(5/4). */
const ln10 = (p: number): bigint => 3n * naiveLn(2n * one(p), p) + naiveLn((5n * one(p)) / 4n, p);

describe.each([
  ['pi', piFixed, naivePi],
  ['e', eFixed, (p: number) => naiveExp(one(p), p)],
  ['ln 2', ln2Fixed, (p: number) => naiveLn(2n * one(p), p)],
  ['ln 10', ln10Fixed, ln10],
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

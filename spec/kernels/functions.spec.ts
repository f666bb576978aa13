import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dyadic, floorTo, topExponent } from '#lib/exact/dyadic.js';
import { atanFixed } from '#lib/kernels/arctangent.js';
import { expFixed } from '#lib/kernels/exponential.js';
import { KERNEL_ERROR } from '#lib/kernels/fixed.js';
import { lnFixed } from '#lib/kernels/logarithm.js';
import { reduceQuarter, sinCosFixed } from '#lib/kernels/sine-cosine.js';
import { runs } from '#spec/support/effort.js';
import { naiveAtan, naiveExp, naiveLn, naivePi, naiveSinCos } from './naive.js';

/** Mostly short, now and then thousands of bits. */
const precisions = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 16, max: 300 }) },
  { weight: 2, arbitrary: fc.integer({ min: 300, max: 1500 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1500, max: 6000 }) },
);

/** A precision p and a fixed-point number from 0 to 1, often near an end. */
const fractions = precisions.chain((p) =>
  fc
    .tuple(
      fc.bigInt({ min: 0n, max: 1n << BigInt(p) }),
      fc.integer({ min: 0, max: p }),
      fc.boolean(),
    )
    .map(([x, drop, mirrored]) => {
      const small = x >> BigInt(drop);
      return { p, x: mirrored ? (1n << BigInt(p)) - small : small };
    }),
);

const off = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

/** The naive way is off by little more than half a unit, so a whole unit is allowed for it. */
function close(a: bigint, b: bigint): boolean {
  return off(a, b) <= KERNEL_ERROR;
}

describe('A kernel differs from the function by less than two units of the last place', () => {
  test('exp', () => {
    fc.assert(
      fc.property(fractions, ({ x, p }) => {
        fc.pre(x < 1n << BigInt(p));
        return close(expFixed(x, p), naiveExp(x, p));
      }),
      { numRuns: runs(150) },
    );
  });

  test('sin and cos, of either sign', () => {
    fc.assert(
      fc.property(fractions, fc.boolean(), ({ x, p }, negative) => {
        const argument = negative ? -x : x;
        const one = sinCosFixed(argument, p);
        const other = naiveSinCos(argument, p);
        return close(one.sin, other.sin) && close(one.cos, other.cos);
      }),
      { numRuns: runs(150) },
    );
  });

  test('ln', () => {
    fc.assert(
      fc.property(fractions, ({ x, p }) => {
        const argument = (1n << BigInt(p)) + x;
        return close(lnFixed(argument, p), naiveLn(argument, p));
      }),
      { numRuns: runs(150) },
    );
  });

  test('atan', () => {
    fc.assert(
      fc.property(fractions, ({ x, p }) => close(atanFixed(x, p), naiveAtan(x, p))),
      { numRuns: runs(100) },
    );
  });
});

describe('The reduction of an argument by quarters of the circle', () => {
  test('leaves what is below 1 alone and else a rest of at most an eighth of the circle, off by less than two units', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
        fc.integer({ min: -400, max: 2000 }),
        fc.integer({ min: 16, max: 500 }),
        (m, e, p) => {
          const x = dyadic(m, e);
          const { quarter, rest } = reduceQuarter(x, p);
          const w = p + 40 + Math.max(0, topExponent(x) || 0, 0);
          const bits = Number.isFinite(w) ? w : p + 40;
          const pi = naivePi(bits);
          const exact = 2n * floorTo(x, -bits) - quarter * pi;
          const unit = 1n << BigInt(bits - p);
          expect(off(exact, 2n * rest * unit) < 4n * unit).toBe(true);
          const isBelowOne = topExponent(x) <= 0;
          if (isBelowOne) expect(quarter).toBe(0n);
          const most = isBelowOne ? 4n << BigInt(bits) : pi;
          expect(4n * off(rest, 0n) * unit <= most + 16n * unit).toBe(true);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

test('A kernel gives the same answer again, whatever was asked in between', () => {
  const x = (1n << 200n) / 3n;
  const before = [expFixed(x, 200), reduceQuarter(dyadic(10n ** 50n, 0), 200).rest];
  reduceQuarter(dyadic(10n ** 500n, 0), 3000);
  expect([expFixed(x, 200), reduceQuarter(dyadic(10n ** 50n, 0), 200).rest]).toEqual(before);
});

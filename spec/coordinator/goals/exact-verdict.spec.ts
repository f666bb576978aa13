/** Goals judged by exact ends, against what the table of goals says of two rationals. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meetsExactly } from '#lib/coordinator/goals/exact-verdict.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { formatEnds } from '#lib/exact/decimal/formatting.js';
import { ratToDoubleNearest } from '#lib/exact/rational-double.js';
import { ratAdd, ratCompare, ratSign, ratSubtract, rational } from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import { runs } from '#spec/support/effort.js';

const meets = (goal: Goal, lo: Rational, hi: Rational): boolean =>
  meetsExactly(checkGoal(goal), { lo, hi });

const ZERO = rational(0n);

/** Lower ends of either sign, and widths around those that the goals below allow. */
const ends = fc
  .tuple(
    fc.bigInt({ min: -999n, max: 999n }),
    fc.constantFrom(1n, 3n, 7n, 8n),
    fc.bigInt({ min: 0n, max: 12n }),
    fc.integer({ min: 0, max: 70 }),
  )
  .map(([n, d, width, bits]): [Rational, Rational] => {
    const lo = rational(n, d);
    return [lo, ratAdd(lo, rational(width, 1n << BigInt(bits)))];
  });

describe('a range with rational ends', () => {
  it('meets bits and eps where its ends are no further apart, to the last unit', () => {
    fc.assert(
      fc.property(ends, fc.nat(70), ([lo, hi], bits) => {
        const isNarrow = ratCompare(ratSubtract(hi, lo), rational(1n, 1n << BigInt(bits))) <= 0;
        expect(meets({ bits }, lo, hi)).toBe(isNarrow);
        expect(meets({ eps: `1/${String(1n << BigInt(bits))}` }, lo, hi)).toBe(isNarrow);
      }),
      { numRuns: runs(500) },
    );
    expect(meets({ bits: 300_000_000 }, ZERO, ZERO)).toBe(true);
  });

  it('meets rel where they are near to each other beside the end nearer to zero', () => {
    fc.assert(
      fc.property(ends, fc.integer({ min: 1, max: 500 }), ([lo, hi], n) => {
        const least = lo.n > 0n ? lo : rational(-hi.n, hi.d);
        const distance = ratSubtract(hi, lo);
        const isNear =
          ratSign(least) > 0 &&
          ratCompare(rational(distance.n * BigInt(n), distance.d), least) <= 0;
        expect(meets({ rel: `1/${String(n)}` }, lo, hi)).toBe(isNear);
      }),
      { numRuns: runs(500) },
    );
  });

  it('meets sign, double, digits and decimals where one answer serves both ends', () => {
    fc.assert(
      fc.property(ends, fc.integer({ min: 1, max: 20 }), ([lo, hi], places) => {
        const signs = new Set([ratSign(lo), ratSign(hi)]);
        expect(meets({ sign: true }, lo, hi)).toBe(
          signs.size === 1 && (!signs.has(0) || lo.n === hi.n),
        );
        expect(meets({ double: true }, lo, hi)).toBe(
          ratToDoubleNearest(lo) === ratToDoubleNearest(hi),
        );
        for (const goal of [{ digits: places }, { decimals: places }])
          expect(meets(goal, lo, hi)).toBe(formatEnds({ lo, hi }, goal) !== undefined);
      }),
      { numRuns: runs(500) },
    );
    expect(meets({ digits: 9 }, rational(1n, 3n), rational(1n, 3n))).toBe(true);
    expect(meets({ digits: 9 }, rational(1n, 3n), rational(1n, 2n))).toBe(false);
  });

  it('meets any of several goals with one of them, and all with every one', () => {
    fc.assert(
      fc.property(ends, fc.nat(40), fc.nat(40), ([lo, hi], a, b) => {
        const each = [{ bits: a }, { decimals: b }].map((goal) => meets(goal, lo, hi));
        const goals = [{ bits: a }, { decimals: b }];
        expect(meets({ any: goals }, lo, hi)).toBe(each.includes(true));
        expect(meets({ all: goals }, lo, hi)).toBe(!each.includes(false));
      }),
      { numRuns: runs(300) },
    );
  });
});

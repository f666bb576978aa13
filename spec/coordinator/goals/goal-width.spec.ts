import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { goalWidth } from '#lib/coordinator/goals/goal-width.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { fromEnds } from '#lib/exact/enclosure/outward.js';
import { runs } from '#spec/support/effort.js';

/** The width that a goal allows bounds at `2^e`, which reach a little further from zero. */
function widthAt(goal: Goal, e: number): number {
  const bounds = fromEnds({ m: 1n << 60n, e: e - 60 }, { m: (1n << 60n) + 1n, e: e - 60 }, e - 90);
  return goalWidth(checkGoal(goal), bounds);
}

const power = (e: number): string =>
  e < 0 ? `1/${String(1n << BigInt(-e))}` : String(1n << BigInt(e));

describe('the width of a goal', () => {
  it('is as wide as it says, in bits, in decimal places, and beside the value', () => {
    const places = fc.integer({ min: 1, max: 900 });
    fc.assert(
      fc.property(places, fc.integer({ min: -300, max: 300 }), (n, e) => {
        const decimal = n * Math.log2(10);
        expect(widthAt({ bits: n }, e)).toBe(-n);
        expect(widthAt({ decimals: n }, e)).toBeCloseTo(-decimal, 6);
        expect(widthAt({ digits: n }, e)).toBeCloseTo(e - decimal, 6);
        // Logarithms of the two parts of a fraction are rounded apart.
        expect(widthAt({ eps: power(-n) }, e)).toBeCloseTo(-n, 6);
        expect(widthAt({ eps: power(-n) }, e)).toBeLessThanOrEqual(-n);
        expect(widthAt({ rel: power(-n) }, e)).toBeCloseTo(e - n, 6);
      }),
      { numRuns: runs(100) },
    );
  });

  it('of any is that of the widest goal, of all that of the narrowest', () => {
    const goals = [{ bits: 30 }, { decimals: 3 }, { digits: 100 }];
    expect(widthAt({ any: goals }, 5)).toBeCloseTo(-3 * Math.log2(10), 6);
    expect(widthAt({ all: goals }, 5)).toBeCloseTo(5 - 100 * Math.log2(10), 6);
  });

  it('is none for what no width decides, and nothing around zero where it is relative', () => {
    for (const goal of [{ sign: true }, { double: true }, { defined: true }] as const)
      expect(widthAt(goal, 0)).toBe(Infinity);
    const aroundZero = fromEnds({ m: -1n, e: 0 }, { m: 1n, e: 0 }, 0);
    for (const goal of [{ digits: 3 }, { rel: 0.5 }])
      expect(goalWidth(checkGoal(goal), aroundZero)).toBe(-Infinity);
  });
});

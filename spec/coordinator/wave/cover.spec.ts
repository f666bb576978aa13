/** Covers against the cheapest of all sets of steps, found by trying them all. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bestRatio, coverOf, gainWithin } from '#lib/coordinator/wave/cover.js';
import type { Option } from '#lib/coordinator/wave/cover.js';
import { runs } from '#spec/support/effort.js';

const totals = (parts: readonly number[]): number[] => {
  let total = 0;
  return parts.map((part) => (total += part));
};

/** Options of whole numbers, so that sums are exact. */
const options: fc.Arbitrary<readonly Option[]> = fc
  .array(
    fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 4 }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map((levels, position) => ({
      position,
      gains: totals(levels.map(([gain]) => gain)),
      costs: totals(levels.map(([, cost]) => cost)),
    })),
  );

const required = fc.integer({ min: 1, max: 120 });

/** The least cost of a set that gains what is required; Infinity where none does. */
function leastCost(all: readonly Option[], need: number): number {
  const [option, ...others] = all;
  if (need <= 0) return 0;
  if (option === undefined) return Infinity;
  let least = leastCost(others, need);
  option.gains.forEach((gain, level) => {
    least = Math.min(least, option.costs[level]! + leastCost(others, need - gain));
  });
  return least;
}

describe('a cover', () => {
  it('is found exactly where all steps together are enough', () => {
    fc.assert(
      fc.property(options, required, (all, need) => {
        const most = all.reduce((sum, { gains }) => sum + gains.at(-1)!, 0);
        expect(coverOf(all, need).cost < Infinity).toBe(most >= need);
      }),
      { numRuns: runs(300) },
    );
  });

  it('costs at least the least cost and at most twice that, and never more than one source that is enough', () => {
    fc.assert(
      fc.property(options, required, (all, need) => {
        const { cost } = coverOf(all, need);
        const least = leastCost(all, need);
        expect(cost).toBeGreaterThanOrEqual(least);
        if (least < Infinity) expect(cost).toBeLessThanOrEqual(2 * least);
        for (const { gains, costs } of all) {
          const level = gains.findIndex((gain) => gain >= need);
          if (level >= 0) expect(cost).toBeLessThanOrEqual(costs[level]!);
        }
      }),
      { numRuns: runs(1000) },
    );
  });

  it('has a first step exactly where something gains something, and it gains', () => {
    fc.assert(
      fc.property(options, required, (all, need) => {
        const { first } = coverOf(all, need);
        expect(first !== undefined).toBe(all.some(({ gains }) => gains.at(-1)! > 0));
        if (first !== undefined) expect(first.gains.at(-1)).toBeGreaterThan(0);
      }),
      { numRuns: runs(300) },
    );
  });

  it('takes no cheap step that falls just short of what an expensive one does alone', () => {
    const cheap = { position: 0, gains: [9], costs: [5] };
    const expensive = { position: 1, gains: [10], costs: [100] };
    expect(coverOf([cheap, expensive], 10)).toEqual({ cost: 100, first: expensive });
    expect(coverOf([cheap, expensive], 9)).toEqual({ cost: 5, first: cheap });
  });
});

describe('a cover of several sources', () => {
  it('leaves out a step that the others have made superfluous', () => {
    const cheap = { position: 0, gains: [4], costs: [1] };
    const [one, other] = [1, 2].map((position) => ({ position, gains: [8], costs: [10] }));
    expect(coverOf([cheap, one!, other!], 16).cost).toBe(20);
    expect(coverOf([cheap, one!, other!], 17).cost).toBe(21);
  });
});

describe('the gain within a budget', () => {
  it('is what the other options gain, each by the levels that it affords', () => {
    fc.assert(
      fc.property(options, fc.nat(60), (all, budget) => {
        fc.pre(all.length > 0);
        const except = all[0]!;
        let expected = 0;
        for (const { gains, costs } of all.slice(1)) {
          expected += Math.max(0, ...gains.filter((_, level) => costs[level]! <= budget));
        }
        expect(gainWithin(all, except, budget)).toBe(expected);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('the best ratio', () => {
  it('is that of the best level up to the one asked for', () => {
    const option = { position: 0, gains: [1, 8, 9], costs: [2, 4, 100] };
    expect([0, 1, 2].map((level) => bestRatio(option, level))).toEqual([0.5, 2, 2]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ContributionSum } from '#lib/coordinator/wave/contribution-sum.js';
import { runs } from '#spec/support/effort.js';

const exponents = fc.oneof(
  fc.constant(-Infinity),
  fc.integer({ min: -400, max: 400 }),
  fc.double({ min: -400, max: 400, noNaN: true }),
  fc.double({ min: -4, max: 4, noNaN: true }),
);

/** Log2 of the direct sum, scaled by the largest so that doubles stay in range. */
function direct(logarithms: readonly number[]): number {
  const largest = Math.max(...logarithms);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log2(logarithms.reduce((sum, each) => sum + 2 ** (each - largest), 0));
}

describe('the sum of contributions', () => {
  it('is at least the direct sum after any changes: hardly more near the limit, at most twice far above', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: -300, max: 300 }),
        fc.array(fc.tuple(fc.nat(), exponents), { maxLength: 60 }),
        (slots, limit, changes) => {
          const sum = new ContributionSum(slots, limit);
          const plain = new Array<number>(slots).fill(-Infinity);
          for (const [slot, value] of changes) {
            sum.set(slot % slots, value);
            plain[slot % slots] = value;
            expect(sum.get(slot % slots)).toBe(value);
            const exactly = direct(plain);
            if (exactly === -Infinity) {
              expect(sum.total).toBe(-Infinity);
              continue;
            }
            expect(sum.total).toBeGreaterThanOrEqual(exactly - 1e-12);
            if (Math.max(...plain) - limit >= 8) {
              expect(sum.total).toBeLessThan(exactly + 1.001);
            } else {
              // Each of them counts for one unit at least.
              expect(2 ** (sum.total - limit)).toBeLessThan(
                2 ** (exactly - limit) * (1 + 1e-6) + slots * 2 ** -39,
              );
            }
          }
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('is within its limit only where the direct sum is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -12, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (values) => {
          const sum = new ContributionSum(values.length, 0);
          values.forEach((value, slot) => {
            sum.set(slot, value);
          });
          const exactly = direct(values);
          if (sum.isWithin) expect(exactly).toBeLessThanOrEqual(1e-12);
          else expect(exactly).toBeGreaterThan(-1e-6);
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('starts from given values as if they had been set', () => {
    fc.assert(
      fc.property(fc.array(exponents, { minLength: 1, maxLength: 20 }), (values) => {
        const set = new ContributionSum(values.length, 3);
        values.forEach((value, slot) => {
          set.set(slot, value);
        });
        const given = new ContributionSum(values.length, 3, Float64Array.from(values));
        expect(given.total).toBe(set.total);
        expect(given.isWithin).toBe(set.isWithin);
      }),
      { numRuns: runs(50) },
    );
  });

  it('does not drift: a term 2^60 times larger comes and goes without a trace', () => {
    for (const [large, small] of [
      [-40, -100],
      [-95, -155],
    ] as const) {
      const sum = new ContributionSum(8, -100);
      for (let slot = 0; slot < 8; slot++) sum.set(slot, small);
      const before = sum.total;
      for (let round = 0; round < 1000; round++) {
        sum.set(3, large);
        sum.set(3, small);
      }
      expect(sum.total).toBe(before);
      for (let slot = 0; slot < 8; slot++) sum.set(slot, -Infinity);
      expect(sum.total).toBe(-Infinity);
    }
  });

  it('is infinite while one term is, and within no limit but an infinite one', () => {
    const sum = new ContributionSum(3, 0);
    sum.set(1, Infinity);
    sum.set(0, -5);
    expect(sum.total).toBe(Infinity);
    expect(sum.isWithin).toBe(false);
    sum.set(1, -Infinity);
    expect(sum.total).toBeCloseTo(-5, 6);
    expect(sum.isWithin).toBe(true);
    expect(new ContributionSum(1, Infinity, Float64Array.of(Infinity)).isWithin).toBe(true);
  });
});

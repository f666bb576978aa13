import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { logAdd, logSubtract } from '#lib/exact/log2.js';
import { runs } from '#spec/support/effort.js';

const magnitude = fc.double({ min: 2 ** -60, max: 2 ** 60, noNaN: true });

describe('sums of magnitudes by their logarithms', () => {
  it('are never below the sum, and above it by less than a millionth', () => {
    fc.assert(
      fc.property(magnitude, magnitude, (a, b) => {
        const sum = logAdd(Math.log2(a), Math.log2(b));
        expect(sum).toBeGreaterThanOrEqual(Math.log2(a + b) - 1e-12);
        expect(sum).toBeLessThan(Math.log2(a + b) + 1e-6);
      }),
      { numRuns: runs(500) },
    );
  });

  it('take zero, infinity and magnitudes beyond all doubles', () => {
    expect(logAdd(-Infinity, -Infinity)).toBe(-Infinity);
    expect(logAdd(-Infinity, 5)).toBe(5);
    expect(logAdd(Infinity, -100_000)).toBe(Infinity);
    expect(logAdd(-100_000, -100_000)).toBeCloseTo(-99_999, 6);
    expect(logAdd(1_000_000, 0)).toBeGreaterThan(1_000_000);
  });

  it('of differences are zero only where nothing is left', () => {
    expect(logSubtract(3, 3)).toBe(-Infinity);
    expect(logSubtract(3, 4)).toBe(-Infinity);
    expect(logSubtract(4, 3)).toBeCloseTo(3, 6);
    expect(logSubtract(4, -Infinity)).toBe(4);
    expect(logSubtract(Infinity, 4)).toBe(Infinity);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareFractions, isExactPoint } from '#lib/combinators/exact-range.js';
import { exactRangeOf } from '#lib/graph/exact-value.js';
import type { ExactRange } from '#lib/combinators/exact-range.js';
import { Questions, read } from '#spec/support/identity/question.js';
import { runs } from '#spec/support/effort.js';

function rangeOf(text: string): ExactRange | undefined {
  const questions = new Questions();
  return exactRangeOf(questions.world.graph, questions.nodeOf(read(text)));
}

/** Whether a range runs from one fraction to another, however they are written. */
function isFrom(range: ExactRange | undefined, lo: readonly [bigint, bigint], hi = lo): boolean {
  if (range === undefined) return false;
  return (
    compareFractions(range.lo, { n: lo[0], d: lo[1] }) === 0 &&
    compareFractions(range.hi, { n: hi[0], d: hi[1] }) === 0
  );
}

describe('the exact range of a node', () => {
  it('is the image of its data, where each is used once', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 9 })),
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 })),
        fc.integer({ min: 0, max: 5 }),
        ([a, da], [b, db], n) => {
          const text = `([${String(a)}, ${String(a + da)}] + 1/3) * 3`;
          expect(
            isFrom(rangeOf(text), [BigInt(3 * a + 1), 1n], [BigInt(3 * (a + da) + 1), 1n]),
          ).toBe(true);
          const power = `[${String(b)}, ${String(b + db)}]^${String(n)} / 7`;
          const [lo, hi] = [BigInt(b) ** BigInt(n), BigInt(b + db) ** BigInt(n)];
          expect(isFrom(rangeOf(power), [lo, 7n], [hi, 7n])).toBe(true);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('takes each use of a datum by itself', () => {
    expect(isFrom(rangeOf('x = [1, 2]; x - x'), [-1n, 1n], [1n, 1n])).toBe(true);
  });

  it('is a point where rationals too long to be kept make the value', () => {
    const range = rangeOf('(3^400000 + 1) - 3^400000')!;
    expect(isExactPoint(range)).toBe(true);
    expect(isFrom(range, [1n, 1n])).toBe(true);
  });

  it('is unknown of functions that are not rational, of what may be undefined, and of too long numbers', () => {
    for (const text of ['sqrt(2) + 1', '1/[-1, 1]', '3^(10^7) + 1', 'exp([0, 1])'])
      expect([text, rangeOf(text)]).toEqual([text, undefined]);
  });
});

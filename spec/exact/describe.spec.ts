import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { describeEnclosure } from '#lib/exact/describe.js';
import { compare, dyadic } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { ALL, below, point } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { runs } from '#spec/support/effort.js';

const numbers = fc.tuple(
  fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }),
  fc.integer({ min: -400, max: 200 }),
);

describe('bounds in messages', () => {
  it('have six digits an end, on the outer side of it', () => {
    fc.assert(
      fc.property(numbers, numbers, ([m, e], [n, f]) => {
        const [a, b] = [dyadic(m, e), dyadic(n, f)];
        const [lo, hi] = compare(a, b) <= 0 ? [a, b] : [b, a];
        fc.pre(compare(lo, hi) < 0);
        const text = describeEnclosure(fromExactEnds(lo, hi));
        const [low = NaN, high = NaN] = text.slice(1, -1).split(', ').map(Number);
        expect(compare(fromDouble(low), lo)).toBeLessThanOrEqual(0);
        expect(compare(fromDouble(high), hi)).toBeGreaterThanOrEqual(0);
        for (const end of text.slice(1, -1).split(', ')) {
          const digits = end.replace(/e.*|[-.]/g, '').replace(/^0+|0+$/g, '');
          expect(digits.length).toBeLessThanOrEqual(6);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('are powers of two where doubles end, on the outer side as well', () => {
    const ends = fromExactEnds(dyadic(-3n, 5000), dyadic(3n, 5000));
    expect(describeEnclosure(ends)).toBe('[-2^5002, 2^5002]');
    expect(describeEnclosure(fromExactEnds(dyadic(3n, -5000), dyadic(3n, 5000)))).toBe(
      '[2^-4999, 2^5002]',
    );
    expect(describeEnclosure(fromExactEnds(dyadic(-3n, 5000), dyadic(-3n, -5000)))).toBe(
      '[-2^5002, -2^-4999]',
    );
  });

  it('name a point beyond doubles by the nearer power of two', () => {
    expect(describeEnclosure(point(dyadic(1n, 1e9)))).toBe('2^1000000000');
    expect(describeEnclosure(point(dyadic(-1n, -1e9)))).toBe('-2^-1000000000');
    expect(describeEnclosure(point(dyadic(7n, 1e9)))).toBe('2^1000000003');
  });

  it('say what is infinite, and name a point once', () => {
    expect(describeEnclosure(ALL)).toBe('(-Infinity, Infinity)');
    expect(describeEnclosure(below(fromDouble(2)))).toBe('[2, Infinity)');
    expect(describeEnclosure(point(fromDouble(0.1)))).toBe('0.1');
  });
});

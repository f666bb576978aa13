import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytes, doubles, integers } from '#lib/graph/columns/slab.js';
import { runs } from '#spec/support/effort.js';

const makers = [bytes, integers, doubles];

describe('arrays cut from a slab', () => {
  it('are zero at first and share no entry, whatever their kinds and lengths', () => {
    const request = fc.record({ kind: fc.nat(2), length: fc.nat(3000) });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        const arrays = requests.map(({ kind, length }) => makers[kind]!(length));
        arrays.forEach((array, i) => {
          expect(array).toHaveLength(requests[i]!.length);
          expect(array.every((entry) => entry === 0)).toBe(true);
          array.fill(i + 1);
        });
        arrays.forEach((array, i) => {
          expect(array.every((entry) => entry === i + 1)).toBe(true);
        });
      }),
      { numRuns: runs(60) },
    );
  });

  it('stand side by side where they are short, and hold a buffer of their own where they are long', () => {
    const shorts = Array.from({ length: 8 }, () => doubles(4));
    expect(new Set(shorts.map(({ buffer }) => buffer)).size).toBeLessThanOrEqual(2);
    const long = doubles(4096);
    expect(long.buffer.byteLength).toBe(long.byteLength);
  });
});

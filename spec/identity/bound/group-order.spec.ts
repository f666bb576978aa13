import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { groupOrder } from '#lib/identity/bound/group-order.js';
import { Work } from '#lib/identity/work.js';
import { runs } from '#spec/support/effort.js';

/** All sums of the vectors, one after the other. */
function counted(vectors: readonly (readonly number[])[], modulus: number): number {
  const seen = new Map<string, readonly number[]>();
  const left: (readonly number[])[] = [vectors[0]!.map(() => 0)];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const key = next.join();
    if (seen.has(key)) continue;
    seen.set(key, next);
    for (const vector of vectors) left.push(next.map((x, i) => (x + vector[i]!) % modulus));
  }
  return seen.size;
}

const group = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }))
  .chain(([modulus, columns]) => {
    const entry = fc.integer({ min: 0, max: modulus - 1 });
    const vector = fc.array(entry, { minLength: columns, maxLength: columns });
    return fc.tuple(fc.constant(modulus), fc.array(vector, { minLength: 1, maxLength: 4 }));
  });

describe('the order of a group', () => {
  it('is the number of its elements', () => {
    fc.assert(
      fc.property(group, ([modulus, vectors]) => {
        const order = groupOrder(
          vectors.map((vector) => Int32Array.from(vector)),
          modulus,
          new Work(),
        );
        expect(order).toBe(counted(vectors, modulus));
      }),
      { numRuns: runs(500) },
    );
  });

  it('of the square roots of ten coprime integers is 2^10, of all their products no more', () => {
    const units = Array.from({ length: 10 }, (_, i) =>
      Int32Array.from({ length: 10 }, (_, j) => (i === j ? 1 : 0)),
    );
    const pairs = units.flatMap((a) => units.map((b) => a.map((x, i) => (x + b[i]!) % 2)));
    expect(groupOrder(units, 2, new Work())).toBe(1024);
    expect(groupOrder([...units, ...pairs], 2, new Work())).toBe(1024);
    // The products of two alone are half of it.
    expect(groupOrder(pairs, 2, new Work())).toBe(512);
  });

  it('of nothing is 1', () => {
    expect(groupOrder([], 1, new Work())).toBe(1);
  });
});

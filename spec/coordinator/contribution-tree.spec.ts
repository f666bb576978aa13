import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ContributionTree } from '#lib/coordinator/contribution-tree.js';
import { runs } from '#spec/support/effort.js';

const exponents = fc.oneof(
  fc.constant(-Infinity),
  fc.integer({ min: -400, max: 400 }),
  fc.double({ min: -400, max: 400, noNaN: true }),
);

describe('the tree of contributions', () => {
  it('has a total that is at least the direct sum, and hardly more, after any changes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(fc.nat(), exponents), { maxLength: 60 }),
        (slots, changes) => {
          const tree = new ContributionTree(slots);
          const plain = new Array<number>(slots).fill(-Infinity);
          for (const [slot, value] of changes) {
            tree.set(slot % slots, value);
            plain[slot % slots] = value;
            expect(tree.get(slot % slots)).toBe(value);
            // Scaled by the largest, so that the doubles of the direct sum stay in range.
            const largest = Math.max(...plain);
            if (largest === -Infinity) {
              expect(tree.total).toBe(-Infinity);
              continue;
            }
            const sum = plain.reduce((all, each) => all + 2 ** (each - largest), 0);
            const direct = largest + Math.log2(sum);
            expect(tree.total).toBeGreaterThanOrEqual(direct - 1e-12);
            expect(tree.total).toBeLessThan(direct + 1e-6);
          }
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('does not drift: a term 2^60 times larger comes and goes without a trace', () => {
    const tree = new ContributionTree(8);
    for (let slot = 0; slot < 8; slot++) tree.set(slot, -100);
    const before = tree.total;
    for (let round = 0; round < 1000; round++) {
      tree.set(3, -40);
      tree.set(3, -100);
    }
    expect(tree.total).toBe(before);
    for (let slot = 0; slot < 8; slot++) tree.set(slot, -Infinity);
    expect(tree.total).toBe(-Infinity);
  });

  it('is infinite while one term is', () => {
    const tree = new ContributionTree(3);
    tree.set(1, Infinity);
    tree.set(0, -5);
    expect(tree.total).toBe(Infinity);
    tree.set(1, -Infinity);
    expect(tree.total).toBe(-5);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OperationIndex } from '#lib/coordinator/operations/operation-index.js';
import type { Operation } from '#lib/coordinator/operations/operation.js';
import { runs } from '#spec/support/effort.js';

describe('the index of operations by node', () => {
  it('finds those that want a node in the order of their admission, whatever has ended', () => {
    const change = fc.record({ node: fc.nat(5), operation: fc.nat(4), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const index = new OperationIndex();
        const operations = Array.from({ length: 5 }, (_, id) => ({ id }) as Operation);
        const expected = Array.from({ length: 6 }, (): Operation[] => []);
        for (const { node, operation, leaves } of changes) {
          const one = operations[operation]!;
          const there = expected[node]!.includes(one);
          if (leaves) {
            index.remove(node, one);
            expected[node] = expected[node]!.filter((other) => other !== one);
          } else if (!there) {
            index.add(node, one);
            expected[node]!.push(one);
          }
        }
        for (let node = 0; node < 7; node++) expect(index.of(node)).toEqual(expected[node] ?? []);
      }),
      { numRuns: runs(200) },
    );
  });
});

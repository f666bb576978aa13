import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChargeHeap } from '#lib/coordinator/queue/charge-heap.js';
import type { Operation } from '#lib/coordinator/operations/operation.js';
import { newSchedulingState } from '#lib/coordinator/operations/scheduling-state.js';
import { runs } from '#spec/support/effort.js';

function operation(id: number): Operation {
  return { id, scheduling: { ...newSchedulingState(5, 0), virtualTime: 0 } } as Operation;
}

describe('the heap of charges', () => {
  it('has the one that was charged least first, ties by number, whatever came, went and was charged', () => {
    const move = fc.record({
      which: fc.nat(11),
      what: fc.constantFrom('come or go', 'charge'),
      // Few and small, so that many are equal.
      by: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
        const charges = new ChargeHeap();
        const all = Array.from({ length: 12 }, (_, id) => operation(id));
        const inside = new Set<Operation>();
        for (const { which, what, by } of moves) {
          const one = all[which]!;
          if (what === 'charge') {
            one.scheduling.virtualTime += by;
            charges.changed(one);
          } else if (inside.delete(one)) {
            charges.remove(one);
          } else {
            inside.add(one);
            charges.add(one);
          }
          const [least] = [...inside].sort(
            (a, b) => a.scheduling.virtualTime - b.scheduling.virtualTime || a.id - b.id,
          );
          expect(charges.first).toBe(least);
        }
      }),
      { numRuns: runs(200) },
    );
  });

  it('gives all of them in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (charged) => {
        const charges = new ChargeHeap();
        charged.forEach((each, id) => {
          const one = operation(id);
          one.scheduling.virtualTime = each;
          charges.add(one);
        });
        const order: number[] = [];
        for (let first = charges.first; first !== undefined; first = charges.first) {
          order.push(first.scheduling.virtualTime);
          charges.remove(first);
        }
        expect(order).toEqual([...charged].sort((a, b) => a - b));
      }),
      { numRuns: runs(100) },
    );
  });

  it('passes over what is not in it', () => {
    const charges = new ChargeHeap();
    const one = operation(1);
    charges.changed(one);
    charges.remove(one);
    expect(charges.first).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ClassQueue } from '#lib/execution/pool/class-queue.js';
import { runs } from '#spec/support/effort.js';

const classes = ['structural', 'normal', 'low'] as const;

describe('a queue in class order', () => {
  it('gives what a stable sort by class gives', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...classes), fc.boolean())), (entries) => {
        const queue = new ClassQueue<number>();
        entries.forEach(([one], index) => {
          queue.push(index, one);
        });
        entries.forEach(([, removed], index) => {
          if (removed) queue.remove(index);
        });
        const kept = entries.flatMap(([one, removed], index) =>
          removed ? [] : [[one, index] as const],
        );
        const expected = classes.flatMap((wanted) =>
          kept.flatMap(([one, index]) => (one === wanted ? [index] : [])),
        );
        expect(queue.size).toBe(expected.length);
        for (const [place, wanted] of classes.entries()) {
          const ahead = classes.slice(0, place + 1) as readonly string[];
          expect(queue.isFreeFor(wanted)).toBe(!kept.some(([one]) => ahead.includes(one)));
        }
        for (const index of expected) {
          expect(queue.shift()).toBe(index);
        }
        expect([queue.size, queue.shift()]).toEqual([0, undefined]);
      }),
      { numRuns: runs(100) },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CandidateQueue } from '#lib/coordinator/wave/candidate-queue.js';
import { runs } from '#spec/support/effort.js';

/** Pops everything, with keys that are as they were pushed. */
function drained(
  queue: CandidateQueue,
  freshKey: (position: number) => number | undefined,
): number[] {
  const order: number[] = [];
  for (let top = queue.pop(freshKey); top !== undefined; top = queue.pop(freshKey)) order.push(top);
  return order;
}

describe('the queue of candidates', () => {
  it('gives the largest key first', () => {
    const keys = [3, 1, 4, 1.5, 9];
    const queue = new CandidateQueue(500);
    keys.forEach((key, position) => {
      queue.push(position, key);
    });
    expect(queue.length).toBe(5);
    expect(drained(queue, (position) => keys[position])).toEqual([4, 2, 0, 3, 1]);
    expect(queue.length).toBe(0);
  });

  it('ends where a key is no number: that entry goes last', () => {
    const keys = [NaN, 2, -Infinity, 3, NaN];
    const queue = new CandidateQueue(5);
    keys.forEach((key, position) => {
      queue.push(position, key);
    });
    let asked = 0;
    const order = drained(queue, (position) => {
      if (++asked > 100) throw new Error('an entry is put back for ever');
      return keys[position];
    });
    expect(order).toEqual([3, 1, 0, 2, 4]);
  });

  it('breaks ties by position, whatever the order of insertion', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), (order) => {
        const queue = new CandidateQueue(500);
        for (const position of order) queue.push(position, 7);
        expect(drained(queue, () => 7)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      }),
      { numRuns: runs(30) },
    );
  });

  it('skips entries that are out of date', () => {
    const queue = new CandidateQueue(500);
    for (const position of [0, 1, 2]) queue.push(position, position);
    expect(drained(queue, (position) => (position === 1 ? 1 : undefined))).toEqual([1]);
  });

  it('gives the order of the fresh keys, if these are at most the stored ones', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.option(fc.nat(20)))), (entries) => {
        const queue = new CandidateQueue(500);
        const fresh = entries.map(([key, fall]) => (fall === null ? undefined : key - fall));
        entries.forEach(([key], position) => {
          queue.push(position, key);
        });
        const expected = [...entries.keys()]
          .filter((position) => fresh[position] !== undefined)
          .sort((a, b) => fresh[b]! - fresh[a]! || a - b);
        expect(drained(queue, (position) => fresh[position])).toEqual(expected);
      }),
      { numRuns: runs(100) },
    );
  });

  it('re-keys an entry at most once a look: n entries take at most 2n looks', () => {
    const queue = new CandidateQueue(500);
    for (let position = 0; position < 500; position++) queue.push(position, 1000);
    let looks = 0;
    const order = drained(queue, (position) => {
      looks++;
      return (position * 7) % 500;
    });
    expect(order).toHaveLength(500);
    expect(looks).toBeLessThanOrEqual(1000);
  });

  it('ranks infinite keys too', () => {
    const queue = new CandidateQueue(500);
    const keys = [-Infinity, 5, Infinity, Infinity];
    keys.forEach((key, position) => {
      queue.push(position, key);
    });
    expect(drained(queue, (position) => keys[position])).toEqual([2, 3, 1, 0]);
  });
});

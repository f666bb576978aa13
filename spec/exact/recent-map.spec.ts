import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RecentMap } from '#lib/exact/recent-map.js';
import { runs } from '#spec/support/effort.js';

describe('a map of recent entries', () => {
  it('holds the entries set most recently, whatever is set and deleted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.tuple(fc.constantFrom('set', 'delete'), fc.nat(7), fc.boolean()), {
          maxLength: 60,
        }),
        (most, actions) => {
          const map = new RecentMap<number, number>(most);
          let kept: [number, number][] = [];
          for (const [turn, [action, key, isAsked]] of actions.entries()) {
            kept = kept.filter(([other]) => other !== key);
            if (action === 'delete') map.delete(key);
            else {
              map.set(key, turn);
              kept = [...kept, [key, turn] as [number, number]].slice(-most);
            }
            expect(map.size).toBe(kept.length);
            if (isAsked) expect(map.oldest).toBe(kept[0]?.[0]);
            for (const [held, value] of kept) expect(map.get(held)).toBe(value);
          }
          map.clear();
          expect([map.size, map.oldest]).toEqual([0, undefined]);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

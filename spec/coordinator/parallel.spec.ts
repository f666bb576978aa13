import { describe, expect, it } from '@jest/globals';
import { durationsOf, instance } from '#bench/execution/priced-leaves.js';
import { play } from '#bench/execution/simulated.js';
import { stepsOverUnion } from '#bench/roots.js';
import { runs } from '#spec/support/effort.js';

const LEAVES_A_SLOT = 8;

describe('many slots', () => {
  it.each([2, 4, 8])(
    '%i of them end near the best that there is, with little more work',
    (slots) => {
      for (let seed = 1; seed <= runs(3); seed++) {
        const alone = play(instance(seed, LEAVES_A_SLOT * slots), 1);
        const many = play(instance(seed, LEAVES_A_SLOT * slots), slots);
        const best = Math.max(alone.work / slots, alone.longestChain);
        expect(many.makespan).toBeLessThanOrEqual(1.05 * best + alone.longestStep);
        expect(many.makespan).toBeLessThan(alone.makespan / (0.85 * slots));
        expect(many.work).toBeLessThanOrEqual(1.05 * alone.work);
        expect(many.idleShare).toBeLessThanOrEqual(0.02);
      }
    },
  );

  it('take the leaves apart from the start, each in a slot of its own', () => {
    const made = instance(5, 16);
    const first: number[] = [];
    play(made, 4, (lease) => {
      first.push(lease.node);
      return durationsOf(made.costs)(lease);
    });
    expect(new Set(first.slice(0, 4)).size).toBe(4);
  });

  it('start the longest chain first, once all have looked', () => {
    const made = instance(9, 16);
    const order: number[] = [];
    const steps = new Map<number, number>();
    play(made, 4, (lease) => {
      order.push(lease.node);
      steps.set(lease.node, (steps.get(lease.node) ?? 0) + 1);
      return durationsOf(made.costs)(lease);
    });
    const chain = (node: number): number => (steps.get(node) ?? 0) * (made.costs.get(node) ?? 0);
    const [longest] = [...steps.keys()].sort((a, b) => chain(b) - chain(a));
    expect(order.slice(16, 20)).toContain(longest);
  });

  it('run no steps ahead where there are as many roots: each is refined as by one slot', () => {
    for (let seed = 1; seed <= runs(1); seed++) {
      expect(stepsOverUnion(seed, 100)).toBeLessThanOrEqual(1);
    }
  });
});

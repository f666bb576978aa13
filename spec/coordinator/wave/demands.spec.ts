/** How narrow the steps of a wave are asked to make their nodes. */
import { describe, expect, it } from '@jest/globals';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { World } from '#spec/support/world.js';

/** Bits of a leaping and of a stepping leaf when their sum has met a goal; the sum is 2/3. */
function bitsAt(goal: Goal): { readonly leapt: number; readonly stepped: number } {
  const world = new World();
  const [leaping, stepping] = [world.leaf('leaper', 1n, 3n), world.leaf('stepper', 1n, 3n, 1)];
  expect(world.refine(world.node('add', [leaping, stepping]), goal).status).toBe('met');
  return { leapt: -world.graph.widthOf(leaping), stepped: -world.graph.widthOf(stepping) };
}

/** Bits at which a width is a unit of the last of so many places. */
const unit = (places: number): number => places * Math.log2(10);

describe('a goal of digits', () => {
  it('has a leap go far enough to prove the rounding, and no step further than it may take', () => {
    const { leapt, stepped } = bitsAt({ digits: 30 });
    expect(leapt).toBeGreaterThan(unit(30) + 16);
    expect(leapt).toBeLessThan(unit(30) + 16 + 4);
    expect(stepped).toBeLessThan(unit(30) + 3 + 4);
  });

  it('that is raised takes one more leap of each that leaps', () => {
    const world = new World();
    const leaves = [3n, 7n, 11n].map((d) => world.leaf('leaper', 1n, d));
    const root = world.node('add', leaves);
    for (const digits of [30, 60]) expect(world.refine(root, { digits }).status).toBe('met');
    for (const leaf of leaves) expect(world.graph.recordOf(leaf)!.steps).toBe(1 + 2);
  });

  it('among others has leaps go as far as the one that asks for most', () => {
    const all = bitsAt({ all: [{ digits: 30 }, { bits: 50 }] });
    expect(all.leapt).toBeGreaterThan(unit(30) + 16);
    const any = bitsAt({ any: [{ digits: 30 }, { bits: 50 }] });
    expect(any.leapt).toBeLessThan(60);
  });
});

describe('a goal of decimals', () => {
  it('has a leap go no further than a step, as it is held to few bits beyond need', () => {
    const { leapt, stepped } = bitsAt({ decimals: 30 });
    expect(leapt).toBeLessThan(unit(30) + 3 + 6);
    expect(stepped).toBeLessThan(unit(30) + 3 + 4);
  });
});

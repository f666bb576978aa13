import { describe, expect, it } from '@jest/globals';
import { World } from '#spec/support/world.js';

/** Terms of the sum that is admitted. */
const TERMS = 3000;
/** Between two looks whether to stop lie so many nodes at most. */
const PER_LOOK = 256;

/** A world whose stop comes at a look, and the node of a sum of many steppers. */
function scene(stopsAt: number) {
  let looks = 0;
  const world = new World({ stopAt: (time) => () => time < Infinity && ++looks >= stopsAt });
  const terms = Array.from({ length: TERMS }, (_, k) =>
    world.node('stepper', [], { n: 1n, d: BigInt(k + 3), rate: 4 }),
  );
  return { world, root: world.node('add', terms), looks: () => looks };
}

describe('the admission of a request over many nodes', () => {
  it('ends at the first look past its timeout, enters no further node, and leaves none active', () => {
    // The cone is collected, its positions are noted, and its nodes are entered.
    const all = 3 * Math.floor(TERMS / PER_LOOK);
    for (const stopsAt of [1, Math.floor(all / 2), all]) {
      const { world, root, looks } = scene(stopsAt);
      const { coordinator, graph } = world;
      const id = world.admit(root, { bits: 40 }, { timeout: 1000 });
      expect(looks()).toBe(stopsAt);
      const { outcomes, run } = coordinator.poll([{ id: 0, kind: 'inline' }], 0);
      expect(outcomes).toMatchObject([{ operation: id, status: 'undecided', reason: 'deadline' }]);
      expect(run).toEqual([]);
      expect(coordinator.activeOperations).toBe(0);
      expect(Array.from({ length: graph.size }, (_, node) => graph.isActive(node))).not.toContain(
        true,
      );
    }
  });

  it('is whole without a limit, whatever the stop says of one', () => {
    const { world, root, looks } = scene(1);
    world.admit(root, { bits: 40 });
    expect(looks()).toBe(0);
    expect(world.coordinator.poll([{ id: 0, kind: 'inline' }], 0).run).toHaveLength(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import { provenanceOf } from '#lib/graph/provenance.js';
import { takeSnapshot } from '#lib/graph/snapshot.js';
import { World } from '#spec/support/world.js';

describe('the graph after an operation', () => {
  const refined = () => {
    const world = new World();
    const leaf = world.leaf('stepper', 1n, 3n);
    const root = world.node('negate', [leaf]);
    world.admit(root, { bits: 60 });
    const { leases } = world.simulate().run();
    return { world, leaf, root, last: leases.at(-1)! };
  };

  it('knows the lease that a state came from, of refiners that have taken a step', () => {
    const { world, leaf, root, last } = refined();
    expect(provenanceOf(world.graph, leaf)).toEqual({
      lease: last.id,
      parentVersion: last.stamp.version,
      refiner: 'stepper@1',
    });
    expect(provenanceOf(world.graph, root)).toBeUndefined();
    expect(provenanceOf(world.graph, world.leaf('stepper', 2n, 3n))).toBeUndefined();
  });

  it('knows which combinators have read the bounds of their children, and its snapshot says so', () => {
    const { world, root } = refined();
    expect(takeSnapshot(world.graph).nodes[root]!.isCurrent).toBe(true);
    const other = world.node('add', [root, root]);
    expect(takeSnapshot(world.graph).nodes[other]!.isCurrent).toBeUndefined();
  });

  it('has retired the refiners that it was told to, by name', () => {
    const { world, leaf, root } = refined();
    const { graph } = world;
    const leaper = world.leaf('leaper', 1n, 3n);
    const retired = (): boolean[] => [leaf, leaper, root].map((node) => graph.isRetired(node));
    expect([graph.hasRetired, ...retired()]).toEqual([false, false, false, false]);
    graph.retire('stepper');
    expect([graph.hasRetired, ...retired()]).toEqual([true, true, false, false]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mostRecentlyUsed } from '#lib/graph/eviction.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

const value = (n: number): { n: bigint; d: bigint } => ({ n: BigInt(n), d: 7n });

describe('mostRecentlyUsed', () => {
  it('keeps as many as allowed, the latest first, and the lowest of those used last alike', () => {
    const usedAt = Float64Array.of(1, 1, 3, 2, 2, 2);
    const height = Int32Array.of(0, 1, 0, 2, 0, 1);
    expect(mostRecentlyUsed(usedAt, height, 3)).toEqual([2, 4, 5]);
    expect(mostRecentlyUsed(usedAt, height, 6)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(mostRecentlyUsed(usedAt, height, 0)).toEqual([]);
  });
});

describe('Graph.retain', () => {
  it('keeps a graph whose laws hold, with the bounds, states and versions that it had', () => {
    const shape = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(shape, fc.nat(40), (pairs, limit) => {
        const world = new World();
        const nodes = [world.node('leaper', [], value(1)), world.node('leaper', [], value(2))];
        for (const [a, b, sum] of pairs) {
          const children = [nodes[a % nodes.length]!, nodes[b % nodes.length]!];
          nodes.push(world.node(sum ? 'add' : 'multiply', children));
        }
        const root = nodes.at(-1)!;
        world.admit(root, { bits: 20 });
        world.simulate().run();
        const { graph } = world;
        const known = (): unknown[][] =>
          Array.from({ length: graph.size }, (_, node) => [
            graph.boundsOf(node),
            graph.versionOf(node),
            graph.heightOf(node),
            graph.recordOf(node),
          ]);
        const before = known();
        const size = graph.size;
        graph.retain(limit);
        expect(graph.size).toBe(Math.min(size, limit));
        expect(graph.epoch).toBe(1);
        expect(graph.counts.evictions).toBe(size - graph.size);
        expect(brokenInvariants(graph)).toEqual([]);
        for (const kept of known()) expect(before).toContainEqual(kept);
      }),
      { numRuns: runs(60) },
    );
  });

  it('finds what it kept again, and makes anew what it forgot', () => {
    const world = new World();
    const old = world.node('leaper', [], value(1));
    world.admit(old, { bits: 10 });
    const recent = world.node('leaper', [], value(2));
    world.admit(recent, { bits: 10 });
    world.simulate().run();
    world.graph.retain(1);
    expect(world.node('leaper', [], value(2))).toBe(0);
    expect(world.graph.recordOf(0)?.steps).toBeGreaterThan(0);
    const again = world.node('leaper', [], value(1));
    expect(again).toBe(1);
    expect(world.graph.recordOf(again)?.steps).toBe(0);
  });

  it('refuses while a cone is active', () => {
    const world = new World();
    world.admit(world.node('leaper', [], value(1)), { bits: 10 });
    expect(() => {
      world.graph.retain(0);
    }).toThrow(RangeError);
  });
});

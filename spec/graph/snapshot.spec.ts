import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dyadic } from '#lib/exact/dyadic.js';
import { contains, equals, point } from '#lib/exact/enclosure/enclosure.js';
import { ContradictionError } from '#lib/exact/errors.js';
import { rational } from '#lib/exact/rational.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import type { NodeId } from '#lib/graph/node.js';
import { restoreSnapshot, takeSnapshot } from '#lib/graph/snapshot.js';
import type { GraphSnapshot } from '#lib/graph/snapshot.js';
import { decodePlain, encodePlain } from '#lib/refiners/codec.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

/** A root over a stepper, a leaper, an echo and a rational. */
function build(world: World): NodeId {
  const stepper = world.node('stepper', [], { n: 1n, d: 3n, rate: 5 });
  const leaper = world.node('echo', [world.node('leaper', [], { n: 5n, d: 7n })]);
  const two = world.node('rational', [], rational(2n, 3n));
  return world.node('multiply', [world.node('add', [stepper, leaper]), two]);
}

function refined(digits: number): World {
  const world = new World();
  world.admit(build(world), { digits });
  world.simulate().run();
  return world;
}

/** The same with a root that has a width of its own, a need and an end of its steps below it. */
function undecided(): World {
  const world = refined(30);
  const zero = world.node('add', [
    world.leaf('leaper', 1n, 3n),
    world.node('negate', [world.leaf('leaper', 2n, 6n)]),
  ]);
  world.refine(world.node('nthRoot', [zero], { n: 2 }), { bits: 10 }, { budget: { steps: 20 } });
  world.refine(world.node('nthRoot', [world.node('rational', [], rational(4n))], { n: 2 }), {
    bits: 9,
  });
  return world;
}

const restore = (world: World, snapshot: GraphSnapshot): NodeId[] =>
  restoreSnapshot(world.graph, snapshot, (kind, params, children) =>
    world.node(kind, children, params as Plain),
  );

describe('a snapshot', () => {
  it('is plain data: it survives the codec and structured clone', () => {
    const snapshot = takeSnapshot(refined(30).graph);
    expect(decodePlain(encodePlain(snapshot as unknown as Plain))).toEqual(snapshot);
    expect(structuredClone(snapshot)).toEqual(snapshot);
  });

  it('has every field of a record, and none that the record does not have', () => {
    const { graph } = undecided();
    const fields = new Set<string>();
    takeSnapshot(graph).nodes.forEach(({ record = {} }, node) => {
      const known = graph.recordOf(node) as unknown as Readonly<Record<string, unknown>>;
      for (const [name, value] of Object.entries(record)) {
        if (name === 'version' || name === 'seenWidths') continue;
        expect(value).toEqual(known[name]);
        expect(value).toBeDefined();
        fields.add(name);
      }
    });
    for (const name of ['ownWidth', 'needs', 'done']) expect(fields).toContain(name);
    const after = new World();
    restore(after, takeSnapshot(graph));
    for (let node = 0; node < graph.size; node++)
      for (const name of ['ownWidth', 'needs', 'done'] as const)
        expect(after.graph.recordOf(node)?.[name]).toEqual(graph.recordOf(node)?.[name]);
  });

  it('brings all that was known into a fresh graph, so that the same goal takes no step', () => {
    const before = refined(30);
    const after = new World();
    const nodes = restore(after, takeSnapshot(before.graph));
    expect(takeSnapshot(after.graph)).toEqual(takeSnapshot(before.graph));
    const root = build(after);
    expect(nodes).toContain(root);
    const operation = after.admit(root, { digits: 30 });
    const { outcomes, leases } = after.simulate().run();
    expect(outcomes.get(operation)).toMatchObject({ status: 'met', statistics: { steps: 0 } });
    expect(leases).toEqual([]);
    expect(brokenInvariants(after.graph)).toEqual([]);
  });

  it('lets a tighter goal go on from its states', () => {
    const after = new World();
    restore(after, takeSnapshot(refined(30).graph));
    const goOn = (world: World): number => {
      const operation = world.admit(build(world), { digits: 60 });
      return world.simulate().run().outcomes.get(operation)!.statistics.steps;
    };
    expect(goOn(after)).toBe(goOn(refined(30)));
  });

  it('never loses what a graph knew better: bounds meet, the newer state stays', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (a, b) => {
        const world = refined(a);
        const before = takeSnapshot(world.graph);
        const other = takeSnapshot(refined(b).graph);
        restore(world, other);
        before.nodes.forEach((node, i) => {
          const bounds = world.graph.boundsOf(i);
          expect(contains(node.bounds, bounds)).toBe(true);
          expect(contains(other.nodes[i]!.bounds, bounds)).toBe(true);
          const versions = [node, other.nodes[i]!].map(({ record }) => record?.version ?? 0);
          expect(world.graph.versionOf(i)).toBe(Math.max(...versions));
        });
        const again = takeSnapshot(world.graph);
        restore(world, other);
        expect(takeSnapshot(world.graph)).toEqual(again);
      }),
      { numRuns: runs(10) },
    );
  });

  it('of a node that has taken no step restores bounds alone', () => {
    const world = new World();
    const node = world.node('stepper', [], { n: 1n, d: 3n, rate: 5 });
    const snapshot = takeSnapshot(world.graph);
    expect(snapshot.nodes[0]).not.toHaveProperty('record');
    restore(world, snapshot);
    expect(world.graph.versionOf(node)).toBe(0);
  });

  it('that contradicts the graph is an error', () => {
    const world = refined(30);
    const snapshot = takeSnapshot(world.graph);
    const [first, ...rest] = snapshot.nodes;
    const moved = { ...first!, bounds: point(dyadic(7n, 0)) };
    expect(() => restore(world, { nodes: [moved, ...rest] })).toThrow(ContradictionError);
    expect(equals(world.graph.boundsOf(0), snapshot.nodes[0]!.bounds)).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dyadic } from '#lib/exact/dyadic.js';
import { ALL } from '#lib/exact/enclosure/enclosure.js';
import { fromEnds } from '#lib/exact/enclosure/outward.js';
import { rational } from '#lib/exact/rational.js';
import { ConePositions } from '#lib/graph/cone-positions.js';
import { coneOf } from '#lib/graph/cone.js';
import type { NodeId } from '#lib/graph/node.js';
import { sensitivities } from '#lib/graph/sensitivities.js';
import type { Modulus, Refiner } from '#lib/refiners/refiner.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

/** The sensitivities of a root to everything below it, by node. */
function of(world: World, root: NodeId, focus = root, allowance = -10): Map<NodeId, number> {
  const { graph } = world;
  const cone = coneOf(graph, [root]);
  for (const node of cone) graph.activate(node);
  graph.flush();
  const { ofNode } = sensitivities(graph, cone, new ConePositions(cone), focus, allowance);
  return new Map([...cone].map((node, p) => [node, ofNode[p]!]));
}

describe('sensitivities', () => {
  it('are 1 at the focus, and zero where no path leads', () => {
    const world = new World();
    const a = world.node('leaper', [], { n: 1n, d: 3n });
    const b = world.node('leaper', [], { n: 2n, d: 3n });
    const left = world.node('negate', [a]);
    const root = world.node('add', [left, b]);
    const found = of(world, root, left);
    expect(found.get(left)).toBe(0);
    expect(found.get(a)).toBe(0);
    expect(found.get(b)).toBe(-Infinity);
    expect(found.get(root)).toBe(-Infinity);
  });

  it('are zero along the edges that lead nowhere from the focus', () => {
    const world = new World();
    const { graph } = world;
    const a = world.node('leaper', [], { n: 1n, d: 3n });
    const focus = world.node('negate', [a]);
    const root = world.node('add', [focus, world.node('leaper', [], { n: 2n, d: 3n })]);
    const cone = coneOf(graph, [root]);
    for (const node of cone) graph.activate(node);
    graph.flush();
    const { ofEdge, edgeStart } = sensitivities(graph, cone, new ConePositions(cone), focus, -10);
    const edgesOf = (node: NodeId): number[] => {
      const p = [...cone].indexOf(node);
      return [...ofEdge].slice(edgeStart[p], edgeStart[p + 1]);
    };
    expect(edgesOf(focus)).toEqual([0]);
    expect(edgesOf(root)).toEqual([-Infinity, -Infinity]);
  });

  it('sum over paths: x = x + x a thousand times weighs 2^1000', () => {
    const world = new World();
    const leaf = world.node('leaper', [], { n: 1n, d: 3n });
    let root = leaf;
    for (let i = 0; i < 1000; i++) root = world.node('add', [root, root]);
    const found = of(world, root).get(leaf)!;
    expect(found).toBeGreaterThanOrEqual(1000);
    expect(found).toBeLessThan(1000.001);
  });

  it('multiply along paths: products weigh by the magnitudes of the other factors', () => {
    const world = new World();
    const leaf = world.node('leaper', [], { n: 1n, d: 3n });
    const eight = world.node('rational', [], rational(8n));
    const root = world.node('multiply', [world.node('multiply', [leaf, eight]), eight]);
    expect(of(world, root).get(leaf)).toBeCloseTo(6, 6);
  });

  it('in sums of any shape are never below the number of paths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
        (shape) => {
          const world = new World();
          const leaf = world.node('leaper', [], { n: 1n, d: 3n });
          const nodes = [leaf];
          const paths = new Map<NodeId, number>([[leaf, 1]]);
          for (const picks of shape) {
            const children = picks.map((pick) => nodes[pick % nodes.length]!);
            const node = world.node('add', children);
            nodes.push(node);
            paths.set(
              node,
              children.reduce((all, child) => all + paths.get(child)!, 0),
            );
          }
          const root = nodes.at(-1)!;
          const found = of(world, root).get(leaf)!;
          expect(found).toBeGreaterThanOrEqual(Math.log2(paths.get(root)!));
          expect(found).toBeLessThan(Math.log2(paths.get(root)!) + 1e-6);
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('are infinite where a refiner names none, unless it has a modulus', () => {
    const silent: Refiner = {
      name: 'silent',
      version: 1,
      start: () => null,
      step: () => ({ state: null, bounds: ALL }),
    };
    const modulus: Modulus = { factor: 0, exponent: 1 / 2 };
    const world = new World();
    const leaf = world.node('leaper', [], { n: 1n, d: 3n });
    const parent = (refiner: Refiner): NodeId =>
      world.graph.add(world.graph.defineKind({ type: 'refiner', refiner }), null, [leaf]);
    expect(of(world, parent(silent)).get(leaf)).toBe(Infinity);
    const rooted = parent({ ...silent, name: 'rooted', modulus: () => modulus });
    world.graph.narrow(leaf, fromEnds(dyadic(0n, 0), dyadic(1n, -4), 0));
    // To be 2^-11 wide, a square root needs its input 2^-22 wide: the chord there has slope 2^11.
    expect(of(world, rooted).get(leaf)).toBe(11);
  });
});

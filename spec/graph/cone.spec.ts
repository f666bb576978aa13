import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConePositions } from '#lib/graph/cone-positions.js';
import { coneOf } from '#lib/graph/cone.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

/** A world with a random graph of sums over two leaves. */
const graphs = fc
  .array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { maxLength: 30 })
  .map((shape) => {
    const world = new World();
    const nodes: NodeId[] = [1n, 2n].map((n) => world.node('leaper', [], { n, d: 3n }));
    for (const children of shape) {
      nodes.push(
        world.node(
          'add',
          children.map((c) => nodes[c % nodes.length]!),
        ),
      );
    }
    return { graph: world.graph, nodes };
  });

describe('a cone', () => {
  it('is what lies below its roots, each node once, children before parents', () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.nat(), { maxLength: 3 }), ({ graph, nodes }, picks) => {
        const roots = picks.map((pick) => nodes[pick % nodes.length]!);
        const below = new Set<NodeId>();
        const walk = (node: NodeId): void => {
          below.add(node);
          graph.childrenOf(node).forEach(walk);
        };
        roots.forEach(walk);
        const cone = coneOf(graph, roots);
        expect([...cone].sort((a, b) => a - b)).toEqual([...below].sort((a, b) => a - b));
        const heights = [...cone].map((node) => graph.heightOf(node));
        expect(heights).toEqual([...heights].sort((a, b) => a - b));
      }),
      { numRuns: runs(60) },
    );
  });

  it('knows the position of each of its nodes, and that others have none', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), ({ graph, nodes }, pick) => {
        const cone = coneOf(graph, [nodes[pick % nodes.length]!]);
        const positions = new ConePositions(cone);
        for (let node = 0; node < graph.size; node++) {
          expect(positions.of(node)).toBe(cone.indexOf(node));
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it('is ordered the same way every time', () => {
    fc.assert(
      fc.property(graphs, ({ graph, nodes }) => {
        expect(coneOf(graph, nodes)).toEqual(coneOf(graph, nodes));
      }),
      { numRuns: runs(20) },
    );
  });
});

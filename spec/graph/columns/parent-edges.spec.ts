import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ParentEdges } from '#lib/graph/columns/parent-edges.js';
import { Graph } from '#lib/graph/graph.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';

describe('parent edges', () => {
  it('reach nodes with any number of children that came after others were active', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 40 }), (counts) => {
        const graph = new Graph();
        const parents = new ParentEdges(graph);
        const kind = graph.defineKind({
          type: 'combinator',
          combinator: { name: 'any', combine: ([x]) => x!, sensitivities: () => undefined },
        });
        const leaf = graph.add(kind, null, []);
        expect(parents.activate(leaf)).toBe(true);
        const expected: NodeId[] = [];
        for (const count of counts) {
          const node = graph.add(kind, null, Array<NodeId>(count).fill(leaf));
          expect(parents.isActive(node)).toBe(false);
          parents.activate(node);
          for (let i = 0; i < count; i++) expected.unshift(node);
        }
        const visited: NodeId[] = [];
        parents.forEach(leaf, (parent) => visited.push(parent));
        expect(visited).toEqual(expected);
      }),
      { numRuns: runs(50) },
    );
  });
});

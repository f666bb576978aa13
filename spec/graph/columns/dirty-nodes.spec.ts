import { describe, expect, it } from '@jest/globals';
import { DirtyNodes } from '#lib/graph/columns/dirty-nodes.js';
import { Graph } from '#lib/graph/graph.js';
import type { NodeId } from '#lib/graph/node.js';

/** A chain of nodes, each as high as its number. */
function chain(length: number): Graph {
  const graph = new Graph();
  const kind = graph.defineKind({
    type: 'combinator',
    combinator: { name: 'any', combine: ([x]) => x!, sensitivities: () => undefined },
  });
  for (let node = 0; node < length; node++) {
    graph.add(kind, null, node === 0 ? [] : [node - 1]);
  }
  return graph;
}

function drained(dirty: DirtyNodes): NodeId[] {
  const nodes: NodeId[] = [];
  dirty.drain((node) => nodes.push(node));
  return nodes;
}

describe('dirty nodes', () => {
  it('leave once each, lowest first, in whatever order and however often they were marked', () => {
    const dirty = new DirtyNodes(chain(200));
    for (const node of [150, 3, 90, 3, 150, 0]) dirty.add(node);
    expect(drained(dirty)).toEqual([0, 3, 90, 150]);
    expect(drained(dirty)).toEqual([]);
  });

  it('leave with those that are marked higher up while they do', () => {
    const dirty = new DirtyNodes(chain(6));
    const nodes: NodeId[] = [];
    dirty.add(1);
    dirty.drain((node) => {
      nodes.push(node);
      if (node < 5) dirty.add(node + 2);
    });
    expect(nodes).toEqual([1, 3, 5]);
  });

  it('are left out where they were taken ahead, unless they were marked again', () => {
    const dirty = new DirtyNodes(chain(4));
    dirty.add(1);
    dirty.add(2);
    expect([dirty.take(1), dirty.take(1), dirty.has(1)]).toEqual([true, false, false]);
    expect(dirty.take(2)).toBe(true);
    dirty.add(2);
    expect(drained(dirty)).toEqual([2]);
  });
});

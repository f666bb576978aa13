import { describe, expect, it } from '@jest/globals';
import { dyadic } from '#lib/exact/dyadic.js';
import { ALL, point } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromEnds } from '#lib/exact/enclosure/outward.js';
import { coneOf } from '#lib/graph/cone.js';
import { Graph } from '#lib/graph/graph.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import type { NodeId } from '#lib/graph/node.js';

/** A graph that lies about itself where it is told to. */
class LyingGraph extends Graph {
  lie: Partial<Pick<Graph, 'heightOf' | 'childrenOf' | 'isActive' | 'boundsOf'>> = {};

  override heightOf(node: NodeId): number {
    return this.lie.heightOf?.(node) ?? super.heightOf(node);
  }

  override childrenOf(node: NodeId): Int32Array {
    return this.lie.childrenOf?.(node) ?? super.childrenOf(node);
  }

  override isActive(node: NodeId): boolean {
    return this.lie.isActive?.(node) ?? super.isActive(node);
  }

  override boundsOf(node: NodeId): Enclosure {
    return this.lie.boundsOf?.(node) ?? super.boundsOf(node);
  }
}

const unit = fromEnds(dyadic(0n, 0), dyadic(1n, 0), 0);

/** A leaf in [0, 1] and a copy of it above, active and flushed. */
function copied(): { graph: LyingGraph; leaf: NodeId; copy: NodeId } {
  const graph = new LyingGraph();
  const leafKind = graph.defineKind({
    type: 'refiner',
    refiner: {
      name: 'leaf',
      version: 1,
      initial: () => unit,
      start: () => null,
      step: () => ({ state: null, bounds: ALL }),
    },
  });
  const copyKind = graph.defineKind({
    type: 'combinator',
    combinator: { name: 'copy', combine: ([x]) => x!, sensitivities: () => undefined },
  });
  const leaf = graph.add(leafKind, null, []);
  const copy = graph.add(copyKind, null, [leaf]);
  for (const node of coneOf(graph, [copy])) graph.activate(node);
  graph.flush();
  return { graph, leaf, copy };
}

describe('the invariants of a graph', () => {
  it('all hold for a graph that was flushed', () => {
    expect(brokenInvariants(copied().graph)).toEqual([]);
  });

  it('break when bounds are wider than before', () => {
    const { graph } = copied();
    const earlier = [point(dyadic(1n, 0))];
    expect(brokenInvariants(graph, earlier)).toEqual(['leaf#0: bounds widened']);
    expect(brokenInvariants(graph, [unit, unit])).toEqual([]);
  });

  it('break when a child is not lower', () => {
    const { graph } = copied();
    graph.lie = { heightOf: () => 3 };
    expect(brokenInvariants(graph)).toEqual(['copy#1: a child is not lower']);
  });

  it('break when a child is not older', () => {
    const { graph, leaf } = copied();
    graph.lie = {
      childrenOf: (node) => Int32Array.from(node === leaf ? [1] : []),
      isActive: () => false,
    };
    expect(brokenInvariants(graph)).toContain('leaf#0: child 1 is not older');
  });

  it('break when an active node lacks parent edges, or an inactive one has them', () => {
    const { graph, copy } = copied();
    graph.lie = { isActive: () => false };
    expect(brokenInvariants(graph)).toEqual([
      'leaf#0: a parent edge leads to copy#1, which is in no active cone',
    ]);
    graph.lie = {};
    graph.deactivate(copy);
    graph.lie = { isActive: () => true };
    expect(brokenInvariants(graph)).toEqual(['copy#1: parent edges do not match its children']);
  });

  it('break when the bounds of a clean combinator do not follow from its children', () => {
    const { graph, leaf } = copied();
    graph.lie = {
      boundsOf: (node) => (node === leaf ? unit : point(dyadic(7n, 0))),
    };
    expect(brokenInvariants(graph)).toEqual(['copy#1: bounds do not follow from its children']);
  });
});

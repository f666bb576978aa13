import { contains, intersect } from '../exact/enclosure/enclosure.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { Graph } from './graph.js';

/**
 * Checks the laws of the graph that can be seen from outside; specs run it around every step.
 *
 * @param earlier - bounds by node as they were before; every present one must lie inside.
 * @returns sentences that are false, none when all is well.
 */
export function brokenInvariants(graph: Graph, earlier: readonly Enclosure[] = []): string[] {
  const broken: string[] = [];
  for (let node = 0; node < graph.size; node++) {
    const name = graph.describe(node);
    for (const child of graph.childrenOf(node)) {
      if (child >= node) broken.push(`${name}: child ${String(child)} is not older`);
      if (graph.heightOf(child) >= graph.heightOf(node))
        broken.push(`${name}: a child is not lower`);
    }
    const before = earlier[node];
    if (before !== undefined && !contains(before, graph.boundsOf(node))) {
      broken.push(`${name}: bounds widened`);
    }
    graph.forEachParent(node, (parent) => {
      if (graph.isActive(parent)) return;
      const inactive = graph.describe(parent);
      broken.push(`${name}: a parent edge leads to ${inactive}, which is in no active cone`);
    });
    if (graph.isActive(node)) {
      let edges = 0;
      for (const child of new Set(graph.childrenOf(node))) {
        graph.forEachParent(child, (parent) => {
          if (parent === node) edges++;
        });
      }
      if (edges !== graph.childCount(node))
        broken.push(`${name}: parent edges do not match its children`);
    }
    const kind = graph.kindOf(node);
    if (
      kind.type === 'combinator' &&
      graph.isActive(node) &&
      !graph.isDirty(node) &&
      graph.errorOf(node) === undefined
    ) {
      const fresh = kind.combinator.combine(
        graph.inputsOf(node),
        graph.gridOf(node),
        graph.paramsOf(node),
      );
      if (intersect(fresh, graph.boundsOf(node)) === undefined)
        broken.push(`${name}: bounds do not follow from its children`);
    }
  }
  return broken;
}

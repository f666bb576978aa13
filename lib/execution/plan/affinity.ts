import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';

/**
 * The only refiner among the children of a node: a step of the node can run right after a step of that child, in the
 * same context. Constants among the children do not count. A child that is any other combinator rules it out, as a
 * combinator gathers the results of many refiners.
 */
export function onlyRefinerChild(graph: Graph, node: NodeId): NodeId | undefined {
  let only: NodeId | undefined;
  for (const child of graph.childrenOf(node)) {
    if (graph.kindOf(child).type === 'refiner') {
      if (only !== undefined && only !== child) return undefined;
      only = child;
    } else if (graph.childCount(child) > 0) {
      return undefined;
    }
  }
  return only;
}

/** Colocated refiners in one chain, at most. */
const LONGEST_CHAIN = 64;

/**
 * The lowest node of the chain that leads from each node to its only refiner child. The whole chain runs in the
 * context of that node.
 *
 * @param isBoundary - whether a chain ends at a node because its placement is explicit.
 */
export function chainHead(
  graph: Graph,
  node: NodeId,
  isBoundary: (node: NodeId) => boolean,
): NodeId {
  let head = node;
  for (let length = 0; length < LONGEST_CHAIN; length++) {
    if (isBoundary(head)) return head;
    const child = onlyRefinerChild(graph, head);
    if (child === undefined || isBoundary(child)) return head;
    head = child;
  }
  return head;
}

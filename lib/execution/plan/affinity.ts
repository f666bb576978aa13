import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';

/**
 * The refiner whose step a step of this node can follow in memory: its only refiner child. Children
 * that are constants do not count; below any other combinator nothing is looked for, since a
 * combinator gathers what many refiners bring.
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

/** Chains of colocated refiners are followed no further down than this. */
const LONGEST_CHAIN = 64;

/**
 * The node at the bottom of the chain of only refiner children, whose context the whole chain shares.
 *
 * @param isBoundary - Where a chain ends: nodes whose placement is explicit.
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

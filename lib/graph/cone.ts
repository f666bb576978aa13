import { grown } from './columns/growth.js';
import { checkpointAt, isStopRequested } from '../exact/interruption.js';
import type { Graph } from './graph.js';
import type { NodeId } from './node.js';
import { integers } from './columns/slab.js';

/** The nodes below the roots of an operation, the roots included, children before parents. */
export type Cone = Int32Array;

/**
 * The marks of the nodes that have been seen, and a list of these nodes. Both are kept from call to call, so
 * that a small cone of a large graph costs in proportion to the cone. Between two calls no node is marked.
 */
let seen = new Uint8Array(0);
let nodes = new Int32Array(64);

/**
 * Collects the cone of some roots with an explicit stack, ordered by height. O(nodes + edges of the cone).
 * @throws Interrupted when a stop is requested.
 */
export function coneOf(graph: Graph, roots: readonly NodeId[]): Cone {
  seen = grown(seen, graph.size);
  let count = 0;
  let highest = 0;
  const visit = (node: NodeId): void => {
    if (seen[node] === 1) return;
    seen[node] = 1;
    nodes = grown(nodes, count + 1);
    nodes[count++] = node;
    highest = Math.max(highest, graph.heightOf(node));
  };
  try {
    roots.forEach(visit);
    // `nodes` is both the result and the queue of those whose children are still to be visited.
    for (let next = 0; next < count; next++) {
      checkpointAt(next);
      const node = nodes[next]!;
      const children = graph.childCount(node);
      for (let i = 0; i < children; i++) visit(graph.childAt(node, i));
    }
  } finally {
    for (let i = 0; i < count; i++) seen[nodes[i]!] = 0;
  }
  return sortedByHeight(graph, nodes.subarray(0, count), highest);
}

/** Where the edges of each node of a cone to its children begin, by position; behind the last node how many there are. */
export function edgeStartsOf(graph: Graph, cone: Cone): Int32Array {
  const starts = integers(cone.length + 1);
  for (let p = 0; p < cone.length; p++) starts[p + 1] = starts[p]! + graph.childCount(cone[p]!);
  return starts;
}

/** So many nodes are recomputed between two checks for a stop: some milliseconds. */
const NODES_PER_CHECK = 256;

/**
 * Recomputes the dirty combinators of a cone and no others, children before parents. A stop leaves the rest dirty, with
 * the bounds that they had.
 */
export function refreshCone(graph: Graph, cone: Cone): void {
  for (let p = 0; p < cone.length; p++) {
    if (p % NODES_PER_CHECK === NODES_PER_CHECK - 1 && isStopRequested()) return;
    graph.refresh(cone[p]!);
  }
}

/** Counting sort. */
function sortedByHeight(graph: Graph, nodes: Int32Array, highest: number): Cone {
  const start = integers(highest + 2);
  for (const node of nodes) start[graph.heightOf(node) + 1]!++;
  for (let h = 0; h < highest; h++) start[h + 1]! += start[h]!;
  const sorted = integers(nodes.length);
  for (const node of nodes) sorted[start[graph.heightOf(node)]!++] = node;
  return sorted;
}

/** Whether the inputs of a refiner node have changed in a way that makes another step of it worthwhile. */
import { containsPoint, isPoint, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';

/** Whether an input of a refiner node is narrower than its last step saw it. */
export function hasNarrowerInput(graph: Graph, node: NodeId): boolean {
  const record = graph.recordOf(node);
  if (record === undefined) return false;
  const inputs = graph.childCount(node);
  for (let i = 0; i < inputs; i++) {
    if (graph.widthOf(graph.childAt(node, i)) < record.seenWidthOf(i)) return true;
  }
  return false;
}

/**
 * Whether one of the needs that the last step of a refiner node reported is satisfied by now. An input that has
 * become a point satisfies every need, even where it is the point to be excluded: floor is then decided, and a pole
 * is then an error.
 */
export function isUnblocked(graph: Graph, node: NodeId): boolean {
  const record = graph.recordOf(node);
  if (record?.needs === undefined) return false;
  return record.needs.some(({ input, width, predicate }) => {
    const bounds = graph.boundsOf(graph.childAt(node, input));
    const isNarrower = widthLog2(bounds) < record.seenWidthOf(input);
    if (isPoint(bounds)) return isNarrower;
    if (predicate !== undefined) return !containsPoint(bounds, predicate.excludes);
    return isNarrower && widthLog2(bounds) <= (width ?? Infinity);
  });
}

import { widthLog2 } from '../exact/enclosure.js';
import type { Log2 } from '../exact/enclosure.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';
import { sensitivities } from '../graph/sensitivities.js';
import type { Operation } from './operation.js';

/**
 * The leaf that limits a root: the one whose width contributes most to that of the root, now that no
 * step narrows it any more.
 */
export function limitingLeaf(graph: Graph, operation: Operation): NodeId | undefined {
  const { cone, positions, request } = operation;
  const { ofNode } = sensitivities(graph, cone, positions, request.root, -Infinity);
  let limiting: NodeId | undefined;
  let most: Log2 = -Infinity;
  for (let p = 0; p < cone.length; p++) {
    const node = cone[p]!;
    if (graph.childCount(node) > 0) continue;
    const width = widthLog2(graph.boundsOf(node));
    const contribution = width === -Infinity ? -Infinity : ofNode[p]! + width;
    if (contribution <= most) continue;
    most = contribution;
    limiting = node;
  }
  return limiting;
}

import { widthLog2 } from '../exact/enclosure.js';
import type { Log2 } from '../exact/enclosure.js';
import { logAdd, logSubtract } from '../exact/log2.js';
import type { Graph } from '../graph/graph.js';
import type { NodeId } from '../graph/node.js';

/**
 * The width that a refiner node answers for itself: a leaf's whole width; for a function refiner its
 * own error and the pending improvement, which its inputs already made and its next step will pass on.
 *
 * With `own + pending + sum of L * w(inputs now)` an upper bound of its width, the inherited part is
 * left to the nodes below.
 */
export function answeredWidth(graph: Graph, node: NodeId, local: Float64Array): Log2 {
  const width = widthLog2(graph.boundsOf(node));
  const record = graph.recordOf(node);
  if (record === undefined || local.length === 0) return width;
  let inherited = -Infinity;
  let pending = -Infinity;
  for (let i = 0; i < local.length; i++) {
    const slope = local[i]!;
    if (slope === -Infinity) continue;
    const now = widthLog2(graph.boundsOf(graph.childAt(node, i)));
    const seen = record.seenWidths[i]!;
    inherited = logAdd(inherited, seen === -Infinity ? -Infinity : slope + seen);
    if (now < seen) pending = logAdd(pending, slope + logSubtract(seen, now));
  }
  const own = record.ownWidth ?? logSubtract(width, inherited);
  // No more than its whole width can be taken away, whatever the slopes say.
  return Math.min(width, logAdd(own, pending));
}

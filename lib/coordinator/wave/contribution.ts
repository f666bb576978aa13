import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { logAdd, logSubtract } from '../../exact/log2.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { localSensitivities } from '../../graph/sensitivities.js';

/** Log2 of the parts of a refiner's width that are attributable to the refiner; the rest is inherited from its inputs. */
export interface AttributableWidth {
  /** The width that would remain if the inputs were points. */
  own: Log2;
  /** The width by which the inputs have narrowed since the last step saw them; the next step will pass it on. */
  pending: Log2;
  /** Both parts together, and never more than the refiner's whole width. */
  total: Log2;
}

/** Log2 of the width that is attributable to a refiner node. */
export function attributableWidth(graph: Graph, node: NodeId, local: Float64Array): Log2 {
  return attributableParts(graph, node, local, { own: 0, pending: 0, total: 0 }).total;
}

/**
 * The parts of the width of a refiner node that are attributable to it: the whole width of a leaf; the own error of a
 * function refiner, and the improvement that its inputs have made and its next step will pass on.
 *
 * `own + pending + (sum over inputs of slope * present width)` is an upper bound of the width of the node. The last
 * term is attributed to the nodes below.
 * @param local - log2 of the sensitivity of the node to each child.
 */
export function attributableParts(
  graph: Graph,
  node: NodeId,
  local: Float64Array,
  into: AttributableWidth,
): AttributableWidth {
  const width = graph.widthOf(node);
  const record = graph.recordOf(node);
  if (record === undefined || local.length === 0) {
    into.own = into.total = width;
    into.pending = -Infinity;
    return into;
  }
  let inheritedSeen = -Infinity;
  let pending = -Infinity;
  let inheritedNow = -Infinity;
  let narrower = false;
  for (let i = 0; i < local.length; i++) {
    const slope = local[i]!;
    const now = graph.widthOf(graph.childAt(node, i));
    const seen = record.seenWidthOf(i);
    narrower ||= now < seen;
    if (slope === -Infinity) continue;
    if (now > -Infinity) inheritedNow = logAdd(inheritedNow, slope + now);
    inheritedSeen = logAdd(inheritedSeen, seen === -Infinity ? -Infinity : slope + seen);
    if (now < seen) pending = logAdd(pending, slope + logSubtract(seen, now));
  }
  // No step takes away more than the whole width, however large the slopes are.
  into.own = Math.min(width, record.ownWidth ?? logSubtract(width, inheritedSeen));
  // The slopes are those over the present inputs. Where the function has become flat there (cosh near 0), they no
  // longer account for the width that was inherited from the wider inputs; the next step takes that width away.
  if (narrower) pending = Math.max(pending, logSubtract(width, logAdd(into.own, inheritedNow)));
  into.pending = Math.min(width, pending);
  into.total = Math.min(width, logAdd(into.own, pending));
  return into;
}

/**
 * Log2 of a refiner's own width after its last step: the whole width of a leaf, the own width that a function refiner
 * reported, or the part of its width that its inputs do not account for.
 */
export function ownWidth(graph: Graph, node: NodeId): Log2 {
  const inputs = graph.childCount(node);
  const width = graph.widthOf(node);
  const record = graph.recordOf(node);
  if (inputs === 0 || record === undefined) return width;
  if (record.ownWidth !== undefined) return record.ownWidth;
  const local = new Float64Array(inputs);
  localSensitivities(graph, node, width, local);
  return attributableParts(graph, node, local, { own: 0, pending: 0, total: 0 }).own;
}

import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { logAdd, logSubtract } from '../../exact/log2.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { localSensitivities } from '../../graph/sensitivities.js';

/** The parts of a refiner's width that it answers for itself; the rest it inherits from its inputs. */
export interface AttributableWidth {
  /** What would remain if the inputs were points. */
  own: Log2;
  /** What its inputs have gained since it last looked at them: its next step will pass it on. */
  pending: Log2;
  /** Both, and never more than its whole width. */
  total: Log2;
}

/** The width that a refiner node answers for itself, as one. */
export function attributableWidth(graph: Graph, node: NodeId, local: Float64Array): Log2 {
  return attributableParts(graph, node, local, { own: 0, pending: 0, total: 0 }).total;
}

/**
 * The width that a refiner node answers for itself: a leaf's whole width; for a function refiner its
 * own error and the pending improvement, which its inputs already made and its next step will pass on.
 *
 * With `own + pending + sum of L * w(inputs now)` an upper bound of its width, the inherited part is
 * left to the nodes below.
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
  let inherited = -Infinity;
  let pending = -Infinity;
  let explained = -Infinity;
  let news = false;
  for (let i = 0; i < local.length; i++) {
    const slope = local[i]!;
    const now = graph.widthOf(graph.childAt(node, i));
    const seen = record.seenWidths[i]!;
    news ||= now < seen;
    if (slope === -Infinity) continue;
    if (now > -Infinity) explained = logAdd(explained, slope + now);
    inherited = logAdd(inherited, seen === -Infinity ? -Infinity : slope + seen);
    if (now < seen) pending = logAdd(pending, slope + logSubtract(seen, now));
  }
  // No more than its whole width can be taken away, whatever the slopes say.
  into.own = Math.min(width, record.ownWidth ?? logSubtract(width, inherited));
  // The slopes are those of the inputs now: where these have gone flat (cosh at 0, which was wider before)
  // they no longer explain what was inherited, and a step takes that away.
  if (news) pending = Math.max(pending, logSubtract(width, logAdd(into.own, explained)));
  into.pending = Math.min(width, pending);
  into.total = Math.min(width, logAdd(into.own, pending));
  return into;
}

/**
 * Log2 of the width of its own that the last step of a refiner left: a leaf's whole width, what a
 * function refiner reported, or what its inputs do not explain.
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

import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { hasNews } from '../goals/doubts.js';

/** Accepted steps in a row without effect, and without a reason given, after which a leaf refiner has stalled. */
export const MOST_IDLE_STEPS = 64;

/** Accepted steps in a row without effect after which a wave goes on without a node. */
const IDLE_LEAF = MOST_IDLE_STEPS;
const IDLE_FUNCTION = 2;

/**
 * Whether a step of a node may bring anything: it is a refiner that can go on, and its last steps brought
 * something, or its inputs have, or more is asked of it than these were asked for.
 * @param asked - log2 of the width that a step would be asked for; called only where that matters.
 */
export function isImprovable(graph: Graph, node: NodeId, asked: (node: NodeId) => Log2): boolean {
  const record = graph.recordOf(node);
  if (record === undefined || record.done !== undefined) return false;
  if (graph.hasErrors && graph.errorOf(node) !== undefined) return false;
  const limit = graph.childCount(node) > 0 ? IDLE_FUNCTION : IDLE_LEAF;
  if (record.idleSteps < limit || hasNews(graph, node)) return true;
  return asked(node) < record.idleDemand;
}

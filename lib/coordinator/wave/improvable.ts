import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { hasNarrowerInput } from '../goals/needs.js';

/** Accepted steps in a row without effect after which a leaf refiner that gives no reason has stalled. */
export const MOST_IDLE_STEPS = 64;

/** Accepted steps in a row without effect after which a wave stops stepping a node. */
const IDLE_LEAF = MOST_IDLE_STEPS;
const IDLE_FUNCTION = 2;

/**
 * Whether a step of a node may narrow it: the node is a refiner that has neither finished, failed nor retired, and either its
 * last steps had an effect, or an input has narrowed since, or less width is demanded now than of the steps without effect.
 * @param demanded - log2 of the width that a step would be asked for; called only where that matters.
 */
export function isImprovable(
  graph: Graph,
  node: NodeId,
  demanded: (node: NodeId) => Log2,
): boolean {
  const record = graph.recordOf(node);
  if (record === undefined || record.done !== undefined || graph.isRetired(node)) return false;
  if (graph.hasErrors && graph.errorOf(node) !== undefined) return false;
  const limit = graph.childCount(node) > 0 ? IDLE_FUNCTION : IDLE_LEAF;
  if (record.idleSteps < limit || hasNarrowerInput(graph, node)) return true;
  return demanded(node) < record.idleDemand;
}

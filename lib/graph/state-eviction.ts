/**
 * Which states of refiners a graph drops when it must shrink: states go before nodes do.
 *
 * Law: a dropped state takes no bounds and no version with it; see {@link Graph.dropState}.
 */
import { bytesOfValue } from './columns/memory-estimate.js';
import type { Graph } from './graph.js';
import type { NodeId } from './node.js';

/** States of fewer bytes stay: dropping them would not pay for deriving them again. */
const LEAST_STATE = 256;

/**
 * Drops states of refiners that no cone needs now, the least recently used first, until the graph takes
 * at most `bytes` bytes or no such state is left.
 */
export function dropStates(graph: Graph, bytes: number): void {
  const idle: NodeId[] = [];
  for (let node = 0; node < graph.size; node++) {
    const record = graph.recordOf(node);
    // A refiner that is done has no further step, and one that is behind has lost its state already.
    if (record === undefined || record.steps === 0 || record.done !== undefined) continue;
    if (record.behind === 0 && !graph.isActive(node)) idle.push(node);
  }
  idle.sort((a, b) => graph.usedAt(a) - graph.usedAt(b) || a - b);
  for (const node of idle) {
    if (graph.bytes <= bytes) return;
    if (bytesOfValue(graph.recordOf(node)!.state) >= LEAST_STATE) graph.dropState(node);
  }
}

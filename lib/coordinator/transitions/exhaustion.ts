import { describeEnclosure } from '../../exact/describe.js';
import { widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { reachingRoot, restsOnClaim } from '../../graph/cut-off.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { sensitivities } from '../../graph/sensitivities.js';
import { StalledError } from '../errors.js';
import { MOST_IDLE_STEPS } from '../wave/improvable.js';
import type { Operation } from '../operations/operation.js';

/**
 * What limits an exhausted root: the leaf, or the node that rests on a claim, whose width contributes most to that of the
 * root.
 */
export function limitingLeaf(graph: Graph, operation: Operation): NodeId | undefined {
  const { cone, positions, request } = operation;
  const { ofNode } = sensitivities(graph, cone, positions, request.root, -Infinity);
  const reaching = reachingRoot(graph, cone, positions);
  let limiting: NodeId | undefined;
  let most: Log2 = -Infinity;
  for (let p = 0; p < cone.length; p++) {
    const node = cone[p]!;
    if (reaching[p] === 0) continue;
    if (graph.childCount(node) > 0 && !restsOnClaim(graph, node)) continue;
    const width = widthLog2(graph.boundsOf(node));
    const contribution = width === -Infinity ? -Infinity : ofNode[p]! + width;
    if (contribution <= most) continue;
    most = contribution;
    limiting = node;
  }
  return limiting;
}

/** The error of the leaf that limits a root, where that is a refiner that has stalled. */
export function stallOf(
  graph: Graph,
  operation: Operation,
): { readonly error: StalledError; readonly failed: NodeId } | undefined {
  const failed = limitingLeaf(graph, operation);
  if (failed === undefined) return undefined;
  const record = graph.recordOf(failed);
  // A refiner that reports that it is done, or what it needs, keeps its contract.
  if (record === undefined || record.done !== undefined || record.needs !== undefined)
    return undefined;
  if (record.idleSteps < MOST_IDLE_STEPS) return undefined;
  const node = graph.describe(failed);
  const step = graph.versionOf(failed);
  const error = new StalledError(
    `${node}: stalled at step ${String(step)}: ${String(record.idleSteps)} steps in a row did not narrow ` +
      `${describeEnclosure(graph.boundsOf(failed))}, and it did not say why (done: 'exhausted', or needs)`,
  );
  error.node = node;
  error.step = step;
  return { error, failed };
}

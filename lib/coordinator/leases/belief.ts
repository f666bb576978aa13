/**
 * What to believe of a result.
 *
 * Laws
 * 1. Bounds are always believed, by intersection, however late they come.
 * 2. A state is believed only under the stamp that it was cut from, once.
 */
import { widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { StepResult } from '../../refiners/refiner.js';
import type { Lease, Nanoseconds, Stamp } from './lease.js';

/** The stamp of a node now. */
export function stampOf(graph: Graph, node: NodeId): Stamp {
  return { version: graph.versionOf(node), nanoseconds: graph.recordOf(node)?.stampTime ?? 0 };
}

/** Whether the node is still as it was when the lease was cut. */
export function isFresh(graph: Graph, lease: Lease): boolean {
  return graph.versionOf(lease.node) === lease.stamp.version;
}

/** Accepts the state of a fresh result, whose bounds have been published already. */
export function acceptState(
  graph: Graph,
  lease: Lease,
  result: StepResult,
  steps: number,
  now: Nanoseconds,
): void {
  const { node } = lease;
  const record = graph.recordOf(node)!;
  const width = graph.widthOf(node);
  const before = widthLog2(lease.bounds);
  // Idle: the same inputs were seen before, and they brought nothing more.
  let sameInputs = true;
  for (let i = 0; i < lease.inputs.length; i++) {
    const seen = widthLog2(lease.inputs[i]!);
    if (seen !== record.seenWidths[i]) sameInputs = false;
    record.seenWidths[i] = seen;
  }
  const idle = sameInputs && width >= before;
  const { width: demanded } = lease.demand;
  // Steps that brought nothing to a coarse demand say nothing of what a finer one would bring.
  const again = demanded >= record.idleDemand ? record.idleSteps : 0;
  // One whose state was dropped starts anew: until it is where it was it brings nothing, and idles not.
  catchUp(graph, node, idle, steps);
  record.idleSteps = idle && record.steps > 0 && record.behind === 0 ? again + 1 : 0;
  record.idleDemand = idle ? Math.min(record.idleDemand, demanded) : Infinity;
  record.state = result.state;
  record.stampTime = Math.max(record.stampTime + 1, now);
  record.lease = lease.id;
  record.steps += steps;
  const gained = before - width;
  record.gain = Number.isFinite(gained) ? gained / Math.max(1, steps) : 0;
  record.ownWidth = result.ownWidth;
  record.needs = result.needs;
  record.done = result.done;
  record.conditional = result.conditional ?? false;
  record.bits = Math.max(record.bits, result.bits ?? 0);
  record.cost += result.cost ?? 1;
  graph.advanceVersion(node);
}

function catchUp(graph: Graph, node: NodeId, idle: boolean, steps: number): void {
  const record = graph.recordOf(node)!;
  if (record.behind === 0) return;
  record.behind = idle ? Math.max(0, record.behind - steps) : 0;
  if (record.behind === 0) graph.counts.rebuilds++;
}

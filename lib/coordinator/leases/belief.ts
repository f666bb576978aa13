/**
 * Belief: which part of a result is accepted.
 *
 * Laws
 * 1. Bounds are always accepted, by intersection, however late they come.
 * 2. A state is accepted once, and only while the node has the stamp that the lease was issued with. Settling
 *    has refused the leases of other incarnations before (transitions/settling.ts).
 */
import { widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { StepResult } from '../../refiners/refiner.js';
import type { Lease, Stamp } from './lease.js';
import type { Nanoseconds } from '../time.js';

/** The present stamp of a node. */
export function stampOf(graph: Graph, node: NodeId): Stamp {
  return { version: graph.versionOf(node), nanoseconds: graph.recordOf(node)?.stampTime ?? 0 };
}

/** Whether the node still has the state that it had when the lease was issued. */
export function isFresh(graph: Graph, { node, stamp }: Lease): boolean {
  return sameStamp(stampOf(graph, node), stamp);
}

/**
 * Whether two stamps are the same. Versions alone do not say so: a program that was started again under the
 * incarnation of its earlier run, as a fixed one is, counts to the same versions, at other times.
 */
export function sameStamp(a: Stamp, b: Stamp): boolean {
  return a.version === b.version && a.nanoseconds === b.nanoseconds;
}

/** Accepts the state of a fresh result. Its bounds have been published before. */
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
  // A step is idle where it read the same inputs as the step before it and narrowed nothing.
  let sameInputs = true;
  for (let i = 0; i < lease.inputs.length; i++) {
    const seen = widthLog2(lease.inputs[i]!);
    if (seen !== record.seenWidthOf(i)) sameInputs = false;
    record.setSeenWidth(i, seen);
  }
  const idle = sameInputs && width >= before;
  const { width: demanded } = lease.demand;
  // Steps that brought nothing for a coarse demand do not show what a finer demand would bring.
  const again = demanded >= record.idleDemand ? record.idleSteps : 0;
  // A node whose state was dropped starts again. Until it has caught up it narrows nothing, and is not idle.
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

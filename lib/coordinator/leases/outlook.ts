/**
 * The outlook of an operation: how much of its predicted cost is done.
 *
 * Laws
 * 1. Both parts are sums over the refiners of the cone, of what the placement predicts for their steps. So what is
 *    done is measured with the same scale as what is left, however right the predictions are.
 * 2. A refiner is to reach the width at which the root, by the sensitivities, reaches its goal. A request with a ladder
 *    pays each rung on the way. A refiner that takes small steps pays for as many as its last gain says.
 * 3. The step that a slot runs counts by the time that it has run, up to nine tenths.
 * 4. It guesses, proves nothing, and changes nothing.
 */
import { isFinite, magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { sensitivities } from '../../graph/sensitivities.js';
import { isSource } from '../../refiners/source.js';
import { goalWidth } from '../goals/goal-width.js';
import type { Operation } from '../operations/operation.js';
import type { Nanoseconds } from '../time.js';
import type { Predictor } from '../wave/predictor.js';
import type { LeaseTable } from './lease-table.js';
import { predictCost } from './placement.js';
import type { Placement, PredictedStep } from './placement.js';

/** In predicted nanoseconds of computing. */
export interface Outlook {
  readonly done: Nanoseconds;
  readonly left: Nanoseconds;
}

/** Rungs of fewer bits cost nothing beside the others. */
const LEAST_RUNG = 256;
/** The part of a step under way that its time may show as done. */
const MOST_OF_A_STEP = 0.9;

/** What an outlook is made from. */
export interface OutlookParts {
  readonly graph: Graph;
  readonly leases: LeaseTable;
  readonly predictor: Predictor;
}

/** Undefined where no width stands for the goal, or the root is not bounded yet. */
export function outlookOf(
  { graph, leases, predictor }: OutlookParts,
  placement: Placement,
  { request, cone, positions }: Operation,
  now: Nanoseconds,
): Outlook | undefined {
  const { root, goal, growth = Infinity } = request;
  const bounds = graph.boundsOf(root);
  const wanted = goalWidth(goal, bounds);
  if (!Number.isFinite(wanted) || !isFinite(bounds)) return undefined;
  const bitsOfRoot = magnitudeLog2(bounds) - wanted;
  const predict = (step: PredictedStep): Nanoseconds =>
    placement.predict?.(step) ?? predictCost(step);
  const underWay = new Map<NodeId, number>();
  for (const { lease, issuedAt, stopping } of leases.entries()) {
    if (stopping) continue;
    const part = (now - issuedAt) / (lease.predictedCost * lease.quantum.steps);
    underWay.set(lease.node, Math.min(MOST_OF_A_STEP, Math.max(0, part)));
  }
  const { ofNode } = sensitivities(graph, cone, positions, root, wanted);
  let [done, left] = [0, 0];
  cone.forEach((node, p) => {
    const kind = graph.kindOf(node);
    const record = graph.recordOf(node);
    if (kind.type !== 'refiner' || record === undefined || isSource(kind.refiner)) return;
    const slope = ofNode[p]!;
    if (slope === -Infinity) return;
    const known = graph.boundsOf(node);
    const [magnitude, width] = isFinite(known)
      ? [magnitudeLog2(known), widthLog2(known)]
      : [0, Infinity];
    // Where the slope is not known, the node is taken to need the bits of the root.
    const target = Number.isFinite(slope) ? wanted - slope : magnitude - bitsOfRoot;
    const costOf = (to: Log2): Nanoseconds =>
      predict({
        node,
        refiner: kind.refiner,
        bounds: known,
        inputs: undefined,
        demand: { width: to },
      });
    const isDone = record.done !== undefined || graph.isRetired(node) || width <= target;
    const running = underWay.get(node) ?? 0;
    if (predictor.leaps(node) === false && record.gain > 0) {
      const each = costOf(target);
      const steps = isDone ? 0 : (width - target) / record.gain;
      const begun = Math.min(steps, running);
      done += (record.steps + begun) * each;
      left += (steps - begun) * each;
      return;
    }
    let begun = running;
    const bits = magnitude - target;
    const rungs: Log2[] = [];
    for (let rung = bits; rung >= LEAST_RUNG; rung /= growth) rungs.push(magnitude - rung);
    if (rungs.length === 0) rungs.push(target);
    // From the first rung on; the step under way leads to the first one that is not reached.
    for (const rung of rungs.reverse()) {
      const cost = costOf(rung);
      const part = isDone || width <= rung ? 1 : begun;
      if (part < 1) begun = 0;
      done += part * cost;
      left += (1 - part) * cost;
    }
  });
  return { done, left };
}

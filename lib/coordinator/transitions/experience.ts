import { widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Graph } from '../../graph/graph.js';
import type { StepResult } from '../../refiners/refiner.js';
import { ownWidth } from '../wave/contribution.js';
import type { Lease } from '../leases/lease.js';
import type { Predictor } from '../wave/predictor.js';

/** Teaches the predictor what steps brought and cost that have just been accepted. */
export function learn(
  graph: Graph,
  predictor: Predictor,
  { node, bounds, demand }: Lease,
  { cost = 1, forecast }: StepResult,
  steps: number,
): void {
  // Steps that only make good a state that was dropped say nothing of those to come.
  if (graph.recordOf(node)!.behind > 0) return;
  // A number may have been another node's before.
  if (graph.recordOf(node)!.steps === steps) predictor.forget(node);
  // Of a function's first bounds nobody knows how much was its own.
  const first = graph.childCount(node) > 0 ? Infinity : widthLog2(bounds);
  const before = predictor.widthOf(node) ?? first;
  predictor.observe(node, before, ownWidth(graph, node), demand.width, cost, steps, forecast);
}

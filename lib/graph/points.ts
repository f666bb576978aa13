/**
 * The points of a cone: what each node comes to, in doubles that prove nothing (exact/estimate.ts). They show where a
 * value will lie before any step has shown it, so that first steps can be planned at the precision of the goal.
 *
 * Laws
 * 1. A refiner whose bounds are narrow has a point inside them. Any other node has the estimate of its kind at the
 *    points of its children, and a point inside narrow bounds where that is none.
 * 2. Each point has an estimate of its relative error, from the errors below it and the condition of the node. Above a
 *    refiner, a value with hardly a correct bit, such as a difference that cancels, is no point: a step at a wrong
 *    demand is dear. In a cone of combinators it is one, as the slopes along a chaotic orbit are much the same beside it.
 * 3. There are points of a whole cone or none: its nodes depend on each other.
 */
import { toDoubleNearest } from '../exact/double.js';
import { lowerEnd, magnitudeLog2 } from '../exact/enclosure/enclosure.js';
import type { Estimate } from '../exact/estimate.js';
import { checkpointAt } from '../exact/interruption.js';
import { doubles } from './columns/slab.js';
import type { ConePositions } from './cone-positions.js';
import { edgeStartsOf } from './cone.js';
import type { Cone } from './cone.js';
import type { Graph } from './graph.js';
import type { NodeId } from './node.js';
import type { Plain } from '../refiners/refiner.js';

/** Bounds narrower than 2^-30 of their magnitude are a point. */
const NARROW_BITS = 30;
/** The relative error of one operation on doubles, with room for functions that round by a few units. */
const ROUNDING = 2 ** -49;
/** The largest relative error of a point. */
const MOST_ERROR = 2 ** -10;
/** The largest magnitude of a point; the smallest is its reciprocal. Products of two points are doubles. */
const LARGEST = 2 ** 500;

/** By position in a cone. */
export interface Points {
  readonly values: Float64Array;
  /** Where the edges of a node begin in `slopes`. */
  readonly edgeStart: Int32Array;
  /** |d node / d child| for each edge. */
  readonly slopes: Float64Array;
}

/** The points of a cone; undefined where one of them is not known. */
export function pointsOf(graph: Graph, cone: Cone, positions: ConePositions): Points | undefined {
  // Most cones without points have a refiner without an estimate: they are found before anything is computed.
  let mostError = Infinity;
  for (const node of cone) {
    if (estimateOf(graph, node) === undefined && !hasNarrowBounds(graph, node)) return undefined;
    if (graph.isRefiner(node)) mostError = MOST_ERROR;
  }
  const values = doubles(cone.length);
  const errors = doubles(cone.length);
  const edgeStart = edgeStartsOf(graph, cone);
  const slopes = doubles(edgeStart[cone.length]!);
  for (let p = 0; p < cone.length; p++) {
    checkpointAt(p);
    const node = cone[p]!;
    const first = edgeStart[p]!;
    const count = edgeStart[p + 1]! - first;
    const estimate = estimateOf(graph, node);
    const inputs: number[] = [];
    for (let i = 0; i < count; i++) inputs.push(values[positions.of(graph.childAt(node, i))]!);
    const params = graph.paramsOf(node) as Plain;
    const hasStepped = graph.isRefiner(node) && hasNarrowBounds(graph, node);
    let value = hasStepped || estimate === undefined ? NaN : estimate.value(inputs, params);
    let error = ROUNDING;
    for (let i = 0; i < count; i++) {
      const below = errors[positions.of(graph.childAt(node, i))]!;
      const slope = slopeOf(estimate, i, inputs, value, params);
      slopes[first + i] = slope;
      error += Math.abs((slope * inputs[i]!) / value) * below;
    }
    if (!isPoint(value, error, mostError)) {
      if (!hasNarrowBounds(graph, node)) return undefined;
      value = insideBounds(graph, node);
      error = ROUNDING;
      if (!isPoint(value, error, mostError)) return undefined;
      for (let i = 0; i < count; i++)
        slopes[first + i] = slopeOf(estimate, i, inputs, value, params);
    }
    values[p] = value;
    errors[p] = Math.min(error, 1);
  }
  return { values, edgeStart, slopes };
}

function slopeOf(
  estimate: Estimate | undefined,
  input: number,
  inputs: readonly number[],
  value: number,
  params: Plain,
): number {
  return estimate === undefined ? NaN : Math.abs(estimate.slope(input, inputs, value, params));
}

function isPoint(value: number, error: number, mostError: number): boolean {
  const size = Math.abs(value);
  // Not true of NaN either.
  return error <= mostError && size <= LARGEST && size >= 1 / LARGEST;
}

function estimateOf(graph: Graph, node: NodeId): Estimate | undefined {
  const kind = graph.kindOf(node);
  return kind.type === 'combinator' ? kind.combinator.estimate : kind.refiner.estimate;
}

function hasNarrowBounds(graph: Graph, node: NodeId): boolean {
  return graph.widthOf(node) < magnitudeLog2(graph.boundsOf(node)) - NARROW_BITS;
}

function insideBounds(graph: Graph, node: NodeId): number {
  return toDoubleNearest(lowerEnd(graph.boundsOf(node))!);
}

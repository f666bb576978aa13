/**
 * Exact values: the range of a node with rational ends, where rationals, data and arithmetic make it.
 *
 * Laws
 * 1. Every value that the node can have lies in the range, and both ends are attained where each datum below is used
 *    once.
 * 2. A node whose bounds are a point counts as that number; a function counts where its definition says what it is
 *    at rational points.
 * 3. Work is bounded, by the bits of one number and of all of them; beyond it nothing is known (`undefined`).
 */
import { fractionBits, isExactPoint, pointRange } from '../combinators/exact-range.js';
import type { ExactRange, Fraction } from '../combinators/exact-range.js';
import { isPoint, lowerEnd } from '../exact/enclosure/enclosure.js';
import { ratAffordable, ratFromDyadic, rational } from '../exact/rational.js';
import { definitionOf } from '../refiners/function-refiner.js';
import { coneOf } from './cone.js';
import type { Graph } from './graph.js';
import type { NodeId } from './node.js';

/** Bits of one number, and of all numbers of one question together: tens of milliseconds. */
const MOST_BITS = 2 ** 22;
const MOST_BITS_IN_ALL = 2 ** 24;

/** @returns the exact range of a node; undefined where it is not known within the bounds of work. */
export function exactRangeOf(graph: Graph, node: NodeId): ExactRange | undefined {
  const ranges = new Map<NodeId, ExactRange>();
  let bits = 0;
  for (const member of coneOf(graph, [node])) {
    const range = rangeOf(graph, member, ranges);
    // Something below is not rational: it may still be a point, or below a point.
    if (range === undefined) continue;
    bits += fractionBits(range.lo);
    if (bits > MOST_BITS_IN_ALL) return undefined;
    ranges.set(member, range);
  }
  return ranges.get(node);
}

function rangeOf(
  graph: Graph,
  node: NodeId,
  ranges: ReadonlyMap<NodeId, ExactRange>,
): ExactRange | undefined {
  const bounds = graph.boundsOf(node);
  if (isPoint(bounds)) {
    const value = lowerEnd(bounds)!;
    return Math.abs(value.e) > MOST_BITS ? undefined : pointRange(ratFromDyadic(value));
  }
  const inputs: ExactRange[] = [];
  for (const child of graph.childrenOf(node)) {
    const range = ranges.get(child);
    if (range === undefined) return undefined;
    inputs.push(range);
  }
  const kind = graph.kindOf(node);
  const params = graph.paramsOf(node);
  if (kind.type === 'combinator') return kind.combinator.exactRange?.(inputs, params, MOST_BITS);
  const definition = definitionOf(kind.refiner);
  if (definition?.fold === undefined || !inputs.every(isExactPoint)) return undefined;
  const points = inputs.map(({ lo }) => lo);
  // Folds take reduced rationals, and reducing long ones is expensive.
  if (points.some((point) => !ratAffordable(point, point))) return undefined;
  const value: Fraction | undefined = definition.fold(
    points.map(({ n, d }) => rational(n, d)),
    params as never,
  );
  return value && pointRange(value);
}

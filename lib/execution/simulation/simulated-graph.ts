/**
 * A copy of the cones of some roots, in which steps can be simulated: the same kinds, parameters, bounds and records
 * under other numbers. Each node has a likely value, around which the bounds of its simulated steps lie.
 *
 * Laws
 * 1. The original is read and never changed. No step of a refiner runs.
 * 2. A likely value lies inside the bounds of its node. It proves nothing: plans alone are made of it.
 */
import { fromDouble, toDoubleNearest } from '../../exact/double.js';
import { add, fromInteger, multiply, ONE, scale, subtract } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import {
  containsPoint,
  lowerEnd,
  magnitudeLog2,
  upperEnd,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { coneOf } from '../../graph/cone.js';
import { Graph } from '../../graph/graph.js';
import type { Kind } from '../../graph/kind.js';
import type { NodeId } from '../../graph/node.js';
import type { Plain } from '../../refiners/refiner.js';

/** Bounds narrower than 2^-30 of their magnitude say more of a value than an estimate. */
const NARROW_BITS = 30;

export class SimulatedGraph {
  readonly graph = new Graph();
  /** The node of the original, by the node of the copy. */
  readonly originals: NodeId[] = [];
  readonly #copies = new Map<NodeId, NodeId>();
  readonly #kinds = new Map<Kind, number>();
  /** By node of the copy. */
  readonly #values: Dyadic[] = [];
  readonly #doubles: number[] = [];

  constructor(original: Graph, roots: readonly NodeId[]) {
    for (const node of coneOf(original, roots)) this.#copy(original, node);
  }

  /** The copy of a node below the roots. */
  copyOf(original: NodeId): NodeId {
    return this.#copies.get(original)!;
  }

  /** A point inside the bounds of a node, near its value where an estimate is known. */
  valueOf(node: NodeId): Dyadic {
    return this.#values[node]!;
  }

  #copy(original: Graph, node: NodeId): void {
    const { graph } = this;
    const kind = original.kindOf(node);
    const params = original.paramsOf(node);
    const children = Array.from(original.childrenOf(node), (child) => this.copyOf(child));
    const copy = graph.add(this.#numberOf(kind), params, children);
    const bounds = original.boundsOf(node);
    graph.narrow(copy, bounds);
    const error = original.errorOf(node);
    if (error !== undefined) graph.fail(copy, error);
    const from = original.recordOf(node);
    const record = graph.recordOf(copy);
    if (from !== undefined && record !== undefined) {
      // What a step has seen and brought decides whether the next one is worth it. The state does not.
      graph.restoreVersion(copy, original.versionOf(node));
      const { steps, gain, done, conditional, bits, cost, ownWidth, needs } = from;
      Object.assign(record, { steps, gain, done, conditional, bits, cost, ownWidth, needs });
      children.forEach((_, input) => {
        record.setSeenWidth(input, from.seenWidthOf(input));
      });
    }
    this.originals[copy] = node;
    this.#copies.set(node, copy);
    const value = likelyValue(bounds, this.#estimate(kind, params, children));
    this.#values[copy] = value;
    this.#doubles[copy] = toDoubleNearest(value);
  }

  #numberOf(kind: Kind): number {
    const number = this.#kinds.get(kind) ?? this.graph.defineKind(kind);
    this.#kinds.set(kind, number);
    return number;
  }

  /** NaN where nothing is known. */
  #estimate(kind: Kind, params: unknown, children: readonly NodeId[]): number {
    const inputs = children.map((child) => this.#doubles[child]!);
    return kind.type === 'combinator'
      ? (kind.combinator.estimate?.value(inputs, params) ?? NaN)
      : (kind.refiner.estimate?.value(inputs, params as Plain) ?? NaN);
  }
}

function likelyValue(bounds: Enclosure, estimate: number): Dyadic {
  const lower = lowerEnd(bounds);
  const upper = upperEnd(bounds);
  // The difference of ends that are far apart is a long number, and no nearer to the value.
  const far = 2 ** 20;
  if (lower !== null && upper !== null && Math.abs(lower.e - upper.e) < far) {
    const width = subtract(upper, lower);
    // Not the middle: that of [-1, 1] is zero, and nothing can be divided by it.
    const inside = add(lower, multiply(width, FIVE_EIGHTHS));
    const isNarrow = magnitudeLog2(bounds) - NARROW_BITS > Math.log2(toDoubleNearest(width));
    if (isNarrow) return inside;
    return estimated(bounds, estimate) ?? inside;
  }
  const known = estimated(bounds, estimate);
  if (known !== undefined) return known;
  if (lower !== null) return upper === null ? add(lower, ONE) : lower;
  return upper === null ? ONE : subtract(upper, ONE);
}

const FIVE_EIGHTHS = scale(fromInteger(5), -3);

function estimated(bounds: Enclosure, estimate: number): Dyadic | undefined {
  if (!Number.isFinite(estimate) || estimate === 0) return undefined;
  const point = fromDouble(estimate);
  return containsPoint(bounds, point) ? point : undefined;
}

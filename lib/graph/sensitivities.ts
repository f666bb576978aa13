import type { Log2 } from '../exact/enclosure/enclosure.js';
import { checkpointAt } from '../exact/interruption.js';
import { logAdd } from '../exact/log2.js';
import type { ConePositions } from './cone-positions.js';
import { edgeStartsOf } from './cone.js';
import type { Cone } from './cone.js';
import type { Graph } from './graph.js';
import { grown } from './columns/growth.js';
import type { NodeId } from './node.js';
import { doubles } from './columns/slab.js';

/**
 * Where a function has no finite derivative the slope of a chord stands in for it: down to an output
 * width of `2^target` an input of width w widens the output by at most `2^slope * w`, because
 * `2^factor * w^exponent` lies below its chord from the w at which it reaches the target.
 */
function chordSlope(target: Log2, factor: Log2, exponent: number): Log2 {
  if (!Number.isFinite(target)) return Infinity;
  return target - (target - factor) / exponent;
}

/** Log2 of an upper bound of |d node / d child| for each child position of one node. */
export function localSensitivities(
  graph: Graph,
  node: NodeId,
  target: Log2,
  into: Float64Array,
): void {
  const kind = graph.kindOf(node);
  const inputs = graph.inputsOf(node);
  const output = graph.boundsOf(node);
  const params = graph.paramsOf(node);
  if (kind.type === 'combinator') {
    kind.combinator.sensitivities(inputs, output, params, into);
    return;
  }
  const { refiner } = kind;
  for (let i = 0; i < inputs.length; i++) {
    let slope = refiner.sensitivity?.(i, inputs, output, params as never) ?? Infinity;
    if (slope === Infinity) {
      const modulus = refiner.modulus?.(i, inputs, output, params as never);
      if (modulus !== undefined) slope = chordSlope(target, modulus.factor, modulus.exponent);
    }
    into[i] = slope;
  }
}

/** Path-summed sensitivities of a focus to every node of a cone that contains it. */
export interface Sensitivities {
  /** By position in the cone: log2 of an upper bound of |d focus / d node|; `-Infinity` where there is no path. */
  readonly ofNode: Float64Array;
  /** By position in the cone, the start of the node's edges in `ofEdge`. */
  readonly edgeStart: Int32Array;
  /** The local sensitivity of each node to each of its children. */
  readonly ofEdge: Float64Array;
}

/**
 * Reverse accumulation over a cone, parents before children: the sum over all paths of the products
 * of local sensitivities, each an upper bound over the present bounds.
 *
 * @param allowance - log2 of the width that the focus may have; fixes the chords of moduli.
 * @param positions - the position in the cone of each node, by node.
 */
export function sensitivities(
  graph: Graph,
  cone: Cone,
  positions: ConePositions,
  focus: NodeId,
  allowance: Log2,
): Sensitivities {
  const ofNode = doubles(cone.length).fill(-Infinity);
  const edgeStart = edgeStartsOf(graph, cone);
  const ofEdge = doubles(edgeStart[cone.length]!).fill(-Infinity);
  // One buffer for all nodes: a view of the edges of each node would cost more than the copy.
  let local = new Float64Array(2);
  ofNode[positions.of(focus)] = 0;
  // Half of the allowance goes to what a function passes on: its chord is cut there.
  for (let p = positions.of(focus); p >= 0; p--) {
    checkpointAt(p);
    const s = ofNode[p]!;
    if (s === -Infinity) continue;
    const node = cone[p]!;
    const start = edgeStart[p]!;
    const count = edgeStart[p + 1]! - start;
    if (count === 0) continue;
    local = grown(local, count);
    localSensitivities(graph, node, allowance - s - 1, local);
    for (let i = 0; i < count; i++) {
      const slope = local[i]!;
      ofEdge[start + i] = slope;
      if (slope === -Infinity) continue;
      const child = positions.of(graph.childAt(node, i));
      ofNode[child] = logAdd(ofNode[child]!, s + slope);
    }
  }
  return { ofNode, edgeStart, ofEdge };
}

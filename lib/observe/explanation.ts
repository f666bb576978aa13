import { attributableWidth } from '../coordinator/wave/contribution.js';
import { magnitudeLog2, widthLog2 } from '../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { logAdd } from '../exact/log2.js';
import { ConePositions } from '../graph/cone-positions.js';
import { coneOf } from '../graph/cone.js';
import type { Graph } from '../graph/graph.js';
import { kindName } from '../graph/kind.js';
import type { NodeId } from '../graph/node.js';
import { sensitivities } from '../graph/sensitivities.js';

/** What one node means for a root. Widths and sensitivities are base-2 logarithms. */
export interface NodeExplanation {
  readonly node: NodeId;
  readonly name: string;
  readonly height: number;
  readonly bounds: Enclosure;
  readonly width: Log2;
  /** Upper bound of how much the root widens per unit of width here. */
  readonly sensitivity: Log2;
  /** Sensitivity times the width that is attributed to the node itself, not to its children. */
  readonly contribution: Log2;
  /** The contribution's part of all contributions, from 0 to 1. */
  readonly share: number;
  /** The width at which the node would take an equal part of the allowance; `Infinity` where the root does not depend on it. */
  readonly demand: Log2;
  /** Bits of the largest number that its steps computed; 0 for a combinator. */
  readonly bitsComputed: number;
  /** Bits from its magnitude down to its demand. */
  readonly bitsNeeded: number;
  /** Accepted steps. */
  readonly steps: number;
  /** Declared cost of the accepted steps. */
  readonly cost: number;
  /** Where its steps run, by the latest decision; null for a node that has taken no step. */
  readonly placement: string | null;
}

/** An explanation of a root: what each node contributes to its width, and at what cost. */
export interface Explanation {
  readonly root: NodeId;
  readonly bounds: Enclosure;
  readonly allowance: Log2;
  /** All nodes of its cone, children before parents. */
  readonly nodes: readonly NodeExplanation[];
  /** The node with the largest contribution; undefined where nothing is left to narrow. */
  readonly limiting: NodeExplanation | undefined;
}

/**
 * Explains the width of a root over the present bounds.
 * @param allowance - log2 of the width that its goal permits.
 * @param placementOf - where the steps of a node run; undefined where that was not decided.
 */
export function explainRoot(
  graph: Graph,
  root: NodeId,
  allowance: Log2,
  placementOf: (node: NodeId) => string | undefined,
): Explanation {
  const cone = coneOf(graph, [root]);
  const positions = new ConePositions(cone);
  const { ofNode, edgeStart, ofEdge } = sensitivities(graph, cone, positions, root, allowance);
  const contributions = Array.from(cone, (node, p) => {
    const refines = graph.isRefiner(node);
    const local = ofEdge.subarray(edgeStart[p], edgeStart[p + 1]);
    const answers = refines || graph.childCount(node) === 0;
    const width = answers ? attributableWidth(graph, node, local) : graph.roundingOf(node);
    return width === -Infinity || ofNode[p] === -Infinity ? -Infinity : ofNode[p]! + width;
  });
  const total = contributions.reduce(logAdd, -Infinity);
  const sources = Math.max(1, contributions.filter((c) => c > -Infinity).length);
  const nodes = Array.from(cone, (node, p): NodeExplanation => {
    const record = graph.recordOf(node);
    const bounds = graph.boundsOf(node);
    const sensitivity = ofNode[p]!;
    const contribution = contributions[p]!;
    const demand =
      sensitivity === -Infinity ? Infinity : allowance - Math.log2(sources) - sensitivity;
    const bits = magnitudeLog2(bounds) - demand;
    return {
      node,
      name: kindName(graph.kindOf(node)),
      height: graph.heightOf(node),
      bounds,
      width: widthLog2(bounds),
      sensitivity,
      contribution,
      share: contribution === -Infinity ? 0 : Math.min(1, 2 ** (contribution - total)),
      demand,
      bitsComputed: record?.bits ?? 0,
      bitsNeeded: Number.isFinite(bits) ? Math.max(0, Math.ceil(bits)) : 0,
      steps: record?.steps ?? 0,
      cost: record?.cost ?? 0,
      placement: (record?.steps ?? 0) > 0 ? (placementOf(node) ?? null) : null,
    };
  });
  let limiting: NodeExplanation | undefined;
  for (const each of nodes) {
    if (each.contribution > (limiting?.contribution ?? -Infinity)) limiting = each;
  }
  return { root, bounds: graph.boundsOf(root), allowance, nodes, limiting };
}

import { contains } from '../exact/enclosure/enclosure.js';
import type { Cone } from './cone.js';
import type { ConePositions } from './cone-positions.js';
import type { Graph } from './graph.js';
import type { NodeId } from './node.js';

/** Whether the bounds of a node rest on its claim: those of its input reach beyond them. */
export function restsOnClaim(graph: Graph, node: NodeId): boolean {
  const kind = graph.kindOf(node);
  if (kind.type !== 'combinator' || kind.combinator.asserts !== true) return false;
  const bounds = graph.boundsOf(node);
  return graph.inputsOf(node).some((input) => !contains(bounds, input));
}

/**
 * By position in a cone, 1 for a node whose bounds reach the root now: there is a path down to it on which no node above
 * it rests on its claim.
 */
export function reachingRoot(graph: Graph, cone: Cone, positions: ConePositions): Uint8Array {
  const reaching = new Uint8Array(cone.length);
  // The root is the last; children stand before their parents.
  reaching.fill(1, cone.length - 1);
  for (let p = cone.length - 1; p >= 0; p--) {
    if (reaching[p] === 0 || restsOnClaim(graph, cone[p]!)) continue;
    for (const child of graph.childrenOf(cone[p]!)) reaching[positions.of(child)] = 1;
  }
  return reaching;
}

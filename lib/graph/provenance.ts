import { keyOf } from '../refiners/registry.js';
import type { Graph } from './graph.js';
import type { NodeId } from './node.js';

/** Where an accepted state came from. */
export interface Provenance {
  readonly lease: number;
  readonly parentVersion: number;
  readonly refiner: string;
}

/** Where the state of a refiner node came from; undefined before its first step. */
export function provenanceOf(graph: Graph, node: NodeId): Provenance | undefined {
  const lease = graph.recordOf(node)?.lease ?? 0;
  const kind = graph.kindOf(node);
  if (lease === 0 || kind.type !== 'refiner') return undefined;
  // A state is accepted only over the version that its lease was issued from.
  return { lease, parentVersion: graph.versionOf(node) - 1, refiner: keyOf(kind.refiner) };
}

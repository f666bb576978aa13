/**
 * The image of a session as it is now. Nothing of the session changes.
 *
 * It throws a SnapshotError for a session that has values of a refiner and of another that replaced it.
 */
import type { Coordinator } from '../coordinator/coordinator.js';
import type { LearnedCosts } from '../execution/plan/cost-model.js';
import type { Graph } from '../graph/graph.js';
import type { Kind } from '../graph/kind.js';
import type { NodeId } from '../graph/node.js';
import { nodeSnapshot } from '../graph/snapshot.js';
import { distinctKinds } from './distinct-kinds.js';
import type { ImageTaken, KindImage, NodeImage, RequestImage } from './image.js';

/** The parts of a session that its image is taken of. */
export interface ImageParts {
  readonly graph: Graph;
  readonly coordinator: Coordinator;
  readonly costs: LearnedCosts;
  /** Of the virtual clock; 0 without one. */
  readonly time: number;
  readonly generation: number;
  readonly values: readonly (readonly [name: string, node: NodeId])[];
  readonly requests: readonly RequestImage[];
}

export function imageOf({
  graph,
  coordinator,
  costs,
  time,
  generation,
  values,
  requests,
}: ImageParts): ImageTaken {
  const kinds = new Map<Kind, number>();
  for (let node = 0; node < graph.size; node++) {
    const kind = graph.kindOf(node);
    if (!kinds.has(kind)) kinds.set(kind, kinds.size);
  }
  const { lastLease, lastOperation, learned } = coordinator.memory;
  return {
    kinds: distinctKinds([...kinds.keys()].map(kindImage)),
    nodes: nodeImages(graph, kinds),
    values,
    requests,
    counters: { lease: lastLease, operation: lastOperation, time, generation },
    learned,
    costs,
  };
}

function* nodeImages(graph: Graph, kinds: ReadonlyMap<Kind, number>): Generator<NodeImage> {
  for (let node = 0; node < graph.size; node++)
    yield nodeSnapshot(graph, node, kinds.get(graph.kindOf(node))!);
}

function kindImage(kind: Kind): KindImage {
  if (kind.type === 'combinator') return { combinator: kind.combinator.name };
  const { name, version, module } = kind.refiner;
  return { refiner: name, version, ...(module === undefined ? {} : { module: module.href }) };
}

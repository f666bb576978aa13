import type { PincerError } from '../../exact/errors.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { kindName } from '../../graph/kind.js';

/** Names beyond this many on a path are left out in the middle. */
const LONGEST_PATH = 20;

/**
 * The functions on a shortest path from a root down to a node, outermost first.
 * Breadth first upward over the active parent edges inside the cone: O(cone).
 */
export function pathTo(
  graph: Graph,
  positions: ConePositions,
  root: NodeId,
  start: NodeId,
): readonly string[] {
  if (positions.of(start) < 0) return [];
  const below = new Map<NodeId, NodeId>([[start, start]]);
  const queue = [start];
  for (let next = 0; next < queue.length && !below.has(root); next++) {
    graph.forEachParent(queue[next]!, (parent) => {
      if (below.has(parent) || positions.of(parent) < 0) return;
      below.set(parent, queue[next]!);
      queue.push(parent);
    });
  }
  const path: string[] = [];
  let node: NodeId | undefined = below.has(root) ? root : start;
  for (; node !== undefined && node !== start; node = below.get(node)) {
    path.push(kindName(graph.kindOf(node)));
  }
  path.push(kindName(graph.kindOf(start)));
  return shortened(path);
}

/** A path as errors carry it: without its middle where it is long. */
export function shortened(path: readonly string[]): readonly string[] {
  if (path.length <= LONGEST_PATH) return path;
  const half = LONGEST_PATH / 2;
  return [...path.slice(0, half), '...', ...path.slice(-half)];
}

/** A copy of an error with a path of its own: roots share nodes and their errors, but not the way there. */
export function withPath<E extends PincerError>(error: E, path: readonly string[]): E {
  const copy = Object.create(
    Object.getPrototypeOf(error) as object,
    Object.getOwnPropertyDescriptors(error),
  ) as E;
  copy.path = path;
  return copy;
}

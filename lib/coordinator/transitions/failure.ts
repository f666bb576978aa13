/** Failed nodes: what becomes of those that need them, and the path from a root to a failure. */
import { PincerError } from '../../exact/errors.js';
import type { ConePositions } from '../../graph/cone-positions.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import { kindName } from '../../graph/kind.js';
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import { StepFailedError } from '../errors.js';
import type { Nanoseconds } from '../time.js';

/** Fails a node for good. The operations that want it decide at once whether they can do without it. */
export function failNode(
  state: CoordinatorState,
  node: NodeId,
  cause: Error,
  now: Nanoseconds,
): void {
  const { graph, index, log } = state;
  const error =
    cause instanceof PincerError
      ? cause
      : new StepFailedError(
          `${graph.describe(node)}: step ${String(graph.versionOf(node) + 1)} threw ${cause.name}: ${cause.message}`,
          { cause },
        );
  error.step ??= graph.versionOf(node) + 1;
  graph.fail(node, error);
  log.emit({ type: 'node-failed', nanoseconds: now, node, message: error.message });
  for (const operation of index.of(node)) state.abandonWave(operation, 'node-failed');
}

/** Adds to the error of a root what else failed below it. */
export function withOthers<E extends PincerError>(error: E, graph: Graph, cone: Cone): E {
  // A parent keeps the error object of its child.
  const failures = new Set(Array.from(cone, (node) => graph.errorOf(node)));
  const others = [...failures].filter((other) => other && other.message !== error.message);
  if (others.length > 0) {
    const count = String(others.length + 1);
    error.all = new AggregateError([error, ...others], `${count} nodes below the root failed`);
  }
  return error;
}

/** A longer path is written without its middle. */
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

/** A path as errors carry it: a long one without its middle. */
export function shortened(path: readonly string[]): readonly string[] {
  if (path.length <= LONGEST_PATH) return path;
  const half = LONGEST_PATH / 2;
  return [...path.slice(0, half), '...', ...path.slice(-half)];
}

/** A copy of an error with its own path: roots share nodes and errors, but each has its own path to them. */
export function withPath<E extends PincerError>(error: E, path: readonly string[]): E {
  const copy = Object.create(
    Object.getPrototypeOf(error) as object,
    Object.getOwnPropertyDescriptors(error),
  ) as E;
  copy.path = path;
  return copy;
}

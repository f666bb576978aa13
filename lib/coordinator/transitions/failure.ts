import { PincerError } from '../../exact/errors.js';
import type { Cone } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import { StepFailedError } from '../errors.js';
import type { Nanoseconds } from '../leases/lease.js';

/** Fails a node for good: those that need it decide at once whether they can do without. */
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
  for (const operation of index.of(node)) {
    // What is still out may be needed no more.
    operation.wave = undefined;
    state.attend(operation);
  }
}

/** Tells an error of a root what else failed below it. */
export function withOthers<E extends PincerError>(error: E, graph: Graph, cone: Cone): E {
  const failures: PincerError[] = [];
  for (const node of cone) {
    const failure = graph.errorOf(node);
    // A parent keeps the very error of its child; what it says has been said then.
    if (failure !== undefined && !failures.includes(failure)) failures.push(failure);
  }
  const others = failures.filter(({ message }) => message !== error.message);
  if (others.length > 0) {
    const count = String(others.length + 1);
    error.all = new AggregateError([error, ...others], `${count} nodes below the root failed`);
  }
  return error;
}

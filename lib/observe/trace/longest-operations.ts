/**
 * The longest operations of a trace, each with an explanation of its bounds when it ended: what pictures are drawn from.
 *
 * Laws
 * 1. It keeps {@link MOST_OPERATIONS}, however many there are. An operation is explained when it ends and only if it is
 *    kept then, so of many short ones few are.
 * 2. An operation whose nodes were renumbered meanwhile is left out, as is one that another serves, and one of more than
 *    {@link MOST_NODES} nodes: explaining it would take longer than a listener may.
 * 3. A stop that ends an operation does not end its explanation.
 */
import type { SchedulerEvent } from '../../coordinator/events.js';
import type { CheckedGoal } from '../../coordinator/goals/goal.js';
import { goalWidth } from '../../coordinator/goals/goal-width.js';
import type { OperationId, Reason, Status } from '../../coordinator/operations/request.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import { magnitudeLog2, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { setStop } from '../../exact/interruption.js';
import { coneOf } from '../../graph/cone.js';
import type { Graph } from '../../graph/graph.js';
import type { NodeId } from '../../graph/node.js';
import { Explanation } from '../explanation.js';
import type { NodeExplanation } from '../node-explanation.js';

/** A node when the operation ended. */
export interface TracedNode extends NodeExplanation {
  /** The nodes that it is computed from, in the order of its inputs. */
  readonly children: readonly string[];
}

/** An operation that has ended. */
export interface TracedOperation {
  readonly operation: OperationId;
  readonly goal: CheckedGoal;
  readonly status: Status;
  readonly reason: Reason | null;
  readonly admitted: Nanoseconds;
  readonly settled: Nanoseconds;
  /** Log2 of the width that the goal permits, or of the width that the root has where a goal permits any. */
  readonly allowance: Log2;
  /** The nodes below the root, which is the last; children before parents. */
  readonly nodes: readonly TracedNode[];
  /** The node that contributes most; undefined where nothing is left to narrow. */
  readonly limiting: TracedNode | undefined;
  /** Log2 of the largest magnitude in the bounds of its root. */
  readonly magnitude: Log2;
}

interface Open {
  readonly goal: CheckedGoal;
  readonly root: NodeId;
  readonly epoch: number;
  readonly admitted: Nanoseconds;
}

const MOST_OPERATIONS = 32;
export const MOST_NODES = 2000;

export class LongestOperations {
  readonly #graph: Graph;
  readonly #open = new Map<OperationId, Open>();
  /** The longest first; of equals the earlier one. */
  #kept: TracedOperation[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  readonly add = (event: SchedulerEvent): void => {
    if (event.type === 'operation-admitted') {
      const { operation, goal, root, nanoseconds: admitted, mergedWith } = event;
      const { epoch } = this.#graph;
      if (mergedWith === undefined) this.#open.set(operation, { goal, root, epoch, admitted });
    } else if (event.type === 'operation-settled') {
      const open = this.#open.get(event.operation);
      if (open === undefined) return;
      this.#open.delete(event.operation);
      const isLong =
        this.#kept.length < MOST_OPERATIONS ||
        event.nanoseconds - open.admitted > durationOf(this.#kept.at(-1)!);
      if (!isLong || open.epoch !== this.#graph.epoch) return;
      const stop = setStop(undefined);
      try {
        this.#keep(event, open);
      } finally {
        setStop(stop);
      }
    }
  };

  /** The longest first. */
  get operations(): readonly TracedOperation[] {
    return this.#kept;
  }

  #keep(
    event: Extract<SchedulerEvent, { type: 'operation-settled' }>,
    { goal, root, admitted }: Open,
  ): void {
    const { operation, status, reason, nanoseconds: settled } = event;
    const cone = coneOf(this.#graph, [root]);
    if (cone.length > MOST_NODES) return;
    const bounds = this.#graph.boundsOf(root);
    // A goal of a sign has no width of its own.
    const wanted = goalWidth(goal, bounds);
    const allowance = Number.isFinite(wanted) ? wanted : widthLog2(bounds);
    const explanation = Explanation.of(this.#graph, root, allowance, () => undefined);
    const nodes = explanation.nodes.map((each, i): TracedNode => {
      const children = Array.from(this.#graph.childrenOf(cone[i]!), (child) =>
        this.#graph.describe(child),
      );
      return { ...each, children };
    });
    const kept: TracedOperation = {
      ...{ operation, goal, status, reason, admitted, settled, allowance, nodes },
      limiting: nodes.find(({ node }) => node === explanation.limiting?.node),
      magnitude: magnitudeLog2(bounds),
    };
    const shorter = this.#kept.findIndex((each) => durationOf(each) < durationOf(kept));
    this.#kept.splice(shorter < 0 ? this.#kept.length : shorter, 0, kept);
    if (this.#kept.length > MOST_OPERATIONS) this.#kept.pop();
  }
}

function durationOf({ admitted, settled }: TracedOperation): Nanoseconds {
  return settled - admitted;
}

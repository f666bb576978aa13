/**
 * Acceptance: what of a result enters the graph. The only place that believes a result, whoever ran its step.
 *
 * Laws
 * 1. Bounds that contradict the published ones fail their node, and no other.
 * 2. An accepted state teaches the predictor.
 */
import { contains, widthLog2 } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { PincerError } from '../../exact/errors.js';
import type { NodeId } from '../../graph/node.js';
import type { StepResult } from '../../refiners/refiner.js';
import { acceptState } from '../leases/belief.js';
import type { ErrorData, Lease } from '../leases/lease.js';
import type { CoordinatorState } from '../state.js';
import type { Nanoseconds } from '../time.js';
import { ownWidth } from '../wave/contribution.js';
import { failNode } from './failure.js';

export class Acceptance {
  readonly #state: CoordinatorState;
  readonly #revive: (data: ErrorData) => Error;

  /** @param revive - makes an error of what came back from a context. */
  constructor(state: CoordinatorState, revive: (data: ErrorData) => Error) {
    this.#state = state;
    this.#revive = revive;
  }

  /** Fails a node whose step threw. */
  fail(node: NodeId, error: ErrorData, now: Nanoseconds): void {
    failNode(this.#state, node, this.#revive(error), now);
  }

  /** Intersects bounds with the published ones; a contradiction fails the node. Returns whether there is none. */
  publish(lease: Lease, bounds: Enclosure, now: Nanoseconds): boolean {
    const { graph, log } = this.#state;
    const { node } = lease;
    // A refiner whose state was dropped starts again from wider bounds than it proved before.
    const isBehind = graph.recordOf(node)!.behind > 0;
    if (log.wants('bounds-widened') && !isBehind && !contains(lease.bounds, bounds)) {
      log.emit({ type: 'bounds-widened', nanoseconds: now, node });
    }
    try {
      graph.narrow(node, bounds);
      return true;
    } catch (error) {
      if (!(error instanceof PincerError)) throw error;
      failNode(this.#state, node, error, now);
      return false;
    }
  }

  /** Accepts the state of a fresh result, whose bounds have been published. */
  accept(lease: Lease, result: StepResult, steps: number, now: Nanoseconds): void {
    acceptState(this.#state.graph, lease, result, steps, now);
    this.#teach(lease, result, steps);
  }

  /** Teaches the predictor what accepted steps brought and cost. */
  #teach({ node, bounds, demand }: Lease, { cost = 1, forecast }: StepResult, steps: number): void {
    const { graph, predictor } = this.#state;
    const record = graph.recordOf(node)!;
    // Steps that only restore a dropped state do not show what further steps will bring.
    if (record.behind > 0) return;
    // These were the first steps of the node: what is known belongs to an earlier node of this number.
    if (record.steps === steps) predictor.forget(node);
    // How much of the width of a function's first bounds was its own is not known.
    const first = graph.childCount(node) > 0 ? Infinity : widthLog2(bounds);
    const before = predictor.widthOf(node) ?? first;
    predictor.observe(node, before, ownWidth(graph, node), demand.width, cost, steps, forecast);
  }
}

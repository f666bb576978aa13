/**
 * Completion: how operations end, and which operations go on or end after them.
 *
 * Laws
 * 1. An operation ends once. Each request that it serves gets one outcome, with the best bounds.
 * 2. States and bounds stay in the graph. Nodes that were active for this operation alone become inactive,
 *    and leases that nobody else wants are asked to stop.
 * 3. An operation that waits for requests goes on when all of them have met their goals, and ends with the
 *    first that has not.
 * 4. A request that shares its operation can end by itself; the operation goes on for the others.
 * 5. A stop interrupts no end: what an outcome says beside status and bounds is left out where it is not found in time.
 */
import { refreshCone } from '../../graph/cone.js';
import type { CoordinatorState } from '../state.js';
import { earlyEnding, exhaustedEnding, inTime } from './ending.js';
import type { Ending } from './ending.js';
import type { Dependants } from './dependants.js';
import { lastDoubt } from '../goals/doubts.js';
import type { Nanoseconds } from '../time.js';
import { limitingLeaf, stallOf } from './exhaustion.js';
import { limitOfBits, statisticsOf, usedUpBy } from '../operations/accounting.js';
import { leaveKin } from '../operations/kinship.js';
import type { Subscriber, Operation } from '../operations/operation.js';
import type { OperationId, Outcome, Reason } from '../operations/request.js';
import { pathTo, withOthers, withPath } from './failure.js';

export class Completion {
  readonly #state: CoordinatorState;
  readonly #dependants: Dependants;

  constructor(state: CoordinatorState, dependants: Dependants) {
    this.#state = state;
    this.#dependants = dependants;
  }

  /** Ends one request early, with the best bounds; does nothing where it has ended. */
  interrupt(id: OperationId, reason: Reason, now: Nanoseconds): void {
    const { graph, operations } = this.#state;
    const operation = operations.find(id);
    if (operation === undefined) return;
    if (operation.subscribers.length === 1) {
      this.endEarly(operation, reason, now);
      return;
    }
    refreshCone(graph, operation.cone);
    const ending = earlyEnding(graph, operation, reason);
    const subscriber = operation.subscribers.find((one) => one.id === id)!;
    this.#complete(operation, [subscriber], ending, now);
  }

  /** Ends an operation early, with what is proven by then. */
  endEarly(operation: Operation, reason: Reason, now: Nanoseconds): void {
    const { graph } = this.#state;
    refreshCone(graph, operation.cone);
    const ending =
      reason === 'exhausted'
        ? exhaustedEnding(graph, operation)
        : earlyEnding(graph, operation, reason);
    const mayHaveStalled = reason === 'exhausted' && ending.status !== 'met';
    const stall = mayHaveStalled ? inTime(() => stallOf(graph, operation), undefined) : undefined;
    this.end(operation, stall ? { status: 'error', reason: null, ...stall } : ending, now);
  }

  /** Ends an operation; does nothing where it has ended. */
  end(operation: Operation, ending: Ending, now: Nanoseconds): void {
    if (operation.ended) return;
    const { divisions, graph, index, log, leases, operations, runQueue } = this.#state;
    operation.ended = true;
    this.#state.underWay--;
    runQueue.ended(operation);
    operations.close(operation);
    log.narrowed(operation, graph.boundsOf(operation.request.root), now);
    // Before the parent edges of the cone go: they lead from a failed node to the root.
    this.#complete(operation, operation.subscribers, ending, now);
    for (const node of operation.cone) {
      graph.deactivate(node);
      if (graph.isRefiner(node)) index.remove(node, operation);
    }
    divisions.retain((node) => graph.isActive(node));
    const unwanted = leases.entries().filter(({ lease }) => !graph.isActive(lease.node));
    this.#state.stopLeases(unwanted);
    if (leaveKin(operation)) this.#state.recomputePriorities(now);
  }

  /** Lets the operations go on, or ends them, that waited for requests which have ended. */
  resumeDependants(now: Nanoseconds): void {
    // Each turn takes out an ended request, and each request ends once.
    for (let last = this.#dependants.take(); last !== undefined; last = this.#dependants.take()) {
      const { met, error, dependants } = last;
      for (const operation of dependants) {
        if (met) {
          if (this.#dependants.unblock(operation)) this.#state.markForReview(operation);
        } else if (error === undefined) {
          this.endEarly(operation, 'dependency', now);
        } else {
          this.end(operation, { status: 'error', reason: 'dependency', error }, now);
        }
      }
    }
  }

  /** Pushes the outcomes of requests that an operation serves, which leave it. */
  #complete(
    operation: Operation,
    subscribers: readonly Subscriber[],
    ending: Ending,
    now: Nanoseconds,
  ): void {
    const { graph, log, operations, outcomes } = this.#state;
    const { priority } = operation.scheduling;
    const { status, reason, error } = ending;
    const shared = this.#outcomeOf(operation, ending);
    const { root, epoch, bounds, exact, ends, usedUp, proof, failed, limit, doubt } = shared;
    for (const subscriber of subscribers) {
      const { id } = subscriber;
      const statistics = statisticsOf(operation, subscriber, now);
      // Field by field: a spread costs more than the rest of it.
      outcomes.push({
        operation: id,
        root,
        epoch,
        status,
        reason,
        bounds,
        exact,
        ends,
        proof,
        error: shared.error,
        usedUp,
        failed,
        limit,
        doubt,
        statistics,
      });
      operations.leave(operation, subscriber, ending, now, graph.epoch);
      this.#dependants.conclude(id, status === 'met', error);
      log.settled(id, priority, ending, now);
    }
  }

  /** What the outcomes of all requests of an operation have in common. */
  #outcomeOf(operation: Operation, ending: Ending): Omit<Outcome, 'operation' | 'statistics'> {
    const { budgets, equalities, graph } = this.#state;
    const { request, cone, positions } = operation;
    const { status, reason, error, ends } = ending;
    const failed = ending.failed ?? (error && graph.nodeWithError(error));
    const path = failed === undefined ? [] : pathTo(graph, positions, request.root, failed);
    const limit =
      reason === 'exhausted' ? inTime(() => limitingLeaf(graph, operation), undefined) : undefined;
    const proof = status === 'met' ? equalities.proofIn(cone) : undefined;
    const doubt =
      status === 'undecided'
        ? inTime(() => lastDoubt(graph, cone, request.assumeDomain ?? false), undefined)
        : undefined;
    return {
      root: request.root,
      epoch: graph.epoch,
      status,
      reason,
      bounds: graph.boundsOf(request.root),
      exact: request.exact,
      ends,
      usedUp:
        reason === 'budget'
          ? (usedUpBy(operation) ?? budgets.usedUpIn(cone) ?? limitOfBits(operation))
          : undefined,
      proof,
      error: error && withOthers(withPath(error, path), graph, cone),
      failed,
      limit,
      doubt: doubt && { node: doubt.node, argument: doubt.argument },
    };
  }
}

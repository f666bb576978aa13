/**
 * Endings: how operations end, and who goes on or ends after them.
 *
 * Laws
 * 1. An operation ends once; each request that it served gets one outcome, with the best bounds.
 * 2. States and bounds stay behind. What was active for its sake alone is active no more, and leases
 *    that nobody else wants are told to stop.
 * 3. Those that wait for a request go on when all that they wait for have met their goals, and end
 *    with the first that has not.
 * 4. A request that shares its operation with others leaves it alone: the others go on.
 */
import { refreshCone } from '../../graph/cone.js';
import type { CoordinatorState } from '../state.js';
import { unmet } from './decision.js';
import type { Ending } from './decision.js';
import type { Dependants } from './dependants.js';
import { lastDoubt } from '../goals/doubts.js';
import type { Nanoseconds } from '../leases/lease.js';
import { limitingLeaf, stallOf } from './exhaustion.js';
import type { Subscriber, Operation, OperationId, Reason } from '../operations/operation.js';
import { statisticsOf } from '../operations/operation-table.js';
import { withOthers } from './failure.js';
import { pathTo, withPath } from './path.js';

export class Completion {
  readonly #state: CoordinatorState;
  readonly #dependants: Dependants;

  constructor(state: CoordinatorState, dependants: Dependants) {
    this.#state = state;
    this.#dependants = dependants;
  }

  /** Ends one request early, with the best bounds; does nothing where it has ended. */
  interrupt(id: OperationId, reason: Reason, now: Nanoseconds): void {
    const { graph, register } = this.#state;
    const operation = register.find(id);
    if (operation === undefined) return;
    if (operation.subscribers.length === 1) {
      this.endUnmet(operation, reason, now);
      return;
    }
    // The others that it was pursued for go on.
    refreshCone(graph, operation.cone);
    const { ending } = unmet(graph, operation, reason);
    const member = operation.subscribers.find((one) => one.id === id)!;
    this.#dismiss(operation, [member], ending, now);
  }

  /** Ends an operation early, as what is proven then allows. */
  endUnmet(operation: Operation, reason: Reason, now: Nanoseconds): void {
    const { graph } = this.#state;
    refreshCone(graph, operation.cone);
    const { ending } = unmet(graph, operation, reason);
    const isStuck = reason === 'exhausted' && ending.status !== 'met';
    const stall = isStuck ? stallOf(graph, operation) : undefined;
    this.end(
      operation,
      stall === undefined ? ending : { status: 'error', reason: null, ...stall },
      now,
    );
  }

  end(operation: Operation, ending: Ending, now: Nanoseconds): void {
    if (operation.ended) return;
    const { graph, index, log, leases, register, turns } = this.#state;
    operation.ended = true;
    this.#state.underWay--;
    turns.ended(operation);
    register.close(operation);
    log.narrowed(operation, graph.boundsOf(operation.request.root), now);
    // While the parent edges of the cone are there: they are the way to what failed.
    this.#dismiss(operation, operation.subscribers, ending, now);
    for (const node of operation.cone) {
      graph.deactivate(node);
      if (graph.isRefiner(node)) index.remove(node, operation);
    }
    const unwanted = leases.entries().filter(({ lease }) => !graph.isActive(lease.node));
    this.#state.stopLeases(unwanted);
    operation.parent?.children.delete(operation);
    for (const child of operation.children) {
      child.parent = undefined;
      child.inherited = Math.max(child.inherited, operation.priority);
    }
    if (operation.awaited.size > 0) {
      operation.awaited.clear();
      this.#state.inheritAnew(now);
    }
  }

  /** Lets those go on, or fails them, that waited for requests that have ended. */
  followUp(now: Nanoseconds): void {
    // Each turn takes out a request that has ended, and each ends once.
    for (let last = this.#dependants.take(); last !== undefined; last = this.#dependants.take()) {
      const { met, error, dependants } = last;
      for (const operation of dependants) {
        if (met && --operation.blockers === 0) this.#state.attend(operation);
        if (met) continue;
        if (error === undefined) this.endUnmet(operation, 'dependency', now);
        else this.end(operation, { status: 'error', reason: 'dependency', error }, now);
      }
    }
  }

  /** Answers requests that an operation was pursued for. */
  #dismiss(
    operation: Operation,
    members: readonly Subscriber[],
    ending: Ending,
    now: Nanoseconds,
  ): void {
    const { graph, log, outcomes, register } = this.#state;
    const { request, priority } = operation;
    const { status, reason, error } = ending;
    const failed = ending.failed ?? (error === undefined ? undefined : graph.nodeWithError(error));
    const path =
      failed === undefined ? [] : pathTo(graph, operation.positions, request.root, failed);
    const limit = reason === 'exhausted' ? limitingLeaf(graph, operation) : undefined;
    const doubt =
      status === 'undecided'
        ? lastDoubt(graph, operation.cone, request.assumeDomain ?? false)
        : undefined;
    for (const member of members) {
      const { id } = member;
      outcomes.push({
        operation: id,
        root: request.root,
        epoch: graph.epoch,
        status,
        reason,
        bounds: graph.boundsOf(request.root),
        ...(request.exact === undefined ? {} : { exact: request.exact }),
        ...(error === undefined
          ? {}
          : { error: withOthers(withPath(error, path), graph, operation.cone) }),
        ...(failed === undefined ? {} : { failed }),
        ...(limit === undefined ? {} : { limit }),
        ...(doubt === undefined ? {} : { doubt: { node: doubt.node, argument: doubt.argument } }),
        statistics: statisticsOf(operation, member, now),
      });
      register.leave(operation, member, ending, now, graph.epoch);
      this.#dependants.conclude(id, status === 'met', error);
      log.emit({
        type: 'operation-settled',
        nanoseconds: now,
        operation: id,
        priority,
        status,
        reason,
      });
    }
    operation.subscribers = operation.subscribers.filter((member) => !members.includes(member));
  }
}

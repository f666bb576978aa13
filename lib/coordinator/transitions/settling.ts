/**
 * Settling: what becomes of what leases bring.
 *
 * Laws
 * 1. Every lease ends in exactly one of committed, stale, stopped, failed, lost, however often its
 *    settlement comes.
 * 2. What a result proves is kept however late it comes; its state only if the node has not moved on
 *    since the lease was cut, and if nobody had given the lease up.
 * 3. Bounds that contradict those published fail their node, and no other.
 */
import { contains } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { PincerError } from '../../exact/errors.js';
import type { NodeId } from '../../graph/node.js';
import type { StepResult } from '../../refiners/refiner.js';
import { acceptState, isFresh, stampOf } from '../leases/belief.js';
import { followedBy, followingSettlement } from '../leases/chain.js';
import type { CoordinatorState } from '../state.js';
import { overBudget } from './decision.js';
import type { LeaseEnd } from '../events.js';
import { learn } from './experience.js';
import { failNode } from './failure.js';
import { renewed } from '../leases/lease-table.js';
import type { OpenLease } from '../leases/lease-table.js';
import type { ErrorData, Lease, Nanoseconds, Settlement } from '../leases/lease.js';
import type { Operation } from '../operations/operation.js';
import type { Retries } from './retries.js';

export class Settling {
  readonly #state: CoordinatorState;
  readonly #retries: Retries;
  readonly #revive: (data: ErrorData) => Error;

  /** @param revive - makes an error of what came back from a context. */
  constructor(state: CoordinatorState, retries: Retries, revive: (data: ErrorData) => Error) {
    this.#state = state;
    this.#retries = retries;
    this.#revive = revive;
  }

  /** Bounds that a step proved before it ended. */
  report(cut: Lease, bounds: Enclosure, now: Nanoseconds): void {
    const lease = renewed(cut, this.#state.leases.find(cut.id));
    if (lease.epoch !== this.#state.graph.epoch) return;
    this.#believe(lease, bounds, now);
    this.#afterChange(lease.node);
  }

  /** Takes what became of a lease, and of those that followed it in a chain. */
  settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    this.#settleOne(lease, settlement, now);
    const { then } = lease;
    // A chain is short, so this does not recurse deeply.
    if (then !== undefined) {
      this.settle(followedBy(lease, then, settlement), followingSettlement(settlement), now);
    }
  }

  #settleOne(cut: Lease, settlement: Settlement, now: Nanoseconds): void {
    const state = this.#state;
    const open = state.leases.close(cut.id);
    const lease = renewed(cut, open);
    // Its node has gone, as nobody needed it; or it was closed before the nodes were numbered anew.
    if (lease.epoch !== state.graph.epoch) {
      this.#end(lease, open, 'stopped', now);
      return;
    }
    switch (settlement.kind) {
      case 'result':
        this.#accept(lease, open, settlement.result, settlement.steps, now);
        return;
      case 'stopped':
        if (settlement.result !== undefined) {
          this.#accept(lease, open, settlement.result, 1, now);
        } else {
          this.#end(lease, open, 'stopped', now);
          state.giveBack(lease.node);
        }
        return;
      case 'failed': {
        // Of a state that the node has left, or of a lease that was given up, another step will tell.
        const fresh = open !== undefined && isFresh(state.graph, lease);
        this.#end(lease, open, 'failed', now);
        if (fresh) failNode(state, lease.node, this.#revive(settlement.error), now);
        else state.giveBack(lease.node);
        return;
      }
      case 'lost':
        this.#end(lease, open, 'lost', now);
        if (open === undefined) return;
        if (settlement.blameless === true) state.giveBack(lease.node);
        else this.#retries.retry(lease, false, now);
        return;
    }
  }

  #accept(
    lease: Lease,
    open: OpenLease | undefined,
    result: StepResult,
    steps: number,
    now: Nanoseconds,
  ): void {
    const { graph, index, log } = this.#state;
    const { node } = lease;
    if (!this.#believe(lease, result.bounds, now)) {
      this.#end(lease, open, 'failed', now);
      return;
    }
    // A lease that was closed before has been given up or answered: its state is nobody's any more.
    if (open !== undefined && isFresh(graph, lease)) {
      this.#commit(lease, open, result, steps, now);
      return;
    }
    this.#end(lease, open, 'stale', now);
    const actual = stampOf(graph, node);
    const expected = lease.stamp;
    log.emit({ type: 'conflict-found', nanoseconds: now, lease: lease.id, node, expected, actual });
    for (const operation of index.of(node)) operation.stale++;
    this.#afterChange(node);
    // Its answer was still awaited, and no other lease of the node brought one.
    if (open?.stopping === false) this.#retries.retry(lease, true, now);
  }

  #commit(
    lease: Lease,
    open: OpenLease,
    result: StepResult,
    steps: number,
    now: Nanoseconds,
  ): void {
    const { attempts, graph, index, leases, predictor, turns } = this.#state;
    const { node } = lease;
    this.#end(lease, open, 'committed', now);
    if (attempts.size > 0) attempts.delete(node);
    acceptState(graph, lease, result, steps, now);
    learn(graph, predictor, lease, result, steps);
    // Others that were cut from the state that is now left behind cannot bring another.
    if (leases.has(node)) this.#state.stopLeases(leases.of(node));
    const cost = result.cost ?? 1;
    for (const operation of index.of(node)) {
      operation.steps += steps;
      operation.cost += cost;
      // What was charged when the lease was cut was a prediction.
      if (operation.id === open.operation) turns.charge(operation, -lease.predictedCost);
    }
    this.#afterChange(node, cost);
  }

  /** Meets bounds with those published; a contradiction fails the node. Returns whether all is well. */
  #believe(lease: Lease, bounds: Enclosure, now: Nanoseconds): boolean {
    const { graph, log } = this.#state;
    const { node } = lease;
    // One that starts anew, as its state was dropped, comes from further out than what it proved before.
    const isBehind = graph.recordOf(node)!.behind > 0;
    if (log.observed && !isBehind && !contains(lease.bounds, bounds)) {
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

  /**
   * Tells the waves, and has those looked at whose goals may be met now.
   * @param cost - of the step that brought it, to be shared among those that gain from it.
   */
  #afterChange(node: NodeId, cost = 0): void {
    const wanting = this.#state.index.of(node);
    if (wanting.length === 1) {
      this.#tell(wanting[0]!, node, cost);
      if (cost > 0) this.#charge(wanting[0]!, cost);
      return;
    }
    const gains: number[] = [];
    let total = 0;
    for (const operation of wanting) {
      const gain = this.#tell(operation, node, cost);
      gains.push(gain);
      total += gain;
    }
    if (cost === 0) return;
    for (let i = 0; i < wanting.length; i++) {
      // What nobody gains from is shared evenly.
      this.#charge(wanting[i]!, total > 0 ? (cost * gains[i]!) / total : cost / wanting.length);
    }
  }

  /** @returns what the operation gains by it, in bits. */
  #tell(operation: Operation, node: NodeId, cost: number): number {
    const { wave } = operation;
    this.#state.attend(operation);
    if (wave === undefined) return 0;
    const gain = wave.moved(node);
    wave.spent += cost;
    if (wave.isMetByEstimate) {
      operation.wave = undefined;
    } else if (wave.isOutdated) {
      operation.wave = undefined;
      if (operation.separation !== undefined) operation.separation.outdated = true;
    } else if (overBudget(this.#state.graph, operation)) {
      operation.wave = undefined;
    }
    return gain;
  }

  #charge(operation: Operation, share: number): void {
    operation.charged += share;
    this.#state.turns.charge(operation, share);
  }

  #end(lease: Lease, open: OpenLease | undefined, end: LeaseEnd, now: Nanoseconds): void {
    // A settlement that comes again counts no lease a second time.
    if (open === undefined) return;
    const { log, leases } = this.#state;
    leases.counts[end]++;
    if (log.observed)
      log.emit({ type: 'lease-ended', nanoseconds: now, lease: lease.id, node: lease.node, end });
  }
}

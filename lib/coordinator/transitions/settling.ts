/**
 * Settling: what the end of a lease changes.
 *
 * Laws
 * 1. Every lease ends in exactly one of committed, stale, stopped, failed, lost, however often its
 *    settlement comes.
 * 2. Bounds that a result proves are kept however late it comes. Its state is kept only if the node has
 *    not moved on since the lease was issued, and if the lease is still open.
 * 3. A result that is accepted (acceptance.ts) is counted, then the waves are informed, then it is charged.
 * 4. A lease of another incarnation changes nothing, neither states nor bounds: its numbers are those of another
 *    session.
 * 5. A step that answers with parts has brought nothing yet: its node keeps its state, and the value of a part changes
 *    no bounds.
 * 6. Of the leases that are settled together, the one that was issued first is settled first: by the time of its
 *    issue, then by its number. So whichever of two leases of one state answers first, the same one is accepted.
 */
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import type { NodeId } from '../../graph/node.js';
import type { Plain } from '../../refiners/refiner.js';
import type { LeaseWork } from '../events.js';
import { isFresh, stampOf } from '../leases/belief.js';
import { settledLeases } from '../leases/chain.js';
import { tellEnded } from '../lease-events.js';
import type { Answer } from '../lease-events.js';
import type { CoordinatorState } from '../state.js';
import type { Acceptance } from './acceptance.js';
import { renumbered } from '../leases/lease-table.js';
import type { OpenLease } from '../leases/lease-table.js';
import type { Lease, LeaseEnd, SettledLease, Settlement } from '../leases/lease.js';
import { charge, countStale, countSteps, usedUpBy, weigh } from '../operations/accounting.js';
import type { Operation } from '../operations/operation.js';
import type { Nanoseconds } from '../time.js';
import { withinLimit } from './time-limit.js';
import type { StopAt } from './time-limit.js';
import type { Retries } from './retries.js';

export class Settling {
  readonly #state: CoordinatorState;
  readonly #acceptance: Acceptance;
  readonly #retries: Retries;
  readonly #stopAt: StopAt | undefined;
  /** What each operation that wants a node gains from a change of it, in bits; used again each time. */
  readonly #gains: number[] = [];

  constructor(
    state: CoordinatorState,
    acceptance: Acceptance,
    retries: Retries,
    stopAt: StopAt | undefined,
  ) {
    this.#state = state;
    this.#acceptance = acceptance;
    this.#retries = retries;
    this.#stopAt = stopAt;
  }

  /** Bounds that a step proved before it ended. */
  report(issued: Lease, bounds: Enclosure, now: Nanoseconds): void {
    if (issued.incarnation !== this.#state.incarnation) return;
    const lease = renumbered(issued, this.#state.leases.find(issued.id));
    if (lease.epoch !== this.#state.graph.epoch) return;
    this.#acceptance.publish(lease, bounds, now);
    this.#inform(lease.node, 0, now);
  }

  /** Settles a lease, and those that follow it in its chain. */
  settle(lease: Lease, settlement: Settlement, now: Nanoseconds): void {
    if (lease.then === undefined) {
      this.#settleOne(lease, settlement, now);
      return;
    }
    for (const one of settledLeases(lease, settlement))
      this.#settleOne(one.lease, one.settlement, now);
  }

  /** Settles leases that have come back together, each with those that follow it, in the order of law 6. */
  settleAll(batch: readonly SettledLease[], now: Nanoseconds): void {
    const { leases } = this.#state;
    batch
      .flatMap(({ lease, settlement }) => settledLeases(lease, settlement))
      // A lease that has ended before brings no state, so its place does not matter.
      .map((one) => ({ ...one, issuedAt: leases.find(one.lease.id)?.issuedAt ?? Infinity }))
      .sort((a, b) => compareNumbers(a.issuedAt, b.issuedAt) || a.lease.id - b.lease.id)
      .forEach(({ lease, settlement }) => {
        this.#settleOne(lease, settlement, now);
      });
  }

  #settleOne(issued: Lease, settlement: Settlement, now: Nanoseconds): void {
    const state = this.#state;
    if (issued.incarnation !== state.incarnation) return;
    const open = state.leases.close(issued);
    const lease = renumbered(issued, open);
    // The node was evicted, as nobody needed it; or the lease was closed before the nodes were renumbered.
    if (lease.epoch !== state.graph.epoch) {
      this.#end(lease, open, 'stopped', now);
      return;
    }
    switch (settlement.kind) {
      case 'result':
        this.#accept(lease, open, settlement, now);
        return;
      case 'parts':
        this.#divide(lease, open, settlement.parts, now);
        return;
      case 'part':
        this.#bringPart(lease, open, settlement, now);
        return;
      case 'stopped':
        if (open?.lease.part !== undefined) state.endDivision(lease.node);
        if (settlement.result !== undefined) {
          this.#accept(lease, open, { result: settlement.result, steps: 1 }, now);
        } else {
          this.#end(lease, open, 'stopped', now);
          // Nobody asked for the stop: its limit of time did, which is charged though the step brought nothing.
          if (open?.stopping === false)
            this.#pay(lease, open, { steps: 0, cost: 0, elapsed: now - open.issuedAt }, now);
          state.requeue(lease.node);
        }
        return;
      case 'failed': {
        // If the state is stale or the lease was closed, the failure is ignored: the next step fails as well.
        const fresh = open !== undefined && isFresh(state.graph, lease);
        if (fresh) state.endDivision(lease.node);
        this.#end(lease, open, 'failed', now);
        if (fresh) this.#acceptance.fail(lease.node, settlement.error, now);
        else state.requeue(lease.node);
        return;
      }
      case 'lost':
        this.#end(lease, open, 'lost', now);
        if (open === undefined) return;
        if (open.lease.part !== undefined) state.endDivision(lease.node);
        if (settlement.blameless === true) state.requeue(lease.node);
        else this.#retries.retry(lease, false, now);
        return;
    }
  }

  #accept(lease: Lease, open: OpenLease | undefined, answer: Answer, now: Nanoseconds): void {
    const { result } = answer;
    const { graph, index, log } = this.#state;
    const { node } = lease;
    if (!this.#acceptance.publish(lease, result.bounds, now)) {
      this.#end(lease, open, 'failed', now);
      return;
    }
    // The state of a lease that was closed before is not used any more.
    if (open !== undefined && isFresh(graph, lease)) {
      this.#commit(lease, open, answer, now);
      return;
    }
    this.#end(lease, open, 'stale', now, answer);
    const actual = stampOf(graph, node);
    const expected = lease.stamp;
    log.emit({ type: 'conflict-found', nanoseconds: now, lease: lease.id, node, expected, actual });
    for (const operation of index.of(node)) countStale(operation);
    this.#inform(node, 0, now);
    // Its result was still wanted, and no other lease of the node has brought one.
    if (open?.stopping === false) this.#retries.retry(lease, true, now);
  }

  #commit(lease: Lease, open: OpenLease, answer: Answer, now: Nanoseconds): void {
    const { result, steps, elapsed } = answer;
    const { divisions, leases } = this.#state;
    const { node } = lease;
    const { cost = 1 } = result;
    this.#end(lease, open, 'committed', now, answer);
    this.#retries.accepted(node);
    this.#acceptance.accept(lease, result, steps, now);
    divisions.end(node);
    // Other leases of the state that is now left behind cannot bring another one.
    if (leases.has(node)) this.#state.stopLeases(leases.of(node));
    this.#pay(lease, open, { steps, cost, elapsed }, now);
  }

  /** Charges a step, or a part of one, to budgets and operations, and informs the waves. */
  #pay(
    lease: Lease,
    open: OpenLease,
    work: Pick<LeaseWork, 'steps' | 'cost' | 'elapsed'>,
    now: Nanoseconds,
  ): void {
    const { steps, cost, elapsed } = work;
    const { budgets, index, runQueue } = this.#state;
    const { node } = lease;
    // Without a measured time, as in the deterministic mode, the declared cost stands for it.
    const milliseconds = (elapsed ?? cost) / 1e6;
    for (const operation of index.of(node)) {
      countSteps(operation, steps, cost, milliseconds);
      // The charge at the issue of the lease was a prediction.
      if (operation.id === open.operation) runQueue.charge(operation, -lease.predictedCost);
    }
    const isUsedUp = budgets.charge(node, steps, milliseconds);
    this.#inform(node, cost, now);
    this.#charge(node, cost);
    if (isUsedUp) this.#endWaves(node);
  }

  /** The step of a lease is divided, unless its result is not wanted any more. */
  #divide(
    lease: Lease,
    open: OpenLease | undefined,
    parts: readonly Plain[],
    now: Nanoseconds,
  ): void {
    const { divisions, graph, index } = this.#state;
    const { node } = lease;
    this.#end(lease, open, 'committed', now);
    const isWanted = open?.stopping === false && index.of(node).length > 0;
    if (isWanted && isFresh(graph, lease)) divisions.begin(lease, parts);
    this.#state.requeue(node);
  }

  /** The value of a part has come. With the last one the step is ready to be run again. */
  #bringPart(
    lease: Lease,
    open: OpenLease | undefined,
    { value, elapsed }: { readonly value: Plain; readonly elapsed?: Nanoseconds | undefined },
    now: Nanoseconds,
  ): void {
    if (open?.lease.part === undefined) return;
    const { divisions, graph } = this.#state;
    this.#end(lease, open, 'committed', now);
    divisions.of(graph, lease.node)?.bring(open.lease.part, value);
    this.#pay(lease, open, { steps: 1, cost: elapsed ?? lease.predictedCost, elapsed }, now);
    this.#state.requeue(lease.node);
  }

  /** The budget of the session is used up, or that of the refiner of a node, which takes no further step. */
  #endWaves(node: NodeId): void {
    const { budgets, graph, operations } = this.#state;
    const refiner = budgets.ofNode(node)?.usedUp?.refiner;
    if (typeof refiner === 'string') graph.retire(refiner);
    for (const operation of operations.operations())
      this.#state.abandonWave(operation, 'over-budget');
  }

  /**
   * Informs the waves of a change of a node, and has their operations reviewed. Notes what each gains.
   * @param cost - of the step that brought the change.
   */
  #inform(node: NodeId, cost: number, now: Nanoseconds): void {
    this.#gains.length = 0;
    for (const operation of this.#state.index.of(node)) {
      this.#gains.push(this.#informOne(operation, node, cost, now));
    }
  }

  /** @returns what the operation gains, in bits. */
  #informOne(operation: Operation, node: NodeId, cost: number, now: Nanoseconds): number {
    const state = this.#state;
    const { wave } = operation.pursuit;
    state.markForReview(operation);
    if (wave === undefined) return 0;
    const gain = withinLimit(this.#stopAt, operation, now, () => wave.moved(node));
    wave.spent += cost;
    if (wave.isMetByEstimate) {
      state.abandonWave(operation, 'aim-met-by-estimate');
    } else if (wave.isOutdated) {
      state.abandonWave(operation, 'outdated');
    } else {
      weigh(state.graph, operation);
      if (usedUpBy(operation) !== undefined) state.abandonWave(operation, 'over-budget');
    }
    return gain;
  }

  /** Charges the cost of a step to the operations that want its node, in proportion to the gains just noted. */
  #charge(node: NodeId, cost: number): void {
    if (cost === 0) return;
    const { index, runQueue } = this.#state;
    const wanting = index.of(node);
    if (wanting.length === 1) {
      charge(wanting[0]!, cost);
      runQueue.charge(wanting[0]!, cost);
      return;
    }
    let total = 0;
    for (const gain of this.#gains) total += gain;
    for (let i = 0; i < wanting.length; i++) {
      // Without any gain the cost is shared evenly.
      const part = total > 0 ? (cost * this.#gains[i]!) / total : cost / wanting.length;
      charge(wanting[i]!, part);
      runQueue.charge(wanting[i]!, part);
    }
  }

  #end(
    lease: Lease,
    open: OpenLease | undefined,
    end: LeaseEnd,
    now: Nanoseconds,
    answer?: Answer,
  ): void {
    // A settlement that comes again ends no lease a second time.
    if (open === undefined) return;
    this.#state.leases.counts[end]++;
    tellEnded(this.#state, lease, open, end, now, answer);
  }
}

/** The order of two numbers, of which either may be infinite. */
function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * The dispatcher: which steps get the free slots of a poll.
 *
 * Laws
 * 1. Operations take turns while any of them has a step that one of the slots takes.
 * 2. A step that found no slot stays ready. A poll tries a bounded number of such steps.
 * 3. The timeout of an operation runs from its first turn, not while others go before it.
 * 4. Parts of a step that is divided go before steps of no higher priority: what waits for them is under way.
 * 5. Where a step finds no slot that it could take, steps of lower priority are preempted for it.
 */
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import type { Deadlines } from '../queue/deadlines.js';
import type { Completion } from './completion.js';
import { failNode } from './failure.js';
import { hedge, serveParts } from './extra-leases.js';
import type { Nanoseconds } from '../time.js';
import type { LeaseIssuer, Run, UnplacedStep } from './lease-issuer.js';
import type { Operation } from '../operations/operation.js';
import type { Refused } from '../leases/placement.js';
import type { Slot } from '../leases/port.js';
import { timeoutOf } from './time-limit.js';
import type { WaveRunner } from './wave-runner.js';
import { preempt } from './preemption.js';
import type { Turn } from '../queue/run-queue.js';

/** Ready steps of an operation that a poll tries to place in vain before it leaves the rest for the next poll. */
const LOOK_AHEAD = 16;
/** The same after a first success, in 7 of 8 polls: the remaining steps rarely fit the remaining slots. */
const SHORT_LOOK = 2;
const FULL_LOOK_EVERY = 8;
/** The most steps of all operations together that a poll tries to place in vain. */
const LOOK_AHEAD_OF_ALL = 256;

/** The parts that the dispatcher calls. */
export interface DispatcherParts {
  readonly deadlines: Deadlines;
  readonly completion: Completion;
  readonly issuer: LeaseIssuer;
  readonly waveRunner: WaveRunner;
}

export class Dispatcher {
  readonly #state: CoordinatorState;
  readonly #deadlines: Deadlines;
  readonly #completion: Completion;
  readonly #issuer: LeaseIssuer;
  readonly #waveRunner: WaveRunner;
  #polls = 0;

  constructor(state: CoordinatorState, parts: DispatcherParts) {
    this.#state = state;
    this.#deadlines = parts.deadlines;
    this.#completion = parts.completion;
    this.#issuer = parts.issuer;
    this.#waveRunner = parts.waveRunner;
  }

  /**
   * Gives free slots to steps of all operations.
   * @param free - slots that are taken are removed.
   * @param run - where the leases are added.
   * @param offersAll - whether no free slot is held back.
   * @returns when there will be something to do even if nothing comes back; Infinity for never.
   */
  serve(free: Slot[], run: Run[], now: Nanoseconds, offersAll: boolean): Nanoseconds {
    const [state, issuer] = [this.#state, this.#issuer];
    this.#waveRunner.reviewAll(now);
    // A step that is out much too long is hedged first: under load no slot would ever idle.
    const urgent = hedge(state, issuer, free, run, now, true);
    serveParts(state, issuer, free, run, now, state.runQueue.highest);
    const more = this.#serveInTurn(free, run, now, offersAll);
    serveParts(state, issuer, free, run, now, 0);
    return Math.min(urgent, more, hedge(state, issuer, free, run, now, false));
  }

  #serveInTurn(free: Slot[], run: Run[], now: Nanoseconds, offersAll: boolean): Nanoseconds {
    const [state, waveRunner] = [this.#state, this.#waveRunner];
    const { runQueue } = state;
    this.#polls++;
    const unplaced: UnplacedStep[] = [];
    let highest: Operation | undefined;
    while (free.length > 0 && unplaced.length < LOOK_AHEAD_OF_ALL) {
      const turn = runQueue.next(now);
      if (turn === undefined) break;
      const { operation } = turn;
      const most = run.length > 0 && this.#polls % FULL_LOOK_EVERY > 0 ? SHORT_LOOK : LOOK_AHEAD;
      const taken = this.#takeTurn(turn, free, unplaced, most, now);
      if (taken === undefined) {
        runQueue.rest(operation);
      } else {
        run.push(taken);
        runQueue.took(turn, taken.lease.predictedCost);
        if (operation.pursuit.wave?.queued === 0) runQueue.rest(operation);
        const { priority } = operation.scheduling;
        if (priority > (highest?.scheduling.priority ?? 0)) highest = operation;
      }
      waveRunner.reviewAll(now);
    }
    if (free.length === 0) this.#takeFirst(unplaced, now);
    for (const { operation, node } of unplaced) {
      operation.pursuit.wave?.returned(node);
      state.markForReview(operation);
    }
    waveRunner.reviewAll(now);
    if (!offersAll) return Infinity;
    return preempt(state, this.#issuer, { unplaced, highest, free }, now);
  }

  /** Without a free slot no operation had a turn: takes the steps that the first in turn would have placed. */
  #takeFirst(unplaced: UnplacedStep[], now: Nanoseconds): void {
    const { leases, runQueue } = this.#state;
    const { highest } = runQueue;
    if (highest === 0 || !runQueue.hasBegunBelow(highest)) return;
    const operation = runQueue.firstOf(highest, now);
    // No more slots can come free than there are leases.
    for (let most = Math.min(LOOK_AHEAD, leases.size); most > 0; most--) {
      const node = this.#waveRunner.take(operation, now);
      if (node === undefined) {
        // Its last steps are leased by others: the review takes it out of the run queue.
        this.#state.markForReview(operation);
        return;
      }
      unplaced.push({ operation, node });
    }
  }

  /** Places one step of the operation, and issues its lease. Steps that find no slot are added to `unplaced`. */
  #takeTurn(
    { operation, favour }: Turn,
    free: Slot[],
    unplaced: UnplacedStep[],
    most: number,
    now: Nanoseconds,
  ): Run | undefined {
    this.#startTimeout(operation, now);
    for (let tried = 0; tried < most && !operation.ended;) {
      const node = this.#waveRunner.take(operation, now);
      if (node === undefined) return undefined;
      const assigned = this.#issuer.place(operation, node, free, false);
      if (assigned === undefined) {
        unplaced.push({ operation, node });
        tried++;
      } else if ('refused' in assigned) {
        this.#refuse(operation, node, assigned, now);
      } else {
        const next = (): NodeId | undefined => this.#waveRunner.take(operation, now);
        const run = this.#issuer.issueChain(operation, assigned, free, now, next);
        if (favour) this.#state.leases.favour(run.lease.id);
        return run;
      }
    }
    return undefined;
  }

  /** Serves one operation only, even where it needs a node that is leased already. */
  serveAlone(operation: Operation, free: Slot[], run: Run[], now: Nanoseconds): void {
    const { graph, log } = this.#state;
    if (free.length > 0) this.#startTimeout(operation, now);
    const unplaced: NodeId[] = [];
    while (!operation.ended && operation.blockers === 0) {
      if (free.length === 0) {
        this.#waveRunner.advance(operation, now);
        break;
      }
      const node = this.#waveRunner.take(operation, now, true);
      if (node === undefined) break;
      const assigned = this.#issuer.place(operation, node, free, true);
      if (assigned === undefined) {
        unplaced.push(node);
        if (unplaced.length >= LOOK_AHEAD) break;
      } else if ('refused' in assigned) {
        this.#refuse(operation, node, assigned, now);
      } else {
        run.push(this.#issuer.issueChain(operation, assigned, [], now));
      }
    }
    for (const node of unplaced) operation.pursuit.wave?.returned(node);
    if (operation.ended) return;
    log.narrowed(operation, graph.boundsOf(operation.request.root), now);
  }

  #startTimeout(operation: Operation, now: Nanoseconds): void {
    if (operation.scheduling.deadline !== undefined) return;
    const timeout = timeoutOf(operation);
    if (timeout === Infinity) return;
    this.#deadlines.set(operation, now + timeout);
    if (timeout <= 0) this.#completion.endEarly(operation, 'deadline', now);
  }

  /** A step that no slot can run fails its node, or the operation that asked for it. */
  #refuse(
    operation: Operation,
    node: NodeId,
    { refused, lasting }: Refused,
    now: Nanoseconds,
  ): void {
    if (lasting === true) {
      failNode(this.#state, node, refused, now);
      return;
    }
    refused.node ??= this.#state.graph.describe(node);
    this.#completion.end(operation, { status: 'error', reason: null, error: refused }, now);
  }
}

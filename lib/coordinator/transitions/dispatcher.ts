/**
 * Serving: who gets the free slots of a poll.
 *
 * Laws
 * 1. Operations take turns, while any has a step that one of the slots takes.
 * 2. A step that found no slot stays ready. A poll looks at a bounded number of those.
 * 3. The time of an operation runs from its first turn, not while others go before it.
 * 4. Where a step finds no slot that it could take, those of lower priority stand back for it.
 */
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import type { Deadlines } from '../queue/deadlines.js';
import type { Completion } from './completion.js';
import { failNode } from './failure.js';
import { hedge } from './hedging.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { LeaseIssuer, Run, StepAside } from './lease-issuer.js';
import type { Operation } from '../operations/operation.js';
import type { Refused } from '../leases/placement.js';
import type { Slot } from '../leases/port.js';
import type { WaveRunner } from './wave-runner.js';
import { preempt } from './standing-back.js';
import type { Turn } from '../queue/run-queue.js';

/** How many times its patience a step is out before its hedge goes before other steps. */
const URGENT = 3;

/** Ready steps that a poll tries to place in vain before it leaves the rest for the next poll. */
const LOOK_AHEAD = 16;
/** The same once a step has found a slot, in most polls: what is left is seldom for the slots that are left. */
const SHORT_LOOK = 2;
const FULL_LOOK_EVERY = 8;
/** The same for all operations together. */
const LOOK_AHEAD_OF_ALL = 256;

/** What serving asks of the parts before it. */
export interface ServingParts {
  readonly deadlines: Deadlines;
  readonly endings: Completion;
  readonly leasing: LeaseIssuer;
  readonly pursuit: WaveRunner;
}

export class Dispatcher {
  readonly #state: CoordinatorState;
  readonly #deadlines: Deadlines;
  readonly #endings: Completion;
  readonly #leasing: LeaseIssuer;
  readonly #pursuit: WaveRunner;
  #polls = 0;

  constructor(state: CoordinatorState, parts: ServingParts) {
    this.#state = state;
    this.#deadlines = parts.deadlines;
    this.#endings = parts.endings;
    this.#leasing = parts.leasing;
    this.#pursuit = parts.pursuit;
  }

  /**
   * Gives free slots to all operations.
   * @param free - those that are taken are removed.
   * @param run - where the leases are added.
   * @param offersAll - whether no slot that is free is held back.
   * @returns when there will be something to do although nothing came back; Infinity for never.
   */
  serve(free: Slot[], run: Run[], now: Nanoseconds, offersAll: boolean): Nanoseconds {
    const [state, leasing] = [this.#state, this.#leasing];
    this.#pursuit.attendAll(now);
    // One that is out much too long goes before its equals: under load no slot would ever idle.
    const urgent = hedge(state, leasing, free, run, now, URGENT, state.turns.highest);
    const more = this.#serveInTurn(free, run, now, offersAll);
    return Math.min(urgent, more, hedge(state, leasing, free, run, now, 1));
  }

  #serveInTurn(free: Slot[], run: Run[], now: Nanoseconds, offersAll: boolean): Nanoseconds {
    const [state, pursuit] = [this.#state, this.#pursuit];
    const { turns } = state;
    this.#polls++;
    const aside: StepAside[] = [];
    let highest: Operation | undefined;
    while (free.length > 0 && aside.length < LOOK_AHEAD_OF_ALL) {
      const turn = turns.next(now);
      if (turn === undefined) break;
      const { operation } = turn;
      const most = run.length > 0 && this.#polls % FULL_LOOK_EVERY > 0 ? SHORT_LOOK : LOOK_AHEAD;
      const taken = this.#takeTurn(turn, free, aside, most, now);
      if (taken === undefined) {
        turns.rest(operation);
      } else {
        run.push(taken);
        turns.took(turn, taken.lease.predictedCost);
        if (operation.wave?.queued === 0) turns.rest(operation);
        if (operation.priority > (highest?.priority ?? 0)) highest = operation;
      }
      pursuit.attendAll(now);
    }
    if (free.length === 0) this.#lookAtFirst(aside, now);
    for (const { operation, node } of aside) {
      operation.wave?.returned(node);
      state.attend(operation);
    }
    pursuit.attendAll(now);
    if (!offersAll) return Infinity;
    return preempt(state, this.#leasing, { aside, highest, free }, now);
  }

  /** Without a slot nobody had a turn: what the first in turn would have done with some goes aside. */
  #lookAtFirst(aside: StepAside[], now: Nanoseconds): void {
    const { leases, turns } = this.#state;
    const { highest } = turns;
    if (highest === 0 || !turns.hasBegunBelow(highest)) return;
    const operation = turns.firstOf(highest, now);
    // No more slots can come free for them than there are leases.
    for (let most = Math.min(LOOK_AHEAD, leases.size); most > 0; most--) {
      const node = this.#pursuit.nextNode(operation, now, 'unleased');
      if (node === undefined) return;
      aside.push({ operation, node });
    }
  }

  /** A step of the operation that runs in one of the free slots, with its lease; those that do not go aside. */
  #takeTurn(
    { operation, favour }: Turn,
    free: Slot[],
    aside: StepAside[],
    most: number,
    now: Nanoseconds,
  ): Run | undefined {
    this.#startTimeout(operation, now);
    for (let tried = 0; tried < most && !operation.ended;) {
      const node = this.#pursuit.nextNode(operation, now, 'unleased');
      if (node === undefined) return undefined;
      const placed = this.#leasing.place(operation, node, free, { synchronous: false });
      if (placed === undefined) {
        aside.push({ operation, node });
        tried++;
      } else if ('refused' in placed) {
        this.#refuse(operation, node, placed, now);
      } else {
        const next = (): NodeId | undefined => this.#pursuit.nextNode(operation, now, 'unleased');
        const run = this.#leasing.chain(operation, placed, now, next);
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
    const aside: NodeId[] = [];
    while (!operation.ended && operation.blockers === 0) {
      const node = this.#pursuit.nextNode(operation, now, free.length > 0 ? 'any' : 'none');
      if (node === undefined) break;
      const placed = this.#leasing.place(operation, node, free, { synchronous: true });
      if (placed === undefined) {
        aside.push(node);
        if (aside.length >= LOOK_AHEAD) break;
      } else if ('refused' in placed) {
        this.#refuse(operation, node, placed, now);
      } else {
        run.push(this.#leasing.chain(operation, placed, now));
      }
    }
    for (const node of aside) operation.wave?.returned(node);
    if (operation.ended) return;
    log.narrowed(operation, graph.boundsOf(operation.request.root), now);
  }

  #startTimeout(operation: Operation, now: Nanoseconds): void {
    const { timeout } = operation.request;
    if (operation.deadline !== undefined || timeout === undefined) return;
    operation.deadline = now + timeout;
    if (timeout <= 0) this.#endings.endUnmet(operation, 'deadline', now);
    else this.#deadlines.add(operation, operation.deadline);
  }

  /** A step that can run nowhere fails its node, or the operation that asks for it. */
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
    this.#endings.end(operation, { status: 'error', reason: null, error: refused }, now);
  }
}

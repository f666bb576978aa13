/**
 * Serving: who gets the free slots of a poll.
 *
 * Laws
 * 1. Operations take turns, while any has a step that one of the slots takes.
 * 2. A step that found no slot stays ready. A poll looks at a bounded number of those.
 * 3. The time of an operation runs from its first turn, not while others go before it.
 * 4. Where no slot is left to compute in, lower priorities stand back.
 */
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import type { Deadlines } from '../queue/deadlines.js';
import type { Completion } from './completion.js';
import { failNode } from './failure.js';
import { hedge } from './hedging.js';
import type { Nanoseconds } from '../time.js';
import type { LeaseIssuer, Run } from './lease-issuer.js';
import type { Operation } from '../operations/operation.js';
import type { Refused } from '../leases/placement.js';
import { computingSlots } from '../leases/port.js';
import type { Slot } from '../leases/port.js';
import type { WaveRunner } from './wave-runner.js';
import { preempt } from './standing-back.js';

/** How many times its patience a step is out before its hedge goes before other steps. */
const URGENT = 3;

/** Ready steps that a poll tries to place in vain before it leaves the rest for the next poll. */
const LOOK_AHEAD = 16;
/** The same once a step has found a slot, in most polls: what is left is seldom for the slots that are left. */
const SHORT_LOOK = 2;
const FULL_LOOK_EVERY = 8;
/** The same for all operations together. */
const LOOK_AHEAD_OF_ALL = 256;

/** A step that found no slot in this poll. */
interface StepAside {
  readonly operation: Operation;
  readonly node: NodeId;
}

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
   * Gives free slots to all operations.
   * @param free - those that are taken are removed.
   * @param run - where the leases are added.
   * @returns when there will be something to do although nothing came back; Infinity for never.
   */
  serve(free: Slot[], run: Run[], now: Nanoseconds): Nanoseconds {
    const [state, issuer] = [this.#state, this.#issuer];
    // One that is out much too long goes first: under load no slot would ever idle.
    const urgent = hedge(state, issuer, free, run, now, URGENT);
    const more = this.#serveInTurn(free, run, now);
    return Math.min(urgent, more, hedge(state, issuer, free, run, now, 1));
  }

  #serveInTurn(free: Slot[], run: Run[], now: Nanoseconds): Nanoseconds {
    const [state, waveRunner] = [this.#state, this.#waveRunner];
    const { runQueue } = state;
    this.#polls++;
    const aside: StepAside[] = [];
    let highest: Operation | undefined;
    waveRunner.reviewAll(now);
    while (free.length > 0 && aside.length < LOOK_AHEAD_OF_ALL) {
      const turn = runQueue.next(now);
      if (turn === undefined) break;
      const { operation } = turn;
      const most = run.length > 0 && this.#polls % FULL_LOOK_EVERY > 0 ? SHORT_LOOK : LOOK_AHEAD;
      const taken = this.#takeTurn(operation, free, aside, most, now);
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
    for (const { operation, node } of aside) {
      operation.pursuit.wave?.returned(node);
      state.markForReview(operation);
    }
    waveRunner.reviewAll(now);
    return computingSlots(free) > 0 ? Infinity : preempt(state, highest, now);
  }

  /** A step of the operation that runs in one of the free slots, with its lease; those that do not go aside. */
  #takeTurn(
    operation: Operation,
    free: Slot[],
    aside: StepAside[],
    most: number,
    now: Nanoseconds,
  ): Run | undefined {
    this.#startTimeout(operation, now);
    for (let tried = 0; tried < most && !operation.ended;) {
      const node = this.#waveRunner.take(operation, now);
      if (node === undefined) return undefined;
      const placed = this.#issuer.place(operation, node, free, false);
      if (placed === undefined) {
        aside.push({ operation, node });
        tried++;
      } else if ('refused' in placed) {
        this.#refuse(operation, node, placed, now);
      } else {
        return this.#issuer.issueChain(operation, placed, now, () =>
          this.#waveRunner.take(operation, now),
        );
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
      if (free.length === 0) {
        this.#waveRunner.advance(operation, now);
        break;
      }
      const node = this.#waveRunner.take(operation, now, true);
      if (node === undefined) break;
      const placed = this.#issuer.place(operation, node, free, true);
      if (placed === undefined) {
        aside.push(node);
        if (aside.length >= LOOK_AHEAD) break;
      } else if ('refused' in placed) {
        this.#refuse(operation, node, placed, now);
      } else {
        run.push(this.#issuer.issueChain(operation, placed, now));
      }
    }
    for (const node of aside) operation.pursuit.wave?.returned(node);
    if (operation.ended) return;
    log.narrowed(operation, graph.boundsOf(operation.request.root), now);
  }

  #startTimeout(operation: Operation, now: Nanoseconds): void {
    const { timeout } = operation.request;
    if (operation.scheduling.deadline !== undefined || timeout === undefined) return;
    this.#deadlines.set(operation, now + timeout);
    if (timeout <= 0) this.#completion.endEarly(operation, 'deadline', now);
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
    this.#completion.end(operation, { status: 'error', reason: null, error: refused }, now);
  }
}

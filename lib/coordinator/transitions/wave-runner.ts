/**
 * The waves of an operation, one after the other, until it ends.
 *
 * Laws
 * 1. An operation always ends: every wave brings steps, or the operation is exhausted.
 * 2. No wave takes a node that is leased, or in backoff after a loss, except for a caller that cannot wait.
 * 3. An operation is reviewed again only after something has happened to it.
 * 4. An advance finishes a wave, or decides and starts the next one, or ends the operation. Taking a step
 *    advances only while the wave has no step left.
 */
import { PincerError } from '../../exact/errors.js';
import { Interrupted } from '../../exact/interruption.js';
import { refreshCone } from '../../graph/cone.js';
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import { decide } from './decision.js';
import type { KnownValue } from './evidence.js';
import type { Completion } from './completion.js';
import {
  isPastLimit,
  limitOf,
  reasonAtLimit,
  withinDeadline,
  withinGrace,
  withinLimit,
} from './time-limit.js';
import type { StopAt } from './time-limit.js';
import type { Retries } from './retries.js';
import type { Nanoseconds } from '../time.js';
import { weigh } from '../operations/accounting.js';
import type { Reason } from '../operations/request.js';
import type { Operation, SearchState } from '../operations/operation.js';
import type { Deadlines } from '../queue/deadlines.js';
import { judge } from '../goals/verdict.js';
import { FIRST_SLACK } from '../wave/unmeasured.js';
import { Wave } from '../wave/wave.js';
import type { Aim } from '../goals/aim.js';

/** Advances in a row without a step after which an operation counts as exhausted. */
const MOST_ADVANCES = 200;

export interface WaveRunnerParts {
  readonly completion: Completion;
  readonly retries: Retries;
  readonly deadlines: Deadlines;
  readonly stopAt: StopAt | undefined;
}

export class WaveRunner {
  readonly #state: CoordinatorState;
  readonly #completion: Completion;
  readonly #retries: Retries;
  readonly #deadlines: Deadlines;
  readonly #stopAt: StopAt | undefined;

  constructor(state: CoordinatorState, parts: WaveRunnerParts) {
    this.#state = state;
    this.#completion = parts.completion;
    this.#retries = parts.retries;
    this.#deadlines = parts.deadlines;
    this.#stopAt = parts.stopAt;
  }

  /** Reviews the operations to which something has happened: they end, wait, or have steps ready. */
  reviewAll(now: Nanoseconds): void {
    const state = this.#state;
    for (let one = state.nextForReview(); one !== undefined; one = state.nextForReview()) {
      if (!one.ended && one.blockers === 0) this.#review(one, now);
      this.#completion.resumeDependants(now);
    }
  }

  /** Advances an operation until it has steps ready, waits for leases, or has ended. */
  advance(operation: Operation, now: Nanoseconds): void {
    this.#within(operation, now, () => {
      for (let advances = 0; advances < MOST_ADVANCES; advances++) {
        if (!this.#advanceOnce(operation, now)) return;
        this.#endIfLate(operation, now);
        if (operation.ended) return;
      }
      this.#exhaust(operation, now);
    });
  }

  /**
   * Takes the next node of an operation to step. A wave that turns out to have none left is advanced from.
   * Undefined where the operation has ended or waits for leases.
   * @param leasedToo - also nodes that are leased, or in backoff: for a caller that cannot wait.
   */
  take(operation: Operation, now: Nanoseconds, leasedToo = false): NodeId | undefined {
    return this.#within(operation, now, () => this.#take(operation, now, leasedToo));
  }

  /** Computes under the stop of an operation's limit, which ends it where it interrupts a decision. */
  #within<T>(operation: Operation, now: Nanoseconds, compute: () => T): T | undefined {
    try {
      return withinLimit(this.#stopAt, operation, now, compute);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      this.#endEarly(operation, reasonAtLimit(this.#stopAt, operation, now), now);
      return undefined;
    }
  }

  #take(operation: Operation, now: Nanoseconds, leasedToo: boolean): NodeId | undefined {
    for (let advances = 0; advances < MOST_ADVANCES; advances++) {
      const { wave } = operation.pursuit;
      const node = wave === undefined ? undefined : this.#takeFrom(wave, leasedToo);
      if (node !== undefined) return node;
      if (wave?.isOutdated) this.#state.abandonWave(operation, 'outdated');
      if (!this.#advanceOnce(operation, now)) return undefined;
      this.#endIfLate(operation, now);
      if (operation.ended) return undefined;
    }
    this.#exhaust(operation, now);
    return undefined;
  }

  /** Ends an operation, or the wave of its search, where its limit of time has come since the poll began. */
  #endIfLate(operation: Operation, now: Nanoseconds): void {
    if (!operation.ended && isPastLimit(this.#stopAt, operation, now))
      this.endAtLimit(operation, now);
  }

  /**
   * Ends an operation at its deadline. At the end of a search its wave ends: the search may have found what it
   * sought, and the next decision says whether the operation ends with it.
   */
  endAtLimit(operation: Operation, now: Nanoseconds): void {
    const reason = reasonAtLimit(this.#stopAt, operation, now);
    if (reason === 'deadline' || reason === 'aborted') this.#endEarly(operation, reason, now);
    else this.#state.abandonWave(operation, 'search-over');
  }

  #endEarly(operation: Operation, reason: Reason, now: Nanoseconds): void {
    const limit = limitOf(operation, now);
    withinGrace(this.#stopAt, limit < Infinity ? Math.max(now, limit) : Infinity, () => {
      this.#completion.endEarly(operation, reason, now);
    });
  }

  /** Ends an operation whose waves bring nothing more: by its limit of time where that has interrupted one of its nodes, by the budget of a refiner that takes no further step. */
  #exhaust(operation: Operation, now: Nanoseconds): void {
    const { budgets, graph } = this.#state;
    const isInterrupted = operation.cone.some((node) => graph.isInterrupted(node));
    const isHeld = budgets.usedUpIn(operation.cone) !== undefined;
    const reason = isHeld ? 'budget' : 'exhausted';
    this.#endEarly(
      operation,
      isInterrupted ? reasonAtLimit(this.#stopAt, operation, now) : reason,
      now,
    );
  }

  #takeFrom(wave: Wave, leasedToo: boolean): NodeId | undefined {
    const state = this.#state;
    for (let node = wave.next(); node !== undefined; node = wave.next()) {
      // The open lease of another operation serves this wave as well.
      if (leasedToo || !(state.isLeased(node) || this.#retries.isInBackoff(node))) return node;
    }
    return undefined;
  }

  /** Finishes the wave, or starts one. Returns false where there is nothing to advance to. */
  #advanceOnce(operation: Operation, now: Nanoseconds): boolean {
    const { wave } = operation.pursuit;
    if (wave === undefined) {
      const isSearchOver = operation.pursuit.abandoned === 'search-over';
      const start = (): boolean => this.#startWave(operation, now);
      return isSearchOver ? withinDeadline(this.#stopAt, operation, now, start) : start();
    }
    if (!wave.finished) return false;
    if (this.#finishWave(operation, wave)) return true;
    this.#exhaust(operation, now);
    return false;
  }

  /** Returns false where the operation ends instead. */
  #startWave(operation: Operation, now: Nanoseconds): boolean {
    const { equalities, graph, parallel, predictor } = this.#state;
    const { cone, positions, pursuit } = operation;
    refreshCone(graph, cone);
    this.#endIfLate(operation, now);
    if (operation.ended) return false;
    weigh(graph, operation);
    const { until = Infinity } = pursuit.search.separation ?? {};
    // The time may have come since the poll began.
    const at = pursuit.abandoned === 'search-over' ? Math.max(now, until) : now;
    const decision = decide(graph, equalities, operation, at);
    pursuit.abandoned = undefined;
    if ('ending' in decision) {
      const { ending, failure } = decision;
      if (failure !== undefined) graph.fail(failure.node, failure.error);
      this.#completion.end(operation, ending, now);
      return false;
    }
    const { aim, search, known } = decision;
    this.#continueSearch(operation, search, at);
    if (known !== undefined && !this.#narrowTo(known)) return true;
    const wave = new Wave(graph, cone, positions, aim, predictor, parallel);
    wave.start();
    pursuit.wave = wave;
    if (operation.scheduling.deadline !== undefined) this.#measurePace(operation, wave, aim);
    return true;
  }

  /** A search whose time is over sets no limit to what follows it. */
  #continueSearch(operation: Operation, search: SearchState, now: Nanoseconds): void {
    const { pursuit } = operation;
    const before = pursuit.search.separation?.until;
    const until = search.separation?.until ?? Infinity;
    pursuit.search = until <= now ? { ...search, separation: undefined } : search;
    if (until > now && until !== before) this.#deadlines.setForSearch(operation, until);
  }

  /** Narrows a node to the number that it is proven to be. Returns false where its bounds contradict that. */
  #narrowTo({ node, bounds, proof }: KnownValue): boolean {
    const { equalities, graph } = this.#state;
    try {
      graph.narrow(node, bounds);
    } catch (error) {
      if (!(error instanceof PincerError)) throw error;
      // A refiner below it broke its contract.
      graph.fail(node, error);
      return false;
    }
    if (proof !== undefined) equalities.note(node, proof);
    return true;
  }

  /** Returns false where no further wave would bring more. */
  #finishWave({ pursuit }: Operation, { aim, progressed, isLimited }: Wave): boolean {
    if (isLimited) pursuit.slack *= FIRST_SLACK;
    if (aim.type === 'discover') pursuit.discovered = true;
    else pursuit.everySource = !progressed;
    pursuit.wave = undefined;
    return progressed || isLimited || aim.type !== 'narrow' || !aim.everySource;
  }

  /** Notes from where and to where the root of an operation with a deadline is narrowed, in several waves or one. */
  #measurePace({ request, accounting, pursuit }: Operation, wave: Wave, aim: Aim): void {
    if (aim.type !== 'narrow' || aim.focus !== request.root) {
      pursuit.pace = undefined;
      return;
    }
    const bounds = this.#state.graph.boundsOf(request.root);
    const { allowance } = judge(request.goal, bounds, request.exact);
    const from = pursuit.pace ?? { estimate: wave.estimate, cost: accounting.cost };
    pursuit.pace = { ...from, goal: Math.min(allowance, aim.allowance) };
  }

  #review(operation: Operation, now: Nanoseconds): void {
    this.advance(operation, now);
    if (operation.ended) return;
    const { graph, log, runQueue } = this.#state;
    log.narrowed(operation, graph.boundsOf(operation.request.root), now);
    if ((operation.pursuit.wave?.queued ?? 0) > 0) runQueue.ready(operation, now);
    else runQueue.rest(operation);
  }
}

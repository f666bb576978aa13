/**
 * Pursuit: the waves of an operation, one after the other, until it ends.
 *
 * Laws
 * 1. An operation always ends: every wave steps, or the operation is exhausted.
 * 2. A node that is leased, or that waits after a loss, is stepped for nobody else; save for a caller
 *    that cannot wait.
 * 3. Nothing is looked at twice unless something has happened to it in between.
 */
import { refreshCone } from '../../graph/cone.js';
import type { NodeId } from '../../graph/node.js';
import type { CoordinatorState } from '../state.js';
import { decide } from './decision.js';
import type { Completion } from './completion.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { Operation } from '../operations/operation.js';
import { judge } from '../goals/verdict.js';
import { Wave } from '../wave/wave.js';
import type { Aim } from '../goals/aim.js';

/** Decisions of an operation in a row that may pass without a step before it counts as exhausted. */
const DECISIONS = 200;

/**
 * Which nodes a caller can take: none, so that it only learns whether there are any; those that
 * nobody has leased; or those as well that somebody has.
 */
type Takes = 'none' | 'unleased' | 'any';

export class WaveRunner {
  readonly #state: CoordinatorState;
  readonly #endings: Completion;

  constructor(state: CoordinatorState, endings: Completion) {
    this.#state = state;
    this.#endings = endings;
  }

  /** Looks at those that something has happened to: they end, wait, or have steps ready. */
  attendAll(now: Nanoseconds): void {
    const { attended } = this.#state;
    // More may be added while these are looked at: the loop comes to them too.
    for (const operation of attended) {
      operation.attended = false;
      if (!operation.ended && operation.blockers === 0) this.#look(operation, now);
      this.#endings.followUp(now);
    }
    // From its end: to set the length gives the memory back, each time.
    while (attended.length > 0) attended.pop();
  }

  /**
   * The next node of an operation to step; undefined when it has ended, or waits for leases, or when
   * the caller takes none.
   */
  nextNode(operation: Operation, now: Nanoseconds, takes: Takes): NodeId | undefined {
    for (let decision = 0; decision < DECISIONS; decision++) {
      const { wave } = operation;
      if (wave === undefined) {
        if (!this.#startWave(operation, now)) return undefined;
        continue;
      }
      const node = this.#takeFrom(wave, takes);
      if (node !== undefined) return node;
      if (!wave.finished) return undefined;
      if (!this.#finishWave(operation, wave)) break;
    }
    this.#endings.endUnmet(operation, 'exhausted', now);
    return undefined;
  }

  #takeFrom(wave: Wave, takes: Takes): NodeId | undefined {
    if (takes === 'none') return undefined;
    const state = this.#state;
    for (let node = wave.next(); node !== undefined; node = wave.next()) {
      // A node that somebody else leased answers this wave too, when its lease ends.
      if (takes === 'any' || !(state.isLeased(node) || state.sleepers.has(node))) return node;
    }
    return undefined;
  }

  /** Returns false where the operation ends instead. */
  #startWave(operation: Operation, now: Nanoseconds): boolean {
    const { graph, parallel, predictor } = this.#state;
    const { cone, positions } = operation;
    refreshCone(graph, cone);
    const decision = decide(graph, operation, now);
    if ('ending' in decision) {
      this.#endings.end(operation, decision.ending, now);
      return false;
    }
    const { aim } = decision;
    const wave = new Wave(graph, cone, positions, aim, predictor, parallel);
    wave.start();
    operation.wave = wave;
    if (operation.deadline !== undefined) this.#measurePace(operation, wave, aim);
    return true;
  }

  /** Returns false where no other wave would bring more. */
  #finishWave(operation: Operation, { aim, progressed }: Wave): boolean {
    if (aim.type === 'discover') operation.discovered = true;
    else operation.everySource = !progressed;
    operation.wave = undefined;
    return progressed || aim.type !== 'narrow' || !aim.everySource;
  }

  /** From where, and to where, the root of an operation with a deadline is narrowed: by several waves, it may be. */
  #measurePace(operation: Operation, wave: Wave, aim: Aim): void {
    const { request, cost, pace } = operation;
    if (aim.type !== 'narrow' || aim.focus !== request.root) {
      operation.pace = undefined;
      return;
    }
    const bounds = this.#state.graph.boundsOf(request.root);
    const { allowance } = judge(request.goal, bounds, request.exact);
    const from = pace ?? { estimate: wave.estimate, cost };
    operation.pace = { ...from, goal: Math.min(allowance, aim.allowance) };
  }

  #look(operation: Operation, now: Nanoseconds): void {
    this.nextNode(operation, now, 'none');
    if (operation.ended) return;
    const { graph, log, turns } = this.#state;
    log.narrowed(operation, graph.boundsOf(operation.request.root), now);
    if ((operation.wave?.queued ?? 0) > 0) turns.ready(operation, now);
    else turns.rest(operation);
  }
}

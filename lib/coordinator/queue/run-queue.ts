/**
 * The run queue: in which order operations with a step ready get a slot.
 *
 * Laws
 * 1. A higher priority goes first; within a priority its level decides.
 * 2. An operation that has not begun within the expiry of its class goes before all others, once.
 * 3. A priority in which an operation has begun gets at least 1 lease in 16 while it has steps ready.
 * 4. No turn takes time proportional to the number of operations.
 */
import { PriorityLevel, SERVICE_SHARE } from './priority-level.js';
import type { First } from './priority-level.js';
import { newLazyQueue } from './lazy-queue.js';
import type { Nanoseconds } from '../time.js';
import { MOST_PRIORITY } from '../operations/request.js';
import type { Operation } from '../operations/operation.js';
import { isReady } from '../operations/scheduling-state.js';

/** The part of its expiry by which an operation may begin early. */
const MOST_EARLY = 1 / 8;

export interface Turn {
  readonly operation: Operation;
  /** It is out of turn: higher priorities wait while one lease is issued. */
  readonly favour: boolean;
  /** It goes first because its deadline presses. */
  readonly pressed: boolean;
}

function turnOf({ operation, pressed }: First, favour: boolean): Turn {
  return { operation, favour, pressed };
}

export class RunQueue {
  /** By priority, each from its first operation on. */
  readonly #levels: (PriorityLevel | undefined)[] = new Array<undefined>(MOST_PRIORITY + 1);
  /** Operations that have not begun, by when they are to begin. */
  readonly #newcomers = newLazyQueue();
  #lastCost = 0;

  /** How many operations have a step ready. */
  get waiting(): number {
    let count = 0;
    for (const level of this.#levels) count += level?.ready ?? 0;
    return count;
  }

  /** The operation has a step ready. */
  ready(operation: Operation, now: Nanoseconds): void {
    const { scheduling } = operation;
    if (isReady(scheduling)) return;
    this.#levelOf(operation).enter(operation, now);
    if (scheduling.started || scheduling.newcomer !== undefined) return;
    scheduling.newcomer = { operation, key: scheduling.due };
    this.#newcomers.push(scheduling.newcomer);
  }

  /** The operation has no step ready. */
  rest(operation: Operation): void {
    if (!isReady(operation.scheduling)) return;
    this.#levelOf(operation).leave(operation);
  }

  ended(operation: Operation): void {
    this.rest(operation);
    if (operation.scheduling.started) this.#levelOf(operation).begun--;
  }

  /** The operation whose turn it is; it stays ready. */
  next(now: Nanoseconds): Turn | undefined {
    const turn = this.#first(now);
    if (turn !== undefined) this.#levelOf(turn.operation).serve(turn.operation);
    return turn;
  }

  #first(now: Nanoseconds): Turn | undefined {
    const late = this.#firstNewcomer();
    if (late !== undefined) {
      // Two steps early, since the next slot may come free only after a step that costs more than the last one.
      const { due } = late.scheduling;
      const early = Math.min(2 * this.#lastCost, (due - late.admitted) * MOST_EARLY);
      if (now + early >= due) return { operation: late, favour: true, pressed: false };
    }
    let first: PriorityLevel | undefined;
    for (let priority = MOST_PRIORITY; priority > 0; priority--) {
      const level = this.#levels[priority];
      if (level === undefined || level.ready === 0) continue;
      if (first === undefined) first = level;
      else if (level.passedOver >= SERVICE_SHARE - 1) return turnOf(level.first(now), true);
    }
    return first && turnOf(first.first(now), false);
  }

  /** A lease was issued for an operation: its predicted cost is charged. Returns whether it is the first one. */
  issued(operation: Operation, predictedCost: number, now: Nanoseconds): boolean {
    const { scheduling } = operation;
    scheduling.lastPrediction = predictedCost;
    this.charge(operation, predictedCost);
    if (scheduling.started) return false;
    scheduling.started = true;
    scheduling.startedAt = now;
    this.#levelOf(operation).begun++;
    return true;
  }

  /** An operation has used its turn for a lease of this predicted cost. */
  took({ operation, favour, pressed }: Turn, cost: number): void {
    const own = this.#levelOf(operation);
    this.#lastCost = cost;
    if (!favour) operation.scheduling.paused = false;
    own.list(operation);
    own.took(pressed);
    for (const level of this.#levels) {
      if (level === undefined) continue;
      if (level === own || level.ready === 0 || level.begun === 0) level.passedOver = 0;
      else level.passedOver++;
    }
  }

  /** Charges an operation; a negative cost is a refund. */
  charge(operation: Operation, cost: number): void {
    this.#levelOf(operation).charge(operation, cost);
  }

  /** Changes the priority of an operation. It keeps its lead or lag relative to its level. */
  reprioritise(operation: Operation, priority: number, now: Nanoseconds): void {
    const { scheduling } = operation;
    const wasReady = isReady(scheduling);
    const before = this.#levelOf(operation);
    this.rest(operation);
    scheduling.priority = priority;
    const after = this.#levelOf(operation);
    if (scheduling.started) {
      before.begun--;
      after.begun++;
    }
    after.takeOver(operation, before);
    if (wasReady) this.ready(operation, now);
  }

  /** The operation is preempted. Returns whether it was not before. */
  pause({ scheduling }: Operation): boolean {
    if (scheduling.paused) return false;
    scheduling.paused = true;
    return true;
  }

  /** The highest priority with a step ready; 0 for none. */
  get highest(): number {
    let priority = MOST_PRIORITY;
    while (priority > 0 && !this.#isReady(priority)) priority--;
    return priority;
  }

  /** Whether operations of several priorities are under way. */
  get areMixed(): boolean {
    let count = 0;
    for (const level of this.#levels) if (level !== undefined && level.begun > 0) count++;
    return count > 1;
  }

  /** Whether an operation of lower priority is under way. */
  hasBegunBelow(priority: number): boolean {
    for (let lower = 1; lower < priority; lower++)
      if ((this.#levels[lower]?.begun ?? 0) > 0) return true;
    return false;
  }

  /** The operation of a priority that goes first. At least one of them has a step ready. */
  firstOf(priority: number, now: Nanoseconds): Operation {
    return this.#levels[priority]!.first(now).operation;
  }

  /** Takes out the operations of lower priority that had begun, have a step ready, and are not paused. */
  takeOvertaken(priority: number): Operation[] {
    const overtaken: Operation[] = [];
    for (let lower = 1; lower < priority; lower++) {
      for (const operation of this.#levels[lower]?.takeListed() ?? []) {
        const { scheduling } = operation;
        if (scheduling.priority === lower && isReady(scheduling)) overtaken.push(operation);
      }
    }
    return overtaken.filter(({ scheduling }) => !scheduling.paused);
  }

  /** How many operations of a priority have a step ready, and how many have begun. */
  countsOf(priority: number): { readonly ready: number; readonly begun: number } {
    const level = this.#levels[priority];
    return { ready: level?.ready ?? 0, begun: level?.begun ?? 0 };
  }

  #levelOf({ scheduling }: Operation): PriorityLevel {
    return (this.#levels[scheduling.priority] ??= new PriorityLevel());
  }

  #isReady(priority: number): boolean {
    return (this.#levels[priority]?.ready ?? 0) > 0;
  }

  #firstNewcomer(): Operation | undefined {
    for (let top = this.#newcomers.peek(); top !== undefined; top = this.#newcomers.peek()) {
      const { operation } = top;
      const { scheduling } = operation;
      if (isReady(scheduling) && !scheduling.started) return operation;
      // It is entered again when it is ready again.
      scheduling.newcomer = undefined;
      this.#newcomers.pop();
    }
    return undefined;
  }
}

/**
 * Whose turn it is: the order in which operations that have a step ready get a slot.
 *
 * Laws
 * 1. A higher priority goes first; among equals the order is theirs.
 * 2. Who has not begun within the expiry of its class goes before all others, once.
 * 3. A priority in which some operation has begun gets at least 1 lease in 16 while it has steps ready.
 * 4. No turn is proportional to the number of operations.
 */
import { PriorityLevel, SERVICE_SHARE } from './priority-level.js';
import type { First } from './priority-level.js';
import type { Nanoseconds } from '../leases/lease.js';
import { MOST_PRIORITY } from '../operations/operation.js';
import type { Operation } from '../operations/operation.js';
import { isReady, newQueue } from '../operations/scheduling-state.js';

/** The part of its expiry by which an operation may begin early. */
const MOST_EARLY = 1 / 8;

export interface Turn {
  readonly operation: Operation;
  /** Out of turn: others of higher priority stand back for one lease. */
  readonly favour: boolean;
  /** For the sake of its deadline. */
  readonly pressed: boolean;
}

function turnOf({ operation, pressed }: First, favour: boolean): Turn {
  return { operation, favour, pressed };
}

export class RunQueue {
  readonly #levels = Array.from({ length: MOST_PRIORITY + 1 }, () => new PriorityLevel());
  /** Those that have not begun, by when they are to. */
  readonly #newcomers = newQueue();
  #lastCost = 0;

  /** How many operations have steps that could run. */
  get waiting(): number {
    let count = 0;
    for (const { ready } of this.#levels) count += ready;
    return count;
  }

  /** The operation has steps that could run. */
  ready(operation: Operation, now: Nanoseconds): void {
    const { scheduling } = operation;
    if (isReady(scheduling)) return;
    this.#equals(operation).enter(operation, now);
    if (operation.started || scheduling.newcomer !== undefined) return;
    scheduling.newcomer = { operation, key: scheduling.due };
    this.#newcomers.push(scheduling.newcomer);
  }

  /** The operation has no step that could run now. */
  rest(operation: Operation): void {
    if (!isReady(operation.scheduling)) return;
    this.#equals(operation).leave(operation);
  }

  ended(operation: Operation): void {
    this.rest(operation);
    if (operation.started) this.#equals(operation).begun--;
  }

  /** Whose turn it is now; it stays ready. */
  next(now: Nanoseconds): Turn | undefined {
    const turn = this.#first(now);
    if (turn !== undefined) this.#equals(turn.operation).serve(turn.operation);
    return turn;
  }

  #first(now: Nanoseconds): Turn | undefined {
    const late = this.#firstNewcomer();
    if (late !== undefined) {
      // Some steps early: a slot may be free again only after one, which may cost more than the last.
      const { due } = late.scheduling;
      const early = Math.min(2 * this.#lastCost, (due - late.admitted) * MOST_EARLY);
      if (now + early >= due) return { operation: late, favour: true, pressed: false };
    }
    let first: PriorityLevel | undefined;
    for (let priority = MOST_PRIORITY; priority > 0; priority--) {
      const level = this.#levels[priority]!;
      if (level.ready === 0) continue;
      if (first === undefined) first = level;
      else if (level.passedOver >= SERVICE_SHARE - 1) return turnOf(level.first(now), true);
    }
    return first && turnOf(first.first(now), false);
  }

  /** The first lease was cut for an operation. */
  began(operation: Operation): void {
    operation.started = true;
    this.#equals(operation).begun++;
  }

  /** An operation has used its turn for a lease of this predicted cost. */
  took({ operation, favour, pressed }: Turn, cost: number): void {
    const own = this.#equals(operation);
    this.#lastCost = cost;
    if (!favour) operation.scheduling.paused = false;
    own.list(operation);
    own.took(pressed);
    for (const level of this.#levels) {
      if (level === own || level.ready === 0 || level.begun === 0) level.passedOver = 0;
      else level.passedOver++;
    }
  }

  /** Charges for a step, or gives back where the charge is negative. */
  charge(operation: Operation, cost: number): void {
    this.#equals(operation).charge(operation, cost);
  }

  /** Changes the priority of an operation; how far it is ahead of or behind its equals stays. */
  reprioritise(operation: Operation, priority: number, now: Nanoseconds): void {
    const wasReady = isReady(operation.scheduling);
    const before = this.#equals(operation);
    this.rest(operation);
    operation.priority = priority;
    const after = this.#equals(operation);
    if (operation.started) {
      before.begun--;
      after.begun++;
    }
    after.takeOver(operation, before);
    if (wasReady) this.ready(operation, now);
  }

  /** The highest priority with a step ready; 0 for none. */
  get highest(): number {
    let priority = MOST_PRIORITY;
    while (priority > 0 && this.#levels[priority]!.ready === 0) priority--;
    return priority;
  }

  /** Whether operations of several priorities are under way. */
  get areMixed(): boolean {
    let count = 0;
    for (const { begun } of this.#levels) if (begun > 0) count++;
    return count > 1;
  }

  /** Whether an operation of lower priority is under way. */
  hasBegunBelow(priority: number): boolean {
    for (let lower = 1; lower < priority; lower++) if (this.#levels[lower]!.begun > 0) return true;
    return false;
  }

  /** The first in turn among those of a priority that has a step ready. */
  firstOf(priority: number, now: Nanoseconds): Operation {
    return this.#levels[priority]!.first(now).operation;
  }

  /** Takes out those of lower priority that were under way, have a step ready, and are not paused. */
  takeOvertaken(priority: number): Operation[] {
    const overtaken: Operation[] = [];
    for (let lower = 1; lower < priority; lower++) {
      for (const operation of this.#levels[lower]!.takeListed()) {
        if (operation.priority === lower && isReady(operation.scheduling))
          overtaken.push(operation);
      }
    }
    return overtaken.filter(({ scheduling }) => !scheduling.paused);
  }

  #equals(operation: Operation): PriorityLevel {
    return this.#levels[operation.priority]!;
  }

  #firstNewcomer(): Operation | undefined {
    for (let top = this.#newcomers.peek(); top !== undefined; top = this.#newcomers.peek()) {
      const { operation } = top;
      if (isReady(operation.scheduling) && !operation.started) return operation;
      // Entered again when it is ready again.
      operation.scheduling.newcomer = undefined;
      this.#newcomers.pop();
    }
    return undefined;
  }
}

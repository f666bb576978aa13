/**
 * Equals: the operations of one priority, and which of them goes first.
 *
 * Laws
 * 1. Those go first whose deadline presses, the earliest first; then the one that was charged least
 *    (stride scheduling on cost, equal shares).
 * 2. At least 1 lease in 16 goes by charge alone, whatever deadline presses.
 * 3. A newcomer begins where the one that was served last stands: it has no past to make up for.
 *
 * Stride scheduling: Waldspurger and Weihl, "Stride Scheduling: Deterministic Proportional-Share
 * Resource Management", 1995.
 */
import { ChargeHeap } from './charge-heap.js';
import { remainingCost } from './remaining-cost.js';
import type { Nanoseconds } from '../leases/lease.js';
import type { Operation } from '../operations/operation.js';
import { isReady, newQueue } from '../operations/scheduling-state.js';
import type { StandingQueue } from '../operations/scheduling-state.js';

/** One lease in so many is for those that would be passed over. */
export const SERVICE_SHARE = 16;

/** Which of its equals goes first. */
export interface First {
  readonly operation: Operation;
  /** For the sake of its deadline. */
  readonly pressed: boolean;
}

export class PriorityLevel {
  /** How many have begun and not ended. */
  begun = 0;
  /** Leases that went to other priorities since the last one of this. */
  passedOver = 0;

  /** Those with a step ready, by what they were charged. */
  readonly #waiting = new ChargeHeap();
  /** By the time from which their deadline presses, and those that it presses by their deadline. */
  readonly #dated = newQueue();
  readonly #pressed = newQueue();
  /** Those that had a turn and may have been overtaken since, each once. */
  #overtaken: Operation[] = [];
  /** What the one served last had been charged: where newcomers begin. */
  #time = 0;
  /** Leases in a row that went to those whose deadline presses. */
  #pressedRun = 0;

  /** How many have a step ready. */
  get ready(): number {
    return this.#waiting.size;
  }

  /** An operation has a step ready, and had none. */
  enter(operation: Operation, now: Nanoseconds): void {
    const { scheduling } = operation;
    if (scheduling.charged < 0) scheduling.charged = this.#time;
    this.#waiting.add(operation);
    if (operation.deadline !== undefined) this.#date(operation, now);
    if (operation.started) this.list(operation);
  }

  /** An operation has no step ready any more. */
  leave(operation: Operation): void {
    this.#waiting.remove(operation);
  }

  /** The first in turn; where one has a step ready. */
  first(now: Nanoseconds): First {
    const pressed = this.#pressedRun < SERVICE_SHARE - 1 ? this.#firstPressed(now) : undefined;
    if (pressed !== undefined) return { operation: pressed, pressed: true };
    return { operation: this.#waiting.first!, pressed: false };
  }

  /** An operation of them is to be served. */
  serve({ scheduling }: Operation): void {
    this.#time = Math.max(this.#time, scheduling.charged);
  }

  /** One of them has used its turn. */
  took(pressed: boolean): void {
    this.#pressedRun = pressed ? this.#pressedRun + 1 : 0;
  }

  /** Charges for a step, or gives back where the charge is negative. */
  charge(operation: Operation, cost: number): void {
    const { scheduling } = operation;
    if (scheduling.charged < 0) scheduling.charged = this.#time;
    scheduling.charged = Math.max(0, scheduling.charged + cost);
    this.#waiting.changed(operation);
  }

  /** Takes over an operation of another priority: how far it is ahead of or behind its equals stays. */
  takeOver({ scheduling }: Operation, from: PriorityLevel): void {
    scheduling.dated = undefined;
    scheduling.listed = false;
    if (scheduling.charged >= 0)
      scheduling.charged = Math.max(0, scheduling.charged - from.#time + this.#time);
  }

  /** It may be overtaken from now on. */
  list(operation: Operation): void {
    const { scheduling } = operation;
    if (scheduling.listed || scheduling.paused) return;
    scheduling.listed = true;
    this.#overtaken.push(operation);
  }

  /** Takes out those that were listed. */
  takeListed(): readonly Operation[] {
    const listed = this.#overtaken;
    this.#overtaken = [];
    for (const { scheduling } of listed) scheduling.listed = false;
    return listed;
  }

  /** The one with the earliest deadline of those with less time left than twice what they still cost. */
  #firstPressed(now: Nanoseconds): Operation | undefined {
    for (
      let top = current(this.#dated);
      top !== undefined && top.key <= now;
      top = current(this.#dated)
    ) {
      this.#dated.pop();
      const { operation } = top;
      const from = pressingFrom(operation);
      const queue = from > now ? this.#dated : this.#pressed;
      const entry = { operation, key: from > now ? from : operation.deadline! };
      operation.scheduling.dated = entry;
      operation.scheduling.pressed = from <= now;
      queue.push(entry);
    }
    return current(this.#pressed)?.operation;
  }

  /** Enters an operation with a deadline, where it has no entry or one that is much too late. */
  #date(operation: Operation, now: Nanoseconds): void {
    const { scheduling } = operation;
    if (scheduling.dated !== undefined && scheduling.pressed) return;
    const key = Math.max(now, pressingFrom(operation));
    if (scheduling.dated !== undefined && key - now > (scheduling.dated.key - now) / 2) return;
    scheduling.dated = { operation, key };
    scheduling.pressed = false;
    this.#dated.push(scheduling.dated);
  }
}

/** The first entry that counts, of an operation that is ready; those before it are dropped. */
function current(queue: StandingQueue): ReturnType<StandingQueue['peek']> {
  for (let top = queue.peek(); top !== undefined; top = queue.peek()) {
    const { scheduling } = top.operation;
    if (scheduling.dated === top) {
      if (isReady(scheduling)) return top;
      scheduling.dated = undefined;
    }
    queue.pop();
  }
  return undefined;
}

/** From when on the slack, the time left less what it still costs, is shorter than what it still costs. */
function pressingFrom(operation: Operation): Nanoseconds {
  return (operation.deadline ?? Infinity) - 2 * remainingCost(operation);
}

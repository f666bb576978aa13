/**
 * A priority level: the operations of one priority, and which of them goes first.
 *
 * Laws
 * 1. Operations whose deadline presses go first, the earliest deadline before the others; then the
 *    operation with the smallest virtual time (stride scheduling on cost: equal shares).
 * 2. At least 1 lease in 16 goes by virtual time alone, whatever deadline presses.
 * 3. A newcomer begins at the virtual time of the operation served last: it has nothing to make up for.
 *
 * Stride scheduling: Waldspurger and Weihl, "Stride Scheduling: Deterministic Proportional-Share
 * Resource Management", 1995.
 */
import { ChargeHeap } from './charge-heap.js';
import { newLazyQueue } from './lazy-queue.js';
import type { LazyQueue } from './lazy-queue.js';
import type { Nanoseconds } from '../time.js';
import type { Operation, QueueEntry } from '../operations/operation.js';
import { isReady } from '../operations/scheduling-state.js';

/** One lease in this many is reserved for operations that would be passed over. */
export const SERVICE_SHARE = 16;

/** The operation of a level that goes first. */
export interface First {
  readonly operation: Operation;
  /** It goes first because its deadline presses. */
  readonly pressed: boolean;
}

export class PriorityLevel {
  /** How many operations have begun and not ended. */
  begun = 0;
  /** Leases that went to other levels since the last one of this level. */
  passedOver = 0;

  /** The operations with a step ready, by virtual time. */
  readonly #waiting = new ChargeHeap();
  /** Operations by the time from which their deadline presses. */
  readonly #dated = newLazyQueue();
  /** Operations whose deadline presses, by deadline. */
  readonly #pressed = newLazyQueue();
  /** Operations that had a turn and may have been overtaken since, each once. */
  #overtaken: Operation[] = [];
  /** The virtual time of the operation served last. */
  #time = 0;
  /** Leases in a row that went to operations whose deadline presses. */
  #pressedRun = 0;

  /** How many operations have a step ready. */
  get ready(): number {
    return this.#waiting.size;
  }

  /** An operation that had no step ready has one now. */
  enter(operation: Operation, now: Nanoseconds): void {
    const { scheduling } = operation;
    if (scheduling.virtualTime < 0) scheduling.virtualTime = this.#time;
    this.#waiting.add(operation);
    if (scheduling.deadline !== undefined) this.#date(operation, now);
    if (scheduling.started) this.list(operation);
  }

  /** An operation has no step ready any more. */
  leave(operation: Operation): void {
    this.#waiting.remove(operation);
  }

  /** The operation that goes first. At least one has a step ready. */
  first(now: Nanoseconds): First {
    const pressed = this.#pressedRun < SERVICE_SHARE - 1 ? this.#firstPressed(now) : undefined;
    if (pressed !== undefined) return { operation: pressed, pressed: true };
    return { operation: this.#waiting.first!, pressed: false };
  }

  /** An operation of this level is to be served. */
  serve({ scheduling }: Operation): void {
    this.#time = Math.max(this.#time, scheduling.virtualTime);
  }

  /** An operation of this level got a lease. */
  took(pressed: boolean): void {
    this.#pressedRun = pressed ? this.#pressedRun + 1 : 0;
  }

  /** Charges an operation; a negative cost is a refund. */
  charge(operation: Operation, cost: number): void {
    const { scheduling } = operation;
    if (scheduling.virtualTime < 0) scheduling.virtualTime = this.#time;
    scheduling.virtualTime = Math.max(0, scheduling.virtualTime + cost);
    this.#waiting.changed(operation);
  }

  /** Moves an operation in from another level. It keeps its lead or lag relative to the level's virtual time. */
  takeOver({ scheduling }: Operation, from: PriorityLevel): void {
    scheduling.dated = undefined;
    scheduling.listed = false;
    if (scheduling.virtualTime >= 0)
      scheduling.virtualTime = Math.max(0, scheduling.virtualTime - from.#time + this.#time);
  }

  /** An operation that has begun may be overtaken from now on. */
  list(operation: Operation): void {
    const { scheduling } = operation;
    if (scheduling.listed || scheduling.paused) return;
    scheduling.listed = true;
    this.#overtaken.push(operation);
  }

  /** Takes out the listed operations. */
  takeListed(): readonly Operation[] {
    const listed = this.#overtaken;
    this.#overtaken = [];
    for (const { scheduling } of listed) scheduling.listed = false;
    return listed;
  }

  /** The earliest deadline among the operations whose remaining time is less than twice their remaining cost. */
  #firstPressed(now: Nanoseconds): Operation | undefined {
    for (
      let top = firstValid(this.#dated);
      top !== undefined && top.key <= now;
      top = firstValid(this.#dated)
    ) {
      this.#dated.pop();
      const { operation } = top;
      const { scheduling } = operation;
      const from = pressingFrom(operation);
      const queue = from > now ? this.#dated : this.#pressed;
      const entry = { operation, key: from > now ? from : scheduling.deadline! };
      scheduling.dated = entry;
      scheduling.pressed = from <= now;
      queue.push(entry);
    }
    return firstValid(this.#pressed)?.operation;
  }

  /** Enters an operation by its deadline, unless its present entry comes soon enough. */
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

/** The first valid entry of an operation with a step ready; entries before it are dropped. */
function firstValid(queue: LazyQueue): QueueEntry | undefined {
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

/** From when on the slack (remaining time minus remaining cost) is shorter than the remaining cost. */
function pressingFrom(operation: Operation): Nanoseconds {
  return (operation.scheduling.deadline ?? Infinity) - 2 * remainingCost(operation);
}

/**
 * The cost that an operation still has ahead, in declared units. By its live steps: each at the mean cost
 * so far. By its root: the cost per bit so far, for the bits left. The larger of the two counts, and one
 * step more for the last bits.
 */
function remainingCost({ accounting, pursuit, scheduling }: Operation): number {
  const { wave, pace } = pursuit;
  const { steps, cost } = accounting;
  const perStep = steps > 0 ? cost / steps : scheduling.lastPrediction;
  const atLeast = (Math.max(1, wave?.live ?? 1) + 1) * perStep;
  if (wave === undefined || pace === undefined) return atLeast;
  const left = wave.estimate - pace.goal;
  const gained = pace.estimate - wave.estimate;
  if (!(gained > 0 && gained < Infinity && left > 0 && left < Infinity)) return atLeast;
  return Math.max(atLeast, ((cost - pace.cost) * left) / gained + perStep);
}

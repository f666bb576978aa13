import type { Nanoseconds } from '../time.js';
import type { Operation } from '../operations/operation.js';
import { newLazyQueue } from './lazy-queue.js';

/** The operations that end at a time, the earliest first. */
export class Deadlines {
  readonly #queue = newLazyQueue();

  /** An operation is to end at this time. It has no deadline yet. */
  set(operation: Operation, time: Nanoseconds): void {
    operation.scheduling.deadline = time;
    this.#queue.push({ operation, key: time });
  }

  /** When the next operation is due; Infinity for none. */
  get next(): Nanoseconds {
    let first = this.#queue.peek();
    for (; first?.operation.ended === true; first = this.#queue.peek()) this.#queue.pop();
    return first?.key ?? Infinity;
  }

  /** Takes out one operation that is due. */
  takeDue(now: Nanoseconds): Operation | undefined {
    return this.next <= now ? this.#queue.pop()!.operation : undefined;
  }
}

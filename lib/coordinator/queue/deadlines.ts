import type { Nanoseconds } from '../time.js';
import type { Operation, QueueEntry } from '../operations/operation.js';
import { newLazyQueue } from './lazy-queue.js';

/** The operations that end at a time, the earliest first: by a deadline, or because a search ends in vain. */
export class Deadlines {
  readonly #queue = newLazyQueue();

  /** An operation is to end at this time. It has no deadline yet. */
  set(operation: Operation, time: Nanoseconds): void {
    operation.scheduling.deadline = time;
    this.#queue.push({ operation, key: time });
  }

  /** An operation searches, and is to end where it still does so at this time. */
  setForSearch(operation: Operation, time: Nanoseconds): void {
    if (time !== Infinity) this.#queue.push({ operation, key: time });
  }

  /** When the next operation is due; Infinity for none. */
  get next(): Nanoseconds {
    let first = this.#queue.peek();
    for (; first !== undefined && !isValid(first); first = this.#queue.peek()) this.#queue.pop();
    return first?.key ?? Infinity;
  }

  /** Takes out one operation that is due. */
  takeDue(now: Nanoseconds): Operation | undefined {
    return this.next <= now ? this.#queue.pop()!.operation : undefined;
  }
}

/** An entry of a search is out of date once the search has ended. */
function isValid({ operation, key }: QueueEntry): boolean {
  const { ended, scheduling, pursuit } = operation;
  if (ended) return false;
  return scheduling.deadline === key || pursuit.search.separation?.until === key;
}

import TinyQueue from 'tinyqueue';
import type { Nanoseconds } from '../leases/lease.js';
import type { Operation } from '../operations/operation.js';

interface Deadline {
  readonly time: Nanoseconds;
  readonly operation: Operation;
}

/** The operations that end at a time, the earliest first. Those that end before it are dropped lazily. */
export class Deadlines {
  readonly #queue = new TinyQueue<Deadline>(
    [],
    (a, b) => a.time - b.time || a.operation.id - b.operation.id,
  );

  add(operation: Operation, time: Nanoseconds): void {
    this.#queue.push({ time, operation });
  }

  /** When the next one is due; Infinity for none. */
  get next(): Nanoseconds {
    let first = this.#queue.peek();
    for (; first?.operation.ended === true; first = this.#queue.peek()) this.#queue.pop();
    return first?.time ?? Infinity;
  }

  /** Takes out one that is due. */
  takeOverdue(now: Nanoseconds): Operation | undefined {
    return this.next <= now ? this.#queue.pop()!.operation : undefined;
  }
}

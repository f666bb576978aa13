import TinyQueue from 'tinyqueue';
import { bytes, doubles } from '../../graph/columns/slab.js';

/**
 * The priority queue of steps, lazily keyed, by position in the cone: tinyqueue has no removal and no
 * change of key, so an entry that is out of date is skipped or put back when it comes to the top. Keys are
 * upper bounds: a popped entry is looked at again. They stand in a column beside the queue, so that an entry
 * is a small integer and takes no object.
 */
export class CandidateQueue {
  readonly #queue: TinyQueue<number>;
  /** Larger is sooner. By position; changed only while it is in no queue. */
  readonly #keys: Float64Array;
  readonly #isIn: Uint8Array;

  /** @param positions - how many there may be. */
  constructor(positions: number) {
    const keys = doubles(positions);
    this.#keys = keys;
    this.#isIn = bytes(positions);
    // Ties break by position, so that the order never depends on the heap's layout.
    this.#queue = new TinyQueue<number>([], (a, b) => keys[b]! - keys[a]! || a - b);
  }

  get length(): number {
    return this.#queue.length;
  }

  has(position: number): boolean {
    return this.#isIn[position] === 1;
  }

  /** Takes a position in that is not there yet. */
  push(position: number, key: number): void {
    this.#isIn[position] = 1;
    this.#keys[position] = key;
    this.#queue.push(position);
  }

  /**
   * The position whose fresh key is the largest, removed; undefined when none is wanted.
   * @param freshKey - the key now, never above the stored one; undefined when the entry is stale.
   */
  pop(freshKey: (position: number) => number | undefined): number | undefined {
    // Each turn drops an entry, or puts one back with a smaller key that then equals its fresh key.
    for (let top = this.#queue.pop(); top !== undefined; top = this.#queue.pop()) {
      const key = freshKey(top);
      if (key !== undefined && !this.#isFirst(top, key)) {
        this.#keys[top] = key;
        this.#queue.push(top);
        continue;
      }
      this.#isIn[top] = 0;
      if (key !== undefined) return top;
    }
    return undefined;
  }

  /** Whether a position with this key goes before all that are in the queue. */
  #isFirst(position: number, key: number): boolean {
    const next = this.#queue.peek();
    if (next === undefined) return true;
    const other = this.#keys[next]!;
    return key > other || (key === other && position < next);
  }
}

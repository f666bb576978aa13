import TinyQueue from 'tinyqueue';
import { bytes, doubles } from '../../graph/columns/slab.js';

/**
 * A priority queue of positions in a cone, with lazy keys. A stored key is an upper bound of the entry's key: when an
 * entry comes to the top its key is computed again, and the entry is returned, dropped, or put back with a smaller
 * key. tinyqueue has neither removal nor change of key. The keys are in a column beside the queue, so that an entry
 * is a small integer and needs no object.
 */
export class CandidateQueue {
  readonly #queue: TinyQueue<number>;
  /** By position; the largest leaves first. A key changes only while its position is outside the heap. */
  readonly #keys: Float64Array;
  readonly #isQueued: Uint8Array;

  /** @param positions - how many positions the cone has. */
  constructor(positions: number) {
    const keys = doubles(positions);
    this.#keys = keys;
    this.#isQueued = bytes(positions);
    // Ties are broken by position, so the order does not depend on the layout of the heap.
    this.#queue = new TinyQueue<number>([], (a, b) => keys[b]! - keys[a]! || a - b);
  }

  get length(): number {
    return this.#queue.length;
  }

  has(position: number): boolean {
    return this.#isQueued[position] === 1;
  }

  /** Adds a position that is not in the queue. */
  push(position: number, key: number): void {
    this.#isQueued[position] = 1;
    this.#keys[position] = ranked(key);
    this.#queue.push(position);
  }

  /**
   * Removes and returns the position whose present key is the largest; undefined when no entry has a key.
   * @param freshKey - the key now, never above the stored one; undefined for an entry to be dropped.
   */
  pop(freshKey: (position: number) => number | undefined): number | undefined {
    // Each iteration drops an entry, returns one, or puts one back under its present key.
    for (let top = this.#queue.pop(); top !== undefined; top = this.#queue.pop()) {
      const fresh = freshKey(top);
      const key = fresh === undefined ? undefined : ranked(fresh);
      if (key !== undefined && !this.#isFirst(top, key)) {
        this.#keys[top] = key;
        this.#queue.push(top);
        continue;
      }
      this.#isQueued[top] = 0;
      if (key !== undefined) return top;
    }
    return undefined;
  }

  /** Whether a position with this key goes before every entry of the queue. */
  #isFirst(position: number, key: number): boolean {
    const next = this.#queue.peek();
    if (next === undefined) return true;
    const other = this.#keys[next]!;
    return key > other || (key === other && position < next);
  }
}

/** A key that is no number goes last: beside it an entry would be put back for ever, as nothing compares with it. */
function ranked(key: number): number {
  return Number.isNaN(key) ? -Infinity : key;
}

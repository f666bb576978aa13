import TinyQueue from 'tinyqueue';

/** A step that may be worth running. Keys are upper bounds: a popped entry is looked at again. */
interface Candidate {
  /** Larger is sooner. */
  readonly key: number;
  /** Position of the node in the cone. */
  readonly position: number;
}

// Ties break by position, so that the order never depends on the heap's layout.
const sooner = (a: Candidate, b: Candidate): number => b.key - a.key || a.position - b.position;

/**
 * The priority queue of steps, lazily keyed: tinyqueue has no removal and no change of key, so an
 * entry that is out of date is skipped or put back when it comes to the top.
 */
export class CandidateQueue {
  readonly #queue = new TinyQueue<Candidate>([], sooner);

  get length(): number {
    return this.#queue.length;
  }

  push(position: number, key: number): void {
    this.#queue.push({ key, position });
  }

  /**
   * The position whose fresh key is the largest, removed; undefined when none is wanted.
   * @param freshKey - the key now, never above the stored one; undefined when the entry is stale.
   */
  pop(freshKey: (position: number) => number | undefined): number | undefined {
    // Each turn drops an entry, or puts one back with a smaller key that then equals its fresh key.
    for (let top = this.#queue.pop(); top !== undefined; top = this.#queue.pop()) {
      const key = freshKey(top.position);
      if (key === undefined) continue;
      const fresh = key === top.key ? top : { key, position: top.position };
      const next = this.#queue.peek();
      if (next === undefined || sooner(fresh, next) <= 0) return top.position;
      this.#queue.push(fresh);
    }
    return undefined;
  }
}

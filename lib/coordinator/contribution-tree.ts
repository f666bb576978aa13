import type { Log2 } from '../exact/enclosure.js';
import { logAdd } from '../exact/log2.js';

/**
 * A sum of magnitudes given by their logarithms, one a slot, kept as a binary tree of partial sums.
 *
 * Each change recomputes the sums above it, O(log n), from their parts. A running total that is
 * added to and subtracted from would drift over a range of 2^60 until it never met the goal.
 */
export class ContributionTree {
  readonly #leaves: number;
  // The root is at 1, the children of i at 2i and 2i + 1.
  readonly #sums: Float64Array;

  /** @param values - the magnitudes to start with; zero everywhere if not given. */
  constructor(slots: number, values?: Float64Array) {
    let leaves = 1;
    while (leaves < slots) leaves *= 2;
    this.#leaves = leaves;
    this.#sums = new Float64Array(2 * leaves).fill(-Infinity);
    if (values === undefined) return;
    this.#sums.set(values, leaves);
    for (let i = leaves - 1; i >= 1; i--) {
      this.#sums[i] = logAdd(this.#sums[2 * i]!, this.#sums[2 * i + 1]!);
    }
  }

  /** Log2 of an upper bound of the sum. */
  get total(): Log2 {
    return this.#sums[1]!;
  }

  get(slot: number): Log2 {
    return this.#sums[this.#leaves + slot]!;
  }

  set(slot: number, value: Log2): void {
    let i = this.#leaves + slot;
    if (this.#sums[i] === value) return;
    this.#sums[i] = value;
    for (i >>= 1; i >= 1; i >>= 1) {
      this.#sums[i] = logAdd(this.#sums[2 * i]!, this.#sums[2 * i + 1]!);
    }
  }
}

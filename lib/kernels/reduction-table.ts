/**
 * Functions at short fractions `j / 2^s`, kept at working precisions.
 *
 * The inverse functions reduce an argument by factors that double precision chooses: 2^s - j, whose exact product fits a
 * double. What a table keeps is the function's value for each factor. Entries are computed when first used, by the
 * function's own slow way; no result depends on which are there already.
 */
import { workingPrecision } from './exponential-table.js';

/** The fractions' lengths s, level by level; their sum is below 53. */
export const LEVELS = [5, 10, 15, 20] as const;
export const LEVELS_BITS = 50;

/** The bits that make an entry's error, except for its cut, negligible. */
const TABLE_GUARD = 8;

export class ReductionTable {
  /** By working precision, level and j. */
  readonly #entries: bigint[][][] = [];
  readonly #compute: (j: number, s: number, bits: number) => bigint;

  /** @param compute the function at `j / 2^s`, off by at most 4 units of `2^-bits`. */
  constructor(compute: (j: number, s: number, bits: number) => bigint) {
    this.#compute = compute;
  }

  /** The sum of the values at `j[l] / 2^LEVELS[l]` over all levels l, off by less than 5 units of `2^-bits`. */
  sum(j: readonly number[], bits: number): bigint {
    const w = workingPrecision(bits);
    const levels = (this.#entries[w] ??= LEVELS.map(() => []));
    let sum = 0n;
    for (let level = 0; level < LEVELS.length; level++) {
      const i = j[level]!;
      if (i === 0) continue;
      sum += levels[level]![i] ??=
        this.#compute(i, LEVELS[level]!, w + TABLE_GUARD) >> BigInt(TABLE_GUARD);
    }
    return w === bits ? sum : sum >> BigInt(w - bits);
  }
}

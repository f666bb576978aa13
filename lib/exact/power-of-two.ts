/** Exact powers of two as doubles, from a table: `2 ** k` is slow in hot paths. */

const LOWEST = -1074;
const POWERS = new Float64Array(1024 - LOWEST);
for (let k = LOWEST; k < 1024; k++) POWERS[k - LOWEST] = 2 ** k;

/** `2^k` as a double, for an integer `k`; 0 below the smallest and Infinity above the largest. */
export function powerOfTwo(k: number): number {
  if (k < LOWEST) return 0;
  return POWERS[k - LOWEST] ?? Infinity;
}

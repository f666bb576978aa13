import type { Operation } from '../operations/operation.js';

/**
 * What an operation will still cost, in declared units: its live steps at the mean cost of those seen,
 * or, where its root has narrowed, as much for each bit that is left as it took for each so far; the
 * larger, and one step more: what is left in the end takes a last one.
 */
export function remainingCost(operation: Operation): number {
  const { wave, steps, cost, pace, lastPrediction } = operation;
  const each = steps > 0 ? cost / steps : lastPrediction;
  const atLeast = (Math.max(1, wave?.live ?? 1) + 1) * each;
  if (wave === undefined || pace === undefined) return atLeast;
  const left = wave.estimate - pace.goal;
  const gained = pace.estimate - wave.estimate;
  if (!(gained > 0 && gained < Infinity && left > 0 && left < Infinity)) return atLeast;
  return Math.max(atLeast, ((cost - pace.cost) * left) / gained + each);
}

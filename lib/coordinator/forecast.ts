import type { Operation } from './operation.js';

/**
 * What an operation will still cost, in declared units: its live steps at the mean cost of those seen,
 * or, where the present wave has narrowed its focus, as much for each bit that is left as it took for
 * each so far; the larger.
 */
export function remainingCost(operation: Operation): number {
  const { wave, steps, cost, waveStart, lastPrediction } = operation;
  const each = steps > 0 ? cost / steps : lastPrediction;
  const atLeast = Math.max(1, wave?.live ?? 1) * each;
  if (wave?.aim.type !== 'narrow') return atLeast;
  const left = wave.estimate - Math.min(wave.aim.allowance, waveStart.goal);
  const gained = waveStart.estimate - wave.estimate;
  if (!(gained > 0 && gained < Infinity && left > 0 && left < Infinity)) return atLeast;
  return Math.max(atLeast, ((cost - waveStart.cost) * left) / gained);
}

/**
 * What steps declare to cost, in units of about a nanosecond.
 *
 * One formula for every elementary function, fitted to the kernels on one machine at 64 to 120,000 bits: it
 * ranks work and need not be right. The deterministic mode counts by it, so it depends on the bits alone.
 */
export function evaluationCost(bits: number): number {
  return Math.round(6000 + 0.25 * Math.max(64, bits) ** 1.67);
}

/** The same for a constant by binary splitting. */
export function constantCost(bits: number): number {
  return Math.round(10000 + 2 * Math.max(64, bits) ** 1.3);
}

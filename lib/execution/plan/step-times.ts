/** Statistics of how long leases took. */
import type { Lease } from '../../coordinator/leases/lease.js';
import type { Nanoseconds } from '../../coordinator/time.js';
import { keyOf } from '../../refiners/registry.js';

/** Times of leases, in milliseconds. */
export interface StepTimes {
  /** How many leases were measured. */
  readonly leases: number;
  /** Steps per second of computing time, over all contexts. */
  readonly throughput: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  /** Name and version of the refiner with the largest total time; null before the first step. */
  readonly bottleneck: string | null;
}

/** How many times the sample holds. */
const RESERVOIR = 1024;

/**
 * Keeps a uniform sample of the times by reservoir sampling: J. S. Vitter, "Random sampling with a reservoir", 1985,
 * algorithm R. The choice depends on the number of leases alone.
 */
export class StepTimeRecorder {
  readonly #sample: Nanoseconds[] = [];
  readonly #ofKind = new Map<string, Nanoseconds>();
  #leases = 0;
  #steps = 0;
  #time: Nanoseconds = 0;
  #random = 1;

  add({ refiner }: Lease, elapsed: Nanoseconds, steps: number): void {
    this.#leases++;
    this.#steps += steps;
    this.#time += elapsed;
    const kind = keyOf(refiner);
    this.#ofKind.set(kind, (this.#ofKind.get(kind) ?? 0) + elapsed);
    if (this.#sample.length < RESERVOIR) {
      this.#sample.push(elapsed);
      return;
    }
    // A linear congruential generator is uniform enough for a sample.
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    const index = Math.floor((this.#random / 2 ** 32) * this.#leases);
    if (index < RESERVOIR) this.#sample[index] = elapsed;
  }

  summary(): StepTimes {
    const sorted = [...this.#sample].sort((a, b) => a - b);
    const quantile = (q: number): number =>
      (sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0) / 1e6;
    let bottleneck: string | null = null;
    let most = -1;
    for (const [kind, time] of this.#ofKind) {
      if (time > most) [bottleneck, most] = [kind, time];
    }
    return {
      leases: this.#leases,
      throughput: this.#time > 0 ? (this.#steps / this.#time) * 1e9 : 0,
      p50: quantile(0.5),
      p90: quantile(0.9),
      p95: quantile(0.95),
      p99: quantile(0.99),
      bottleneck,
    };
  }
}

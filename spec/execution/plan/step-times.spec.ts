import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StepTimeRecorder } from '#lib/execution/plan/step-times.js';
import { runs } from '#spec/support/effort.js';
import { leaseOf } from '../lease-of.js';
import { halving, halvingAgain } from '../refiners/halving.js';

const lease = leaseOf(halving, { bits: 1 });
const other = leaseOf(halvingAgain, { bits: 1 });

describe('the times of steps', () => {
  it('are none before the first', () => {
    expect(new StepTimeRecorder().summary()).toMatchObject({
      leases: 0,
      throughput: 0,
      bottleneck: null,
    });
  });

  it('are told by percentiles, which are times that leases took', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 500 }),
        (times) => {
          const recorder = new StepTimeRecorder();
          for (const time of times) recorder.add(lease, time, 1);
          const { p50, p90, p95, p99 } = recorder.summary();
          const sorted = [...times].sort((a, b) => a - b);
          for (const [q, found] of [
            [0.5, p50],
            [0.9, p90],
            [0.95, p95],
            [0.99, p99],
          ] as const) {
            expect(found).toBe(sorted[Math.ceil(q * sorted.length) - 1]! / 1e6);
          }
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('are a fair sample where there are many', () => {
    const recorder = new StepTimeRecorder();
    for (let i = 1; i <= 100_000; i++) recorder.add(lease, i, 1);
    const { leases, p50, p90 } = recorder.summary();
    expect(leases).toBe(100_000);
    expect(Math.abs(p50 * 1e6 - 50_000)).toBeLessThan(8000);
    expect(Math.abs(p90 * 1e6 - 90_000)).toBeLessThan(5000);
  });

  it('name the refiner that took most of it, and say how many steps a second were brought', () => {
    const recorder = new StepTimeRecorder();
    recorder.add(lease, 1e6, 10);
    recorder.add(other, 3e6, 10);
    expect(recorder.summary()).toMatchObject({ bottleneck: 'halving@2', throughput: 5000 });
  });
});

import { describe, expect, it } from '@jest/globals';
import { soak } from '#bench/soak.js';
import { runs } from '#spec/support/effort.js';

describe('a soak of steps that exit, throw and hang at random, in requests of all classes, some with a timeout', () => {
  it('gives every answer, right, and leaves nothing behind', async () => {
    const { deaths, preempted, steps, wrong, lost, leakedHandles, leakedProcesses } = await soak({
      steps: runs(200),
      seed: 7,
    });
    expect({ wrong, lost }).toEqual({ wrong: 0, lost: 0 });
    expect(steps).toBeGreaterThanOrEqual(runs(200));
    expect(deaths).toBeGreaterThan(0);
    expect(preempted).toBeGreaterThan(0);
    expect([leakedHandles, leakedProcesses ?? 0]).toEqual([0, 0]);
  }, 120_000);
});

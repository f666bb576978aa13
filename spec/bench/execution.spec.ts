import { describe, expect, it } from '@jest/globals';
import { messages } from '#bench/execution/messages.js';
import { simulated } from '#bench/execution/simulated.js';
import { misses } from '#bench/harness/bench.js';

const options = { seed: 3, quick: true };

describe('the bench of execution', () => {
  it('tells the efficiency of slots from one to many, and meets its bars', () => {
    const rows = simulated(options);
    const efficiency = rows.filter(({ metric }) => metric === 'sim_efficiency');
    expect(efficiency.length).toBeGreaterThan(1);
    for (const { value } of efficiency) expect(value).toBeGreaterThan(0.8);
    expect(rows.filter(misses)).toEqual([]);
  });

  it('tells what a message costs against plain workers', async () => {
    const rows = await messages(options);
    expect(rows.map(({ metric }) => metric)).toEqual([
      'thread_over_bare_spawn',
      'thread_over_bare_spawn',
      'quantum8_over_raw_workers',
    ]);
    for (const { value } of rows) expect(value).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Throughput } from '#lib/bullmq/worker/throughput.js';

describe('the throughput of a worker', () => {
  it('is what it has answered since it was asked for last, by the second', () => {
    let now = 5000;
    const throughput = new Throughput(() => now);
    now += 2000;
    expect(throughput.next(30)).toBe(15);
    now += 500;
    expect(throughput.next(40)).toBe(20);
    now += 1000;
    expect(throughput.next(40)).toBe(0);
  });

  it('is none where no time has passed', () => {
    const throughput = new Throughput(() => 7);
    expect(throughput.next(3)).toBe(0);
    expect(throughput.next(3)).toBe(0);
  });
});

/** Which threads compute where several long values are wanted at once. */
import { describe, expect, it } from '@jest/globals';
import { createSession, real } from '#lib/index.js';
import type { SchedulerEvent } from '#lib/execution.js';

/** So many that a step is predicted to take longer than the calling thread is to be held. */
const DIGITS = 6000;
const LONG_WIDTH = -3 * DIGITS;
const VALUES = 6;
/** A sine of a fraction as long as this is computed in fixed point; short ones are quick series. */
const LONG_DENOMINATOR = String(3n * 10n ** 30n + 11n);

describe('two workers', () => {
  it('compute everything long from the first round on, each in one lease, without a third thread', async () => {
    await using session = createSession({ workers: 2 });
    const long = new Map<number, number>();
    let issued = 0;
    let most = 0;
    session.observe((event: SchedulerEvent) => {
      if (event.type !== 'lease-issued') return;
      issued++;
      if (event.demand.width > LONG_WIDTH) return;
      long.set(event.slot, (long.get(event.slot) ?? 0) + 1);
      most = Math.max(most, session.contexts.length);
    });
    for (let round = 0; round < 3; round++) {
      long.clear();
      issued = 0;
      const values = Array.from({ length: VALUES }, (_, k) =>
        real(`${String(100 * round + k + 1)}/${LONG_DENOMINATOR}`)
          .sin()
          .exp(),
      );
      const results = await Promise.all(
        values.map((value) => value.refine({ digits: DIGITS }, { session })),
      );
      expect(results.every(({ status }) => status === 'met')).toBe(true);
      // A leap of each sine and of each exponential, and none of them on the calling thread.
      expect([...long.keys()].sort()).toEqual([1, 2]);
      expect([...long.values()].reduce((a, b) => a + b)).toBe(2 * VALUES);
      expect(issued).toBeLessThanOrEqual(4 * VALUES);
    }
    expect([most, session.stats().leases.hedged]).toEqual([2, 0]);
  });
});

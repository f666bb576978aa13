import { describe, expect, it } from '@jest/globals';
import { createSession, pi } from '#lib/index.js';
import { monotonicClock } from '#lib/session/clock.js';

const hrtime = (): number => Number(process.hrtime.bigint());

describe('the clock of a session', () => {
  it('reads the nanoseconds of process.hrtime since its start: whole ones, which never fall', () => {
    const before = process.hrtime.bigint();
    const clock = monotonicClock();
    const after = process.hrtime.bigint();
    let last = 0;
    for (let k = 0; k < 1000; k++) {
      const least = process.hrtime.bigint();
      const now = clock.nanoseconds();
      const most = process.hrtime.bigint();
      expect(Number.isSafeInteger(now)).toBe(true);
      expect(now).toBeGreaterThanOrEqual(last);
      expect(BigInt(now)).toBeGreaterThanOrEqual(least - after);
      expect(BigInt(now)).toBeLessThanOrEqual(most - before);
      last = now;
    }
  });

  it('stamps states with the time at which they were accepted', () => {
    const before = hrtime();
    const session = createSession();
    const value = pi.add(1).exp();
    expect(value.refineSync({ digits: 20 }, { session }).status).toBe('met');
    const { graph } = session;
    const refiners = Array.from({ length: graph.size }, (_, node) => node).filter((node) =>
      graph.isRefiner(node),
    );
    const times = refiners.map((node) => graph.recordOf(node)!.stampTime);
    const now = session.clock.nanoseconds();
    expect(times).toHaveLength(2);
    for (const time of times) {
      expect(Number.isSafeInteger(time)).toBe(true);
      expect(time).toBeGreaterThan(0);
      expect(time).toBeLessThanOrEqual(now);
    }
    expect(now).toBeLessThanOrEqual(hrtime() - before);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';

import { TimeLeft } from '#lib/session/time-left.js';
import { runs } from '#spec/support/effort.js';

describe('the time left', () => {
  it('contains what is left of a computation whose parts take as long as they are long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        (parts, rate) => {
          const all = parts.reduce((sum, part) => sum + part, 0);
          const timeLeft = new TimeLeft(5);
          let done = 0;
          for (const part of parts) {
            done += part;
            const left = Math.max(0, all - done);
            const { secondsLeft } = timeLeft.update(done, left, 5 + done * rate);
            if (secondsLeft === undefined) continue;
            const seconds = (left * rate) / 1e9;
            expect(secondsLeft[0]).toBeLessThanOrEqual(seconds + 1e-12);
            expect(secondsLeft[1]).toBeGreaterThanOrEqual(seconds - 1e-12);
          }
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('has a share that never falls, and is below 1', () => {
    const work = fc.double({ min: 0, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(work, work), { minLength: 1 }), (updates) => {
        const timeLeft = new TimeLeft(0);
        let last = 0;
        updates.forEach(([done, left], i) => {
          const { share } = timeLeft.update(done, left, i);
          expect(share).toBeGreaterThanOrEqual(last);
          expect(share).toBeLessThan(1);
          last = share;
        });
      }),
      { numRuns: runs(200) },
    );
  });

  it('is unknown before a two-hundredth of all is done', () => {
    const timeLeft = new TimeLeft(0);
    expect(timeLeft.update(0, 0, 1e9).secondsLeft).toBeUndefined();
    expect(timeLeft.update(0, 1000, 1e9).secondsLeft).toBeUndefined();
    expect(timeLeft.update(4, 996, 2e9).secondsLeft).toBeUndefined();
    expect(timeLeft.update(20, 980, 3e9).secondsLeft).toBeDefined();
  });

  it('may grow by as long as nothing was done', () => {
    const timeLeft = new TimeLeft(0);
    const most = (now: number): number => timeLeft.update(50, 50, now).secondsLeft![1];
    const before = most(1e9);
    expect(most(4e9)).toBeCloseTo(before + 3);
  });
});

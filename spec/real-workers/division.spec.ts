/** Long steps that threads compute together. */
import { describe, expect, it } from '@jest/globals';
import { createSession, exp, pi, real } from '#lib/index.js';
import type { Real, Session } from '#lib/index.js';
import type { SchedulerEvent } from '#lib/execution.js';
import { refined } from '#lib/refiner.js';
import { quartered } from './refiners/quartered.js';

type Issued = Extract<SchedulerEvent, { type: 'lease-issued' }>;

async function partsOf(value: Real, digits: number, session: Session) {
  const slots: number[] = [];
  const stop = session.observe((event: SchedulerEvent) => {
    if (event.type === 'lease-issued' && event.features.includes('division'))
      slots.push((event satisfies Issued).slot);
  });
  const result = await value.refine({ digits }, { session });
  stop();
  return { text: result.digits, slots };
}

describe('a step of a second or so', () => {
  it.each([
    ['pi', () => pi, 190_000, 3],
    ['an exponential of a long argument', () => exp(real(2).sqrt()), 64_000, 8],
    ['a refiner of one’s own', () => refined(quartered, { n: 22n, d: 7n }), 90_000, 4],
  ])(
    'is computed in parts by threads that would idle, to the same digits: %s',
    async (_what, make, digits, least) => {
      await using session = createSession({ workers: 2 });
      await session.start();
      await using alone = createSession({ workers: 2, adaptive: { division: false } });
      const divided = await partsOf(make(), digits, session);
      expect(divided.slots.length).toBeGreaterThanOrEqual(least);
      expect(new Set(divided.slots).size).toBe(2);
      const whole = await partsOf(make(), digits, alone);
      expect(whole.slots).toEqual([]);
      expect(divided.text).toBe(whole.text);
    },
  );
});

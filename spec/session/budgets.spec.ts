import { describe, expect, it } from '@jest/globals';
import { createSession, e, exp, pi, sin, sqrt } from 'pincer';
import type { BudgetLimits, Real, SessionOptions, UsedUp } from 'pincer';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { refined } from '#lib/real/index.js';
import { stepper } from '#spec/support/refiners.js';

/** A value that comes by short steps, 9 bits at a time: 22/7. */
const slow = (): Real => refined(stepper, { n: 22n, d: 7n, rate: 9 }).multiply(sqrt(2));
const goal = { digits: 3000 };

const calls = [
  ['refineSync', (x: Real, options: object) => x.refineSync(goal, options)],
  ['refine', (x: Real, options: object) => x.refine(goal, options)],
] as const;

describe.each(calls)('budgets of %s', (_name, call) => {
  it.each([
    ['steps', { steps: 7 }],
    ['milliseconds', { milliseconds: 1 }],
    ['bytes', { bytes: 3000 }],
  ] as const)(
    'of %s end a call, by itself or with its session, and name what was used up',
    async (limit, budget) => {
      const most = Object.values(budget)[0];
      const own = await call(slow(), { session: createSession(), budget });
      expect(own).toMatchObject({ status: 'partial', reason: 'budget' });
      expect(own.usedUp).toEqual({ of: 'operation', refiner: null, limit, most });
      const session = createSession({ budget });
      const whole = await call(slow(), { session });
      expect(whole).toMatchObject({ status: 'partial', reason: 'budget' });
      expect(whole.usedUp).toEqual({ of: 'session', refiner: null, limit, most });
      const later = await call(exp(pi), { session });
      expect(later.reason).toBe(limit === 'bytes' ? later.reason : 'budget');
    },
  );

  it('of a refiner stop its steps for the rest of the session', async () => {
    const session = createSession({ budgets: { stepper: { steps: 5 } } });
    const short = await call(slow(), { session });
    expect(short).toMatchObject({ status: 'partial', reason: 'budget' });
    expect(short.usedUp).toEqual({ of: 'refiner', refiner: 'stepper', limit: 'steps', most: 5 });
    expect(await call(sin(e), { session })).toMatchObject({ status: 'met', usedUp: null });
    expect((await call(slow().add(1), { session })).usedUp).toEqual(short.usedUp);
  });
});

describe('the bounds at the end of a budget', () => {
  it.each<[string, SessionOptions]>([
    ['a session', { budget: { milliseconds: 300 } }],
    [
      'its refiners',
      {
        budgets: {
          nthRoot: { milliseconds: 300 },
          sin: { milliseconds: 300 },
          exp: { milliseconds: 300 },
        },
      },
    ],
  ])(
    'are the best that were proven: a ladder leaves some where that of %s ends it',
    async (_, options) => {
      const session = createSession(options);
      const { status, reason, bounds, lowerExact, upperExact } = await exp(sin(sqrt(2))).refine(
        { digits: 1_000_000 },
        { session },
      );
      expect([status, reason]).toEqual(['partial', 'budget']);
      expect(widthLog2(bounds.enclosure)).toBeLessThan(-1000);
      expect(lowerExact).not.toBeNull();
      expect(upperExact).not.toBeNull();
    },
  );

  it.each<[string, SessionOptions, BudgetLimits & { bits?: number }, UsedUp['of'], number]>([
    ['bits', {}, { bits: 50_000 }, 'operation', -50_000],
    // The root and its argument share the bytes.
    ['bytes', {}, { bytes: 20_000 }, 'operation', -80_000],
    ['bytes of the session', { budget: { bytes: 20_000 } }, {}, 'session', -80_000],
  ])('are as narrow as %s hold where the goal is beyond them', (_, options, budget, of, width) => {
    const session = createSession(options);
    const { status, reason, usedUp, bounds } = exp(sqrt(2)).refineSync(
      { digits: 100_000 },
      { session, budget },
    );
    expect([status, reason, usedUp?.of]).toEqual(['partial', 'budget', of]);
    expect(Math.abs(widthLog2(bounds.enclosure) - width)).toBeLessThan(Math.abs(width) / 16);
  });
});

describe('the budgets of a session', () => {
  it.each([
    [{ budget: { steps: -1 } }, 'budget.steps must be a number of at least 0, got -1'],
    [{ budget: { time: 1 } }, 'time'],
    [{ budgets: { sin: 3 } }, "budgets['sin'] must be a record, got 3"],
    [
      { budgets: { sin: { bytes: NaN } } },
      "budgets['sin'].bytes must be a number of at least 0, got NaN",
    ],
  ])('refuse %j', (options, message) => {
    expect(() => createSession(options as SessionOptions)).toThrow(message);
  });
});

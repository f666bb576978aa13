import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ascending,
  createSession,
  DomainError,
  e,
  expression,
  OptionError,
  pi,
  real,
  refineAll,
  sqrt,
} from 'pincer';
import { refined } from 'pincer/refiner';
import type { Real } from 'pincer';
import { runs } from '#spec/support/effort.js';
import { stepper } from '#spec/support/refiners.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

describe('refineAll', () => {
  it('gives the results in the order of the values, and runs a shared step once', async () => {
    const session = createSession();
    const shared = sqrt(2).add(pi);
    const results = await refineAll(
      [shared, shared.multiply(2), shared.sin()],
      { digits: 100 },
      { session },
    );
    expect(results.map(({ status }) => status)).toEqual(['met', 'met', 'met']);
    // Each of pi, the root and the sine steps once.
    expect(session.stats().leases.committed).toBe(3);
  });

  it('takes a goal for each value, as many as there are', async () => {
    const [a, b] = await refineAll([pi, e], [{ digits: 20 }, { bits: 100 }]);
    expect(a?.digits).toBe('3.1415926535897932385');
    expect(b?.widthLog2).toBeLessThanOrEqual(-100);
    await expect(refineAll([pi, e], [{ digits: 20 }])).rejects.toThrow(OptionError);
  });

  it('brings a mathematical error back as the result of its value alone', async () => {
    const results = await refineAll([pi, sqrt(-1)], { digits: 20 });
    expect(results.map(({ status }) => status)).toEqual(['met', 'error']);
  });
});

/** x(1), x(2) and so on ascend by so much, and doubles cannot tell. */
const ladder = (length: number, by: string): Real[] =>
  Array.from({ length }, (_, i) => sqrt(2).add(real(by).multiply(i)));

/** Equal to 2. */
const UNPROVEN_TWO = expression(`2 + ${UNPROVEN_ZERO}`);

describe('the order of several values', () => {
  it('is proven or refuted as soon as bounds say so, and undefined where they do not', async () => {
    expect(await ascending([e, 3, pi, '22/7'])).toBe(true);
    expect(await ascending([3, e, sqrt(2).pow(2), 2])).toBe(false);
    expect(await ascending([1, 1])).toBe(false);
    expect(await ascending([sqrt(3), sqrt(3)])).toBe(false);
    const budget = { separationBits: 500 };
    expect(await ascending([1, sqrt(2).pow(2), real(2)], { budget })).toBe(false);
    expect(await ascending([1, UNPROVEN_TWO, real(2)], { budget })).toBeUndefined();
    expect(await ascending([pi])).toBe(true);
    expect(await ascending([])).toBe(true);
  });

  it('agrees with sorting, for values that doubles cannot tell apart', async () => {
    const near = fc.uniqueArray(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(near, fc.integer({ min: 20, max: 90 }), async (places, digits) => {
        const values = places.map((n) => pi.add(real(`1e-${String(digits)}`).multiply(n)));
        const sorted = places.every((place, i) => i === 0 || places[i - 1]! < place);
        expect(await ascending(values)).toBe(sorted);
      }),
      { numRuns: runs(60) },
    );
  });

  it('is one goal: one operation, in which a shared step runs once', async () => {
    const session = createSession();
    const values = ladder(6, '1e-40');
    expect(await ascending(values, { session })).toBe(true);
    const { committed } = session.stats().leases;
    expect(session.operations().map(({ status }) => status)).toEqual(['met']);
    // All hang on one root: a first look, and a few leaps to where the steps show.
    expect(committed).toBeLessThanOrEqual(4);
  });

  it('is refuted by one pair, whatever the others leave open', async () => {
    const open = expression(`5 + ${UNPROVEN_ZERO}`);
    const below = [pi.add(7).add('1e-30'), pi.add(7)];
    expect(await ascending([1, open, 5, ...below])).toBe(false);
    const budget = { separationBits: 500 };
    expect(await ascending([1, open, 5, ...below.reverse()], { budget })).toBeUndefined();
  });

  it('has one budget for all of it', async () => {
    const values = Array.from({ length: 5 }, (_, i) =>
      refined(stepper, { n: 10n ** 30n + BigInt(i), d: 3n * 10n ** 30n, rate: 1 }),
    );
    const asked = async (most: number): Promise<[boolean | undefined, number]> => {
      const session = createSession();
      const answer = await ascending(values, { session, budget: { steps: most } });
      const steps = session.operations().map(({ statistics }) => statistics.steps);
      return [answer, steps.reduce((all, each) => all + each, 0)];
    };
    const [answer, needed] = await asked(10_000);
    expect(answer).toBe(true);
    expect(await asked(needed)).toEqual([true, needed]);
    expect(await asked(Math.floor(needed / 2))).toEqual([undefined, Math.floor(needed / 2)]);
    expect(await asked(0)).toEqual([undefined, 0]);
  });

  it('ends undecided at its deadline, and by its signal', async () => {
    const endless = [UNPROVEN_TWO, real(2)];
    const budget = { separationBits: 1e9, separationTime: 1e9 };
    expect(await ascending(endless, { budget, timeout: 20 })).toBeUndefined();
    expect(await ascending(endless, { budget, signal: AbortSignal.abort() })).toBeUndefined();
  });

  it('throws what a value that is not defined throws', async () => {
    await expect(ascending([1, sqrt(-1), 2])).rejects.toThrow(DomainError);
    await expect(ascending([1, pi.subtract(4).sqrt(), 1])).rejects.toThrow(DomainError);
  });
});

/** The switches of what adapts to the work. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createSession, exp, pi, real, refineAll, sin, sqrt, sum } from 'pincer';
import type { Real, Session, SessionOptions } from 'pincer';
import type { AdaptiveFeature, SchedulerEvent } from 'pincer/execution';
import { refined } from 'pincer/refiner';
import { ADAPTIVE } from '#lib/execution/plan/adaptive.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { runs } from '#spec/support/effort.js';

const FEATURES = Object.keys(ADAPTIVE) as AdaptiveFeature[];

type Switches = NonNullable<SessionOptions['adaptive']>;

/** Leaping functions in chains and sums, and a refiner of many small steps. */
const small = refined(halving, { bits: 12 });
const values: readonly Real[] = [
  sin(exp(sqrt(2))),
  sum([2, 3, 5, 7].map((n) => exp(sqrt(n)))),
  small.add(sin(pi.divide(7))),
  exp(small).multiply(real('1/3')),
];

/** Digits and bounds of the values, a low and a structural request beside each other. */
async function answers(session: Session) {
  const [low, high] = await Promise.all([
    refineAll(values, { digits: 100 }, { session, class: 'low' }),
    refineAll(values, { digits: 60 }, { session, class: 'structural' }),
  ]);
  return [...low, ...high];
}

describe('the adaptive features', () => {
  it('change no value, whichever of them are on', async () => {
    await using plain = createSession();
    const expected = await answers(plain);
    expect(expected.every(({ status }) => status === 'met')).toBe(true);
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(FEATURES),
        fc.constantFrom<SessionOptions>({ workers: 2, placement: 'thread' }, { workers: 'auto' }),
        async (off, options) => {
          const adaptive: Switches = Object.fromEntries(off.map((feature) => [feature, false]));
          await using session = createSession({ ...options, adaptive });
          const found = await answers(session);
          expect(found.map(({ status, digits }) => [status, digits])).toEqual(
            expected.map(({ status, digits }) => [status, digits]),
          );
          found.forEach(({ lower, upper }, i) => {
            const other = expected[i]!;
            expect(lower!.lte(other.upper!) && other.lower!.lte(upper!)).toBe(true);
          });
          if (off.includes('hedging')) expect(session.stats().leases.hedged).toBe(0);
        },
      ),
      { numRuns: runs(5) },
    );
  });

  it('act in no lease where they are off', async () => {
    const features = async (adaptive: Switches): Promise<Set<AdaptiveFeature>> => {
      await using session = createSession({ workers: 1, placement: 'thread', adaptive });
      const acted = new Set<AdaptiveFeature>();
      session.observe((event: SchedulerEvent) => {
        if (event.type === 'lease-issued') for (const each of event.features) acted.add(each);
      });
      await answers(session);
      return acted;
    };
    expect([...(await features({}))].sort()).toEqual(['chains', 'prefetch', 'quanta']);
    const off = Object.fromEntries(FEATURES.map((feature) => [feature, false]));
    expect([...(await features(off))]).toEqual([]);
  });

  it('are named by an explanation, with the reason why they acted', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const value = exp(sqrt(2));
    await value.refine({ digits: 2000 }, { session });
    const { nodes } = value.explain({ digits: 2000 }, { session });
    expect(nodes.map(({ placement, reason }) => [placement, reason])).toEqual([
      [null, null],
      ['thread', null],
      [
        'thread',
        'chains: it ran right after the only step that it waited for, in the same message',
      ],
    ]);
    expect(String(value.explain({ digits: 2000 }, { session }))).toContain('chains: it ran');
  });

  it('start a worker for the first step that can use one where autoscaling is off', async () => {
    const started = async (autoscaling: boolean): Promise<number> => {
      await using session = createSession({ workers: 'auto', adaptive: { autoscaling } });
      await refineAll(
        [2, 3, 5].map((n) => exp(sqrt(n))),
        { digits: 2000 },
        { session },
      );
      return session.contexts.length;
    };
    expect(await started(true)).toBe(0);
    expect(await started(false)).toBeGreaterThan(0);
  });

  it('have switches that are checked', () => {
    const create = (adaptive: object) => () => createSession({ adaptive });
    expect(create({ hedge: false })).toThrow(
      'createSession: adaptive: there is no option "hedge"; the options are hedging, quanta',
    );
    expect(create({ chains: 1 })).toThrow(
      'createSession: adaptive.chains must be true or false, got 1',
    );
    expect(create({ chains: undefined })).not.toThrow();
  });
});

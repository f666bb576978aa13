import { describe, expect, it } from '@jest/globals';
import { brokenInvariants } from '#lib/coordinator/invariants.js';
import fc from 'fast-check';
import {
  createSession,
  DeadlineExceededError,
  exp,
  expression,
  OptionError,
  refineAll,
  sqrt,
  sum,
} from 'pincer';
import { refined } from 'pincer/refiner';
import type { Real, RefineOptions, Session } from 'pincer';
import type { SchedulerEvent } from 'pincer/execution';
import { runs } from '#spec/support/effort.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { SimulatedExecutor } from '#spec/support/schedules/simulated-executor.js';
import { World } from '#spec/support/world.js';

/** The root of two, a bit a step. */
const value = refined(halving, { bits: 1 });
const goal = { digits: 3000 };

/** A clock that goes on by a millisecond at each look: the time of the call is over in mid-run. */
function overInMidRun(): RefineOptions {
  let now = 0;
  return { session: createSession({ clock: { nanoseconds: () => (now += 1e6) } }), timeout: 60 };
}

const third = { n: 1n, d: 3n, rate: 4 };

describe('a deadline', () => {
  it('answers partial, with the best bounds', async () => {
    for (const result of [
      value.refineSync(goal, overInMidRun()),
      await value.refine(goal, { ...overInMidRun(), onTimeout: 'answer' }),
    ]) {
      expect(result).toMatchObject({ status: 'partial', reason: 'deadline' });
      expect(result.bounds.lowerExact).not.toBeNull();
    }
  });

  it('ends a long step on the calling thread in the middle of it', async () => {
    const long = expression('exp(sqrt(2)/4)');
    const goal = { bits: 300_000 };
    let looks = 0;
    const ticking = (): RefineOptions => {
      looks = 0;
      return { session: createSession({ clock: { nanoseconds: () => ++looks * 1e6 } }) };
    };
    // Nearly all looks at the clock are those of the kernel: where half of them are left it is under way. The
    // first time a constant is worked out too, and kept.
    for (let time = 1; time <= 2; time++) {
      expect(long.refineSync(goal, { ...ticking(), timeout: 1e6 }).status).toBe('met');
    }
    const timeout = Math.round(looks / 2);
    expect(timeout).toBeGreaterThan(20);
    for (const run of [
      () => Promise.resolve(long.refineSync(goal, { ...ticking(), timeout })),
      () => long.refine(goal, { ...ticking(), timeout }),
    ]) {
      const { status, reason } = await run();
      expect([status, reason]).toEqual(['partial', 'deadline']);
      // To its end the step would have looked twice as often.
      expect(looks).toBeLessThan(1.25 * timeout);
    }
  });

  it('ends a request over five hundred values wherever it comes, and what follows is as if it had not been', () => {
    const roots = Array.from({ length: 500 }, (_, k) => sqrt(k + 2));
    // A new sum each time: no term of it remembers a node.
    const sumNow = (): Real => sum([...roots, sum(roots).sin(), exp(sum(roots).divide(10_000))]);
    const goal = { digits: 30 };
    let looks = 0;
    const ticking = (): Session => createSession({ clock: { nanoseconds: () => ++looks * 1e6 } });
    const whole = sumNow().refineSync(goal, { session: ticking(), timeout: 1e6 });
    expect(whole.status).toBe('met');
    const all = looks;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: all }), (timeout) => {
        looks = 0;
        const session = ticking();
        const root = sumNow();
        const { status, reason, bounds } = root.refineSync(goal, { session, timeout });
        if (status !== 'met') expect(reason).toBe('deadline');
        expect(bounds.lower?.lte(whole.upper!) !== false).toBe(true);
        expect(bounds.upper?.gte(whole.lower!) !== false).toBe(true);
        // The last flush and the last judgement have 20 ms, and there are passes that only look whether to go on.
        expect(looks).toBeLessThan(timeout + 60);
        expect(session.coordinator.inspect(brokenInvariants)).toEqual([]);
        expect(root.refineSync(goal, { session }).digits).toBe(whole.digits);
        expect(session.stats().cache.bytes).toBe(session.graph.weighedBytes);
      }),
      { numRuns: runs(4) },
    );
  });

  it('throws where that is asked for, with the best bounds too', async () => {
    const throwing = (): RefineOptions => ({ ...overInMidRun(), onTimeout: 'throw' });
    const errors: unknown[] = [];
    await value.refine(goal, throwing()).catch((error: unknown) => errors.push(error));
    try {
      value.refineSync(goal, throwing());
    } catch (error) {
      errors.push(error);
    }
    try {
      for await (const bounds of value.watch(goal, throwing())) expect(bounds).toBeDefined();
    } catch (error) {
      errors.push(error);
    }
    expect(errors).toHaveLength(3);
    for (const error of errors) {
      expect(error).toBeInstanceOf(DeadlineExceededError);
      expect(error).toMatchObject({ timeout: 60, result: { reason: 'deadline' } });
      expect((error as Error).message).toContain(
        'halving was not met within 60 ms; it lies in [1.4',
      );
    }
    await expect(refineAll([value], goal, throwing())).rejects.toBeInstanceOf(
      DeadlineExceededError,
    );
  });

  it('throws nothing while the goal is met in time', () => {
    const session = createSession();
    const options = { session, timeout: 1e9, onTimeout: 'throw' } as const;
    expect(value.refineSync({ digits: 30 }, options).status).toBe('met');
  });

  it('refuses to do anything else', () => {
    const options = { onTimeout: 'shout' } as unknown as RefineOptions;
    expect(() => value.refineSync(goal, options)).toThrow(OptionError);
    expect(() => value.refineSync(goal, options)).toThrow("must be 'answer' or 'throw', got shout");
  });

  it('counts from the first turn of its operation, however long others go first', () => {
    const world = new World();
    const first = world.node('stepper', [], third);
    const second = world.node('stepper', [], { ...third, d: 7n });
    world.admit(first, { bits: 400 }, { class: 'structural' });
    const waiting = world.admit(second, { bits: 20 }, { class: 'low', timeout: 2000 });
    const { coordinator, host } = world;
    const executor = new SimulatedExecutor({
      coordinator,
      host,
      slots: 1,
      script: () => ({ after: 100, as: 'answer' }),
    });
    executor.run();
    expect(executor.now).toBeGreaterThan(2000);
    expect(executor.outcomes.get(waiting)?.status).toBe('met');
  });

  it('counts what the admission of its request took, from 10 ms on', () => {
    const endsAfter = (took: number): number | undefined => {
      const world = new World();
      const { coordinator } = world;
      const id = world.admit(world.node('stepper', [], third), { bits: 400 }, { timeout: 30e6 });
      coordinator.admissionTook(id, took);
      const { outcomes, wakeAt } = coordinator.poll([{ id: 0, kind: 'inline' }], 0);
      return outcomes[0]?.reason === 'deadline' ? 0 : wakeAt;
    };
    expect([0, 9e6, 20e6, 50e6].map(endsAfter)).toEqual([30e6, 30e6, 10e6, 0]);
  });

  it('has the step told to stop that nobody else wants', () => {
    const world = new World();
    const shared = world.node('stepper', [], third);
    world.admit(shared, { bits: 400 }, { timeout: 1000 });
    const stopped: number[] = [];
    world.coordinator.observed = true;
    const [lease] = world.coordinator.poll([{ id: 0, kind: 'inline' }], 0).run;
    const poll = world.coordinator.poll([], 1000);
    stopped.push(...poll.stop);
    expect(stopped).toEqual([lease?.lease.id]);
    const ends = poll.events.filter(({ type }: SchedulerEvent) => type === 'operation-settled');
    expect(ends).toMatchObject([{ status: 'partial', reason: 'deadline' }]);
  });
});

describe('a timeout', () => {
  it.each([0, 1])(
    'ends arithmetic that goes before the first step, with %d workers',
    async (workers) => {
      let looks = 0;
      const clock = { nanoseconds: () => ++looks * 1e6 };
      await using session = createSession({ workers, clock });
      const long = expression('3^100000000 + 1/7');
      const result = await long.refine({ digits: 1_000_000 }, { session, timeout: 60 });
      expect(result).toMatchObject({ status: 'partial', reason: 'deadline' });
      // What ends the operation takes some looks.
      expect(looks).toBeLessThan(60 + 60);
      expect(session.stats().operations).toBe(0);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endsText, LIMITS, said, Tracer } from '#bench/value/traces.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { contains } from '#lib/exact/enclosure/enclosure.js';
import { seeded } from '#lib/exact/seeded.js';
import type { Settlement } from '#lib/coordinator/leases/lease.js';
import { exp, real, sin, sqrt, sum } from '#lib/index.js';
import { toReal } from '#lib/testing/expression.js';
import { randomExpression } from '#lib/testing/random-expression.js';
import { CheckedCoordinator } from '#spec/support/checked-coordinator.js';
import { runs } from '#spec/support/effort.js';

/** Invariants are checked after every call. */
const newTracer = (mayPass = true, observed = false): Tracer =>
  new Tracer(mayPass, (options) => new CheckedCoordinator(options), observed);

/**
 * Events without their times. Of the bounds of the root the last ones alone: a decision computes a cone before its first
 * step, a pass computes each node after its children.
 */
function told(tracer: Tracer): { readonly others: unknown[]; readonly last: unknown } {
  const events = tracer.events.splice(0);
  const bounds = events.flatMap((event) => (event.type === 'root-narrowed' ? [event.bounds] : []));
  expect(bounds.every((each, i) => i === 0 || contains(bounds[i - 1]!, each))).toBe(true);
  const others = events
    .filter(({ type }) => type !== 'root-narrowed')
    .map(({ nanoseconds: _, ...event }) => event);
  const last = bounds.at(-1);
  return { others, last: last && endsText(last) };
}

const goals = fc.oneof(
  fc.integer({ min: 1, max: 400 }).map((digits): Goal => ({ digits })),
  fc.integer({ min: 1, max: 600 }).map((bits): Goal => ({ bits })),
  fc.integer({ min: 0, max: 120 }).map((decimals): Goal => ({ decimals })),
  fc.constantFrom<Goal>({ sign: true }, { double: true }, { rel: '1e-30' }, { defined: true }),
);

const questions = fc.record({
  seed: fc.nat(),
  goals: fc.array(goals, { minLength: 1, maxLength: 3 }),
  again: fc.boolean(),
});

describe('a first pass', () => {
  it('takes the steps that single leases take, ends as they do, and tells listeners the same', () => {
    let passes = 0;
    fc.assert(
      fc.property(
        fc.array(questions, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (asked, observed) => {
          const [passing, single] = [newTracer(true, observed), newTracer(false, observed)];
          for (const { seed, goals: wanted, again } of asked) {
            const value = toReal(randomExpression(seeded(seed), { depth: 4, corners: 0.05 }));
            const roots = [passing, single].map((tracer) => tracer.admit(value));
            const [a, b] = roots;
            if (a === undefined || b === undefined) {
              expect(a).toEqual(b);
              continue;
            }
            for (const goal of again ? [...wanted, ...wanted] : wanted) {
              const end = said(passing.refine(a, goal, { budget: LIMITS }));
              expect(end).toEqual(said(single.refine(b, goal, { budget: LIMITS })));
              expect(told(passing)).toEqual(told(single));
            }
          }
          expect(passing.steps).toEqual(single.steps);
          expect(passing.coordinator.leaseCounts).toEqual(single.coordinator.leaseCounts);
          expect(single.passes).toBe(0);
          passes += passing.passes;
        },
      ),
      { numRuns: runs(150) },
    );
    expect(passes).toBeGreaterThan(0);
  });

  it('answers functions of numbers without an operation, and is counted as one', () => {
    const tracer = newTracer();
    const value = exp(real('1/3'))
      .add(sqrt(2))
      .multiply(sin(real('1/7')));
    const outcome = tracer.refine(tracer.admit(value)!, { digits: 50 });
    expect(outcome).toMatchObject({ status: 'met', statistics: { steps: 3 } });
    expect(tracer.passes).toBe(1);
    expect(tracer.coordinator.operationCounts(0)).toMatchObject({ status: { met: 1 } });
    expect(tracer.coordinator.operations({ status: 'met' }, 0)).toMatchObject([
      { id: outcome.operation, status: 'met', statistics: { steps: 3 } },
    ]);
    expect(tracer.coordinator.leaseCounts).toMatchObject({ issued: 3, committed: 3 });
  });

  it('answers from the bounds that are there without a step', () => {
    const tracer = newTracer();
    const root = tracer.admit(exp(real('1/3')))!;
    const first = tracer.refine(root, { digits: 50 });
    const second = tracer.refine(root, { digits: 40 });
    expect(second).toMatchObject({ status: 'met', statistics: { steps: 0 } });
    expect(second.bounds).toBe(first.bounds);
    expect(second.operation).toBe(first.operation + 1);
    expect(tracer.steps).toHaveLength(1);
  });

  const never = (): never => {
    throw new Error('no step runs in a pass');
  };
  const idle = { execute: never, now: (): number => 0 };

  it('is not begun while a request is under way, where its steps are limited, or its time by nothing that it hears', () => {
    const tracer = newTracer();
    const other = tracer.admit(exp(real('1/9')))!;
    const request = { ...tracer.admit(exp(real('1/3')))!, goal: checkGoal({ digits: 50 }) };
    for (const limit of [{ timeout: 1e9 }, { deadline: 1e9 }, { after: [1] }]) {
      const fresh = newTracer();
      const root = fresh.admit(exp(real('1/3')))!;
      if ('after' in limit) fresh.refine(root, { digits: 5 });
      const more = { ...request, ...root, ...limit };
      expect(typeof fresh.coordinator.answer(more, idle)).toBe('number');
    }
    for (const budget of [{ steps: 5 }, { cost: 1e9 }, { bytes: 1e9 }]) {
      const fresh = newTracer();
      const more = { ...request, ...fresh.admit(exp(real('1/3')))!, budget };
      expect(typeof fresh.coordinator.answer(more, idle)).toBe('number');
    }
    tracer.coordinator.admit({ ...other, goal: checkGoal({ digits: 50 }) }, 0);
    expect(typeof tracer.coordinator.answer(request, idle)).toBe('number');
  });

  it('is begun where bounds are wanted on the way, unless its cone is large', () => {
    const wanted = { goal: checkGoal({ digits: 50 }), growth: 4 };
    const tracer = newTracer();
    const small = tracer.admit(exp(real('1/3')))!;
    expect(() => tracer.coordinator.answer({ ...small, ...wanted }, idle)).toThrow('in a pass');
    const fresh = newTracer();
    const large = fresh.admit(sum(Array.from({ length: 70 }, (_, i) => sqrt(i + 2))))!;
    expect(typeof fresh.coordinator.answer({ ...large, ...wanted }, idle)).toBe('number');
  });

  it('ends with its timeout, which its steps are told, and an operation answers in its place', () => {
    let now = 0;
    const stopAt = (time: number) => (): boolean => now >= time;
    const tracer = new Tracer(true, (options) => new CheckedCoordinator({ ...options, stopAt }));
    const goal = checkGoal({ digits: 50 });
    const root = tracer.admit(exp(real('1/3')).add(sin(real('1/3'))))!;
    const told: number[] = [];
    const execute = (_lease: unknown, until: number): Settlement => {
      told.push(until);
      now = until;
      return { kind: 'stopped' };
    };
    now = 5;
    const thread = { execute, now: (): number => now };
    const answer = tracer.coordinator.answer({ ...root, goal, timeout: 100 }, thread);
    expect(told).toEqual([105]);
    expect(typeof answer).toBe('number');
    expect(tracer.coordinator.leaseCounts).toMatchObject({ issued: 1, stopped: 1 });
  });
});

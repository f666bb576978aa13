import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LIMITS, said, Tracer } from '#bench/value/traces.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { seeded } from '#lib/exact/seeded.js';
import { exp, real, sin, sqrt } from '#lib/index.js';
import { toReal } from '#lib/testing/expression.js';
import { randomExpression } from '#lib/testing/random-expression.js';
import { CheckedCoordinator } from '#spec/support/checked-coordinator.js';
import { runs } from '#spec/support/effort.js';

/** Invariants are checked after every call. */
const newTracer = (observed: boolean): Tracer =>
  new Tracer(observed, (options) => new CheckedCoordinator(options));

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
  it('takes the steps that single leases take, and ends as they do', () => {
    let passes = 0;
    fc.assert(
      fc.property(fc.array(questions, { minLength: 1, maxLength: 3 }), (asked) => {
        const [alone, listened] = [newTracer(false), newTracer(true)];
        for (const { seed, goals: wanted, again } of asked) {
          const value = toReal(randomExpression(seeded(seed), { depth: 4, corners: 0.05 }));
          const roots = [alone, listened].map((tracer) => tracer.admit(value));
          const [a, b] = roots;
          if (a === undefined || b === undefined) {
            expect(a).toEqual(b);
            continue;
          }
          for (const goal of again ? [...wanted, ...wanted] : wanted) {
            const end = said(alone.refine(a, goal, { budget: LIMITS }));
            expect(end).toEqual(said(listened.refine(b, goal, { budget: LIMITS })));
          }
        }
        expect(alone.steps).toEqual(listened.steps);
        expect(alone.coordinator.leaseCounts).toEqual(listened.coordinator.leaseCounts);
        expect(listened.passes).toBe(0);
        passes += alone.passes;
      }),
      { numRuns: runs(150) },
    );
    expect(passes).toBeGreaterThan(0);
  });

  it('answers functions of numbers without an operation, and is counted as one', () => {
    const tracer = newTracer(false);
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
    const tracer = newTracer(false);
    const root = tracer.admit(exp(real('1/3')))!;
    const first = tracer.refine(root, { digits: 50 });
    const second = tracer.refine(root, { digits: 40 });
    expect(second).toMatchObject({ status: 'met', statistics: { steps: 0 } });
    expect(second.bounds).toBe(first.bounds);
    expect(second.operation).toBe(first.operation + 1);
    expect(tracer.steps).toHaveLength(1);
  });

  it('is not begun while a request is under way, or where its steps or time are limited', () => {
    const tracer = newTracer(false);
    const other = tracer.admit(exp(real('1/9')))!;
    const now = (): number => 0;
    const never = (): never => {
      throw new Error('no step runs in a pass');
    };
    const thread = { execute: never, now };
    const request = { ...tracer.admit(exp(real('1/3')))!, goal: checkGoal({ digits: 50 }) };
    for (const limit of [{ timeout: 1e9 }, { deadline: 1e9 }, { growth: 4 }, { after: [1] }]) {
      const fresh = newTracer(false);
      const root = fresh.admit(exp(real('1/3')))!;
      if ('after' in limit) fresh.refine(root, { digits: 5 });
      const more = { ...request, ...root, ...limit };
      expect(typeof fresh.coordinator.answer(more, thread)).toBe('number');
    }
    for (const budget of [{ steps: 5 }, { cost: 1e9 }, { bytes: 1e9 }]) {
      const fresh = newTracer(false);
      const more = { ...request, ...fresh.admit(exp(real('1/3')))!, budget };
      expect(typeof fresh.coordinator.answer(more, thread)).toBe('number');
    }
    tracer.coordinator.admit({ ...other, goal: checkGoal({ digits: 50 }) }, 0);
    expect(typeof tracer.coordinator.answer(request, thread)).toBe('number');
  });
});

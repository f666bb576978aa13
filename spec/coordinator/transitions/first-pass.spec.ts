import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Coordinator } from '#lib/coordinator/coordinator.js';
import { checkGoal } from '#lib/coordinator/goals/goal.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { placementByPrior } from '#lib/coordinator/leases/prior-placement.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import type { OperationRequest, Outcome } from '#lib/coordinator/operations/request.js';
import { PincerError } from '#lib/exact/errors.js';
import { seeded } from '#lib/exact/seeded.js';
import { fromErrorData } from '#lib/execution/host/error-data.js';
import { createStepHost } from '#lib/execution/host/step-host.js';
import { Graph } from '#lib/graph/graph.js';
import { admission } from '#lib/real/admission.js';
import type { AdmittedRoot } from '#lib/real/admission.js';
import type { Real } from '#lib/real/real.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { randomExpression } from '#lib/testing/random-expression.js';
import { toReal } from '#lib/testing/expression.js';
import { exp, real, sin, sqrt } from '#lib/index.js';
import { CheckedCoordinator } from '#spec/support/checked-coordinator.js';
import { runs } from '#spec/support/effort.js';

const INLINE: Slot = { id: 0, kind: 'inline' };

/** One accepted or failed step, as far as a caller can see it. */
interface SeenStep {
  readonly node: number;
  readonly version: number;
  readonly lease: number;
  readonly demand: number;
  readonly settlement: Settlement['kind'];
  readonly bounds: unknown;
}

/** A coordinator whose steps run on the calling thread, one after the other. */
class Desk {
  readonly graph = new Graph();
  readonly steps: SeenStep[] = [];
  readonly coordinator: Coordinator;
  /** How many requests were answered without an operation. */
  passes = 0;
  readonly #registry = builtinRegistry();
  readonly #host = createStepHost(this.#registry);
  readonly #admit = admission(this.graph, this.#registry);
  #now = 0;

  constructor(observed: boolean) {
    this.coordinator = new CheckedCoordinator({
      graph: this.graph,
      incarnation: 'desk',
      reviveError: fromErrorData,
      placement: placementByPrior({ remote: () => false }),
      observed,
    });
  }

  /** Undefined where exact operands prove an error. */
  admit(value: Real): AdmittedRoot | undefined {
    try {
      return this.#admit(value);
    } catch (error) {
      if (error instanceof PincerError) return undefined;
      throw error;
    }
  }

  refine(admitted: AdmittedRoot, goal: Goal, more: Partial<OperationRequest> = {}): Outcome {
    const request = { ...admitted, goal: checkGoal(goal), ...more };
    const execute = (lease: Lease): Settlement => this.#execute(lease);
    const answer = this.coordinator.answer(request, { execute, now: () => ++this.#now });
    if (typeof answer !== 'number') {
      this.passes++;
      return answer;
    }
    // By the laws each turn brings a step or the outcome.
    for (;;) {
      const { run, outcomes } = this.coordinator.poll([INLINE], ++this.#now, answer);
      if (outcomes[0] !== undefined) return outcomes[0];
      const { lease } = run[0]!;
      this.coordinator.settle(lease, this.#execute(lease), ++this.#now);
    }
  }

  #execute(lease: Lease): Settlement {
    const settlement = this.#host.run(lease, { stopRequested: () => false });
    const { node, id, stamp, demand } = lease;
    const bounds = settlement.kind === 'result' ? settlement.result.bounds : undefined;
    const { kind } = settlement;
    this.steps.push({
      ...{ node, lease: id, version: stamp.version, demand: demand.width },
      ...{ settlement: kind, bounds },
    });
    return settlement;
  }
}

/** What an outcome says, without times and numbers of nodes in errors. */
function said({ status, reason, bounds, error, statistics }: Outcome): unknown {
  const { steps, stale, retries, cost, charged } = statistics;
  const failure = error && [error.name, error.message, error.path];
  return { status, reason, bounds, failure, used: { steps, stale, retries, cost, charged } };
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
  it('takes the steps that single leases take, and ends as they do', () => {
    let passes = 0;
    fc.assert(
      fc.property(fc.array(questions, { minLength: 1, maxLength: 3 }), (asked) => {
        const [alone, listened] = [new Desk(false), new Desk(true)];
        for (const { seed, goals: wanted, again } of asked) {
          const value = toReal(randomExpression(seeded(seed), { depth: 4, corners: 0.05 }));
          const roots = [alone, listened].map((desk) => desk.admit(value));
          const [a, b] = roots;
          if (a === undefined || b === undefined) {
            expect(a).toEqual(b);
            continue;
          }
          // Random powers are long: a goal of 500 bits may ask for millions.
          const budget = { separationBits: 512, bits: 4096 };
          for (const goal of again ? [...wanted, ...wanted] : wanted) {
            const end = said(alone.refine(a, goal, { budget }));
            expect(end).toEqual(said(listened.refine(b, goal, { budget })));
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
    const desk = new Desk(false);
    const value = exp(real('1/3'))
      .add(sqrt(2))
      .multiply(sin(real('1/7')));
    const outcome = desk.refine(desk.admit(value)!, { digits: 50 });
    expect(outcome).toMatchObject({ status: 'met', statistics: { steps: 3 } });
    expect(desk.passes).toBe(1);
    expect(desk.coordinator.operationCounts(0)).toMatchObject({ status: { met: 1 } });
    expect(desk.coordinator.operations({ status: 'met' }, 0)).toMatchObject([
      { id: outcome.operation, status: 'met', statistics: { steps: 3 } },
    ]);
    expect(desk.coordinator.leaseCounts).toMatchObject({ issued: 3, committed: 3 });
  });

  it('answers from the bounds that are there without a step', () => {
    const desk = new Desk(false);
    const root = desk.admit(exp(real('1/3')))!;
    const first = desk.refine(root, { digits: 50 });
    const second = desk.refine(root, { digits: 40 });
    expect(second).toMatchObject({ status: 'met', statistics: { steps: 0 } });
    expect(second.bounds).toBe(first.bounds);
    expect(second.operation).toBe(first.operation + 1);
    expect(desk.steps).toHaveLength(1);
  });

  it('is not begun while a request is under way, or where its steps or time are limited', () => {
    const desk = new Desk(false);
    const other = desk.admit(exp(real('1/9')))!;
    const now = (): number => 0;
    const never = (): never => {
      throw new Error('no step runs in a pass');
    };
    const thread = { execute: never, now };
    const request = { ...desk.admit(exp(real('1/3')))!, goal: checkGoal({ digits: 50 }) };
    for (const limit of [{ timeout: 1e9 }, { deadline: 1e9 }, { growth: 4 }, { after: [1] }]) {
      const fresh = new Desk(false);
      const root = fresh.admit(exp(real('1/3')))!;
      if ('after' in limit) fresh.refine(root, { digits: 5 });
      const more = { ...request, ...root, ...limit };
      expect(typeof fresh.coordinator.answer(more, thread)).toBe('number');
    }
    for (const budget of [{ steps: 5 }, { cost: 1e9 }, { bytes: 1e9 }]) {
      const fresh = new Desk(false);
      const more = { ...request, ...fresh.admit(exp(real('1/3')))!, budget };
      expect(typeof fresh.coordinator.answer(more, thread)).toBe('number');
    }
    desk.coordinator.admit({ ...other, goal: checkGoal({ digits: 50 }) }, 0);
    expect(typeof desk.coordinator.answer(request, thread)).toBe('number');
  });
});

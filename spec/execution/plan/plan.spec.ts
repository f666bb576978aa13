import { describe, expect, it } from '@jest/globals';
import { predictCost } from '#lib/coordinator/leases/placement.js';
import type { Lease } from '#lib/coordinator/leases/lease.js';
import type { Assigned, StepRequest } from '#lib/coordinator/leases/placement.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import { point } from '#lib/exact/enclosure/enclosure.js';
import { CostModel } from '#lib/execution/plan/cost-model.js';
import { NoModuleError, PlacementError, PoisonStepError } from '#lib/execution/errors.js';
import { ExecutionPlan } from '#lib/execution/plan/plan.js';
import type { PlanOptions } from '#lib/execution/plan/plan.js';
import type { Strategy } from '#lib/execution/plan/strategy.js';
import type { NodeId } from '#lib/graph/node.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import { sourceRefiner } from '#lib/refiners/source.js';
import * as known from '#spec/support/refiners.js';
import { World } from '#spec/support/world.js';
import { leaseOf } from '../lease-of.js';
import { planOptions } from './plan-options.js';

const INLINE: Slot = { id: 0, kind: 'inline' };
const THREAD: Slot = { id: 1, kind: 'thread', group: 'thread' };
const SECOND: Slot = { id: 2, kind: 'thread', group: 'thread' };
const PROCESS: Slot = { id: 3, kind: 'process', group: 'process' };
const ISOLATE: Slot = { id: 4, kind: 'isolate', group: 'isolate' };
const FREE = [INLINE, THREAD, SECOND, PROCESS, ISOLATE];

const value = { n: 1n, d: 3n };
const bounds = point({ m: 1n, e: 0 });
const cheap = { width: -64 };
/** By the prior worth a message or two, but less than a slice of the calling thread. */
const dear = { width: -3000 };
const huge = { width: -180_000 };

/** How many nodes there are beside the one that is placed. */
const OTHERS = 100;

function planOf(options: Partial<PlanOptions> = {}) {
  const world = new World();
  const model = new CostModel();
  const wanted: number[] = [];
  const wantsWorkers = (count: number): void => {
    wanted.push(count);
  };
  const plan = new ExecutionPlan(planOptions(world.graph, model, { wantsWorkers, ...options }));
  const leaf = world.node('leaper', [], value);
  // Other nodes, to be named by their numbers.
  for (let i = 1; i <= OTHERS; i++) world.node('leaper', [], { n: BigInt(i), d: 1n });
  const step = (changes: Partial<StepRequest> = {}): StepRequest => {
    const refiner = known.leaper as unknown as Refiner;
    const reason = (changes.attempt ?? 0) > 0 ? 'retry' : 'step';
    return {
      ...{ node: leaf, refiner, bounds, inputs: [], demand: dear, attempt: 0, reason },
      ...changes,
    };
  };
  /** The slot that a step gets. */
  const slotOf = (changes: Partial<StepRequest> = {}, free: readonly Slot[] = FREE) => {
    const placed = plan.place(step(changes), free);
    if (placed === undefined) return undefined;
    if ('refused' in placed) return placed.refused;
    return free[placed.index];
  };
  return { world, model, plan, leaf, step, slotOf, wanted };
}

describe('placement by cost', () => {
  it('keeps on the calling thread what costs less than its message', () => {
    expect(predictCost({ bounds, demand: cheap, inputs: [] })).toBeLessThan(50_000);
    expect(planOf().slotOf({ demand: cheap })).toBe(INLINE);
    expect(planOf().slotOf({ demand: dear })).toBe(THREAD);
  });

  it('never waits for a worker with a step that has nothing to run beside', () => {
    expect(planOf().slotOf({ single: true })).toBe(INLINE);
  });

  it('never holds the calling thread for longer than a slice where a worker can take the step', () => {
    expect(planOf().slotOf({ demand: huge, single: true })).toBe(THREAD);
    expect(planOf({ eager: false }).slotOf({ demand: huge, single: true })).toBe(THREAD);
    expect(planOf().slotOf({ demand: huge }, [INLINE])).toBeUndefined();
  });

  it('keeps on the calling thread what workers do not know, and everything where there are none', () => {
    expect(planOf({ isLoadable: () => false }).slotOf({ demand: huge })).toBe(INLINE);
    expect(planOf({ isOpen: () => false }).slotOf({ demand: huge })).toBe(INLINE);
  });

  it('tries a refiner that it knows nothing of on a worker, where one has started or may be started', () => {
    expect(planOf({ hasReliablePrior: () => false }).slotOf({ demand: cheap })).toBe(THREAD);
    const cold = [INLINE, { ...THREAD, cold: true }];
    expect(
      planOf({ hasReliablePrior: () => false, eager: false }).slotOf({ demand: cheap }, cold),
    ).toBe(INLINE);
    expect(planOf({ hasReliablePrior: () => false, eager: false }).slotOf({ demand: cheap })).toBe(
      THREAD,
    );
  });

  it('keeps at home a kind whose steps differ widely, if the longest would still be short', () => {
    for (const [first, second, slot] of [
      [1000, 8000, INLINE],
      [300_000, 2_400_000, THREAD],
    ] as const) {
      const { model, slotOf } = planOf({ hasReliablePrior: () => false });
      for (const [node, elapsed] of [first, second].entries()) {
        const lease = { ...leaseOf(known.leaper, value), bounds, demand: cheap };
        model.learn({ ...lease, node: 100 + node }, elapsed, 1);
      }
      expect(slotOf({ demand: cheap })).toBe(slot);
    }
  });

  it('never tries on the calling thread what is overdue elsewhere, nor behind it', () => {
    expect(planOf().slotOf({ demand: cheap, reason: 'hedge' })).toBe(THREAD);
    const behind = { ...THREAD, behind: true };
    expect(planOf().slotOf({ demand: dear }, [INLINE, behind])).toBe(behind);
    expect(planOf().slotOf({ demand: dear, reason: 'hedge' }, [INLINE, behind])).toBeUndefined();
  });

  it('learns: a step that proved cheap stays, one that proved dear goes', () => {
    const { model, leaf, slotOf } = planOf();
    const lease = { ...leaseOf(known.leaper, value), node: leaf, bounds, demand: dear };
    model.learn(lease, 1000, 1);
    expect(slotOf()).toBe(INLINE);
    for (let i = 0; i < 10; i++) model.learn(lease, 1e6, 1);
    expect(slotOf()).toBe(THREAD);
  });

  it('stands by a decision until costs have drifted by a factor of two', () => {
    const { model, leaf, plan, slotOf } = planOf();
    const learn = (ns: number): void => {
      for (let i = 0; i < 30; i++) {
        model.learn({ ...leaseOf(known.leaper, value), node: leaf, bounds, demand: dear }, ns, 1);
      }
    };
    const limit = 2 * model.messageCost();
    learn(limit * 1.3);
    expect(slotOf()).toBe(THREAD);
    learn(limit * 0.9);
    expect(slotOf()).toBe(THREAD);
    learn(limit * 0.4);
    expect(slotOf()).toBe(INLINE);
    expect(plan.contextFor(leaf)).toMatchObject({ group: 'inline' });
  });

  it('says where a step ran on the thread of a caller that could not wait, until the step is placed again', () => {
    const { plan, leaf, step, slotOf, world } = planOf();
    expect(plan.contextFor(leaf)).toBeUndefined();
    const cost = plan.costHere(step({ synchronous: true }));
    expect(plan.contextFor(leaf)).toEqual({ group: 'inline', cost, features: [] });
    expect(slotOf({ demand: huge })).toBe(THREAD);
    expect(plan.contextFor(leaf)).toMatchObject({ group: 'thread' });
    plan.costHere(step({ synchronous: true }));
    world.graph.retain({ entries: 1, bytes: Infinity });
    plan.costHere(step({ synchronous: true, node: leaf + 1 }));
    expect(plan.contextFor(leaf)).toBeUndefined();
  });

  it('keeps a step off the thread of a caller that cannot wait where it belongs elsewhere', () => {
    const { plan, leaf, step } = planOf();
    const here = (changes: Partial<StepRequest> = {}): number | undefined =>
      plan.costHere(step({ synchronous: true, ...changes }));
    expect(here()).toBeGreaterThan(0);
    expect(here({ refiner: sourceRefiner as unknown as Refiner })).toBeUndefined();
    plan.assign(leaf, 'thread');
    expect(here()).toBeUndefined();
    plan.assign(leaf, 'auto');
    expect(here()).toBeGreaterThan(0);
  });

  describe('where workers are started by need', () => {
    const cold = [INLINE, { ...THREAD, cold: true }, { ...SECOND, cold: true }];
    /** A step of 4.3 ms. */
    const step = { demand: { width: -14_000 } };
    /** How many workers are wanted after each poll that sees so many steps. */
    const wantedAfter = (polls: readonly number[], changes: Partial<StepRequest> = {}) => {
      const { plan, slotOf, wanted } = planOf({ eager: false });
      return polls.map((steps) => {
        for (let i = 0; i < steps; i++) expect(slotOf({ ...step, ...changes }, cold)).toBe(INLINE);
        plan.takeStarts();
        return wanted.splice(0);
      });
    };

    it('starts so many as what is ready at once is worth', () => {
      expect(wantedAfter([50])).toEqual([[]]);
      expect(wantedAfter([100])).toEqual([[1]]);
      expect(wantedAfter([220])).toEqual([[3]]);
    });

    it('starts one once steps without it have cost as much, if others are still ready', () => {
      expect(wantedAfter([20, 20, 20, 20])).toEqual([[], [], [], [1]]);
      expect(wantedAfter(Array.from({ length: 90 }, () => 1)).flat()).toEqual([]);
    });

    it('starts none for steps that have nothing to run beside', () => {
      expect(wantedAfter([300, 300], { single: true })).toEqual([[], []]);
    });

    it('goes on inline beside those that have started, and sends to them what it can', () => {
      const { slotOf } = planOf({ eager: false });
      expect(slotOf(step, [INLINE, SECOND, { ...THREAD, cold: true }])).toBe(SECOND);
      expect(slotOf(step, [INLINE, { ...THREAD, cold: true }])).toBe(INLINE);
      // A poll that holds the slots of threads back finds them as they were.
      expect(slotOf(step, [INLINE])).toBe(INLINE);
      expect(slotOf(step, [INLINE, THREAD])).toBe(THREAD);
      expect(slotOf(step, [INLINE])).toBeUndefined();
    });
  });
});

describe('explicit placement', () => {
  it('wins: of a node over its refiner, over the session, over cost', () => {
    const { leaf, plan, slotOf } = planOf({
      strategy: 'isolate',
      strategies: { leaper: 'process' },
    });
    expect(slotOf({ demand: cheap })).toBe(PROCESS);
    plan.assign(leaf, 'thread');
    expect(slotOf({ demand: cheap })).toBe(THREAD);
    plan.assign(leaf, 'auto');
    expect(slotOf({ demand: cheap })).toBe(PROCESS);
    expect(planOf({ strategy: 'isolate' }).slotOf({ demand: cheap })).toBe(ISOLATE);
    expect(planOf({ strategies: { leaper: 'inline' } }).slotOf({ demand: huge })).toBe(INLINE);
  });

  it('says how to give a refiner a module where it has none', () => {
    const refused = planOf({ strategies: { leaper: 'process' }, isLoadable: () => false }).slotOf();
    expect(refused).toBeInstanceOf(NoModuleError);
    expect((refused as unknown as NoModuleError).message).toContain(
      'module: new URL("./my-refiner.js", import.meta.url)',
    );
  });

  it('falls back to the calling thread where its contexts cannot be started', () => {
    expect(planOf({ strategy: 'thread', isOpen: () => false }).slotOf()).toBe(INLINE);
  });

  it('is never taken for another: what is to be isolated runs nowhere where nothing isolates it', () => {
    const none = { isOpen: () => false, isOffered: () => false };
    for (const strategy of ['isolate', 'process', { fresh: 'process' }] as const) {
      const refused = planOf({ strategy, ...none }).slotOf();
      expect(refused).toBeInstanceOf(PlacementError);
      expect(refused).toMatchObject({ message: expect.stringContaining('the session has none') });
    }
    expect(planOf({ strategy: 'thread', ...none }).slotOf()).toBe(INLINE);
    const { kind, execute } = { kind: 'thread', execute: () => undefined };
    const given = { kind, execute } as unknown as Strategy;
    const refused = planOf({ strategy: given, isOpen: () => false }).slotOf();
    expect(refused).toMatchObject({ message: expect.stringContaining('that has ended') });
  });

  it('is refused to a caller who cannot wait, but for the default of the session', () => {
    const refused = planOf({ strategies: { leaper: 'process' } }).slotOf({ synchronous: true });
    expect(refused).toBeInstanceOf(PlacementError);
    expect(planOf({ strategy: 'process' }).slotOf({ synchronous: true })).toBe(INLINE);
    expect(planOf().slotOf({ synchronous: true, demand: huge })).toBe(INLINE);
  });
});

describe('a step that crashed its workers', () => {
  it('goes to a process after two, and nowhere after that', () => {
    const { slotOf } = planOf();
    expect(slotOf({ attempt: 1 })).toBe(THREAD);
    expect(slotOf({ attempt: 2 })).toBe(PROCESS);
    expect(slotOf({ attempt: 3 })).toBeInstanceOf(PoisonStepError);
    expect(slotOf({ attempt: 2, synchronous: true })).toBeInstanceOf(PlacementError);
  });

  it('never comes to the calling thread, however cheap it is and wherever it is placed', () => {
    expect(planOf().slotOf({ attempt: 1, demand: cheap, single: true })).toBe(THREAD);
    expect(planOf({ strategy: 'inline' }).slotOf({ attempt: 1 })).toBe(THREAD);
    const cold = [INLINE, { ...THREAD, cold: true }];
    expect(planOf({ eager: false }).slotOf({ attempt: 1 }, cold)).toBe(cold[1]);
    const noThreads = { isOpen: (group: string) => group === 'process' };
    for (const strategy of ['auto', 'thread'] as const) {
      expect(planOf({ ...noThreads, strategy }).slotOf({ attempt: 1 })).toBe(PROCESS);
      expect(planOf({ isOpen: () => false, strategy }).slotOf({ attempt: 1 })).toBeInstanceOf(
        PoisonStepError,
      );
    }
  });

  it('goes nowhere where there are no processes', () => {
    const { plan, step } = planOf({ isOpen: (group) => group !== 'process' });
    const placed = plan.place(step({ attempt: 2 }), FREE);
    expect(placed).toMatchObject({ refused: { refiner: 'leaper@1', losses: 2 }, lasting: true });
  });
});

describe('a lease', () => {
  it('covers one step until steps have been measured, then as many as are worth their message', () => {
    const { model, leaf, plan, step } = planOf({ strategy: 'thread' });
    expect((plan.place(step(), FREE) as Assigned).quantum).toEqual({ steps: 1 });
    const lease = { ...leaseOf(known.leaper, value), node: leaf, bounds, demand: dear };
    for (let i = 0; i < 30; i++) model.learn(lease, 10_000, 1);
    const { quantum, cost } = plan.place(step(), FREE) as Assigned;
    expect(quantum.steps * cost).toBeLessThanOrEqual(20 * model.messageCost());
    expect((quantum.steps + 1) * cost).toBeGreaterThan(20 * model.messageCost());
    expect(quantum.milliseconds).toBeLessThanOrEqual(30);
  });

  it('covers more steps that are certain to be needed, while others are ready for every place', () => {
    const { model, leaf, plan, step } = planOf({ strategy: 'thread' });
    const lease = { ...leaseOf(known.leaper, value), node: leaf, bounds, demand: dear };
    for (let i = 0; i < 30; i++) model.learn(lease, 1e6, 1);
    const stepsOf = (changes: Partial<StepRequest>) =>
      (plan.place(step(changes), FREE) as Assigned).quantum.steps;
    expect(stepsOf({ waitingSteps: 100 })).toBe(1);
    expect(stepsOf({ certain: true, waitingSteps: 3 })).toBe(1);
    const long = stepsOf({ certain: true, waitingSteps: 4 });
    expect(long).toBeGreaterThan(1);
    expect(plan.isShort({ ...lease, predictedCost: 1e6, quantum: { steps: long } })).toBe(true);
    expect(stepsOf({ certain: true, waitingSteps: 4, reason: 'hedge' })).toBe(1);
  });

  it('that stands in for an overdue or a lost one covers one step, whatever that covers', () => {
    const { model, leaf, plan, step } = planOf({ strategy: 'thread' });
    const lease = { ...leaseOf(known.leaper, value), node: leaf, bounds, demand: dear };
    for (let i = 0; i < 30; i++) model.learn(lease, 10_000, 1);
    expect((plan.place(step(), FREE) as Assigned).quantum.steps).toBeGreaterThan(1);
    for (const changes of [{ reason: 'hedge' as const }, { attempt: 1 }]) {
      expect((plan.place(step(changes), FREE) as Assigned).quantum).toEqual({ steps: 1 });
    }
  });

  it('inline covers one step and is never hedged', () => {
    expect(planOf().plan.place(planOf().step({ demand: cheap }), FREE)).toMatchObject({
      quantum: { steps: 1 },
      hedgeDelay: Infinity,
    });
  });

  it('is late after twice what steps take at the 95th percentile, and no less than a minimum', () => {
    const { model, leaf, plan } = planOf();
    const lease = { ...leaseOf(known.leaper, value), node: leaf, bounds, demand: dear };
    expect(plan.hedgeDelay(lease)).toBeGreaterThanOrEqual(1e9);
    for (let i = 0; i < 3000; i++) model.learn({ ...lease, predictedCost: 1e8 }, 1e8, 1);
    expect(plan.hedgeDelay({ ...lease, predictedCost: 1e8 })).toBeLessThan(5e8);
    expect(plan.hedgeDelay({ ...lease, predictedCost: 1e8 })).toBeGreaterThanOrEqual(2e8);
  });

  it('that others follow in its message has their time too', () => {
    const { model, leaf, plan } = planOf();
    const lease = { ...leaseOf(known.leaper, value), node: leaf, bounds, demand: dear };
    for (let i = 0; i < 3000; i++) model.learn({ ...lease, predictedCost: 1e8 }, 1e8, 1);
    const alone = plan.hedgeDelay({ ...lease, predictedCost: 1e8 });
    const chain = { ...lease, predictedCost: 1e8, then: { ...lease, predictedCost: 2e8 } };
    expect(plan.hedgeDelay(chain)).toBeCloseTo(3 * alone, -3);
    expect(plan.isShort({ ...lease, predictedCost: 1e6 })).toBe(true);
    expect(plan.isShort({ ...lease, predictedCost: 1e6, then: chain })).toBe(false);
  });

  it('goes where the chain of its node ran before', () => {
    const { world, leaf, slotOf, plan } = planOf({ strategy: 'thread' });
    const echo: NodeId = world.node('echo', [leaf]);
    expect(slotOf({}, [SECOND])).toBe(SECOND);
    expect(slotOf({ node: echo, refiner: known.echo as unknown as Refiner })).toBe(SECOND);
    expect(plan.colocated(echo, leaf)).toBe(true);
    expect(plan.affinityFor(echo)).toBe(leaf);
    plan.assign(echo, 'process');
    expect(plan.colocated(echo, leaf)).toBe(false);
    expect(plan.affinityFor(echo)).toBe(echo);
  });
});

describe('a step that is ready while a message is made up', () => {
  const STEP = 100_000;
  /** A plan that has measured its refiner, and the lease that is in the message already. */
  function measured() {
    const made = planOf({ strategy: 'thread' });
    const lease = { ...leaseOf(known.leaper, value), node: made.leaf, bounds, demand: dear };
    // Of ten steps that they might have taken, leases took one.
    const measures = { ...lease, quantum: { steps: 10 } };
    for (let i = 0; i < 30; i++) made.model.learn({ ...measures, node: 50 + i }, STEP, 1);
    const first = { ...lease, predictedCost: STEP };
    const joins = (
      changes: Partial<StepRequest>,
      leases: readonly Lease[] = [first],
      slot = THREAD,
    ) =>
      made.plan.join(made.step({ node: 99, needed: true, liveSteps: 100, ...changes }), {
        slot,
        leases,
      });
    return { ...made, first, joins };
  }

  it('goes with it until the message is worth as much as a quantum, or is no longer short', () => {
    const { joins, first, model } = measured();
    const most = Math.floor(Math.max(20 * model.messageCost(), 2_500_000) / STEP);
    const filled = (count: number) => Array.from({ length: count }, () => first);
    const joined = Array.from(
      { length: 2 * most },
      (_, i) => joins({ liveSteps: 1e6 }, filled(i + 1)) !== undefined,
    );
    expect(joined.lastIndexOf(true)).toBe(joined.indexOf(false) - 1);
    expect(joined.indexOf(false)).toBeGreaterThan(1);
    expect(joined.indexOf(false)).toBeLessThanOrEqual(most);
  });

  it('leaves their part to other places, and half of its own place’s part for later', () => {
    const { joins, first } = measured();
    expect(joins({ liveSteps: 8 })).toBeDefined();
    expect(joins({ liveSteps: 8 }, [first, first])).toBeUndefined();
    expect(joins({ liveSteps: 4 })).toBeUndefined();
  });

  it('waits for a message of its own where it may not be needed, not measured, or was lost before', () => {
    const { joins } = measured();
    expect(joins({ needed: false })).toBeUndefined();
    expect(joins({ attempt: 1 })).toBeUndefined();
    expect(joins({ reason: 'hedge' })).toBeUndefined();
    expect(
      planOf({ strategy: 'thread' }).plan.join(planOf().step(), { slot: THREAD, leases: [] }),
    ).toBeUndefined();
  });

  it('waits for the place where it ran before, or that it is to run in', () => {
    const { joins, plan, first, slotOf } = measured();
    expect(slotOf({ node: 99 }, [SECOND])).toBe(SECOND);
    expect(joins({})).toBeUndefined();
    expect(joins({}, [first], SECOND)).toBeDefined();
    plan.assign(98, 'process');
    expect(joins({ node: 98 })).toBeUndefined();
    expect(joins({ node: 98 }, [first], PROCESS)).toBeDefined();
  });
});

describe('a source', () => {
  const SOURCE: Slot = { id: 5, kind: 'source', group: 'source' };
  const refiner = sourceRefiner as unknown as Refiner;
  const ALL_FREE = [...FREE, SOURCE];

  it('is asked in the places of the sources, wherever else anything is placed, and nothing else is', () => {
    for (const strategy of ['auto', 'inline', 'thread', { fresh: 'process' }] as const) {
      const { plan, slotOf, leaf } = planOf({ strategy, strategies: { source: 'process' } });
      plan.assign(leaf, 'inline');
      for (const attempt of [0, 2, 3]) expect(slotOf({ refiner, attempt }, ALL_FREE)).toBe(SOURCE);
      expect(slotOf({ refiner }, FREE)).toBeUndefined();
      expect(slotOf({ demand: huge, node: 99 }, [SOURCE])).toBeUndefined();
    }
  });

  it('is never hedged, and is refused to a caller that cannot wait', () => {
    const { plan, step, slotOf } = planOf();
    expect(plan.place(step({ refiner }), ALL_FREE)).toMatchObject({ hedgeDelay: Infinity });
    expect(slotOf({ refiner, synchronous: true }, ALL_FREE)).toBeInstanceOf(PlacementError);
  });

  it('shares its place with no function of it', () => {
    const { world, plan, step } = planOf();
    world.define(sourceRefiner);
    const asked = world.node('source', [], { label: 'rate', cost: 1 });
    const echo = world.node('echo', [asked]);
    expect(plan.colocated(echo, asked)).toBe(false);
    const following = step({ node: echo, refiner: known.echo as unknown as Refiner });
    expect(plan.follow({ ...following, inputs: undefined }, asked)).toBeUndefined();
    const sent = { slot: SOURCE, leases: [] };
    const another = step({ node: asked, refiner, needed: true, liveSteps: 9 });
    expect(plan.join(another, sent)).toBeUndefined();
  });
});

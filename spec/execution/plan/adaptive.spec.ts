/** The switches of the plan: each feature acts where it is on, says so, and does not act where it is off. */
import { describe, expect, it } from '@jest/globals';
import type { AdaptiveFeature, Assigned, StepRequest } from '#lib/coordinator/leases/placement.js';
import type { Slot } from '#lib/coordinator/leases/port.js';
import { point } from '#lib/exact/enclosure/enclosure.js';
import { ADAPTIVE } from '#lib/execution/plan/adaptive.js';
import { CostModel } from '#lib/execution/plan/cost-model.js';
import { ExecutionPlan } from '#lib/execution/plan/plan.js';
import type { PlanOptions } from '#lib/execution/plan/plan.js';
import type { Refiner } from '#lib/refiners/refiner.js';
import * as known from '#spec/support/refiners.js';
import { World } from '#spec/support/world.js';
import { leaseOf } from '../lease-of.js';
import { planOptions } from './plan-options.js';

const INLINE: Slot = { id: 0, kind: 'inline' };
const THREAD: Slot = { id: 1, kind: 'thread', group: 'thread' };
const bounds = point({ m: 1n, e: 0 });
const value = { n: 1n, d: 3n };

/** A plan that has measured its refiner, a step of it, and of a function of it. */
function planned(off: readonly AdaptiveFeature[], options: Partial<PlanOptions> = {}) {
  const world = new World();
  const model = new CostModel();
  const adaptive = { ...ADAPTIVE, ...Object.fromEntries(off.map((feature) => [feature, false])) };
  const plan = new ExecutionPlan(
    planOptions(world.graph, model, { strategy: 'thread', adaptive, ...options }),
  );
  const leaf = world.node('leaper', [], value);
  const echo = world.node('echo', [leaf]);
  const demand = { width: -3000 };
  const lease = { ...leaseOf(known.leaper, value), node: leaf, bounds, demand };
  for (let i = 0; i < 30; i++) model.learn({ ...lease, node: 50 + i }, 100_000, 1);
  const step = (changes: Partial<StepRequest> = {}): StepRequest => ({
    ...{ node: leaf, refiner: known.leaper, bounds, inputs: [], demand },
    ...{ attempt: 0, reason: 'step' },
    ...changes,
  });
  const placed = (changes: Partial<StepRequest> = {}, free: readonly Slot[] = [INLINE, THREAD]) =>
    plan.place(step(changes), free) as Assigned;
  return { plan, model, leaf, echo, lease, step, placed };
}

/** What a plan says of the features of its latest decision about the leaf. */
function told({ plan, leaf }: ReturnType<typeof planned>): readonly AdaptiveFeature[] {
  return plan.contextFor(leaf)!.features;
}

describe('the plan', () => {
  it('has a step hedged, unless hedging is off', () => {
    const on = planned([]);
    expect(on.placed().hedgeDelay).toBeLessThan(Infinity);
    expect(on.placed({ reason: 'hedge' }).features).toEqual(['hedging']);
    expect(told(on)).toEqual(['hedging']);
    expect(planned(['hedging']).placed().hedgeDelay).toBe(Infinity);
  });

  it('covers several steps by one lease, unless quanta are off', () => {
    const on = planned([]);
    const { quantum, features } = on.placed({ certain: true });
    expect(quantum.steps).toBeGreaterThan(1);
    expect([features, told(on)]).toEqual([['quanta'], ['quanta']]);
    const off = planned(['quanta']);
    expect(off.placed({ certain: true }).quantum).toEqual({ steps: 1 });
    const inline = { strategy: 'inline' } as const;
    expect(planned([], inline).placed({ certain: true }).quantum.steps).toBeGreaterThan(1);
    expect(planned(['quanta'], inline).placed({ certain: true })).toMatchObject({
      quantum: { steps: 1 },
      features: [],
    });
  });

  it('chains a function to its argument, unless chains are off', () => {
    const follower = (made: ReturnType<typeof planned>): number | undefined => {
      made.placed();
      const refiner = known.echo as unknown as Refiner;
      const following = made.step({ node: made.echo, refiner, inputs: undefined });
      return made.plan.follow(following, made.leaf);
    };
    const on = planned([]);
    expect(follower(on)).toBeGreaterThan(0);
    expect(on.plan.contextFor(on.echo)).toMatchObject({ group: 'thread', features: ['chains'] });
    expect(follower(planned(['chains']))).toBeUndefined();
  });

  it('lets a short step join a message, unless joining is off', () => {
    const join = ({ plan, lease, step }: ReturnType<typeof planned>) =>
      plan.join(step({ needed: true, liveSteps: 1000 }), { slot: THREAD, leases: [lease] });
    const on = planned([]);
    expect(join(on)).toBeDefined();
    expect(told(on)).toEqual(['joining']);
    expect(join(planned(['joining']))).toBeUndefined();
    expect(join(planned(['quanta']))?.quantum).toEqual({ steps: 1 });
  });

  it('has a message wait behind a short one, unless prefetch is off', () => {
    const on = planned([]);
    expect(on.plan.isShort(on.lease)).toBe(true);
    expect(on.placed({}, [{ ...THREAD, behind: true }]).features).toContain('prefetch');
    const off = planned(['prefetch']);
    // No slot is offered behind a lease that is not short.
    expect(off.plan.isShort(off.lease)).toBe(false);
  });

  it('says of a step that no worker is worth its start', () => {
    const made = planned([], { strategy: 'auto', eager: false });
    const cold = [INLINE, { ...THREAD, cold: true }];
    expect(made.placed({ demand: { width: -20_000 } }, cold)).toMatchObject({
      index: 0,
      features: ['autoscaling'],
    });
    expect(told(made)).toEqual(['autoscaling']);
  });
});

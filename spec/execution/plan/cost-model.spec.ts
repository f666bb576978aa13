import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { priorOf } from '#lib/coordinator/leases/placement.js';
import { CostModel } from '#lib/execution/plan/cost-model.js';
import { registryKey } from '#lib/refiners/registry.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

const lease = leaseOf(halving, { bits: 1 });
const prior = priorOf(lease);
const kind = 'halving@1';

describe('what steps and messages cost', () => {
  it('is the prior until steps of the kind have been measured, of two nodes at least', () => {
    const model = new CostModel();
    expect(model.predict(kind, 3, 5000)).toEqual({ cost: 5000, measured: false, atMost: Infinity });
    model.learn(lease, 4 * prior, 1);
    expect(model.predict('other@1', 4, 5000)).toEqual({
      cost: 5000,
      measured: false,
      atMost: Infinity,
    });
    expect(model.predict(kind, 4, prior)).toMatchObject({ measured: false });
    model.learn({ ...lease, node: 77 }, 4 * prior, 1);
    expect(model.predict(kind, 4, prior)).toMatchObject({ measured: true });
    expect(model.predict(kind, 4, prior).cost).toBeCloseTo(4 * prior, 3);
  });

  it('is per step, and scales with the prior', () => {
    const model = new CostModel();
    model.learn(lease, 80 * prior, 8);
    expect(model.predict(kind, lease.node, prior).cost).toBeCloseTo(10 * prior, 3);
    expect(model.predict(kind, lease.node, 2 * prior).cost).toBeCloseTo(20 * prior, 3);
  });

  it('of a long step does not follow from what short ones take, where the prior is reliable', () => {
    for (const isReliable of [true, false]) {
      const model = new CostModel(() => isReliable);
      for (let i = 0; i < 60; i++) model.learn(lease, 64 * prior, 1);
      for (const node of [lease.node, 99]) {
        const costs = [1, 2, 4, 8, 16, 1024].map((times) => {
          const { cost, measured } = model.predict(kind, node, times * prior);
          return [Math.round(cost / (times * prior)), measured] as const;
        });
        const ratios = isReliable ? [64, 23, 8, 3, 1, 1] : [64, 64, 64, 64, 64, 64];
        expect(costs.map(([ratio]) => ratio)).toEqual(ratios);
        if (node !== lease.node) continue;
        expect(costs.map(([, measured]) => measured)).toEqual(
          isReliable
            ? [true, true, true, true, false, false]
            : [true, true, true, true, true, true],
        );
      }
    }
  });

  it('of a node that was measured is its own', () => {
    const model = new CostModel();
    for (let i = 0; i < 20; i++) model.learn({ ...lease, node: 7 }, 1000 * prior, 1);
    for (let i = 0; i < 20; i++) model.learn({ ...lease, node: 8 }, prior, 1);
    expect(model.predict(kind, 7, prior).cost).toBeCloseTo(1000 * prior, 0);
    expect(model.predict(kind, 8, prior).cost).toBeCloseTo(prior, 3);
  });

  it('of a kind whose steps differ widely tells nothing of its other nodes', () => {
    const model = new CostModel();
    for (let node = 10; node < 30; node++)
      model.learn({ ...lease, node }, prior * (node % 2 === 0 ? 1 : 5000), 1);
    expect(model.predict(kind, 99, prior).measured).toBe(false);
    expect(model.predict(kind, 11, prior).measured).toBe(true);
    for (let node = 40; node < 140; node++) model.learn({ ...lease, node }, prior, 1);
    expect(model.predict(kind, 99, prior).measured).toBe(true);
  });

  it('lies between what was measured, whatever that was', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 100, max: 1e9 }), { minLength: 1 }), (times) => {
        const model = new CostModel();
        for (const time of times) model.learn(lease, time, 1);
        for (const node of [lease.node, 999]) {
          const { cost } = model.predict(kind, node, prior);
          expect(cost).toBeGreaterThanOrEqual(Math.min(...times) * 0.999);
          expect(cost).toBeLessThanOrEqual(Math.max(...times) * 1.001);
        }
      }),
    );
  });

  it('of a message follows what is measured, within limits', () => {
    const model = new CostModel();
    const first = model.messageCost();
    for (let i = 0; i < 400; i++) model.learnMessage(1e9);
    expect(model.messageCost()).toBeGreaterThan(first);
    expect(model.messageCost()).toBeLessThan(1e6);
    for (let i = 0; i < 400; i++) model.learnMessage(0);
    expect(model.messageCost()).toBeGreaterThanOrEqual(9999);
    expect(model.messageCost()).toBeLessThan(first);
  });

  it('of a message to a context that somebody made is learned apart, and not kept for another session', () => {
    const model = new CostModel();
    const first = model.messageCost();
    for (let i = 0; i < 40; i++) model.learnMessage(4e6, 'fleet (given 1)');
    expect(model.messageCost('fleet (given 1)') / 4e6).toBeCloseTo(1, 1);
    expect(model.messageCost('fleet (given 2)')).toBe(first);
    expect(model.messageCost()).toBe(first);
    const other = new CostModel();
    other.recall(model.learned);
    expect(other.messageCost('fleet (given 1)')).toBe(first);
  });

  it('of a lease counts the steps that such leases take, of those that they might', () => {
    const model = new CostModel();
    const kind = registryKey(lease.refiner.name, lease.refiner.version);
    expect(model.stepsTaken(kind, 8)).toBe(8);
    for (let i = 0; i < 40; i++) model.learn({ ...lease, quantum: { steps: 20 } }, 1000, 5);
    expect(model.stepsTaken(kind, 8)).toBeCloseTo(2, 2);
    for (let i = 0; i < 40; i++) model.learn({ ...lease, quantum: { steps: 1 } }, 1000, 1);
    expect(model.stepsTaken(kind, 8)).toBeCloseTo(2, 2);
    expect(model.stepsTaken(kind, 1)).toBe(1);
  });

  it('is late by what is exceeded once in twenty times', () => {
    const model = new CostModel();
    const exact = { ...lease, predictedCost: 1000 };
    // Nineteen steps on time for each that takes eight times as long as predicted.
    for (let i = 0; i < 4000; i++) model.learn(exact, i % 20 === 0 ? 8000 : 1000, 1);
    expect(model.lateness).toBeGreaterThanOrEqual(1);
    expect(model.lateness).toBeLessThan(9);
    for (let i = 0; i < 4000; i++) model.learn(exact, i % 5 === 0 ? 8000 : 1000, 1);
    expect(model.lateness).toBeGreaterThan(4);
  });

  it('is kept for a bounded number of nodes', () => {
    const model = new CostModel();
    for (let node = 0; node < 10_000; node++) model.learn({ ...lease, node }, 10 * prior, 1);
    // What is forgotten of a node is still known of its kind.
    expect(model.predict(kind, 0, prior).cost).toBeCloseTo(10 * prior, 3);
  });
});

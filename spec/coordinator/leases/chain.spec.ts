import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { predictCost } from '#lib/coordinator/leases/placement.js';
import type { Placement } from '#lib/coordinator/leases/placement.js';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import { containsRational } from '#lib/exact/enclosure/enclosure.js';
import { rational } from '#lib/exact/rational.js';
import { onlyRefinerChild } from '#lib/execution/plan/affinity.js';
import { ChainRun } from '#lib/execution/worker/chain-run.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

const value = { n: 22n, d: 7n };
const stop = { stopFrom: () => Infinity };

/** A world with one slot elsewhere, where every chain is colocated, and what is ready may join it. */
function chained(joins = false): World {
  let world: World | undefined = undefined;
  const placement: Placement = {
    place: (step, free) => {
      const index = free.findIndex(({ kind }) => kind === 'thread');
      return index < 0 ? undefined : { index, cost: predictCost(step), quantum: { steps: 1 } };
    },
    follow: ({ node }, child) =>
      onlyRefinerChild(world!.graph, node) === child ? 1000 : undefined,
    join: () => (joins ? { cost: 1000, quantum: { steps: 1 } } : undefined),
  };
  world = new World({ placement });
  return world;
}

/** Runs a lease and those after it as a host would. */
function answer(world: World, lease: Lease): Settlement {
  const run = new ChainRun([world.host, world.host, world.host, world.host], lease, stop);
  for (;;) {
    const settlement = run.advance(Infinity);
    if (settlement !== undefined) return settlement;
  }
}

/** Plays a world to the end; the length of each chain that was sent. */
function play(world: World, settle: (lease: Lease) => Settlement): number[] {
  const lengths: number[] = [];
  for (let now = 1; now < 10_000; now++) {
    const { run } = world.coordinator.poll([{ id: 1, kind: 'thread' }], now);
    if (run.length === 0) return lengths;
    for (const { lease } of run) {
      let length = 0;
      for (let link: Lease | undefined = lease; link !== undefined; link = link.then) length++;
      lengths.push(length);
      world.coordinator.settle(lease, settle(lease), now);
    }
  }
  throw new Error('it does not end');
}

/** Leaves that wait for none of one another. */
function leaves(world: World, count: number): NodeId[] {
  return Array.from({ length: count }, (_, i) => world.leaf('stepper', BigInt(22 + i), 7n));
}

const SUM = 22n + 23n + 24n + 25n + 26n + 27n;

function tower(world: World, height: number): NodeId {
  let top = world.node('leaper', [], value);
  for (let i = 0; i < height; i++) top = world.node('echo', [top], i);
  return top;
}

describe('a chain of colocated leases', () => {
  it('goes out as one message, and each of its leases ends by itself', () => {
    const world = chained();
    const top = tower(world, 2);
    world.admit(top, { bits: 60 });
    const lengths = play(world, (lease) => answer(world, lease));
    expect(lengths).toContain(3);
    expect(containsRational(world.graph.boundsOf(top), rational(22n, 7n))).toBe(true);
    const { issued, committed } = world.coordinator.leaseCounts;
    expect(committed).toBe(issued);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(issued);
    expect(world.coordinator.activeOperations).toBe(0);
  });

  it('is no longer than four', () => {
    const world = chained();
    world.admit(tower(world, 9), { bits: 60 });
    expect(Math.max(...play(world, (lease) => answer(world, lease)))).toBe(4);
    expect(world.coordinator.activeOperations).toBe(0);
  });

  it('ends at a node that two want, or that waits for another child', () => {
    const world = chained();
    const leaf = world.node('leaper', [], value);
    const one = world.node('echo', [leaf], 1);
    const two = world.node('echo', [leaf], 2);
    world.admit(world.node('add', [one, two]), { bits: 60 });
    expect(Math.max(...play(world, (lease) => answer(world, lease)))).toBe(1);
    expect(world.coordinator.activeOperations).toBe(0);
  });

  it('takes others along that are ready, as far as it goes', () => {
    const world = chained(true);
    const root = world.node('add', leaves(world, 6));
    world.admit(root, { bits: 60 });
    const lengths = play(world, (lease) => answer(world, lease));
    expect(lengths[0]).toBe(4);
    expect(containsRational(world.graph.boundsOf(root), rational(SUM, 7n))).toBe(true);
    const { issued, committed } = world.coordinator.leaseCounts;
    expect(committed).toBe(issued);
  });

  it('is not blamed where it was lost as a whole: each of its leases goes by itself until it answers', () => {
    for (const joins of [false, true]) {
      const world = chained(joins);
      const root = joins ? world.node('add', leaves(world, 6)) : tower(world, 3);
      world.admit(root, { bits: 60 }, { class: 'structural' });
      const lost = new Set<NodeId>();
      let losses = 0;
      const lengths = play(world, (lease) => {
        if (lost.has(lease.node)) expect([lease.then, lease.attempt]).toEqual([undefined, 0]);
        if (lease.then === undefined || losses === 3) {
          lost.delete(lease.node);
          return answer(world, lease);
        }
        for (let link: Lease | undefined = lease; link !== undefined; link = link.then) {
          expect(lost.has(link.node)).toBe(false);
          lost.add(link.node);
        }
        losses++;
        return { kind: 'lost', reason: 'the spec says so' };
      });
      expect(losses).toBeGreaterThan(0);
      expect(Math.max(...lengths)).toBeGreaterThan(1);
      expect(world.coordinator.activeOperations).toBe(0);
    }
  });

  it('leaves the same bounds as leases one by one, whatever becomes of its messages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.constantFrom('answer', 'lost', 'first only', 'stopped'), { maxLength: 20 }),
        fc.boolean(),
        (height, bits, fates, joins) => {
          const build = (there: World): NodeId =>
            joins ? there.node('add', leaves(there, height)) : tower(there, height);
          const world = chained(joins);
          const top = build(world);
          const operation = world.admit(top, { bits }, { class: 'structural' });
          play(world, (lease) => {
            switch (fates.shift()) {
              case 'lost':
                return { kind: 'lost', reason: 'the spec says so' };
              case 'stopped':
                return { kind: 'stopped' };
              case 'first only': {
                const settlement = answer(world, lease);
                if (settlement.kind !== 'result') return settlement;
                const { kind, result, steps } = settlement;
                return { kind, result, steps };
              }
              default:
                return answer(world, lease);
            }
          });
          expect(operation).toBe(1);
          const alone = new World();
          const sameTop = build(alone);
          alone.admit(sameTop, { bits });
          alone.simulate().run();
          expect(world.coordinator.activeOperations).toBe(0);
          expect(world.graph.boundsOf(top)).toEqual(alone.graph.boundsOf(sameTop));
          const { issued, committed, stale, stopped, failed, lost } = world.coordinator.leaseCounts;
          expect(committed + stale + stopped + failed + lost).toBe(issued);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

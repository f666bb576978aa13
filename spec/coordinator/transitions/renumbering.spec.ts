/** Nodes get other numbers while operations are under way and leases are out. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { containsRational } from '#lib/exact/enclosure/enclosure.js';
import type { Rational } from '#lib/exact/rational.js';
import type { CachePolicy } from '#lib/graph/eviction.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { explore } from '#spec/support/schedules/schedule-explorer.js';
import { World } from '#spec/support/world.js';

const NONE = { entries: 0, bytes: 0 };

const policies = fc.constantFrom<CachePolicy>('lru', 'sieve');

/** Leaves of which some are below no root, and sums of neighbours. */
function scene(world: World, leaves: number): { roots: NodeId[]; values: Rational[] } {
  const roots: NodeId[] = [];
  const values: Rational[] = [];
  for (let i = 0; i < leaves; i++) {
    world.leaf('leaper', BigInt(i + 1), 11n);
    const [a, b] = [BigInt(i + 1), BigInt(i + 2)];
    const stepping = world.leaf('stepper', a, 7n);
    const leaping = world.leaf('leaper', b, 13n);
    roots.push(world.node('add', [stepping, leaping]));
    values.push({ n: 13n * a + 7n * b, d: 91n });
  }
  return { roots, values };
}

describe('operations under way', () => {
  it('meet their goals whenever nodes are forgotten, and lose no state by it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(200_000), { maxLength: 8 }),
        fc.array(fc.integer({ min: 100, max: 30_000 }), { minLength: 1, maxLength: 7 }),
        policies,
        (count, slots, times, delays, policy) => {
          const world = new World();
          const { coordinator, graph } = world;
          const { roots, values } = scene(world, count);
          const operations = roots.map((root) => world.admit(root, { bits: 60 }));
          const run = world.simulate({
            slots,
            script: ({ id }) => ({ after: delays[id % delays.length]!, as: 'answer' }),
            afterEach: () => {
              expect(brokenInvariants(graph)).toEqual([]);
            },
          });
          for (const time of times) {
            run.at(time, () => {
              expect(coordinator.retain(NONE, policy)).toBe(true);
              // Somebody else's nodes take the numbers that have become free.
              world.leaf('plateau', BigInt(time), 3n);
            });
          }
          const { outcomes } = run.run();
          operations.forEach((operation, i) => {
            const { status, bounds } = outcomes.get(operation)!;
            expect(status).toBe('met');
            expect(containsRational(bounds, values[i]!)).toBe(true);
          });
          const { issued, committed, stopped, stale } = coordinator.leaseCounts;
          expect(stale).toBe(0);
          expect(committed + stopped).toBe(issued);
          expect(coordinator.openLeases).toBe(0);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('meet them in every order in which leases come back, wherever nodes are forgotten meanwhile', () => {
    const orders = explore(
      () => {
        const world = new World();
        const { coordinator, graph } = world;
        world.leaf('leaper', 1n, 11n);
        const [a, b] = [world.leaf('stepper', 1n, 7n, 16), world.leaf('leaper', 2n, 13n)];
        const operations = [world.node('add', [a, b]), world.node('negate', [b])].map((root) =>
          world.admit(root, { bits: 30 }),
        );
        const values = [
          { n: 27n, d: 91n },
          { n: -2n, d: 13n },
        ];
        return {
          world,
          check: () => {
            expect(brokenInvariants(graph)).toEqual([]);
          },
          meanwhile: () => {
            coordinator.retain(NONE, 'lru');
          },
          end: (outcomes) => {
            operations.forEach((operation, i) => {
              const outcome = outcomes.get(operation)!;
              expect(outcome.status).toBe('met');
              expect(containsRational(outcome.bounds, values[i]!)).toBe(true);
            });
            expect(coordinator.leaseCounts.stale).toBe(0);
          },
        };
      },
      { leases: 2, mostOrders: 20_000 },
    );
    expect(orders).toBeGreaterThan(10);
  });

  it('keep their nodes alone, with what was learned of them; others are gone', () => {
    const world = new World();
    const { coordinator, graph } = world;
    const { roots } = scene(world, 3);
    world.refine(roots[2]!, { bits: 40 });
    const operation = world.admit(roots[1]!, { bits: 40 });
    graph.flush();
    const bounds = coordinator.boundsOf(operation);
    coordinator.retain(NONE, 'lru');
    expect(graph.size).toBe(3);
    expect(coordinator.boundsOf(operation)).toEqual(bounds);
    expect(coordinator.operations({}, 0).at(-1)).toMatchObject({ root: 2 });
    // An equal request joins it still, under the number that its root has now.
    const twin = world.admit(2, { bits: 40 });
    const { outcomes } = world.simulate().run();
    expect(outcomes.get(twin)).toEqual({
      ...outcomes.get(operation),
      operation: twin,
      statistics: outcomes.get(twin)!.statistics,
    });
    expect(outcomes.get(operation)).toMatchObject({ status: 'met', root: 2, epoch: 1 });
  });

  it('are searched for a side of a point as before', () => {
    const world = new World();
    const leaf = world.leaf('stepper', 1n, 3n);
    world.leaf('leaper', 5n);
    const other = world.node('negate', [world.leaf('leaper', 1n, 3n)]);
    const difference = world.node('add', [leaf, other]);
    const operation = world.admit(difference, { sign: true }, { budget: { separationBits: 64 } });
    const run = world.simulate({ slots: 2 });
    for (let time = 500; time < 100_000; time += 3000) {
      run.at(time, () => {
        world.coordinator.retain(NONE, 'sieve');
      });
    }
    expect(run.run().outcomes.get(operation)).toMatchObject({
      status: 'undecided',
      reason: 'separation',
    });
  });

  it('wait after a loss, and are retried, under the numbers that their nodes have then', () => {
    const world = new World({ backoff: () => 50_000 });
    const { roots, values } = scene(world, 2);
    const operation = world.admit(roots[1]!, { bits: 40 });
    const run = world.simulate({
      slots: 2,
      script: ({ id }) => ({ after: 1000, as: id <= 2 ? 'lost' : 'answer' }),
    });
    for (const time of [1500, 20_000]) {
      run.at(time, () => {
        world.coordinator.retain(NONE, 'lru');
      });
    }
    const { status, bounds, statistics } = run.run().outcomes.get(operation)!;
    expect(status).toBe('met');
    expect(statistics.retries).toBeGreaterThan(0);
    expect(containsRational(bounds, values[1]!)).toBe(true);
  });
});

/** Small scenes in every order in which their leases can come back. */
import { describe, expect, it } from '@jest/globals';
import { containsRational } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { rational } from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import type { NodeId } from '#lib/graph/node.js';
import { explore } from '#spec/support/schedules/schedule-explorer.js';
import type { Exploration, Scene } from '#spec/support/schedules/schedule-explorer.js';
import { World } from '#spec/support/world.js';
import type { OperationRequest, Outcome } from '#lib/coordinator.js';
import type { OperationId } from '#policies/port.js';

interface Plot {
  readonly values: readonly (readonly [NodeId, Rational])[];
  readonly asks: readonly (readonly [NodeId, Partial<OperationRequest>])[];
}

/** There are some hundred thousand looks, and an assertion costs more than most of them: only a fault makes one. */
function expectNone(faults: readonly unknown[]): void {
  if (faults.length > 0) expect(faults).toEqual([]);
}

/** A scene whose laws are checked: bounds nested and around the value, ends, every lease counted. */
function scene(plot: (world: World) => Plot): () => Scene {
  return () => {
    const world = new World();
    const { values, asks } = plot(world);
    const operations = asks.map(([root, more]) => world.admit(root, { bits: 40 }, more));
    const { graph, coordinator } = world;
    let earlier: Enclosure[] = [];
    return {
      world,
      check: () => {
        expectNone(brokenInvariants(graph, earlier));
        earlier = Array.from({ length: graph.size }, (_, node) => graph.boundsOf(node));
        expectNone(values.filter(([node, value]) => !containsRational(earlier[node]!, value)));
      },
      end: (outcomes) => {
        for (const operation of operations) {
          expect(outcomes.get(operation)).toMatchObject({ status: 'met' });
        }
        const { issued, committed, stale, stopped, failed, lost } = coordinator.leaseCounts;
        expect(committed + stale + stopped + failed + lost).toBe(issued);
        expect(failed + coordinator.openLeases + coordinator.activeOperations).toBe(0);
      },
    };
  };
}

const third = rational(1n, 3n);
const seventh = rational(1n, 7n);

const scenes: Record<string, [(world: World) => Plot, Exploration, number]> = {
  'a sum of three leaping leaves, three leases at once': [
    (world) => {
      const leaves = [3n, 7n, 11n].map((d) => world.leaf('leaper', 1n, d));
      const root = world.node('add', leaves);
      return { values: [[root, rational(131n, 231n)]], asks: [[root, {}]] };
    },
    { leases: 3 },
    36,
  ],
  'a sum of four leaping leaves, four leases at once': [
    (world) => {
      const leaves = [3n, 7n, 11n, 13n].map((d) => world.leaf('leaper', 1n, d));
      const root = world.node('add', leaves);
      return { values: [[root, rational(1934n, 3003n)]], asks: [[root, {}]] };
    },
    { leases: 4 },
    576,
  ],
  'a function of a sum, beside a leaf': [
    (world) => {
      const [a, b] = [world.leaf('leaper', 1n, 3n), world.leaf('leaper', 1n, 7n)];
      const echo = world.node('echo', [world.node('add', [a, b])]);
      const root = world.node('add', [echo, a]);
      return {
        values: [
          [root, rational(17n, 21n)],
          [echo, rational(10n, 21n)],
        ],
        asks: [[root, {}]],
      };
    },
    { leases: 3 },
    2,
  ],
  'two roots of different class over one leaf': [
    (world) => {
      const [shared, own] = [world.leaf('stepper', 1n, 3n, 30), world.leaf('leaper', 1n, 7n)];
      const [low, high] = [world.node('negate', [shared]), world.node('add', [shared, own])];
      return {
        values: [
          [shared, third],
          [own, seventh],
        ],
        asks: [
          [low, { class: 'low' }],
          [high, { class: 'structural' }],
        ],
      };
    },
    { leases: 2 },
    2,
  ],
  'leases that are answered twice': [
    (world) => {
      const leaves = [3n, 7n].map((d) => world.leaf('leaper', 1n, d));
      const root = world.node('add', leaves);
      return {
        values: [[root, rational(10n, 21n)]],
        asks: [
          [root, {}],
          [leaves[0]!, {}],
        ],
      };
    },
    { leases: 2, comes: ['answer', 'answer-twice'] },
    16,
  ],
};

/** The sum of two leaves, nodes 0 and 1, for an operation that survives three losses. */
const lossy = scene((world) => {
  const leaves = [3n, 7n].map((d) => world.leaf('leaper', 1n, d));
  return {
    values: [
      [leaves[0]!, third],
      [leaves[1]!, seventh],
    ],
    asks: [[world.node('add', leaves), { class: 'low' }]],
  };
});

function expectMetOrRejected(outcomes: ReadonlyMap<OperationId, Outcome>): void {
  expect(outcomes.size).toBe(1);
  for (const { status, reason, statistics } of outcomes.values()) {
    if (statistics.retries > 3) expect(reason).toBe('rejected');
    else expect(status).toBe('met');
  }
}

describe('every order of completions', () => {
  it.each(Object.entries(scenes))('keeps the laws: %s', (_name, [plot, exploration, least]) => {
    expect(explore(scene(plot), exploration)).toBeGreaterThanOrEqual(least);
  });

  it('and of losses keeps the bounds, and ends', () => {
    const orders = explore(
      () => {
        const made = lossy();
        return {
          ...made,
          end: (outcomes) => {
            expectMetOrRejected(outcomes);
            expect(made.world.coordinator.openLeases).toBe(0);
          },
        };
      },
      { leases: 2, comes: ['answer', 'lost'] },
    );
    expect(orders).toBeGreaterThan(100);
  });

  it('and of answers after a loss keeps what they prove, once, and drops their states', () => {
    const orders = explore(
      () => {
        const made = lossy();
        const { graph, coordinator } = made.world;
        return {
          ...made,
          end: (outcomes) => {
            expectMetOrRejected(outcomes);
            const { issued, committed, stale, stopped, failed, lost } = coordinator.leaseCounts;
            expect(committed + stale + stopped + failed + lost).toBe(issued);
            // A state is accepted of leases alone that were still out: what was lost brings no version.
            expect(graph.versionOf(0) + graph.versionOf(1)).toBe(committed);
          },
        };
      },
      { leases: 2, comes: ['answer', 'answer-when-lost'] },
    );
    expect(orders).toBeGreaterThan(50);
  });

  it('and of failures ends only the roots that need the node', () => {
    const orders = explore(
      () => {
        const world = new World();
        const [a, b, c] = [3n, 7n, 11n].map((d) => world.leaf('leaper', 1n, d)) as [
          NodeId,
          NodeId,
          NodeId,
        ];
        const cones = new Map([
          [world.admit(world.node('add', [a, b]), { bits: 40 }), [a, b]],
          [world.admit(world.node('add', [b, c]), { bits: 40 }), [b, c]],
        ]);
        return {
          world,
          check: () => {
            expectNone(brokenInvariants(world.graph));
          },
          end: (outcomes) => {
            expect(outcomes.size).toBe(cones.size);
            for (const [operation, leaves] of cones) {
              const { status, failed } = outcomes.get(operation)!;
              // One that was met before a node of it failed has its answer.
              if (status === 'error') expect(leaves).toContain(failed);
              else expect(status).toBe('met');
              if (leaves.every((leaf) => world.graph.errorOf(leaf) === undefined))
                expect(status).toBe('met');
            }
            expect(world.coordinator.openLeases).toBe(0);
          },
        };
      },
      { leases: 2, comes: ['answer', 'failed'] },
    );
    expect(orders).toBeGreaterThan(50);
  });

  it('with an abort at any point between gives the best bounds, and the other root its answer', () => {
    const reasons = new Set<string>();
    const orders = explore(
      () => {
        const world = new World();
        const leaves = [3n, 7n].map((d) => world.leaf('leaper', 1n, d));
        const given = world.admit(world.node('add', leaves), { bits: 40 });
        const other = world.admit(world.node('negate', [leaves[0]!]), { bits: 60 });
        return {
          world,
          check: () => {
            expectNone(brokenInvariants(world.graph));
          },
          meanwhile: (now) => {
            world.coordinator.interrupt(given, 'aborted', now);
          },
          end: (outcomes) => {
            const { status, reason, bounds } = outcomes.get(given)!;
            expect(containsRational(bounds, rational(10n, 21n))).toBe(true);
            reasons.add(`${status} ${String(reason)}`);
            expect(outcomes.get(other)).toMatchObject({ status: 'met' });
            expect(world.coordinator.openLeases).toBe(0);
          },
        };
      },
      { leases: 2 },
    );
    expect(orders).toBeGreaterThan(20);
    expect([...reasons].sort()).toEqual(['met null', 'partial aborted']);
  });

  it('with a request of a higher class at any point between loses nothing of the lower one', () => {
    const orders = explore(
      () => {
        const made = scene((world) => {
          const steps = [3n, 7n].map((d) => world.leaf('stepper', 1n, d, 20));
          return {
            values: [
              [steps[0]!, third],
              [steps[1]!, seventh],
            ],
            asks: [[world.node('add', steps), { class: 'low' }]],
          };
        })();
        const { world } = made;
        let high: OperationId | undefined;
        return {
          ...made,
          meanwhile: () => {
            high = world.admit(
              world.leaf('leaper', 1n, 11n),
              { bits: 40 },
              { class: 'structural' },
            );
          },
          end: (outcomes) => {
            made.end(outcomes);
            expect(outcomes.get(high!)).toMatchObject({ status: 'met' });
          },
        };
      },
      { leases: 2 },
    );
    expect(orders).toBeGreaterThan(50);
  });

  it('is counted: three leases that are out at once come back in six orders', () => {
    const build = scene((world) => {
      const leaves = [3n, 7n, 11n].map((d) => world.leaf('leaper', 1n, d));
      return { values: [], asks: leaves.map((leaf) => [leaf, { budget: { steps: 1 } }] as const) };
    });
    const orders = explore(() => ({ ...build(), end: () => undefined }), { leases: 3 });
    expect(orders).toBe(6);
  });
});

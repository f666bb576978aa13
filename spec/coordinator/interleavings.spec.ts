/**
 * Random graphs of refiners with known values, played under random scripts: whatever the costs, losses,
 * duplicates, late answers and number of slots, what is published holds.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { CLASSES } from '#lib/coordinator/operations/request.js';
import type { Outcome } from '#lib/coordinator/operations/request.js';
import { formatEnclosure } from '#lib/exact/decimal/formatting.js';
import { containsRational } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { ratAdd, ratMultiply, ratNegate, ratSign, rational } from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import type { NodeId } from '#lib/graph/node.js';
import { runs } from '#spec/support/effort.js';
import { holds } from '#spec/support/goal-holds.js';
import type { Fate } from '#spec/support/schedules/simulated-executor.js';
import { World } from '#spec/support/world.js';

interface Leaf {
  readonly kind: 'stepper' | 'leaper' | 'plateau';
  readonly n: bigint;
  readonly d: bigint;
  readonly rate: number;
}

interface Inner {
  readonly kind: 'add' | 'multiply' | 'negate' | 'echo';
  readonly children: readonly number[];
}

interface Ask {
  readonly root: number;
  readonly goal: Goal;
  readonly at: number;
}

// Denominators coprime to ten: neither the leaves nor sums and products of them are ties of decimals.
const leaf: fc.Arbitrary<Leaf> = fc.record({
  kind: fc.constantFrom('stepper', 'leaper', 'plateau'),
  n: fc.bigInt({ min: -50n, max: 50n }).map((n) => 10n * n + 1n),
  d: fc.constantFrom(3n, 7n, 11n, 13n, 21n),
  rate: fc.integer({ min: 3, max: 40 }),
});

const inner: fc.Arbitrary<Inner> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('add', 'multiply'),
    children: fc.array(fc.nat(), { minLength: 2, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constantFrom('negate', 'echo'),
    children: fc.array(fc.nat(), { minLength: 1, maxLength: 1 }),
  }),
);

const goal: fc.Arbitrary<Goal> = fc.oneof(
  fc.integer({ min: 6, max: 30 }).map((digits) => ({ digits })),
  fc.integer({ min: 3, max: 30 }).map((decimals) => ({ decimals })),
  fc.integer({ min: 1, max: 100 }).map((bits) => ({ bits })),
  fc.integer({ min: 1, max: 30 }).map((e) => ({ eps: `1e-${String(e)}` })),
  fc.integer({ min: 1, max: 30 }).map((e) => ({ rel: `1e-${String(e)}` })),
  fc.constant({ sign: true } as const),
);

const scenario = fc.record({
  leaves: fc.array(leaf, { minLength: 1, maxLength: 4 }),
  inners: fc.array(inner, { maxLength: 6 }),
  asks: fc.array(fc.record({ root: fc.nat(), goal, at: fc.nat(20_000) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

/** Losses are rare enough that an operation survives them. */
const fates: fc.Arbitrary<Fate[]> = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 20_000 }),
    as: fc.constantFrom<Fate['as'][]>(
      'answer',
      'answer',
      'answer',
      'answer',
      'answer-twice',
      'answer-twice',
      'lost',
      'lost-then-answer',
    ),
    later: fc.integer({ min: 1, max: 50_000 }),
    stoppable: fc.boolean(),
  }),
  { minLength: 10, maxLength: 30 },
);

/** A world with the nodes of a scenario, each with its true value. */
function build(
  { leaves, inners }: { leaves: readonly Leaf[]; inners: readonly Inner[] },
  hedgeAfter?: number,
) {
  const world = new World(hedgeAfter === undefined ? {} : { hedgeAfter });
  const values = new Map<NodeId, Rational>();
  const nodes: NodeId[] = leaves.map(({ kind, n, d, rate }) => {
    const node = world.leaf(kind, n, d, rate);
    values.set(node, rational(n, d));
    return node;
  });
  for (const { kind, children } of inners) {
    const chosen = children.map((child) => nodes[child % nodes.length]!);
    const points = chosen.map((child) => values.get(child)!);
    const node = world.node(kind, chosen);
    nodes.push(node);
    values.set(
      node,
      kind === 'add'
        ? points.reduce(ratAdd)
        : kind === 'multiply'
          ? points.reduce(ratMultiply)
          : kind === 'negate'
            ? ratNegate(points[0]!)
            : points[0]!,
    );
  }
  return { world, nodes, values };
}

/** Plays a scenario; checks every law that can be seen after every settlement. */
function play(
  {
    leaves,
    inners,
    asks,
  }: { leaves: readonly Leaf[]; inners: readonly Inner[]; asks: readonly Ask[] },
  script: readonly Fate[],
  slots: number,
  hedgeAfter?: number,
) {
  const { world, nodes, values } = build({ leaves, inners }, hedgeAfter);
  const { graph, coordinator } = world;
  let earlier: Enclosure[] = [];
  const look = (): void => {
    expect(brokenInvariants(graph, earlier)).toEqual([]);
    earlier = Array.from({ length: graph.size }, (_, node) => graph.boundsOf(node));
    for (const [node, value] of values) {
      expect(containsRational(graph.boundsOf(node), value)).toBe(true);
    }
  };
  let issued = 0;
  const executor = world.simulate({
    slots,
    script: () => script[issued++ % script.length]!,
    afterEach: look,
  });
  const operations = new Map<number, Ask>();
  for (const ask of asks) {
    executor.at(ask.at, () => {
      const root = nodes[ask.root % nodes.length]!;
      // Values that are zero cannot be told from small ones: such searches are kept short.
      const budget = { separationBits: 200 };
      operations.set(world.admit(root, ask.goal, { budget }, executor.now), ask);
    });
  }
  executor.run();
  look();
  const answers = [...operations].map(([operation, ask]) => {
    const root = nodes[ask.root % nodes.length]!;
    return { ask, value: values.get(root)!, outcome: executor.outcomes.get(operation) };
  });
  return { answers, coordinator };
}

const wasRejected = (outcome: Outcome | undefined): boolean =>
  (outcome?.statistics.retries ?? 0) > CLASSES.normal.retries;

const plain: readonly Fate[] = [{ after: 1000, as: 'answer' }];

describe('under every interleaving', () => {
  it('published bounds contain the value and lie inside all earlier ones, and every operation ends as it should', () => {
    fc.assert(
      fc.property(
        scenario,
        fates,
        fc.integer({ min: 1, max: 4 }),
        fc.option(fc.integer({ min: 500, max: 10_000 }), { nil: undefined }),
        (scene, script, slots, hedgeAfter) => {
          const { answers, coordinator } = play(scene, script, slots, hedgeAfter);
          expect(answers).toHaveLength(scene.asks.length);
          for (const { ask, value, outcome } of answers) {
            if (outcome?.status === 'met') {
              expect(holds(ask.goal, outcome.bounds)).toBe(true);
            } else if (wasRejected(outcome)) {
              expect(outcome?.reason).toBe('rejected');
            } else {
              // Only a search for the sign of zero may keep an operation from its goal otherwise.
              expect(ratSign(value)).toBe(0);
              expect(outcome).toMatchObject({ status: 'undecided', reason: 'separation' });
            }
          }
          const { issued, committed, stale, stopped, failed, lost } = coordinator.leaseCounts;
          expect(committed + stale + stopped + failed + lost).toBe(issued);
          expect(failed + coordinator.openLeases + coordinator.activeOperations).toBe(0);
        },
      ),
      { numRuns: runs(75) },
    );
  });

  it('the digits are the same text as with one slot and no accident', () => {
    const places = fc.oneof(
      fc.integer({ min: 6, max: 40 }).map((digits) => ({ digits })),
      fc.integer({ min: 3, max: 40 }).map((decimals) => ({ decimals })),
    );
    fc.assert(
      fc.property(
        scenario,
        places,
        fates,
        fc.integer({ min: 2, max: 4 }),
        (scene, digits, script, slots) => {
          const asks = scene.asks.map((ask) => ({ ...ask, goal: digits }));
          const calm = play({ ...scene, asks }, plain, 1).answers;
          const wild = play({ ...scene, asks }, script, slots).answers;
          const texts = new Map(calm.map(({ ask, outcome }) => [ask, outcome]));
          for (const { ask, value, outcome } of wild) {
            const alone = texts.get(ask);
            // Without retries left an answer may be faithful only.
            if (wasRejected(outcome)) continue;
            expect(outcome!.status).toBe(alone!.status);
            if (ratSign(value) === 0) continue;
            const [one, other] = [outcome!, alone!].map(({ bounds }) =>
              formatEnclosure(bounds, digits),
            );
            expect(one).toEqual(other);
            expect(one).toEqual(formatEnclosure(outcome!.bounds, digits, value));
          }
        },
      ),
      { numRuns: runs(40) },
    );
  });
});

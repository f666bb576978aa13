import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mostRecentlyUsed, sieve } from '#lib/graph/eviction.js';
import { dropStates } from '#lib/graph/state-eviction.js';
import type { CachePolicy } from '#lib/graph/eviction.js';
import { contains } from '#lib/exact/enclosure/enclosure.js';
import { brokenInvariants } from '#lib/graph/invariants.js';
import { runs } from '#spec/support/effort.js';
import { World } from '#spec/support/world.js';

const value = (n: number): { n: bigint; d: bigint } => ({ n: BigInt(n), d: 7n });

/** Entries alone are limited. */
const entries = (count: number): { entries: number; bytes: number } => ({
  entries: count,
  bytes: Infinity,
});

describe('mostRecentlyUsed', () => {
  const candidates = {
    usedAt: Float64Array.of(1, 1, 3, 2, 2, 2),
    height: Int32Array.of(0, 1, 0, 2, 0, 1),
    weight: Float64Array.of(10, 10, 10, 50, 10, 10),
    needed: new Uint8Array(6),
  };

  it('keeps as many as allowed, the latest first, and the lowest of those used last alike', () => {
    expect(mostRecentlyUsed(candidates, entries(3))).toEqual([2, 4, 5]);
    expect(mostRecentlyUsed(candidates, entries(6))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(mostRecentlyUsed(candidates, entries(0))).toEqual([]);
  });

  it('keeps as many bytes as allowed, in the same order', () => {
    const within = (bytes: number): number[] => mostRecentlyUsed(candidates, { entries: 6, bytes });
    expect(within(100)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(within(99)).toEqual([0, 2, 3, 4, 5]);
    expect(within(30)).toEqual([2, 4, 5]);
    expect(within(9)).toEqual([]);
  });

  it('keeps what is needed whatever the limits, and counts it', () => {
    const needed = Uint8Array.of(1, 1, 0, 0, 0, 0);
    expect(mostRecentlyUsed({ ...candidates, needed }, entries(3))).toEqual([0, 1, 2]);
    expect(mostRecentlyUsed({ ...candidates, needed }, entries(0))).toEqual([0, 1]);
    const within = mostRecentlyUsed({ ...candidates, needed }, { entries: 6, bytes: 30 });
    expect(within).toEqual([0, 1, 2]);
  });
});

describe('sieve', () => {
  const leaves = (usedAgain: readonly number[], hand = 0): Parameters<typeof sieve>[0] => ({
    needed: new Uint8Array(usedAgain.length),
    usedAgain: Uint8Array.from(usedAgain),
    weight: new Float64Array(usedAgain.length).fill(10),
    hand,
    childStart: new Int32Array(usedAgain.length + 1),
    child: new Int32Array(0),
  });

  it('passes over what was used again, once, and goes on from where its hand stood', () => {
    const candidates = leaves([1, 0, 0, 1, 0]);
    expect(sieve(candidates, entries(3))).toEqual({ kept: [0, 3, 4], hand: 1 });
    expect([...candidates.usedAgain]).toEqual([0, 0, 0, 1, 0]);
    expect(sieve(leaves([1, 0, 0, 1, 0], 3), entries(4))).toEqual({ kept: [0, 1, 2, 3], hand: 0 });
  });

  it('lets all go where all were used again, if nothing may stay', () => {
    expect(sieve(leaves([1, 1, 1]), entries(0)).kept).toEqual([]);
    // What went in the first round counts once.
    expect(sieve(leaves([0, 1, 1]), entries(1)).kept).toEqual([2]);
    expect(sieve(leaves([1, 1, 1]), { entries: 9, bytes: 10 }).kept).toEqual([2]);
  });

  it('passes over what is needed, however often', () => {
    const candidates = { ...leaves([0, 1, 0]), needed: Uint8Array.of(1, 1, 0) };
    expect(sieve(candidates, entries(0)).kept).toEqual([0, 1]);
  });

  it('takes what stands on a node that goes with it', () => {
    const candidates = {
      ...leaves([0, 1, 1]),
      childStart: Int32Array.of(0, 0, 1, 2),
      child: Int32Array.of(0, 1),
    };
    expect(sieve(candidates, entries(2)).kept).toEqual([]);
  });
});

describe('Graph.retain', () => {
  it('keeps a graph whose laws hold, with the bounds, states and versions that it had', () => {
    const shape = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), {
      minLength: 1,
      maxLength: 30,
    });
    const policies = fc.constantFrom<CachePolicy>('lru', 'sieve');
    fc.assert(
      fc.property(shape, fc.nat(40), fc.nat(20_000), policies, (pairs, limit, bytes, policy) => {
        const world = new World();
        const nodes = [world.node('leaper', [], value(1)), world.node('leaper', [], value(2))];
        for (const [a, b, sum] of pairs) {
          const children = [nodes[a % nodes.length]!, nodes[b % nodes.length]!];
          nodes.push(world.node(sum ? 'add' : 'multiply', children));
        }
        world.admit(nodes.at(-1)!, { bits: 20 });
        world.admit(nodes[nodes.length >> 1]!, { bits: 20 });
        world.simulate().run();
        const { graph } = world;
        const known = (): unknown[][] =>
          Array.from({ length: graph.size }, (_, node) => [
            graph.boundsOf(node),
            graph.versionOf(node),
            graph.heightOf(node),
            graph.recordOf(node)?.copied(),
            graph.usedAt(node),
          ]);
        const before = known();
        const { size } = graph;
        const weight = graph.bytes;
        graph.retain({ entries: limit, bytes }, policy);
        expect(graph.size).toBeLessThanOrEqual(Math.min(size, limit));
        expect(graph.bytes).toBeLessThanOrEqual(Math.min(weight, bytes));
        const weights = Array.from({ length: graph.size }, (_, node) => graph.bytesOf(node));
        expect(graph.bytes).toBe(weights.reduce((sum, each) => sum + each, 0));
        if (limit >= size && bytes >= weight) expect(graph.size).toBe(size);
        else expect(graph.size).toBeLessThan(size);
        expect(graph.epoch).toBe(1);
        expect(graph.counts.evictions).toBe(size - graph.size);
        expect(graph.counts.insertions).toBe(size);
        expect(brokenInvariants(graph)).toEqual([]);
        for (const kept of known()) expect(before).toContainEqual(kept);
        graph.retain(entries(0));
        expect(graph.bytes).toBe(0);
      }),
      { numRuns: runs(100) },
    );
  });

  it('finds what it kept again, and makes anew what it forgot', () => {
    const world = new World();
    const old = world.node('leaper', [], value(1));
    world.admit(old, { bits: 10 });
    const recent = world.node('leaper', [], value(2));
    world.admit(recent, { bits: 10 });
    world.simulate().run();
    world.graph.retain(entries(1));
    expect(world.node('leaper', [], value(2))).toBe(0);
    expect(world.graph.recordOf(0)?.steps).toBeGreaterThan(0);
    const again = world.node('leaper', [], value(1));
    expect(again).toBe(1);
    expect(world.graph.recordOf(again)?.steps).toBe(0);
  });

  it('keeps the nodes of active cones, with the edges to their parents', () => {
    const world = new World();
    const [a, b, c] = [1, 2, 3].map((n) => world.node('leaper', [], value(n))) as [
      number,
      number,
      number,
    ];
    const sum = world.node('add', [b, c]);
    world.admit(sum, { bits: 10 });
    const numbers = world.graph.retain(entries(0));
    expect([a, b, c, sum].map((node) => numbers[node])).toEqual([-1, 0, 1, 2]);
    expect(brokenInvariants(world.graph)).toEqual([]);
    const parents: number[] = [];
    world.graph.forEachParent(1, (parent) => parents.push(parent));
    expect(parents).toEqual([2]);
  });
});

/** A leaf whose state grows with every step: it keeps the bits that it has found, one number each. */
const hoarder = {
  name: 'hoarder',
  version: 1,
  start: () => [],
  step({ state }: { state: readonly bigint[] }) {
    const found = [...state, 1n << BigInt(64 * state.length)];
    const bits = 8 * found.length;
    // Two thirds between two neighbours on a grid that each step makes finer.
    const lo = 2n ** BigInt(bits + 1) / 3n;
    return { state: found, bounds: { kind: 'narrow', lo, width: 1, exp: -bits }, cost: 100 };
  },
};

describe('a state that is dropped', () => {
  function hoarding(): { world: World; node: number } {
    const world = new World();
    world.define(hoarder);
    const node = world.node('hoarder');
    expect(world.refine(node, { bits: 200 }).status).toBe('met');
    return { world, node };
  }

  it('leaves bounds and version, and gives its memory back', () => {
    const { world, node } = hoarding();
    const { graph } = world;
    const [bounds, version, weight] = [graph.boundsOf(node), graph.versionOf(node), graph.bytes];
    dropStates(graph, 0);
    expect([graph.boundsOf(node), graph.versionOf(node)]).toEqual([bounds, version]);
    expect(graph.recordOf(node)!.state).toEqual([]);
    expect(graph.bytes).toBeLessThan(weight / 2);
    expect(graph.counts).toMatchObject({ droppedStates: 1, evictions: 0 });
    // Bounds that are kept serve as before.
    expect(world.refine(node, { bits: 150 }).statistics.steps).toBe(0);
  });

  it('is derived again when it is wanted, and widens nothing on the way', () => {
    const { world, node } = hoarding();
    const { graph, coordinator } = world;
    const before = graph.boundsOf(node);
    dropStates(graph, 0);
    coordinator.poll([], 0);
    const operation = world.admit(node, { bits: 400 });
    const { outcomes, events } = world.simulate().run();
    const outcome = outcomes.get(operation)!;
    expect(outcome.status).toBe('met');
    expect(contains(before, outcome.bounds)).toBe(true);
    // It goes the way that it went before, and then on: as many steps as from the start.
    const fresh = new World();
    fresh.define(hoarder);
    const direct = fresh.refine(fresh.node('hoarder'), { bits: 400 }).statistics.steps;
    expect(outcome.statistics.steps).toBe(direct);
    expect(events.filter(({ type }) => type === 'bounds-widened')).toEqual([]);
    expect(graph.recordOf(node)!.behind).toBe(0);
    expect(graph.counts.rebuilds).toBe(1);
  });

  it('goes first where it was used longest ago, and no further than is needed', () => {
    const world = new World();
    world.define(hoarder);
    const nodes = [1, 2, 3].map((n) => world.node('hoarder', [], n));
    for (const node of [nodes[2]!, nodes[0]!, nodes[1]!]) world.refine(node, { bits: 200 });
    const { graph } = world;
    dropStates(graph, graph.bytes - 1);
    expect(nodes.map((node) => graph.recordOf(node)!.behind > 0)).toEqual([false, false, true]);
  });

  it('is as it began where no step was taken, after a renumbering too', () => {
    const world = new World();
    const leaves = [3n, 5n, 7n].map((d) => world.leaf('stepper', 1n, d));
    world.graph.retain({ entries: 9, bytes: Infinity });
    const fresh = { gain: 0, cost: 0, steps: 0, behind: 0, idleSteps: 0, ownWidth: undefined };
    for (const leaf of leaves)
      expect(world.graph.recordOf(leaf)!.copied()).toMatchObject({
        ...fresh,
        idleDemand: Infinity,
      });
  });

  it('is none that a cone needs', () => {
    const { world, node } = hoarding();
    world.admit(node, { bits: 400 });
    dropStates(world.graph, 0);
    expect(world.graph.counts.droppedStates).toBe(0);
    expect(() => {
      world.graph.dropState(node);
    }).toThrow(RangeError);
  });

  it('takes a lease that was cut from it as any other: its state is newer', () => {
    const { world, node } = hoarding();
    const { coordinator, graph, host } = world;
    const operation = world.admit(node, { bits: 400 });
    const [run] = coordinator.poll([{ id: 0, kind: 'inline' }], 0).run;
    coordinator.interrupt(operation, 'aborted', 0);
    dropStates(graph, 0);
    expect(graph.counts.droppedStates).toBe(1);
    coordinator.settle(run!.lease, host.run(run!.lease, { stopRequested: () => false }), 1);
    const { length } = run!.lease.state as readonly bigint[];
    expect(length).toBeGreaterThan(20);
    expect(graph.recordOf(node)!.state).toHaveLength(length + 1);
    expect(world.refine(node, { bits: 400 }).statistics.steps).toBeLessThan(30);
  });
});

/** Refiners of every profile, and leases that bring more or less than was asked of them. */
import { describe, expect, it } from '@jest/globals';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { World } from '#spec/support/world.js';

/** A third on the grid 2^-bits. */
const third = (bits: number): Enclosure => ({
  kind: 'narrow',
  lo: 2n ** BigInt(bits) / 3n,
  width: 1,
  exp: -bits,
});

/** Bits after so many steps. */
const PROFILES = {
  'a few bits a step': (steps: number) => 4 * steps,
  'twice the bits each step': (steps: number) => 2 ** steps,
  'a series that slows down': (steps: number) => Math.floor(20 * Math.log2(1 + steps)),
  'a plateau now and then': (steps: number) => 24 * Math.floor((steps + 3) / 4),
  'a plateau at first': (steps: number) => (steps < 40 ? 1 : 10 * (steps - 38)),
} as const;

describe('a refiner that gains', () => {
  it.each(Object.entries(PROFILES))(
    '%s is stepped until its goal is met, and no further',
    (name, bitsAfter) => {
      const world = new World();
      world.define({
        name: 'profile',
        version: 1,
        start: () => 0,
        step: ({ state }: { state: number }) => ({
          state: state + 1,
          bounds: third(bitsAfter(state + 1)),
          bits: bitsAfter(state + 1),
          cost: 1000,
        }),
      });
      const leaf = world.node('profile');
      // Beside another, so that it is a matter of choice.
      const root = world.node('add', [leaf, world.leaf('stepper', 1n, 7n)]);
      const outcome = world.refine(root, { bits: 100 });
      expect(outcome.status).toBe('met');
      const { steps } = world.graph.recordOf(leaf)!;
      let needed = 1;
      while (bitsAfter(needed) < 101) needed++;
      expect(steps).toBeLessThanOrEqual(needed + 1);
      expect(steps).toBeGreaterThanOrEqual(needed - 3);
      expect(name).not.toBe('');
    },
  );

  it('all at once takes a look and a leap', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    const root = world.node('add', [leaf, world.leaf('leaper', 1n, 7n)]);
    expect(world.refine(root, { bits: 100 }).status).toBe('met');
    expect(world.graph.recordOf(leaf)!.steps).toBe(2);
  });

  it('nothing more says so, and is left with what it has', () => {
    const world = new World();
    world.define({
      name: 'ending',
      version: 1,
      start: () => 0,
      step: ({ state }: { state: number }) => ({
        state: state + 1,
        bounds: third(8 * Math.min(3, state + 1)),
        ...(state === 3 ? { done: 'exhausted' } : {}),
        cost: 1000,
      }),
    });
    const leaf = world.node('ending');
    const root = world.node('add', [leaf, world.leaf('stepper', 1n, 7n)]);
    expect(world.refine(root, { bits: 20 }).status).toBe('met');
    const outcome = world.refine(root, { bits: 100 });
    expect(outcome).toMatchObject({ status: 'partial', reason: 'exhausted', limit: leaf });
    expect(world.graph.recordOf(leaf)!.steps).toBe(4);
  });
});

describe('a lease', () => {
  /** Brings so many times the bits that are missing. */
  function bringing(part: number): { world: World; widths: number[]; leaf: number } {
    const world = new World();
    world.define({
      name: 'inexact',
      version: 1,
      start: () => 0,
      step: ({ state, demand }: { state: number; demand: { width: number } }) => {
        const asked = demand.width === Infinity ? 16 : Math.ceil(-demand.width);
        const bits = state + Math.max(1, Math.round(part * (asked - state)));
        return { state: bits, bounds: third(bits), bits, cost: 100 + bits };
      },
    });
    const leaf = world.node('inexact');
    world.admit(world.node('multiply', [leaf, leaf]), { bits: 200 });
    const { leases, outcomes } = world.simulate().run();
    expect([...outcomes.values()].map(({ status }) => status)).toEqual(['met']);
    return { world, leaf, widths: leases.map(({ demand }) => demand.width) };
  }

  it('carries the width that is wanted: a look first, then what the goal leaves to its node', () => {
    const { widths, world, leaf } = bringing(1);
    expect(widths).toHaveLength(2);
    expect(widths[0]).toBe(Infinity);
    // The square of a third widens by two thirds: half a bit less than the goal's 200, some share spared.
    expect(widths[1]).toBeLessThan(-199);
    expect(widths[1]).toBeGreaterThan(-204);
    expect(widthLog2(world.graph.boundsOf(leaf))).toBeLessThanOrEqual(widths[1]!);
  });

  it('that brings less than that is followed by another', () => {
    const { widths } = bringing(0.6);
    expect(widths.length).toBeGreaterThan(2);
    expect(widths.length).toBeLessThan(16);
    // Each is asked for no less than the one before it.
    for (let i = 1; i < widths.length; i++) expect(widths[i]).toBeLessThanOrEqual(widths[i - 1]!);
  });

  it('that brings more than that is the last', () => {
    expect(bringing(1.5).widths).toHaveLength(2);
  });

  it('asks for little where first bounds made a slope look far too steep', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    // In [-256, 256] the eighth power is as steep as 2^59; at a third it is nearly flat.
    let power = leaf;
    for (let i = 0; i < 3; i++) power = world.node('multiply', [power, power]);
    expect(world.refine(power, { bits: 100 }).status).toBe('met');
    expect(world.graph.recordOf(leaf)!.bits).toBeLessThan(105);
  });
});

describe('a node takes part', () => {
  it('while the root depends on it, and with the demand of its lease', () => {
    const world = new World();
    world.define({
      name: 'dear',
      version: 1,
      start: () => 0,
      step: ({ state }: { state: number }, { n }: { n: bigint }) => {
        const bits = 4 * state - 8;
        const lo = bits < 0 ? n >> BigInt(-bits) : n << BigInt(bits);
        return {
          state: state + 1,
          bounds: { kind: 'narrow', lo, width: 1, exp: -bits },
          // So much that it pays to look again after each step.
          cost: 1e6,
        };
      },
    });
    const [high, low] = [9n, 2n].map((n) => world.node('dear', [], { n })) as [number, number];
    world.admit(world.node('max', [high, low]), { bits: 60 });
    const { leases } = world.simulate().run();
    const of = (node: number): number => leases.filter((lease) => lease.node === node).length;
    // Once its bounds lie below those of the other, nothing depends on it.
    expect(of(low)).toBeLessThanOrEqual(4);
    expect(of(high)).toBeGreaterThan(12);
    for (const { demand } of leases.slice(2)) expect(demand.width).toBeLessThan(0);
    const outside = world.leaf('stepper', 1n, 5n);
    expect(world.graph.recordOf(outside)!.steps).toBe(0);
  });

  it('in the cone of a root only as long as an operation needs it', () => {
    const world = new World();
    const [a, b] = [world.leaf('stepper', 1n, 3n), world.leaf('stepper', 1n, 7n)];
    const first = world.admit(world.node('add', [a, b]), { bits: 900 });
    world.admit(b, { bits: 40 });
    world.coordinator.interrupt(first, 'aborted', 0);
    const { leases } = world.simulate().run();
    expect(new Set(leases.map(({ node }) => node))).toEqual(new Set([b]));
  });
});

describe('the step that comes next', () => {
  it('is the cheaper of two that would do alike', () => {
    for (const dear of [0, 1]) {
      const world = new World();
      world.define({
        name: 'priced',
        version: 1,
        start: () => 0,
        step: ({ state }: { state: number }, { cost }: { cost: number }) => ({
          state: state + 1,
          bounds: third(4 * (state + 1)),
          bits: 4 * (state + 1),
          cost,
        }),
      });
      const leaves = [0, 1].map((i) =>
        world.node('priced', [], { cost: i === dear ? 100_000 : 1000, i }),
      );
      const root = world.node('add', leaves);
      world.refine(root, { bits: 10 });
      const before = leaves.map((leaf) => world.graph.recordOf(leaf)!.steps);
      const width = 2 ** widthLog2(world.graph.boundsOf(root));
      // Either of both may stay as wide as it is, but not both.
      expect(world.refine(root, { eps: 0.7 * width }).status).toBe('met');
      const after = leaves.map((leaf, i) => world.graph.recordOf(leaf)!.steps - before[i]!);
      expect(after[dear]).toBe(0);
      expect(after[1 - dear]).toBe(1);
    }
  });

  it('is the last that is needed: one step less, and the goal is not met', () => {
    const build = (): { world: World; root: number } => {
      const world = new World();
      const leaves = [3n, 7n, 11n].map((d) => world.leaf('stepper', 1n, d, Number(d) - 1));
      return { world, root: world.node('add', leaves) };
    };
    for (const bits of [20, 50, 90]) {
      const { world, root } = build();
      const { steps } = world.refine(root, { bits }).statistics;
      const other = build();
      const less = other.world.refine(other.root, { bits }, { budget: { steps: steps - 1 } });
      expect(less).toMatchObject({ status: 'partial', reason: 'budget' });
    }
  });
});

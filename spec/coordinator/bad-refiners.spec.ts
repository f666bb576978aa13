/** What a refiner that breaks its contract comes to, and that it harms nobody else. */
import { describe, expect, it } from '@jest/globals';
import { StalledError, StepFailedError } from '#lib/coordinator/errors.js';
import { contains } from '#lib/exact/enclosure/enclosure.js';
import { ContradictionError } from '#lib/exact/errors.js';
import { RefinerContractError } from '#lib/execution/errors.js';
import type { NodeId } from '#lib/graph/node.js';
import { World } from '#spec/support/world.js';

/** Narrows a few times, and then throws. */
const breaker = {
  name: 'breaker',
  version: 1,
  start: () => 0,
  step({ state }: { state: number }) {
    if (state === 3) throw new RangeError('three is enough');
    const bits = 4 * (state + 1);
    return {
      state: state + 1,
      bounds: { kind: 'narrow', lo: 2n ** BigInt(bits) / 3n, width: 1, exp: -bits },
      cost: 1000,
    };
  },
};

/** Narrows a few times, and then says nothing more. */
const staller = {
  ...breaker,
  name: 'staller',
  step: ({ state }: { state: number }) => breaker.step({ state: Math.min(state, 2) }),
};

/** Says in its fourth step something that is no enclosure. */
const babbler = {
  ...breaker,
  name: 'babbler',
  step: ({ state }: { state: number }) =>
    state === 3 ? { state: 3, bounds: 'about a third' } : breaker.step({ state }),
};

/** Proves two things that cannot both hold. */
const waverer = {
  ...breaker,
  name: 'waverer',
  step({ state }: { state: number }) {
    if (state < 3) return breaker.step({ state });
    return { state: 4, bounds: { kind: 'narrow', lo: 7n, width: 1, exp: 0 }, cost: 1000 };
  },
};

function worldOf(refiner: { name: string }): { world: World; bad: NodeId } {
  const world = new World();
  for (const each of [breaker, staller, babbler, waverer]) world.define(each);
  return { world, bad: world.node(refiner.name) };
}

describe.each([
  ['throws', breaker, StepFailedError, 4, 'three is enough'],
  ['contradicts itself', waverer, ContradictionError, 4, 'does not meet'],
  ['answers with nonsense', babbler, RefinerContractError, 4, 'bounds are an enclosure'],
  ['stalls', staller, StalledError, 67, 'did not say why'],
] as const)('a refiner that %s', (_what, refiner, type, step, words) => {
  it('gets its typed error, with node, path, step and the best bounds', () => {
    const { world, bad } = worldOf(refiner);
    const root = world.node('negate', [world.node('add', [bad, world.leaf('leaper', 1n, 7n)])]);
    const outcome = world.refine(root, { bits: 50 });
    expect(outcome.status).toBe('error');
    expect(outcome.error).toBeInstanceOf(type);
    expect(outcome.error?.message).toContain(words);
    expect(outcome.error).toMatchObject({
      node: `${refiner.name}#${String(bad)}`,
      path: ['negate', 'add', refiner.name],
      step,
    });
    expect(outcome.failed).toBe(bad);
    // Twelve bits of a third were proven before: minus ten 21sts is inside.
    expect(outcome.bounds).toEqual(world.graph.boundsOf(root));
    expect(contains({ kind: 'narrow', lo: -1n, width: 1, exp: 0 }, outcome.bounds)).toBe(true);
    expect(world.graph.boundsOf(bad)).toMatchObject({ lo: 1365n, width: 1, exp: -12 });
  });

  it('fails only the roots that still need it', () => {
    const { world, bad } = worldOf(refiner);
    const good = world.leaf('leaper', 1n, 7n);
    const both = world.node('add', [bad, good]);
    const [failing, other, coarse] = [
      world.admit(both, { bits: 50 }),
      world.admit(good, { bits: 50 }),
      world.admit(world.node('negate', [bad]), { bits: 6 }),
    ];
    const { outcomes } = world.simulate().run();
    expect(outcomes.get(failing)!.status).toBe('error');
    expect(outcomes.get(other)!.status).toBe('met');
    // Six bits were there before anything went wrong.
    expect(outcomes.get(coarse)!.status).toBe('met');
    expect(world.coordinator.openLeases).toBe(0);
    expect(world.coordinator.activeOperations).toBe(0);
  });
});

describe('a refiner that stalls', () => {
  it('is not blamed where the limit is another', () => {
    const { world, bad } = worldOf(staller);
    const [lo, hi] = [
      { n: 1n, d: 4n },
      { n: 1n, d: 2n },
    ];
    const datum = world.node('datum', [], { lo, hi, label: 'd' });
    const outcome = world.refine(world.node('add', [bad, datum]), { bits: 50 });
    expect(outcome).toMatchObject({ status: 'partial', reason: 'exhausted', limit: datum });
  });

  it('is given the steps of a long plateau first', () => {
    const world = new World();
    expect(world.refine(world.leaf('plateau', 1n, 3n), { bits: 60 }).status).toBe('met');
  });
});

describe('a refiner that never ends', () => {
  /** One more bit each step, for ever, of a value that is zero. */
  const creeper = {
    name: 'creeper',
    version: 1,
    start: () => 0,
    step: ({ state }: { state: number }) => ({
      state: state + 1,
      bounds: { kind: 'narrow', lo: -1n, width: 2, exp: -state },
      cost: 1000,
    }),
  };

  const HOARD = 1000;
  /** One more bit each step, and a thousand bytes that it never gives back. */
  const hoarder = {
    name: 'hoarder',
    version: 1,
    start: () => '',
    step: ({ state }: { state: string }) => ({
      state: state + 'x'.repeat(HOARD / 2),
      bounds: { kind: 'narrow', lo: -1n, width: 2, exp: -(2 * state.length) / HOARD },
      cost: 1000,
    }),
  };

  it.each([
    ['steps', { steps: 40 }],
    ['declared cost', { cost: 40_000 }],
  ])('ends in a partial result where the budget of %s is used up', (_what, budget) => {
    const world = new World();
    world.define(creeper);
    const outcome = world.refine(world.node('creeper'), { bits: 1000 }, { budget });
    expect(outcome).toMatchObject({ status: 'partial', reason: 'budget' });
    expect(outcome.statistics.steps).toBeGreaterThan(30);
    expect(outcome.statistics.steps).toBeLessThan(50);
  });

  it.each([
    ['bits', { bits: 40 }],
    ['bytes', { bytes: 4000 }],
  ])('is not begun on a goal that the %s of its budget could not hold', (_what, budget) => {
    const world = new World();
    world.define(creeper);
    const outcome = world.refine(world.node('creeper'), { bits: 100_000 }, { budget });
    expect(outcome).toMatchObject({ status: 'partial', reason: 'budget' });
    expect(world.graph.recordOf(world.node('creeper'))!.state).toBeLessThan(50);
  });

  it.each([1, 5])(
    'ends, one of %i that hoard, by the first step after what it may hold',
    (count) => {
      const world = new World();
      world.define(hoarder);
      const hoarders = Array.from({ length: count }, (_, i) => world.node('hoarder', [], { i }));
      const root = count === 1 ? hoarders[0]! : world.node('add', hoarders);
      const budget = { bytes: 100 * HOARD };
      const outcome = world.refine(root, { bits: 100_000 }, { budget });
      expect(outcome).toMatchObject({ status: 'partial', reason: 'budget' });
      expect(world.graph.bytes).toBeGreaterThan(budget.bytes);
      // What is held is weighed after as many steps as there are nodes.
      expect(outcome.statistics.steps).toBeGreaterThan(90);
      expect(outcome.statistics.steps).toBeLessThan(101 + count);
    },
  );

  it('ends by its separation where the sign of its value is asked, which no budget decides', () => {
    const world = new World();
    world.define(creeper);
    const outcome = world.refine(
      world.node('creeper'),
      { sign: true },
      { budget: { separationBits: 100 } },
    );
    expect(outcome).toMatchObject({ status: 'undecided', reason: 'separation' });
  });
});

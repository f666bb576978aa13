/** Where a value may be undefined no goal is met, however narrow the root is. */
import { describe, expect, it } from '@jest/globals';
import { firstOverflow } from '#lib/coordinator/goals/doubts.js';
import { containsRational, signOf } from '#lib/exact/enclosure/enclosure.js';
import { DivisionByZeroError, DomainError, LimitError } from '#lib/exact/errors.js';
import { rational } from '#lib/exact/rational.js';
import { coneOf } from '#lib/graph/cone.js';
import type { NodeId } from '#lib/graph/node.js';
import { World } from '#spec/support/world.js';

const constant = (world: World, n: bigint, d = 1n): NodeId =>
  world.node('rational', [], rational(n, d));

/** x - y for two leaves that have one value and never are points: zero, though nothing proves it. */
function unprovenZero(world: World): NodeId {
  const [x, y] = [world.leaf('leaper', 1n, 3n), world.leaf('leaper', 2n, 6n)];
  return world.node('add', [x, world.node('negate', [y])]);
}

/** An exact value that a first look cannot tell from a point `offset` away, where both are rational. */
function near(world: World, point: bigint, n: bigint, d: bigint): NodeId {
  return world.node('add', [unprovenZero(world), constant(world, point * d + n, d)]);
}

const tiny = 10n ** 30n;

const budget = { separationBits: 200 };

describe('a pole in doubt', () => {
  it('opens a search that excludes it, and then the goal is met', () => {
    const world = new World();
    // 10^-20, of which the first look says nothing.
    const small = world.leaf('leaper', 1n, 10n ** 20n);
    const outcome = world.refine(world.node('divide', [constant(world, 1n), small]), {
      digits: 10,
    });
    expect(outcome.status).toBe('met');
    expect(containsRational(outcome.bounds, rational(10n ** 20n))).toBe(true);
  });

  it('of a negative power is one too', () => {
    const world = new World();
    const small = world.leaf('leaper', -1n, 10n ** 20n);
    const outcome = world.refine(world.node('pow', [small], -3n), { sign: true });
    expect(outcome.status).toBe('met');
    expect(signOf(outcome.bounds)).toBe(-1);
    const zero = world.node('pow', [unprovenZero(world)], -3n);
    expect(world.refine(zero, { bits: 3 }, { budget })).toMatchObject({
      status: 'undecided',
      reason: 'separation',
    });
  });

  it('below a product with zero keeps the product from being zero', () => {
    const world = new World();
    const quotient = world.node('divide', [constant(world, 1n), unprovenZero(world)]);
    const root = world.node('multiply', [constant(world, 0n), quotient]);
    expect(world.refine(root, { decimals: 2 }, { budget }).status).toBe('undecided');
  });

  it('that is proven is an error', () => {
    const world = new World();
    const root = world.node('divide', [constant(world, 1n), constant(world, 0n)]);
    expect(world.refine(root, { bits: 3 }).error).toBeInstanceOf(DivisionByZeroError);
    expect(
      world.refine(world.node('pow', [constant(world, 0n)], -1n), { bits: 3 }).error,
    ).toBeInstanceOf(DivisionByZeroError);
  });

  it('has a budget of bits: the search ends undecided, with the bounds of the argument', () => {
    const world = new World();
    const zero = unprovenZero(world);
    const root = world.node('divide', [constant(world, 1n), zero]);
    world.refine(root, { bits: 3 }, { budget: { separationBits: 1000 } });
    const { bounds } = world.refine(zero, { eps: '1e-290' });
    expect(containsRational(bounds, rational(0n))).toBe(true);
  });
});

describe('the end of a domain in doubt', () => {
  const squareRoot = (world: World, x: NodeId): NodeId => world.node('nthRoot', [x], { n: 2 });

  it('makes bounds conditional: no goal is met on condition', () => {
    const world = new World();
    const outcome = world.refine(squareRoot(world, unprovenZero(world)), { bits: 10 }, { budget });
    expect(outcome).toMatchObject({ status: 'undecided', reason: 'conditional' });
    expect(signOf(outcome.bounds)).not.toBe(-1);
  });

  it('is no doubt for a caller who assumes that values lie inside', () => {
    const world = new World();
    const outcome = world.refine(
      squareRoot(world, unprovenZero(world)),
      { bits: 10 },
      { budget, assumeDomain: true },
    );
    expect(outcome.status).toBe('met');
  });

  it('is settled by a closer look where the value lies inside', () => {
    const world = new World();
    const outcome = world.refine(squareRoot(world, near(world, 0n, 1n, tiny)), { digits: 10 });
    expect(outcome.status).toBe('met');
    expect(containsRational(outcome.bounds, rational(1n, 10n ** 15n))).toBe(true);
  });

  it('at an open end is settled the same way: ln close to its pole', () => {
    const world = new World();
    const outcome = world.refine(world.node('ln', [near(world, 0n, 1n, tiny)]), { digits: 10 });
    expect(outcome.status).toBe('met');
    const value = rational(-69_077_552_789_821_370_520_539_743_640n, 10n ** 27n);
    expect(containsRational(outcome.bounds, value)).toBe(true);
    expect(outcome.statistics.steps).toBeLessThan(12);
  });

  it('is settled however deep it lies, and several times on the way up', () => {
    const world = new World();
    const root = squareRoot(world, near(world, 0n, 1n, tiny));
    const above = world.node('add', [
      root,
      constant(world, -1n, 10n ** 15n),
      constant(world, 1n, tiny),
    ]);
    expect(world.refine(world.node('ln', [above]), { digits: 10 }).status).toBe('met');
    expect(
      world.refine(world.node('ln', [world.node('negate', [above])]), { digits: 10 }).error,
    ).toBeInstanceOf(DomainError);
  });

  it('that is proven to be passed is an error', () => {
    const world = new World();
    for (const x of [world.leaf('leaper', -1n, 10n ** 20n), near(world, 0n, -1n, tiny)]) {
      const outcome = world.refine(squareRoot(world, x), { bits: 10 });
      expect(outcome.error).toBeInstanceOf(DomainError);
      expect(outcome.statistics.steps).toBeLessThan(12);
    }
  });
});

describe('a jump in doubt', () => {
  it('holds the bounds apart: the answer is undecided, and a wide goal is met', () => {
    const world = new World();
    const one = world.node('add', [unprovenZero(world), constant(world, 1n)]);
    const floor = world.node('floor', [one]);
    expect(world.refine(floor, { bits: 10 }, { budget })).toMatchObject({ status: 'undecided' });
    expect(world.refine(floor, { eps: 2 }, { budget }).status).toBe('met');
  });

  it('is settled by a closer look where the value lies on one side', () => {
    const world = new World();
    for (const [offset, floor] of [
      [1n, 1n],
      [-1n, 0n],
    ] as const) {
      const outcome = world.refine(world.node('floor', [near(world, 1n, offset, tiny)]), {
        bits: 10,
      });
      expect(outcome.status).toBe('met');
      expect(containsRational(outcome.bounds, rational(floor))).toBe(true);
    }
  });

  it('is decided by an argument that comes to be a point, though it be the very point of the jump', () => {
    const world = new World();
    // 2, of which a first look says [1, 2].
    const two = world.node('ceil', [near(world, 1n, 1n, tiny)]);
    for (const name of ['floor', 'ceil', 'trunc', 'round']) {
      const outcome = world.refine(world.node(name, [two]), { bits: 10 });
      expect(outcome.status).toBe('met');
      expect(containsRational(outcome.bounds, rational(2n))).toBe(true);
    }
    const zero = world.node('floor', [near(world, 1n, -1n, tiny)]);
    expect(world.refine(world.node('sign', [zero]), { bits: 10 }).status).toBe('met');
    expect(world.refine(world.node('ln', [zero]), { bits: 10 }).error).toBeInstanceOf(DomainError);
  });
});

describe('what keeps an answer undecided', () => {
  it('is named with its argument: the end of a domain, a jump, or the jump below that keeps the argument wide', () => {
    const world = new World();
    const root = (x: NodeId): NodeId => world.node('nthRoot', [x], { n: 2 });
    const doubtOf = (node: NodeId): unknown => {
      const outcome = world.refine(node, { bits: 10 }, { budget });
      expect(outcome.status).toBe('undecided');
      return outcome.doubt;
    };
    const zero = unprovenZero(world);
    const floor = world.node('floor', [zero]);
    expect(doubtOf(root(zero))).toEqual({ node: root(zero), argument: zero });
    expect(doubtOf(floor)).toEqual({ node: floor, argument: zero });
    expect(doubtOf(root(floor))).toEqual({ node: floor, argument: zero });
  });
});

describe('a magnitude beyond all limits', () => {
  it('is an error that names its node', () => {
    const world = new World();
    const huge = world.node('pow', [constant(world, 10n)], 10n ** 10n);
    const outcome = world.refine(huge, { digits: 20 });
    expect(outcome.error).toBeInstanceOf(LimitError);
    expect(outcome).toMatchObject({ status: 'error', failed: huge });
  });

  it('is reported with its error by a question that writes nothing', () => {
    const world = new World();
    const { graph } = world;
    const huge = world.node('pow', [constant(world, 10n)], 10n ** 10n);
    const cone = coneOf(graph, [huge]);
    for (const node of cone) graph.activate(node);
    graph.flush();
    const overflow = firstOverflow(graph, cone);
    expect(overflow?.node).toBe(huge);
    expect(overflow?.error?.message).toContain('2^(2^32)');
    expect(graph.hasErrors).toBe(false);
  });
});

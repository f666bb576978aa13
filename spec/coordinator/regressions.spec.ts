/** What happened to earlier systems of this kind, and does not happen here. */
import { describe, expect, it } from '@jest/globals';
import { Decimal as DecimalJs } from 'decimal.js';
import fc from 'fast-check';
import type { Combinator } from '#lib/combinators/combinator.js';
import { sumCombinator } from '#lib/combinators/index.js';
import type { Goal } from '#lib/coordinator/goals/goal.js';
import { formatEnclosure } from '#lib/exact/decimal/formatting.js';
import { bitLength } from '#lib/exact/integer.js';
import {
  contains,
  containsRational,
  isFinite,
  lowerEnd,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromEnds } from '#lib/exact/enclosure/outward.js';
import { ratFromText } from '#lib/exact/decimal/numeral.js';
import { rational } from '#lib/exact/rational.js';
import { coneOf } from '#lib/graph/cone.js';
import type { NodeId } from '#lib/graph/node.js';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';
import { runs, size } from '#spec/support/effort.js';
import { holds } from '#spec/support/goal-holds.js';
import { World } from '#spec/support/world.js';

const Decimal = DecimalJs.clone({ precision: 400 });

const constant = (world: World, n: bigint, d = 1n): NodeId =>
  world.node('rational', [], rational(n, d));
const root = (world: World, x: NodeId, n = 2): NodeId => world.node('nthRoot', [x], { n });

/** The digits of a root. */
function digits(world: World, node: NodeId, count: number): string {
  const outcome = world.refine(node, { digits: count });
  expect(outcome).toMatchObject({ status: 'met', reason: null });
  return formatEnclosure(outcome.bounds, { digits: count })!.text;
}

/** The bits of the longest integer in some bounds. */
function bitsIn(bounds: Enclosure): number {
  return bounds.kind === 'narrow' ? bitLength(bounds.lo) : 64;
}

describe('what happened before does not happen again', () => {
  it('a double was sought 60 bits a wave below the far end of bounds as wide as they are large', () => {
    const world = new World();
    const [x, three] = [constant(world, 70339n), constant(world, 3n)];
    const squares = ['cosh', 'sinh'].map((name) => {
      const value = world.node(name, [x]);
      return world.node('multiply', [value, value]);
    }) as [NodeId, NodeId];
    const zero = world.node('add', [
      squares[0],
      world.node('negate', [squares[1]]),
      constant(world, -1n),
    ]);
    const outcome = world.refine(world.node('add', [three, world.node('abs', [zero])]), {
      double: true,
    });
    expect(outcome).toMatchObject({ status: 'met', reason: null });
    expect(outcome.statistics.steps).toBeLessThan(40);
  });

  it('refiners ran free of demand: here none steps unless a goal needs it', () => {
    const world = new World();
    const pi = world.node('pi');
    const sum = world.node('add', [root(world, constant(world, 2n)), pi]);
    expect(world.coordinator.poll([{ id: 0, kind: 'inline' }], 0).run).toEqual([]);
    expect(digits(world, sum, 50)).toBe('4.5558062159628882872643321074892009627668412747521');
    expect(world.graph.recordOf(pi)!.steps).toBeLessThanOrEqual(3);
    const bits = 50 * Math.log2(10);
    for (const node of coneOf(world.graph, [sum])) {
      expect(world.graph.recordOf(node)?.bits ?? 0).toBeLessThan(bits + 96);
    }
  });

  it('budgets stopped at the boundary of a function: here the demand reaches what lies below', () => {
    const world = new World();
    const pi = world.node('pi');
    const node = world.node('exp', [
      world.node('sin', [world.node('add', [pi, constant(world, 1n)])]),
    ]);
    expect(digits(world, node, 1000).slice(0, 12)).toBe(
      Decimal.exp(Decimal.sin(Decimal.acos(-1).plus(1)))
        .toFixed(12)
        .slice(0, 12),
    );
    expect(world.graph.recordOf(pi)!.bits).toBeGreaterThan(3320);
    expect(world.graph.recordOf(pi)!.bits).toBeLessThan(3320 * 1.1);
    expect(world.graph.recordOf(pi)!.steps).toBeLessThanOrEqual(3);
  });

  it('a function was run again on stale inputs: here it waits for what is mandatory below it', () => {
    const world = new World();
    const leaf = world.leaf('stepper', 1n, 3n);
    const echo = world.node('echo', [leaf]);
    const outcome = world.refine(echo, { bits: 400 });
    expect(outcome.status).toBe('met');
    expect(world.graph.recordOf(leaf)!.steps).toBeGreaterThan(90);
    expect(world.graph.recordOf(echo)!.steps).toBeLessThanOrEqual(4);
  });

  it('a stale answer overwrote a tight one: here bounds are met, however late they come', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    world.admit(leaf, { bits: 100 });
    let issued = 0;
    const before: Enclosure[] = [];
    world
      .simulate({
        slots: 2,
        script: () => ({
          after: 100,
          as: issued++ === 0 ? 'lost-then-answer' : 'answer',
          later: 1e6,
        }),
        afterEach: () => before.push(world.graph.boundsOf(leaf)),
      })
      .run();
    before.reduce((earlier, later) => {
      expect(contains(earlier, later)).toBe(true);
      return later;
    });
    expect(widthLog2(before.at(-1)!)).toBeLessThanOrEqual(-100);
  });

  it('a fast refiner waited for a slow one: here each has its own pace', () => {
    const world = new World();
    const [slow, fast] = [world.leaf('stepper', 1n, 3n, 60), world.leaf('stepper', 1n, 7n, 2)];
    world.admit(world.node('add', [slow, fast]), { bits: 100 });
    const executor = world.simulate({
      slots: 2,
      script: ({ node }) => ({ after: node === slow ? 100_000 : 1000, as: 'answer' }),
    });
    const { leases, now } = executor.run();
    const steps = leases.filter(({ node }) => node === slow).length;
    expect(leases.length - steps).toBeGreaterThan(40);
    expect(now).toBeLessThan(steps * 100_000 + 50_000);
  });

  it('all budgets were recomputed for each response: here a wave serves a thousand', () => {
    let combined = 0;
    const world = new World();
    const counted: Combinator = {
      ...sumCombinator,
      name: 'counted',
      combine: (inputs, grid, params) => {
        combined++;
        return sumCombinator.combine(inputs, grid, params);
      },
    };
    world.defineCombinator(counted);
    const leaves = Array.from({ length: 100 }, (_, i) =>
      world.leaf('stepper', BigInt(i + 1), 103n, 3),
    );
    const outcome = world.refine(world.node('counted', leaves), { bits: 200 });
    expect(outcome.status).toBe('met');
    expect(outcome.statistics.steps).toBeGreaterThan(7000);
    expect(combined).toBeLessThan(10);
  });

  it('propagation in batches was wrong where a node is both parent and ancestor: here heights decide', () => {
    const world = new World();
    const x = world.leaf('stepper', 2n, 3n);
    const square = world.node('multiply', [x, x]);
    const node = world.node('add', [x, square, world.node('multiply', [square, x])]);
    const outcome = world.refine(node, { bits: 300 });
    expect(containsRational(outcome.bounds, rational(38n, 27n))).toBe(true);
    expect(widthLog2(outcome.bounds)).toBeLessThanOrEqual(-300);
  });

  it('a first step widened: here bounds only narrow, and an event names the node', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    world.admit(leaf, { bits: 20 });
    const [run] = world.coordinator.poll([{ id: 0, kind: 'inline' }], 0).run;
    const before = world.graph.boundsOf(leaf);
    world.coordinator.settle(
      run!.lease,
      {
        kind: 'result',
        steps: 1,
        result: { state: null, bounds: fromEnds({ m: -1n, e: 0 }, { m: 1n, e: 20 }, 0) },
      },
      10,
    );
    expect(world.graph.boundsOf(leaf)).toBe(before);
    expect(world.coordinator.poll([], 20).events).toContainEqual({
      type: 'bounds-widened',
      nanoseconds: 10,
      node: leaf,
    });
  });

  it('rounding hid the progress of a node, which was stepped for ever: here precision follows the demand', () => {
    const world = new World();
    const leaf = world.leaf('stepper', 1n, 3n);
    const large = world.node('add', [leaf, constant(world, 1n << 300n)]);
    const small = world.node('multiply', [leaf, constant(world, 1n, 1n << 300n)]);
    const outcomes = [world.refine(large, { bits: 40 }), world.refine(small, { bits: 340 })];
    for (const outcome of outcomes) expect(outcome.status).toBe('met');
    expect(world.graph.recordOf(leaf)!.steps).toBeLessThanOrEqual(15);
  });

  it('a budget equal to the width was never met: here every tolerance is, by a leaf that gives just what is asked', () => {
    const exact: Refiner<null, null> = {
      name: 'exact-width',
      version: 1,
      initial: () => fromEnds({ m: 0n, e: 0 }, { m: 1n, e: 3 }, 3),
      start: () => null,
      step: ({ demand }) => {
        const width = Number.isFinite(demand.width) ? demand.width : 0;
        const exp = Math.floor(width) - 20;
        const units = Math.max(1, Math.floor(2 ** (width - exp)));
        return {
          state: null,
          bounds: { kind: 'narrow', lo: (1n << BigInt(-exp)) / 3n, width: units, exp },
        };
      },
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 40 }), (n, e) => {
        const world = new World();
        world.define(exact);
        const goal: Goal = { eps: `${String(n)}e-${String(e)}` };
        const leaf = world.node('exact-width');
        for (const node of [leaf, world.node('add', [leaf, constant(world, 1n)])]) {
          const outcome = world.refine(node, goal);
          expect(outcome.status).toBe('met');
          expect(outcome.statistics.steps).toBeLessThanOrEqual(4);
          expect(holds(goal, outcome.bounds)).toBe(true);
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('sqrt(2)/3 hung, its budget zero from an unbounded sibling: here it takes a few steps', () => {
    const world = new World();
    const node = world.node('divide', [root(world, constant(world, 2n)), constant(world, 3n)]);
    const outcome = world.refine(node, { digits: 300 });
    expect(outcome.status).toBe('met');
    expect(outcome.statistics.steps).toBeLessThanOrEqual(4);
    const text = formatEnclosure(outcome.bounds, { digits: 300 })!.text;
    expect(text).toBe(Decimal.sqrt(2).dividedBy(3).toSignificantDigits(300).toFixed());
  });

  it('the middle of an inexact argument was frozen into a root: here sqrt(sqrt 2) is right in all digits', () => {
    const world = new World();
    const node = root(world, root(world, constant(world, 2n)));
    for (const count of [20, 300]) {
      expect(digits(world, node, count)).toBe(
        Decimal.sqrt(Decimal.sqrt(2)).toSignificantDigits(count).toFixed(),
      );
    }
  });

  it('an extremum was missed: here the bounds of sin(pi/2) include 1 at every moment', () => {
    const world = new World();
    const argument = world.node('divide', [world.node('pi'), constant(world, 2n)]);
    const node = world.node('sin', [argument]);
    world.admit(node, { bits: 300 });
    let seen = 0;
    const { outcomes } = world
      .simulate({
        afterEach: () => {
          seen++;
          expect(containsRational(world.graph.boundsOf(node), rational(1n))).toBe(true);
        },
      })
      .run();
    expect(seen).toBeGreaterThan(1);
    expect([...outcomes.values()]).toMatchObject([{ status: 'met' }]);
    expect(digits(world, node, 30)).toBe('1.' + '0'.repeat(29));
  });

  it('success was reported with the width not met: here pi * 2^100 to eps 1 is really that narrow', () => {
    const world = new World();
    const node = world.node('multiply', [world.node('pi'), constant(world, 1n << 100n)]);
    const outcome = world.refine(node, { eps: 1 });
    expect(outcome.status).toBe('met');
    expect(holds({ eps: 1 }, outcome.bounds)).toBe(true);
    const exact = Decimal.acos(-1).times(new Decimal(2).pow(100)).toFixed(60);
    expect(containsRational(outcome.bounds, ratFromText(exact)!)).toBe(true);
  });

  it("a worker's crash hung the caller: here it is one lost lease, and the step runs again", () => {
    const world = new World();
    const operation = world.admit(world.leaf('stepper', 1n, 3n), { bits: 60 });
    let issued = 0;
    const { outcomes } = world
      .simulate({
        slots: 2,
        script: () => ({ after: 1000, as: issued++ === 3 ? 'lost' : 'answer' }),
      })
      .run();
    expect(outcomes.get(operation)).toMatchObject({ status: 'met', statistics: { retries: 1 } });
  });

  it('shared graphs took exponential time to set up: here x = x + x a thousand times over pi is a thousand nodes', () => {
    const world = new World();
    let node = world.node('pi');
    for (let i = 0; i < 1000; i++) node = world.node('add', [node, node]);
    const outcome = world.refine(node, { digits: 40 });
    expect(outcome.status).toBe('met');
    expect(outcome.statistics.steps).toBeLessThanOrEqual(3);
    const exact = Decimal.acos(-1).times(new Decimal(2).pow(1000)).toPrecision(40);
    expect(formatEnclosure(outcome.bounds, { digits: 40 })!.text).toBe(exact);
  });

  it('recursion overflowed on a chain of 50,000: here nothing recurses', () => {
    const world = new World();
    let node = world.node('pi');
    for (let i = 0; i < size(50_000); i++) node = world.node('negate', [node]);
    expect(digits(world, node, 40)).toBe(Decimal.acos(-1).toPrecision(40));
  });

  it('mantissas of 800,000 bits came of an answer of 1024: here a node keeps what its demand asks for', () => {
    const world = new World();
    // The logistic map: each turn doubles the bits of exact products, and loses one bit.
    let x = root(world, constant(world, 1n, 7n));
    const factor = constant(world, 39n, 10n);
    for (let i = 0; i < 100; i++) {
      const rest = world.node('add', [constant(world, 1n), world.node('negate', [x])]);
      x = world.node('multiply', [factor, x, rest]);
    }
    const outcome = world.refine(x, { bits: 1024 });
    expect(outcome.status).toBe('met');
    for (const node of coneOf(world.graph, [x])) {
      expect(bitsIn(world.graph.boundsOf(node))).toBeLessThan(2 * (1024 + 400));
      expect(world.graph.recordOf(node)?.bits ?? 0).toBeLessThan(2 * (1024 + 400));
    }
  });

  it('two callers stepped one node twice: here they share its steps', () => {
    const world = new World();
    const node = world.leaf('stepper', 1n, 3n);
    const operations = [world.admit(node, { bits: 100 }), world.admit(node, { bits: 100 })];
    const { outcomes, leases } = world.simulate({ slots: 4 }).run();
    for (const operation of operations) expect(outcomes.get(operation)!.status).toBe('met');
    const versions = leases.map(({ stamp }) => stamp.version);
    expect(versions).toEqual([...new Set(versions)]);
  });

  it('the return was delayed by a step that nobody needs: here it is told to stop, and not waited for', () => {
    const world = new World();
    const [fast, slow] = [world.leaf('leaper', 200n, 7n), world.leaf('stepper', 1n, 7n, 12)];
    const operation = world.admit(world.node('max', [fast, slow]), { bits: 100 });
    let slowSteps = 0;
    const executor = world.simulate({
      slots: 2,
      // The first step of the slow one shows that it is the smaller: its second is needed no more.
      script: ({ node }) => ({
        after: node === slow && slowSteps++ > 0 ? 1e9 : 1000,
        as: 'answer',
      }),
    });
    const { outcomes } = executor.run();
    expect(outcomes.get(operation)!.status).toBe('met');
    expect(outcomes.get(operation)!.statistics.elapsed).toBeLessThan(10_000);
  });

  it('an error did not name its node: here it does, with the way from the root', () => {
    const world = new World();
    const bad = world.node('ln', [world.node('negate', [world.node('pi')])]);
    const outcome = world.refine(
      world.node('add', [world.node('exp', [bad]), constant(world, 1n)]),
      { bits: 9 },
    );
    expect(outcome).toMatchObject({
      status: 'error',
      failed: bad,
      error: { name: 'DomainError', node: `ln#${String(bad)}`, path: ['add', 'exp', 'ln'] },
    });
    expect(outcome.error!.message).toMatch(/ln: the argument \[-3\.1416, -3\.14159\] is outside/);
  });

  it('an error waited for a step that nobody needs any more: here it ends the operation at once', () => {
    const late: Refiner<Plain, number> = {
      name: 'late-thrower',
      version: 1,
      initial: () => fromEnds({ m: 0n, e: 0 }, { m: 1n, e: 0 }, 0),
      start: () => 0,
      step: ({ state }) => {
        if (state > 0) throw new TypeError('no such luck');
        return { state: 1, bounds: fromEnds({ m: 0n, e: 0 }, { m: 1n, e: -1 }, -1) };
      },
    };
    const world = new World();
    world.define(late);
    const slow = world.leaf('stepper', 1n, 3n);
    const operation = world.admit(world.node('add', [slow, world.node('late-thrower')]), {
      bits: 100,
    });
    const { outcomes, stopped } = world
      .simulate({
        slots: 2,
        script: ({ node, stamp }) => ({
          after: node === slow && stamp.version > 0 ? 1e9 : 1000,
          as: 'answer',
        }),
      })
      .run();
    expect(outcomes.get(operation)).toMatchObject({
      status: 'error',
      error: { name: 'StepFailedError' },
    });
    expect(outcomes.get(operation)!.statistics.elapsed).toBeLessThan(10_000);
    expect(stopped.size).toBe(1);
  });

  it('a refiner that gains nothing in one step and much in three starved: here it is stepped on', () => {
    const world = new World();
    const plateau = world.leaf('plateau', 1n, 3n);
    const sum = world.node('add', [plateau, world.leaf('stepper', 1n, 7n)]);
    expect(world.refine(sum, { bits: 100 })).toMatchObject({ status: 'met' });
    expect(world.graph.recordOf(plateau)!.steps).toBeGreaterThan(50);
  });

  it('a leaf was spun below its useful width: here a small contribution takes no second step', () => {
    const world = new World();
    const small = world.leaf('stepper', 1n, 3n);
    const large = world.leaf('stepper', 1n, 7n);
    const scaled = world.node('multiply', [small, constant(world, 1n, 1n << 200n)]);
    expect(world.refine(world.node('add', [scaled, large]), { bits: 100 }).status).toBe('met');
    expect(world.graph.recordOf(small)!.steps).toBe(1);
    expect(lowerEnd(world.graph.boundsOf(small))).not.toBeNull();
    expect(isFinite(world.graph.boundsOf(scaled))).toBe(true);
  });
});

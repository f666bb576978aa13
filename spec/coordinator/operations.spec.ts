/** Operations on the simulated executor: how they end, and what they leave alone. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SchedulerEvent } from '#lib/coordinator/events.js';
import { equals, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { DivisionByZeroError, DomainError } from '#lib/exact/errors.js';
import { rational } from '#lib/exact/rational.js';
import { runs } from '#spec/support/effort.js';
import { holds } from '#spec/support/goal-holds.js';
import { World } from '#spec/support/world.js';
import { CLASSES } from '#lib/coordinator/operations/request.js';

const ofType = <T extends SchedulerEvent['type']>(events: readonly SchedulerEvent[], type: T) =>
  events.filter((event): event is Extract<SchedulerEvent, { type: T }> => event.type === type);

describe('an operation', () => {
  it('is met with bounds for which its goal holds', () => {
    const world = new World();
    const root = world.node('add', [world.leaf('stepper', 1n, 3n), world.leaf('leaper', 5n, 7n)]);
    for (const goal of [
      { bits: 50 },
      { digits: 20 },
      { eps: '1e-30' },
      { rel: '1e-31' },
    ] as const) {
      const outcome = world.refine(root, goal);
      expect(outcome).toMatchObject({ status: 'met', reason: null, root });
      expect(holds(goal, outcome.bounds)).toBe(true);
      expect(outcome.bounds).toBe(world.coordinator.read(root));
    }
    expect(world.coordinator.activeOperations).toBe(0);
  });

  it('that finds its goal met takes no step', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    world.refine(root, { bits: 50 });
    expect(world.refine(root, { bits: 50 }).statistics.steps).toBe(0);
    expect(world.refine(root, { digits: 9 }).statistics.steps).toBe(0);
  });

  it('tells what happened in order: admitted, started, leases, narrowed, settled', () => {
    const world = new World();
    const root = world.leaf('leaper', 1n, 3n);
    const operation = world.admit(root, { bits: 50 }, {}, 7);
    const { events, outcomes } = world.simulate().run();
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 5)).toEqual([
      'operation-admitted',
      'operation-started',
      'lease-issued',
      'lease-ended',
      'root-narrowed',
    ]);
    expect(types.slice(-3)).toEqual(['lease-ended', 'root-narrowed', 'operation-settled']);
    expect(events[0]).toEqual({
      type: 'operation-admitted',
      nanoseconds: 7,
      operation,
      root,
      goal: { kind: 'bits', bits: 50 },
      class: 'normal',
      priority: 5,
    });
    expect(outcomes.get(operation)!.statistics.elapsed).toBeGreaterThan(0);
  });

  it('tells nothing where nobody listens, and does the same', () => {
    const [loud, silent] = [new World(), new World()];
    silent.coordinator.observed = false;
    const play = (world: World) => {
      const root = world.node('add', [
        world.leaf('stepper', 1n, 3n),
        world.leaf('plateau', 5n, 7n),
      ]);
      const operation = world.admit(root, { bits: 70 });
      const { events, outcomes } = world.simulate({ slots: 3 }).run();
      return { events, outcome: outcomes.get(operation)! };
    };
    const [heard, unheard] = [play(loud), play(silent)];
    expect(unheard.events).toEqual([]);
    expect(unheard.outcome).toEqual(heard.outcome);
  });

  it('leaves bounds that can be read at any time, in the middle of a step too', () => {
    const world = new World();
    const root = world.node('add', [world.leaf('stepper', 1n, 3n), world.leaf('stepper', 1n, 7n)]);
    world.admit(root, { bits: 60 });
    const widths: number[] = [];
    const executor = world.simulate({
      afterEach: () => widths.push(widthLog2(world.coordinator.read(root))),
    });
    for (let time = 0; time < 30_000; time += 700) {
      executor.at(time, () => widths.push(widthLog2(world.coordinator.read(root))));
    }
    executor.run();
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(new Set(widths).size).toBeGreaterThan(2);
  });

  it('tells each narrowing of its root, a combinator or not, and never the same bounds twice', () => {
    for (const shape of ['stepper', 'negate'] as const) {
      const world = new World();
      const leaf = world.leaf('stepper', 1n, 3n);
      world.admit(shape === 'stepper' ? leaf : world.node('negate', [leaf]), { bits: 60 });
      const told = ofType(world.simulate().run().events, 'root-narrowed');
      const widths = told.map(({ bounds }) => widthLog2(bounds));
      expect(widths).toEqual([...new Set(widths)].sort((a, b) => b - a));
      expect(widths.at(-1)).toBeLessThan(-60);
    }
  });
});

describe('the next step', () => {
  it('is the one whose node widens the root most', () => {
    const world = new World();
    const leaves = [1n, 1n << 40n, 1n << 20n].map((weight, i) => ({
      leaf: world.leaf('stepper', 1n, [3n, 7n, 11n][i], 10),
      weight: world.node('rational', [], rational(weight)),
    }));
    const terms = leaves.map(({ leaf, weight }) => world.node('multiply', [leaf, weight]));
    world.admit(world.node('add', terms), { bits: 60 });
    const { leases } = world.simulate().run();
    const order = leases.filter(({ stamp }) => stamp.version > 0).map(({ node }) => node);
    const [small, large, middle] = leaves.map(({ leaf }) => leaf);
    // 20 bits apart, and 10 bits a step: two steps of the largest, and then the next one joins.
    expect(order.slice(0, 5)).toEqual([large, large, large, middle, large]);
    expect(order.indexOf(small!)).toBeGreaterThan(5);
  });
});

describe('a class', () => {
  it('has a priority and so many retries', () => {
    expect(CLASSES).toMatchObject({
      structural: { priority: 10, retries: 20 },
      normal: { priority: 5, retries: 5 },
      low: { priority: 2, retries: 3 },
    });
  });
});

describe('asking again for more', () => {
  it('repeats no step: 30 digits and then 60 take as many as 60 at once, within a twentieth', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.bigInt({ min: 1n, max: 999n })), {
          minLength: 1,
          maxLength: 4,
        }),
        (leaves) => {
          const build = (world: World) =>
            world.node(
              'add',
              leaves.map(([rate, n]) => world.leaf('stepper', n, 1001n, rate)),
            );
          const [twice, once] = [new World(), new World()];
          const first = twice.refine(build(twice), { digits: 30 });
          const second = twice.refine(build(twice), { digits: 60 });
          const whole = once.refine(build(once), { digits: 60 });
          expect([first.status, second.status, whole.status]).toEqual(['met', 'met', 'met']);
          // Which leaf takes the last steps may differ: the first goal has decided that for itself.
          const taken = first.statistics.steps + second.statistics.steps;
          expect(taken).toBeGreaterThanOrEqual(0.95 * whole.statistics.steps - leaves.length);
          expect(taken).toBeLessThanOrEqual(1.05 * whole.statistics.steps + leaves.length);
          expect(second.statistics.steps).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('goes on from the stored states of a finished root', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    world.refine(root, { bits: 30 });
    const state = world.graph.recordOf(root)!.state as number;
    const executor = world.simulate();
    world.admit(root, { bits: 60 });
    executor.run();
    expect(executor.leases[0]!.state).toBe(state);
    expect(executor.leases).toHaveLength(Math.ceil((60 - state) / 4) + 1);
  });
});

describe('a budget', () => {
  it('of steps ends an operation as partial, after exactly so many', () => {
    for (const steps of [3, 5, 17]) {
      const world = new World();
      const root = world.node('add', [
        world.leaf('stepper', 1n, 3n),
        world.leaf('stepper', 1n, 7n),
      ]);
      const outcome = world.refine(root, { bits: 500 }, { budget: { steps } });
      expect(outcome).toMatchObject({ status: 'partial', reason: 'budget', statistics: { steps } });
      expect(widthLog2(outcome.bounds)).toBeLessThan(10);
    }
  });

  it('of steps holds before every refiner has looked once, and then the answer is undecided', () => {
    const world = new World();
    const root = world.node(
      'add',
      ['sin', 'cos', 'exp'].map((name) => world.node(name, [world.node('pi')])),
    );
    for (const steps of [0, 1, 2]) {
      const fresh = new World();
      const same = fresh.node('divide', [fresh.node('pi'), fresh.node('sin', [fresh.node('e')])]);
      expect(fresh.refine(same, { bits: 5 }, { budget: { steps } })).toMatchObject({
        status: 'undecided',
        reason: 'budget',
        statistics: { steps },
      });
    }
    expect(world.refine(root, { bits: 500 }, { budget: { steps: 2 } }).statistics.steps).toBe(2);
  });

  it('of declared cost ends an operation too', () => {
    const world = new World();
    const outcome = world.refine(
      world.leaf('stepper', 1n, 3n),
      { bits: 500 },
      { budget: { cost: 5000 } },
    );
    expect(outcome).toMatchObject({ status: 'partial', reason: 'budget' });
    expect(outcome.statistics).toMatchObject({ steps: 5, cost: 5000 });
  });

  it('that suffices does not show', () => {
    const world = new World();
    const free = world.refine(world.leaf('stepper', 1n, 3n), { bits: 90 });
    const { steps } = free.statistics;
    const other = new World();
    const bound = other.refine(other.leaf('stepper', 1n, 3n), { bits: 90 }, { budget: { steps } });
    expect(bound).toMatchObject({ status: 'met', statistics: { steps } });
  });
});

describe('a deadline', () => {
  it('is told to the driver, which polls then although nothing came back', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const operation = world.admit(root, { bits: 500 }, { deadline: 5500 });
    expect(world.coordinator.poll([], 10).wakeAt).toBe(5500);
    const { outcomes, now, stopped, leases } = world
      .simulate({ script: () => ({ after: 1e9, as: 'answer' }) })
      .run();
    const outcome = outcomes.get(operation)!;
    expect(outcome).toMatchObject({ status: 'partial', reason: 'deadline' });
    expect(outcome.statistics.elapsed).toBe(5500);
    expect(now).toBe(1e9);
    expect([...stopped]).toEqual([leases[0]!.id]);
  });

  it('gives the best bounds there are', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const operation = world.admit(root, { bits: 500 }, { deadline: 10_000 });
    const script = () => ({ after: 1000, as: 'answer' }) as const;
    const outcome = world.simulate({ script }).run().outcomes.get(operation)!;
    expect(outcome.statistics.steps).toBeGreaterThanOrEqual(9);
    expect(widthLog2(outcome.bounds)).toBeLessThan(-20);
  });

  it('of one operation leaves another alone', () => {
    const world = new World();
    const [a, b] = [world.leaf('stepper', 1n, 3n), world.leaf('stepper', 1n, 7n)];
    const short = world.admit(a, { bits: 500 }, { deadline: 5000 });
    const long = world.admit(b, { bits: 50 });
    const { outcomes } = world.simulate({ slots: 2 }).run();
    expect(outcomes.get(short)).toMatchObject({ status: 'partial', reason: 'deadline' });
    expect(outcomes.get(long)).toMatchObject({ status: 'met' });
  });
});

describe('an interrupted operation', () => {
  it('ends at once with the best bounds, and what is in flight is told to stop', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const operation = world.admit(root, { bits: 500 });
    const executor = world.simulate({
      script: () => ({ after: 1000, as: 'answer', stoppable: true }),
    });
    executor.at(7500, () => {
      world.coordinator.interrupt(operation, 'aborted', executor.now);
    });
    const { outcomes, stopped, leases } = executor.run();
    expect(outcomes.get(operation)).toMatchObject({
      status: 'partial',
      reason: 'aborted',
      statistics: { steps: 7, elapsed: 7500 },
    });
    expect([...stopped]).toEqual([leases.at(-1)!.id]);
    expect(world.coordinator.leaseCounts).toMatchObject({ issued: 8, committed: 7, stopped: 1 });
  });

  it('that has ended already is left alone', () => {
    const world = new World();
    const operation = world.admit(world.leaf('leaper', 1n, 3n), { bits: 50 });
    world.simulate().run();
    world.coordinator.interrupt(operation, 'aborted', 1e6);
    expect(world.coordinator.poll([], 1e6).outcomes).toEqual([]);
  });
});

describe('a step that is lost', () => {
  it.each([
    ['structural', 20],
    ['normal', 5],
    ['low', 3],
  ] as const)(
    'is handed out again: an operation of class %s survives %i',
    (operationClass, retries) => {
      for (const losses of [retries, retries + 1]) {
        const world = new World();
        const operation = world.admit(
          world.leaf('leaper', 1n, 3n),
          { bits: 50 },
          { class: operationClass },
        );
        let lost = 0;
        const executor = world.simulate({
          script: () => ({ after: 1000, as: lost++ < losses ? 'lost' : 'answer' }),
        });
        const { outcomes, leases } = executor.run();
        const outcome = outcomes.get(operation)!;
        expect(outcome.statistics.retries).toBe(losses);
        expect(leases.slice(0, losses).map(({ attempt }) => attempt)).toEqual([
          ...Array(losses).keys(),
        ]);
        if (losses === retries) expect(outcome.status).toBe('met');
        else expect(outcome).toMatchObject({ status: 'partial', reason: 'rejected' });
      }
    },
  );

  it('rejects the operations that want it, and no other', () => {
    const world = new World();
    const shared = world.leaf('stepper', 1n, 3n);
    const other = world.leaf('stepper', 1n, 7n);
    const needs = world.admit(world.node('negate', [shared]), { bits: 50 });
    const free = world.admit(other, { bits: 50 });
    const { outcomes, events } = world
      .simulate({
        slots: 2,
        script: ({ node }) => ({ after: 1000, as: node === shared ? 'lost' : 'answer' }),
      })
      .run();
    expect(outcomes.get(needs)).toMatchObject({ reason: 'rejected', statistics: { retries: 6 } });
    expect(outcomes.get(free)).toMatchObject({ status: 'met', statistics: { retries: 0 } });
    expect(ofType(events, 'operation-retried').map(({ retries }) => retries)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
  });
});

describe('an error in a step', () => {
  it('fails only the roots that need the node, and names it and the way to it', () => {
    const world = new World();
    const good = world.leaf('stepper', 1n, 3n);
    const bad = world.node('thrower');
    const sum = world.node('add', [good, world.node('negate', [bad])]);
    const failing = world.admit(sum, { bits: 50 });
    const fine = world.admit(good, { bits: 50 });
    const { outcomes, events } = world.simulate({ slots: 2 }).run();
    const outcome = outcomes.get(failing)!;
    expect(outcome).toMatchObject({ status: 'error', reason: null, failed: bad });
    expect(outcome.error).toMatchObject({
      name: 'StepFailedError',
      message: `thrower#${String(bad)}: step 1 threw TypeError: no such luck`,
      node: `thrower#${String(bad)}`,
      path: ['add', 'negate', 'thrower'],
    });
    expect(outcome.error!.cause).toBeInstanceOf(TypeError);
    expect(outcomes.get(fine)!.status).toBe('met');
    expect(ofType(events, 'node-failed').map(({ node }) => node)).toEqual([bad]);
  });

  it('has a path of its own for each root', () => {
    const world = new World();
    const bad = world.node('thrower');
    const roots = [world.node('negate', [bad]), world.node('abs', [bad])];
    const operations = roots.map((root) => world.admit(root, { bits: 50 }));
    const { outcomes } = world.simulate().run();
    const errors = operations.map((operation) => outcomes.get(operation)!.error!);
    expect(errors.map(({ path }) => path)).toEqual([
      ['negate', 'thrower'],
      ['abs', 'thrower'],
    ]);
    expect(errors[0]!.message).toBe(errors[1]!.message);
  });

  it('is met again by whoever asks later, without another step', () => {
    const world = new World();
    const bad = world.node('thrower');
    world.refine(bad, { bits: 50 });
    expect(world.refine(world.node('negate', [bad]), { bits: 50 })).toMatchObject({
      status: 'error',
      failed: bad,
      statistics: { steps: 0 },
    });
    expect(world.coordinator.leaseCounts.issued).toBe(1);
  });

  it('that is mathematical ends the operation, whatever its bounds', () => {
    const world = new World();
    const root = world.node('multiply', [
      world.node('rational', [], rational(0n)),
      world.node('ln', [world.node('rational', [], rational(-1n))]),
    ]);
    const outcome = world.refine(root, { bits: 5 });
    expect(outcome.status).toBe('error');
    expect(outcome.error).toBeInstanceOf(DomainError);
    expect(outcome.error!.path).toEqual(['multiply', 'ln']);
  });

  it('in a combinator is found at the first flush', () => {
    const world = new World();
    const zero = world.node('rational', [], rational(0n));
    const root = world.node('add', [
      world.leaf('stepper', 1n, 3n),
      world.node('divide', [zero, zero]),
    ]);
    const outcome = world.refine(root, { bits: 5 });
    expect(outcome.error).toBeInstanceOf(DivisionByZeroError);
    expect(outcome.statistics.steps).toBe(0);
  });

  it('that comes from bounds which cannot hold names both enclosures, and the earlier one stays', () => {
    const world = new World();
    const liar = world.leaf('liar', 1n, 3n);
    const outcome = world.refine(liar, { bits: 50 });
    expect(outcome).toMatchObject({ status: 'error', failed: liar });
    expect(outcome.error).toMatchObject({
      name: 'ContradictionError',
      node: `liar#${String(liar)}`,
    });
    expect(outcome.error!.message).toContain('[1048570, 1048580]');
    expect(outcome.error!.message).toContain('[0.332031, 0.335938]');
    expect(widthLog2(outcome.bounds)).toBe(-8);
  });
});

describe('when an operation ends', () => {
  it('leases that nobody wants any more are told to stop, and those of another are not', () => {
    const world = new World();
    const [fast, slow, shared] = [
      world.leaf('leaper', 1n, 3n),
      world.leaf('stepper', 1n, 7n),
      world.leaf('stepper', 1n, 11n),
    ];
    const first = world.admit(world.node('add', [fast, slow, shared]), { bits: 90 });
    const second = world.admit(shared, { bits: 90 });
    const executor = world.simulate({
      slots: 3,
      script: ({ node }) => ({ after: node === fast ? 100 : 10_000, as: 'answer' }),
    });
    executor.at(5000, () => {
      world.coordinator.interrupt(first, 'aborted', executor.now);
    });
    const { leases, stopped, outcomes } = executor.run();
    const of = (node: number) => leases.filter((lease) => lease.node === node);
    expect([...stopped]).toEqual(of(slow).map(({ id }) => id));
    expect(of(slow)).toHaveLength(1);
    expect(outcomes.get(second)!.status).toBe('met');
  });

  it('what was in flight still brings its bounds, and its state', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const operation = world.admit(root, { bits: 90 });
    const executor = world.simulate({ script: () => ({ after: 1000, as: 'answer' }) });
    executor.at(500, () => {
      world.coordinator.interrupt(operation, 'aborted', executor.now);
    });
    executor.run();
    expect(executor.stopped.size).toBe(1);
    expect(world.graph.versionOf(root)).toBe(1);
    expect(world.coordinator.leaseCounts).toMatchObject({ committed: 1, stopped: 0 });
  });

  it('its parent edges go', () => {
    const world = new World();
    const leaf = world.leaf('leaper', 1n, 3n);
    world.refine(world.node('negate', [leaf]), { bits: 9 });
    let parents = 0;
    world.graph.forEachParent(leaf, () => parents++);
    expect([parents, world.graph.isActive(leaf)]).toEqual([0, false]);
  });
});

describe('two operations at once', () => {
  it('share the steps of their common nodes', () => {
    const world = new World();
    const shared = world.leaf('stepper', 1n, 3n);
    const roots = [world.node('negate', [shared]), world.node('add', [shared, shared])];
    const operations = roots.map((root) => world.admit(root, { bits: 50 }));
    const { outcomes, leases } = world.simulate({ slots: 2 }).run();
    expect(operations.map((operation) => outcomes.get(operation)!.status)).toEqual(['met', 'met']);
    const alone = new World();
    const leaf = alone.leaf('stepper', 1n, 3n);
    const { steps } = alone.refine(alone.node('add', [leaf, leaf]), { bits: 50 }).statistics;
    expect(leases).toHaveLength(steps);
  });

  it('with goals of different width both are met, on grids of their own', () => {
    const world = new World();
    const root = world.node('multiply', [
      world.leaf('stepper', 1n, 3n),
      world.leaf('stepper', 1n, 7n),
    ]);
    const above = world.node('negate', [root]);
    const operations = [
      world.admit(root, { bits: 400 }),
      world.admit(above, { bits: 20 }),
      world.admit(above, { bits: 200 }),
    ];
    const { outcomes } = world.simulate({ slots: 3 }).run();
    for (const operation of operations) expect(outcomes.get(operation)!.status).toBe('met');
  });

  it('go by class: the higher one is served first', () => {
    const world = new World();
    const low = world.admit(world.leaf('stepper', 1n, 3n), { bits: 50 }, { class: 'low' });
    const high = world.admit(world.leaf('stepper', 1n, 7n), { bits: 50 }, { class: 'structural' });
    const child = world.admit(
      world.leaf('stepper', 1n, 11n),
      { bits: 50 },
      { class: 'low', parent: high },
    );
    const { events } = world.simulate().run();
    expect(ofType(events, 'operation-settled').map(({ operation }) => operation)).toEqual([
      high,
      child,
      low,
    ]);
  });

  it('may be a thousand, over one shared graph', () => {
    const world = new World();
    const leaves = Array.from({ length: 10 }, (_, i) =>
      world.leaf('stepper', BigInt(i + 1), 13n, 10),
    );
    const operations = Array.from({ length: 1000 }, (_, i) => {
      const terms = [
        leaves[i % 10]!,
        leaves[(i >> 3) % 10]!,
        world.node('rational', [], rational(BigInt(i))),
      ];
      return world.admit(world.node('add', terms), { bits: 40 });
    });
    const { outcomes, leases } = world.simulate({ slots: 4 }).run();
    for (const operation of operations) expect(outcomes.get(operation)!.status).toBe('met');
    expect(leases.length).toBeLessThanOrEqual(70);
  });

  it('of one class go first come, first served', () => {
    const world = new World();
    const operations = [3n, 7n, 11n].map((d) =>
      world.admit(world.leaf('stepper', 1n, d), { bits: 50 }),
    );
    const { events } = world.simulate().run();
    expect(ofType(events, 'operation-settled').map(({ operation }) => operation)).toEqual(
      operations,
    );
  });
});

describe('an operation that cannot be met', () => {
  it('is exhausted where no step narrows its root any more', () => {
    const world = new World();
    const [lo, hi] = [rational(1n, 4n), rational(1n, 2n)];
    const datum = world.node('datum', [], { lo, hi, label: 'd' } as never);
    const outcome = world.refine(datum, { bits: 5 });
    expect(outcome).toMatchObject({ status: 'partial', reason: 'exhausted', limit: datum });
  });

  it('is exhausted where its refiners say that they are', () => {
    const world = new World();
    world.define({
      name: 'short',
      version: 1,
      start: () => null,
      step: () => ({
        state: null,
        bounds: { kind: 'narrow', lo: 1n, width: 1, exp: 0 },
        done: 'exhausted',
      }),
    });
    const outcome = world.refine(world.node('short'), { bits: 5 });
    expect(outcome).toMatchObject({
      status: 'partial',
      reason: 'exhausted',
      statistics: { steps: 1 },
    });
  });

  it('is undecided where the value is zero and nothing proves it', () => {
    const world = new World();
    const [leaf, other] = [world.leaf('leaper', 1n, 3n), world.leaf('leaper', 2n, 6n)];
    const root = world.node('add', [leaf, world.node('negate', [other])]);
    const outcome = world.refine(root, { digits: 5 }, { budget: { separationBits: 256 } });
    expect(outcome).toMatchObject({ status: 'undecided', reason: 'separation' });
    expect(widthLog2(outcome.bounds)).toBeLessThanOrEqual(-256);
    expect(world.refine(root, { eps: '1e-50' }).status).toBe('met');
  });

  it('gives up a separation after its time', () => {
    const world = new World();
    const [leaf, other] = [world.leaf('stepper', 1n, 3n), world.leaf('stepper', 2n, 6n)];
    const root = world.node('add', [leaf, world.node('negate', [other])]);
    const outcome = world.refine(
      root,
      { sign: true },
      { budget: { separationNanoseconds: 50_000 } },
    );
    expect(outcome).toMatchObject({ status: 'undecided', reason: 'separation' });
    expect(outcome.statistics.elapsed).toBeLessThan(500_000);
  });

  it('ends a search at its time although steps are under way, which are told to stop', () => {
    const world = new World();
    const [leaf, other] = [world.leaf('stepper', 1n, 3n), world.leaf('stepper', 2n, 6n)];
    const root = world.node('add', [leaf, world.node('negate', [other])]);
    const budget = { separationNanoseconds: 50_000 };
    const operation = world.admit(root, { sign: true }, { budget });
    const script = ({ id }: { id: number }) =>
      ({ after: id > 6 ? 1e9 : 10, as: 'answer' }) as const;
    const { outcomes, stopped, leases } = world.simulate({ script }).run();
    const outcome = outcomes.get(operation)!;
    expect(outcome).toMatchObject({ status: 'undecided', reason: 'separation' });
    expect(outcome.statistics.elapsed).toBeLessThan(51_000);
    expect([...stopped]).toEqual([leases.at(-1)!.id]);
  });

  it('has no limit of time once the search has found its sign', () => {
    const world = new World();
    const root = world.leaf('stepper', 1n, 3n);
    const budget = { separationNanoseconds: 5000 };
    const operation = world.admit(root, { digits: 20 }, { budget });
    const script = () => ({ after: 1000, as: 'answer' }) as const;
    const outcome = world.simulate({ script }).run().outcomes.get(operation)!;
    expect(outcome).toMatchObject({ status: 'met', reason: null });
    expect(outcome.statistics.elapsed).toBeGreaterThan(5000);
  });

  it('is undecided while a divisor may be zero, with the bounds of what is known', () => {
    const world = new World();
    const [leaf, other] = [world.leaf('leaper', 1n, 3n), world.leaf('leaper', 2n, 6n)];
    const zero = world.node('add', [leaf, world.node('negate', [other])]);
    const root = world.node('divide', [leaf, zero]);
    const budget = { separationBits: 128 };
    expect(world.refine(root, { bits: 3 }, { budget })).toMatchObject({
      status: 'undecided',
      reason: 'separation',
    });
    // Nothing is met above it, however narrow: 0 * (x / y) is not 0 before y is proven not to be.
    const product = world.node('multiply', [world.node('rational', [], rational(0n)), root]);
    expect(world.refine(product, { bits: 3 }, { budget }).status).toBe('undecided');
  });
});

describe('the answer', () => {
  it('does not depend on what was asked before, nor on the order of leaves', () => {
    const world = new World();
    const [a, b] = [world.leaf('leaper', 1n, 3n), world.leaf('leaper', 1n, 7n)];
    const [ab, ba] = [world.node('add', [a, b]), world.node('add', [b, a])];
    const first = world.refine(ab, { bits: 90 });
    const second = world.refine(ba, { bits: 90 });
    expect(second.statistics.steps).toBe(0);
    expect(equals(first.bounds, second.bounds)).toBe(true);
  });
});

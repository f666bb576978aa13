import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { DivisionByZeroError, DomainError, LimitError } from '#lib/exact/errors.js';
import type { PincerError } from '#lib/exact/errors.js';
import { expression } from '#lib/expression/index.js';
import { contains, equals } from '#lib/exact/enclosure/enclosure.js';
import { createSession, e, pi, real, refined, sqrt } from '#lib/real/index.js';
import type { Bounds, Goal, Progress, Real, RefineOptions } from '#lib/real/index.js';
import { runs } from '#spec/support/effort.js';
import { stepper } from '#spec/support/refiners.js';
import { exactEnds } from '../fractions.js';
import { build, trees } from '../trees.js';
import { OptionError } from '#lib/exact/options.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

async function collect(x: Real, goal: Goal, options?: RefineOptions): Promise<Bounds[]> {
  const all: Bounds[] = [];
  for await (const bounds of x.watch(goal, options)) all.push(bounds);
  return all;
}

type Ends = ReturnType<typeof exactEnds>;

/** Whether two pairs of ends have a point in common, as bounds of one value must. */
function meet(a: Ends, b: Ends): boolean {
  return a[0].lte(b[1]) && b[0].lte(a[1]);
}

const unprovenZero = expression(UNPROVEN_ZERO);

/** A value of many nodes, bounded before the first step. */
const long = expression(
  'x = sin(sqrt(2)+pi); y = cos(x*e)+sin(x+sqrt(3)); sin(y)*cos(x)+x*y+pi+10',
);

/** A value that comes by short steps: 9 bits at a time, or 5. */
const slow = refined(stepper, { n: 22n, d: 7n, rate: 9 }).multiply(
  refined(stepper, { n: 193n, d: 71n, rate: 5 }).add(sqrt(2)),
);

const goals: fc.Arbitrary<Goal> = fc.oneof(
  fc.integer({ min: 1, max: 60 }).map((digits) => ({ digits })),
  fc.integer({ min: 0, max: 200 }).map((bits) => ({ bits })),
);

describe('refine, refineSync and watch', () => {
  it('agree in status and digits, and their bounds meet', async () => {
    await fc.assert(
      fc.asyncProperty(trees, goals, async (tree, goal) => {
        const options = { budget: { separationBits: 200 } };
        const sync = build(tree).refineSync(goal, { ...options, session: createSession() });
        const session = createSession();
        const result = await build(tree).refine(goal, { ...options, session });
        expect([result.status, result.digits]).toEqual([sync.status, sync.digits]);
        if (result.status !== 'met') return;
        const bounds = await collect(build(tree), goal, { ...options, session: createSession() });
        const last = bounds.at(-1);
        if (last === undefined) throw new Error('nothing was watched');
        const ends = [sync, result, last].map((found) => exactEnds(found));
        for (const a of ends) for (const b of ends) expect(meet(a, b)).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  it('continue from what was there: a goal that is met already takes no step', async () => {
    const session = createSession();
    const first = long.refineSync({ digits: 40 }, { session });
    expect(first.statistics.steps).toBeGreaterThan(5);
    for (const goal of [{ digits: 40 }, { digits: 10 }, { bits: 60 }, { sign: true }] as const) {
      expect(long.refineSync(goal, { session })).toMatchObject({
        status: 'met',
        statistics: { steps: 0 },
      });
    }
    const more = await long.refine({ digits: 41 }, { session });
    expect(more.statistics.steps).toBeLessThanOrEqual(first.statistics.steps);
  });

  it('repeat no step for a tighter goal: it goes on from the states that are stored', () => {
    const [once, twice] = [createSession(), createSession()];
    const whole = slow.refineSync({ bits: 400 }, { session: once });
    const first = slow.refineSync({ bits: 150 }, { session: twice });
    const more = slow.refineSync({ bits: 400 }, { session: twice });
    expect([whole.status, first.status, more.status]).toEqual(['met', 'met', 'met']);
    expect(more.statistics.steps).toBeGreaterThan(0);
    // One step may be extra where the first goal ended: sqrt(2) leaps once to each goal.
    const taken = first.statistics.steps + more.statistics.steps;
    expect(taken).toBeLessThanOrEqual(whole.statistics.steps + 1);
  });
});

describe('watch', () => {
  it('yields bounds that lie inside one another, to those that meet the goal', async () => {
    for (const x of [long, slow]) {
      const session = createSession();
      const seen = await collect(x, { digits: 100 }, { session });
      // Doubles come first where they know the value, and its first step then reaches the goal.
      expect(seen.length).toBeGreaterThan(x === slow ? 2 : 1);
      for (const [i, bounds] of seen.entries()) {
        const before = seen[i - 1];
        if (before === undefined) continue;
        expect(contains(before.enclosure, bounds.enclosure)).toBe(true);
        expect(equals(before.enclosure, bounds.enclosure)).toBe(false);
      }
      expect(seen.at(-1)?.widthLog2).toBeLessThan(-320);
      expect(x.refineSync({ digits: 100 }, { session })).toMatchObject({
        status: 'met',
        statistics: { steps: 0 },
      });
    }
  });

  it('contains the value at every moment', async () => {
    for (const x of [long, slow]) {
      const known = exactEnds(x.refineSync({ digits: 400 }, { session: createSession() }));
      for (const bounds of await collect(x, { digits: 200 }, { session: createSession() })) {
        if (Number.isFinite(bounds.widthLog2)) expect(meet(exactEnds(bounds), known)).toBe(true);
      }
    }
  });

  it('ends the work when its reader leaves', async () => {
    const session = createSession();
    const settled: unknown[] = [];
    session.observe((event) => {
      if (event.type === 'operation-settled') settled.push([event.status, event.reason]);
    });
    for await (const bounds of slow.watch({ digits: 100_000 }, { session })) {
      if (bounds.widthLog2 < -20) break;
    }
    expect(settled).toEqual([['partial', 'aborted']]);
    expect(session.stats().operations).toBe(0);
  });

  it('throws the mathematical error of the value', async () => {
    await expect(collect(sqrt(-1), { digits: 5 })).rejects.toThrow(DomainError);
    await expect(collect(sqrt(pi.negate()), { digits: 5 })).rejects.toThrow(DomainError);
  });

  it('ends without a word where the goal cannot be met', async () => {
    const bounds = await collect(pi.subtract(pi), { digits: 5 });
    expect(bounds.at(-1)?.widthLog2).toBeLessThan(-30_000);
  });
});

describe('a signal', () => {
  it('that is aborted already gives the bounds that are there', async () => {
    const session = createSession();
    const signal = AbortSignal.abort();
    const options = { session, signal };
    const answer = { status: 'partial', reason: 'aborted', statistics: { steps: 0 } };
    const results = [
      await pi.refine({ digits: 50 }, options),
      pi.refineSync({ digits: 50 }, options),
    ];
    for (const result of results) {
      expect(result).toMatchObject(answer);
      expect(meet(exactEnds(result), exactEnds(pi.refineSync({ digits: 50 })))).toBe(true);
    }
    // Doubles have proven where it is; of a function of the user's nothing says yet that it is defined.
    const known = await sqrt(2).add(pi).refine({ digits: 50 }, options);
    expect(known).toMatchObject(answer);
    expect(known.bounds.widthLog2).toBeLessThan(-45);
    expect(await pi.divide(5).tan().refine({ digits: 50 }, options)).toMatchObject(answer);
    expect(await slow.refine({ digits: 50 }, options)).toMatchObject({
      status: 'undecided',
      reason: 'aborted',
    });
  });

  it('that aborts midway gives the best bounds, which are proven, and leaves no operation behind', async () => {
    const known = exactEnds(slow.refineSync({ digits: 60 }));
    const session = createSession();
    const controller = new AbortController();
    const result = await slow.refine(
      { digits: 3000 },
      {
        session,
        signal: controller.signal,
        onProgress: ({ width }) => {
          if (width < -40) controller.abort();
        },
      },
    );
    expect(result).toMatchObject({ status: 'partial', reason: 'aborted' });
    expect(meet(exactEnds(result), known)).toBe(true);
    expect(session.stats().operations).toBe(0);
  });

  it('ends one caller’s wish, and not what another wants of the same value', async () => {
    const session = createSession();
    const controller = new AbortController();
    const ends = { session, signal: controller.signal };
    const both = [long.refine({ digits: 500 }, ends), long.refine({ digits: 500 }, { session })];
    controller.abort();
    const [aborted, met] = await Promise.all(both);
    expect(aborted?.reason).toBe('aborted');
    expect(met).toMatchObject({ status: 'met' });
  });
});

describe('progress', () => {
  it('gives digits, share and time left: both shares and digits grow, and the share is 1 at the end', async () => {
    for (const deterministic of [true, false]) {
      const session = createSession({ deterministic });
      const reports: Progress[] = [];
      const onProgress = (progress: Progress): void => void reports.push(progress);
      const value = pi.divide(7).tan();
      const { status } = await value.refine({ digits: 20_000 }, { session, onProgress });
      expect(status).toBe('met');
      expect(reports.length).toBeGreaterThan(3);
      reports.forEach(({ digits, share, secondsLeft }, i) => {
        const before = reports[i - 1] ?? { digits: 0, share: 0 };
        expect(digits).toBeGreaterThanOrEqual(before.digits);
        expect(share).toBeGreaterThanOrEqual(before.share);
        if (secondsLeft !== undefined) expect(secondsLeft[0]).toBeLessThanOrEqual(secondsLeft[1]);
      });
      const last = reports.at(-1)!;
      expect(last.digits).toBeGreaterThanOrEqual(20_000);
      expect(last).toMatchObject({ share: 1, secondsLeft: [0, 0] });
      expect(reports.at(-2)!.share).toBeLessThan(1);
    }
  });

  it('of a stream comes beside its bounds', async () => {
    const shares: number[] = [];
    const onProgress = ({ share }: Progress): void => void shares.push(share);
    const stream = pi.exp().watch({ digits: 5000 }, { session: createSession(), onProgress });
    let count = 0;
    for await (const bounds of stream) if (bounds.widthLog2 < 0) count++;
    expect(count).toBeGreaterThan(1);
    expect(shares.at(-1)).toBe(1);
  });
});

describe('limits of a call', () => {
  it('end it with its best bounds: a timeout', async () => {
    // A clock that goes on by a millisecond at each look.
    let now = 0;
    const ticking = (): RefineOptions => ({
      session: createSession({ clock: { nanoseconds: () => (now += 1e6) } }),
    });
    const options = { ...ticking(), timeout: 30 };
    expect(await slow.refine({ digits: 2000 }, options)).toMatchObject({
      status: 'partial',
      reason: 'deadline',
    });
    const late = ticking();
    const sync = slow.refineSync({ digits: 2000 }, { ...late, timeout: 12 });
    expect(sync).toMatchObject({ status: 'partial', reason: 'deadline' });
    expect(sync.statistics.steps).toBeGreaterThan(0);
    // The time is looked at between any two leases.
    expect(late.session!.stats().leases.issued).toBeLessThan(12);
    expect(meet(exactEnds(sync), exactEnds(slow.refineSync({ digits: 60 })))).toBe(true);
  });

  it('end it with its best bounds: a budget of steps', () => {
    const known = exactEnds(long.refineSync({ digits: 60 }));
    for (const steps of [0, 1, 5, 12]) {
      const result = long.refineSync(
        { digits: 2000 },
        { session: createSession(), budget: { steps } },
      );
      expect(result).toMatchObject({ status: 'partial', reason: 'budget', statistics: { steps } });
      expect(meet(exactEnds(result), known)).toBe(true);
    }
  });

  it('end it with its best bounds: budgets of bits, of bytes and of cost', () => {
    for (const budget of [{ bits: 500 }, { bytes: 400 }, { cost: 25_000 }]) {
      const session = createSession();
      const result = sqrt(2).add(pi).refineSync({ digits: 1000 }, { session, budget });
      expect([result.status, result.reason]).toEqual(['partial', 'budget']);
      expect(result.lower?.lt('4.55580621596289')).toBe(true);
      expect(result.upper?.gt('4.55580621596288')).toBe(true);
    }
  });

  it('are refused where they are out of range', async () => {
    for (const options of [
      { timeout: -1 },
      { timeout: NaN },
      { timeout: '5' as never },
      { budget: { steps: -1 } },
      { budget: { separationBits: NaN } },
      { budget: { bytes: -0.5 } },
    ]) {
      expect(() => pi.refineSync({ digits: 500 }, options)).toThrow(OptionError);
      await expect(pi.refine({ digits: 500 }, options)).rejects.toThrow(
        /^refine: .* must be a number/,
      );
    }
  });
});

describe('what cannot be decided', () => {
  const cases: readonly [string, Real, Goal, string][] = [
    ['an unproven zero, its sign', unprovenZero, { sign: true }, 'separation'],
    ['an unproven zero, its digits', unprovenZero, { digits: 10 }, 'separation'],
    ['one over an unproven zero', real(1).divide(unprovenZero), { digits: 10 }, 'separation'],
    ['the root of an unproven zero', sqrt(unprovenZero), { digits: 10 }, 'conditional'],
  ];
  for (const [name, x, goal, reason] of cases) {
    it(`is answered as undecided in under five seconds: ${name}`, async () => {
      const start = performance.now();
      const result = x.refineSync(goal, { session: createSession() });
      expect(performance.now() - start).toBeLessThan(5000);
      expect(result).toMatchObject({ status: 'undecided', reason, error: null, digits: null });
      const again = await x.refine(goal, { session: createSession() });
      expect(again).toMatchObject({ status: 'undecided', reason });
    });
  }

  it('takes as many bits as it is given', () => {
    const width = (separationBits: number): number =>
      unprovenZero.refineSync(
        { sign: true },
        { session: createSession(), budget: { separationBits } },
      ).bounds.widthLog2;
    expect(width(100)).toBeGreaterThan(-1000);
    expect(width(10_000)).toBeLessThan(-5000);
  });

  it('may be taken for defined by the caller', () => {
    const result = sqrt(unprovenZero).refineSync({ bits: 20 }, { assumeDomain: true });
    expect(result.status).toBe('met');
  });
});

describe('mathematical errors', () => {
  const cases: readonly [
    string,
    Real,
    new (message: string) => PincerError,
    RegExp,
    readonly string[],
  ][] = [
    [
      'sqrt(-pi)+1',
      sqrt(pi.negate()).add(1),
      DomainError,
      /^sqrt: .*\[-3\.1416, -3\.14159\]/,
      ['add', 'nthRoot'],
    ],
    ['10^10^10', real(10).pow(real(10).pow(10)), LimitError, /^pow#\d+: .*2\^\(2\^32\)/, ['pow']],
  ];
  for (const [name, x, type, message, path] of cases) {
    it(`name the function, the node and the path: ${name}`, () => {
      const { status, error, statistics } = x.refineSync(
        { digits: 20 },
        { session: createSession() },
      );
      expect(status).toBe('error');
      expect(error).toBeInstanceOf(type);
      expect(error?.name).toBe(type.name);
      expect(error?.message).toMatch(message);
      expect(error?.node).toMatch(new RegExp(`^${path.at(-1) ?? ''}#\\d+$`));
      expect(error?.path).toEqual(path);
      expect(error?.real).toBeDefined();
      expect(statistics.elapsedMs).toBeLessThan(2000);
    });
  }

  it('that exact operands prove name the function and the value', () => {
    const cases: readonly [Real, typeof PincerError, string][] = [
      [sqrt(-1), DomainError, 'sqrt: the argument -1 is outside the domain x >= 0'],
      [real(1).divide(0), DivisionByZeroError, 'divide: 1 / 0'],
      [real(0).pow(-1), DivisionByZeroError, 'pow: 0^-1'],
    ];
    for (const [x, type, message] of cases) {
      const { error } = x.add(e).refineSync({ digits: 20 });
      expect(error).toBeInstanceOf(type);
      expect(error?.message).toContain(message);
      expect(error?.real).toBe(x);
    }
  });

  it('come as a result, never as a rejection', async () => {
    await expect(sqrt(-1).refine({ digits: 5 })).resolves.toMatchObject({ status: 'error' });
  });

  it('belong to the values that need what failed, and to no other', async () => {
    const session = createSession();
    const bad = sqrt(pi.negate());
    const results = await Promise.all([
      bad.add(e).refine({ digits: 20 }, { session }),
      e.add(pi).refine({ digits: 20 }, { session }),
      bad.multiply(2).refine({ digits: 20 }, { session }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['error', 'met', 'error']);
    expect(results.map(({ error }) => error?.path)).toEqual([
      ['add', 'nthRoot'],
      undefined,
      ['multiply', 'nthRoot'],
    ]);
  });
});

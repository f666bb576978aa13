/** Contexts that somebody else made and owns: what a session asks of them, and what it makes of their mistakes. */
import { describe, expect, it } from '@jest/globals';
import { createSession, exp, pi, PincerError, sqrt } from 'pincer';
import type { Session } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Lease, Settlement } from '#lib/coordinator/leases/lease.js';
import type { Execution } from '#lib/coordinator/leases/port.js';
import { monotonicClock } from '#lib/session/clock.js';
import { builtinRegistry } from '#lib/refiners/builtin.js';
import { LocalContext } from '#spec/execution/local-context.js';
import { halving } from '#spec/execution/refiners/halving.js';

const { module, ...others } = halving;
const atHome = { ...others, name: 'at-home' };

/** A context in which Pincer's own refiners and two more run, and of which a spec may say what it does. */
class GivenContext extends LocalContext {
  terminated = 0;

  constructor(capacity = 1) {
    super([...builtinRegistry().values(), halving, atHome], 'given', capacity);
  }

  override terminate(): Promise<void> {
    this.terminated++;
    return super.terminate();
  }
}

const digits = { digits: 40 };
const root = sqrt(2).refineSync(digits).digits;

describe('a context of one’s own', () => {
  it('runs what it serves, Pincer’s own refiners among them, and whatever has no module', async () => {
    expect(module).toBeDefined();
    const asked: string[] = [];
    const context = Object.assign(new GivenContext(), {
      kind: 'process',
      serves: ({ name }: { readonly name: string }) => {
        asked.push(name);
        return name !== 'exp';
      },
    });
    await using session = createSession({ placement: context as never });
    const value = refined(atHome, { bits: 20 });
    expect((await value.refine(digits, { session })).digits).toBe(root);
    expect(context.stats().started).toBeGreaterThan(0);
    const before = context.stats().started;
    expect((await pi.refine(digits, { session })).status).toBe('met');
    expect(context.stats().started).toBe(before + 1);
    // As the strategy of a session it is a default: what it does not serve runs by cost, its argument there.
    expect((await exp(sqrt(3)).refine(digits, { session })).status).toBe('met');
    expect((await exp(sqrt(3)).refine({ digits: 60 }, { session })).status).toBe('met');
    expect([...asked].sort()).toEqual(['at-home', 'exp', 'nthRoot', 'pi']);
    expect(context.stats()).toMatchObject({ lost: 0, inFlight: 0 });
  });

  it('is refused by name for a refiner that it does not serve, where that was placed there', async () => {
    const serves = (): boolean => {
      throw new Error('not today');
    };
    const context = Object.assign(new GivenContext(), { serves });
    await using session = createSession({ placements: { pi: context } });
    const { error } = await pi.refine(digits, { session });
    expect(error).toMatchObject({ name: 'PlacementError', refiner: 'pi@1' });
    expect(error?.message).toContain('a context that does not serve it');
    expect((await sqrt(2).refine(digits, { session })).digits).toBe(root);
  });

  it('is given the class of each lease, and runs as many at once as its capacity is at the time', async () => {
    const classes = new Set<unknown>();
    let most = 0;
    const context = new GivenContext(1);
    const execute = context.execute.bind(context);
    let capacity = 1;
    Object.defineProperty(context, 'capacity', { get: () => capacity });
    Object.assign(context, {
      execute: (lease: Lease, _report: unknown, operationClass: unknown) => {
        classes.add(operationClass);
        const execution = execute(lease);
        most = Math.max(most, context.stats().inFlight);
        return execution;
      },
    });
    await using session = createSession({ placement: context });
    const roots = (first: number) => Array.from({ length: 6 }, (_, i) => sqrt(first + i));
    const refine = (first: number, options: object) =>
      Promise.all(roots(first).map((root) => root.refine(digits, { session, ...options })));
    await refine(100, { priority: 2 });
    expect([...classes]).toEqual(['low']);
    expect(most).toBe(1);
    capacity = 3;
    await refine(200, { priority: 10 });
    expect([...classes]).toEqual(['low', 'structural']);
    expect(most).toBe(3);
  });

  it('keeps nothing of the sessions that have used it and have ended', async () => {
    const kept = new Set<string>();
    const context = Object.assign(new GivenContext(2), {
      onDistrust: (incarnation: string) => {
        kept.add(incarnation);
        return () => kept.delete(incarnation);
      },
    });
    for (let i = 0; i < 20; i++) {
      await using session = createSession({ placement: context });
      expect((await sqrt(2).refine(digits, { session })).status).toBe('met');
      expect(kept.size).toBe(1);
    }
    expect(kept.size).toBe(0);
  });

  it('may take back what it has answered: no value that is there is met any more, at once and later', async () => {
    class Doubted extends PincerError {}
    let tell: (error: PincerError) => void = () => undefined;
    const context = Object.assign(new GivenContext(2), {
      onDistrust: (_: string, listener: typeof tell) => {
        tell = listener;
        return () => undefined;
      },
    });
    await using session = createSession({ placement: context });
    const known = sqrt(2);
    const settled = await known.refine(digits, { session });
    expect(settled.status).toBe('met');
    // One that is under way, and has asked for its steps, ends too.
    const execute = context.execute.bind(context);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let asked: () => void = () => undefined;
    const sent = new Promise<void>((resolve) => (asked = resolve));
    context.execute = (lease) => {
      const { settled: right, ...rest } = execute(lease);
      asked();
      return { ...rest, settled: held.then(() => right) };
    };
    const underWay = pi.add(known).refine({ digits: 200 }, { session });
    await sent;
    tell(new Doubted('its answers were wrong'));
    release();
    expect(await underWay).toMatchObject({ status: 'error', error: { name: 'Doubted' } });
    context.execute = execute;
    for (const value of [known, known.add(1), sqrt(2)])
      for (const goal of [digits, { digits: 30 }])
        expect((await value.refine(goal, { session })).error).toBeInstanceOf(Doubted);
    expect(known.refineSync(digits, { session }).status).toBe('error');
    await expect(session.snapshot([known])).rejects.toThrow(/not to be believed: its answers/);
    // What the session did not know begins anew.
    expect((await sqrt(5).refine(digits, { session })).digits).toBe(
      sqrt(5).refineSync(digits).digits,
    );
    expect(known.refineSync(digits).digits).toBe(root);
  });

  it('is checked when the session is made: what is missing is named', () => {
    const context = {
      name: 'odd',
      kind: 'thread',
      capacity: 1,
      alive: true,
      execute: () => undefined,
    };
    expect(() => createSession({ placement: context as never })).toThrow(
      /placement: the whenAvailable of an execution context is a function, got undefined/,
    );
    for (const capacity of [0, 1.5, Infinity]) {
      const placement = Object.assign(new GivenContext(), { capacity });
      expect(() => createSession({ placement })).toThrow(
        /the capacity of an execution context is a positive integer/,
      );
    }
  });
});

const settling = (answer: (settlement: Settlement) => unknown) => (_: Lease, right: Execution) => ({
  ...right,
  settled: right.settled.then(answer),
});
const bounded = (bounds: unknown) =>
  settling((settlement) =>
    settlement.kind === 'result'
      ? { ...settlement, result: { ...settlement.result, bounds } }
      : settlement,
  );
/** A lease that never ends. */
const hanging = ({ id }: Lease): Execution => ({
  lease: id,
  settled: new Promise<Settlement>(() => undefined),
  stop: () => undefined,
});

/** What a context may do although the port forbids it. */
const mistakes: [string, (lease: Lease, right: Execution) => unknown][] = [
  [
    'throws',
    () => {
      throw new RangeError('out of order');
    },
  ],
  ['returns nothing', () => undefined],
  ['returns no promise', (lease) => ({ lease: lease.id })],
  ['rejects', settling(() => Promise.reject(new Error('the line is dead')))],
  ['answers nothing', settling(() => undefined)],
  ['answers a text', settling(() => 'result')],
  [
    'answers bounds with numbers for integers',
    bounded({ kind: 'narrow', lo: 1, width: 1, exp: 0 }),
  ],
  ['answers no bounds', bounded(undefined)],
  ['answers steps that cannot be counted', settling((right) => ({ ...right, steps: NaN }))],
  [
    'answers a state that is not plain',
    settling((right) =>
      right.kind === 'result' ? { ...right, result: { ...right.result, state: new Map() } } : right,
    ),
  ],
];

/** A session over a context that makes a mistake with the first leases of a refiner. */
function mistaken(
  mistake: (lease: Lease, right: Execution) => unknown,
  times: number,
): { session: Session; context: GivenContext } {
  const context = new GivenContext();
  const right = context.execute.bind(context);
  let left = times;
  context.execute = (lease) => {
    const execution = right(lease);
    if (lease.refiner.name !== 'at-home' || left-- <= 0) return execution;
    return mistake(lease, execution) as Execution;
  };
  return { session: createSession({ placement: context, processes: 0 }), context };
}

describe('a context that breaks the port', () => {
  it.each(mistakes)(
    'costs a step one retry, and the request nothing: it %s',
    async (_, mistake) => {
      const { session: opened, context } = mistaken(mistake, 1);
      await using session = opened;
      const ends: string[] = [];
      session.observe((event) => {
        if (event.type === 'lease-ended') ends.push(event.end);
      });
      const result = await refined(atHome, { bits: 20 }).refine(digits, { session });
      expect([result.status, result.digits]).toEqual(['met', root]);
      expect(result.statistics.retries).toBe(1);
      expect(ends.filter((end) => end !== 'committed')).toEqual(['lost']);
      expect([context.alive, context.terminated]).toEqual([true, 0]);
    },
  );

  it('again and again fails the values that need the step, by its name, and no other', async () => {
    const { session: opened } = mistaken(() => undefined, Infinity);
    await using session = opened;
    const bad = refined(atHome, { bits: 20 });
    const results = await Promise.all(
      [bad, bad.add(pi), pi].map((value) => value.refine(digits, { session })),
    );
    expect(results.map(({ status }) => status)).toEqual(['error', 'error', 'met']);
    expect(results[0]!.error).toMatchObject({ name: 'PoisonStepError', refiner: 'at-home@1' });
  });

  it('by reports that are no bounds is not listened to', async () => {
    const context = new GivenContext();
    const right = context.execute.bind(context);
    context.execute = (lease: Lease, report?: (bounds: never) => void) => {
      report?.({ kind: 'narrow', lo: 7 } as never);
      return right(lease);
    };
    await using session = createSession({ placement: context });
    expect((await refined(atHome, { bits: 20 }).refine(digits, { session })).digits).toBe(root);
  });

  it('by not saying when it has room is given no more', async () => {
    const context = new GivenContext();
    context.execute = hanging;
    context.stats = () => ({ started: 1, settled: 0, lost: 0, inFlight: 1 });
    context.whenAvailable = () => Promise.reject(new Error('no idea'));
    await using session = createSession({ placements: { pi: context } });
    const { error } = await pi.refine(digits, { session });
    expect(error).toMatchObject({ name: 'PlacementError' });
  });
});

describe('a lease that hangs in a context of one’s own', () => {
  it('is lost when the time of a step is over; the context goes on, and nobody ends it', async () => {
    const context = new GivenContext(2);
    const right = context.execute.bind(context);
    const stopped: number[] = [];
    let beats = 0;
    let held: Execution | undefined;
    let release: (settlement: Settlement) => void = () => undefined;
    context.execute = (lease) => {
      if (held !== undefined) return right(lease);
      held = right(lease);
      const settled = new Promise<Settlement>((resolve) => {
        release = resolve;
      });
      const stop = (): void => {
        stopped.push(lease.id);
      };
      // It shows that it is computed, so it is not leased a second time.
      return { lease: lease.id, settled, stop, beats: () => ++beats };
    };
    let passed = 0;
    const real = monotonicClock();
    const clock = { nanoseconds: () => passed + real.nanoseconds() };
    await using session = createSession({ placement: context, stepTimeout: 1000, clock });
    const given: number[] = [];
    const ends: [number, string][] = [];
    const begun = new Promise<void>((resolve) => {
      session.observe((event) => {
        if (event.type === 'lease-issued' && given.push(event.lease) === 1) resolve();
        if (event.type === 'lease-ended') ends.push([event.lease, event.end]);
      });
    });
    const value = refined(atHome, { bits: 20 });
    const end = value.refine(digits, { session });
    await begun;
    passed += 3600e9;
    // Whatever comes next has the session look at the time.
    expect((await pi.refine(digits, { session })).status).toBe('met');
    const result = await end;
    expect([result.status, result.digits, result.statistics.retries]).toEqual(['met', root, 1]);
    expect(ends.find(([lease]) => lease === given[0])).toEqual([given[0], 'lost']);
    expect(stopped).toEqual([given[0]]);
    expect([context.alive, context.terminated]).toEqual([true, 0]);
    // Its answer comes after all. What it proves counts, and nothing else.
    const { leases } = session.stats();
    release(await held!.settled);
    await new Promise(setImmediate);
    expect(session.stats().leases).toEqual(leases);
    expect((await value.refine({ digits: 60 }, { session })).status).toBe('met');
    await session.close();
    expect([context.alive, context.terminated]).toEqual([true, 0]);
  });
});

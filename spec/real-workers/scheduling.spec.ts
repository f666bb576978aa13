/** What a session of two threads keeps to while steps run in them. One session serves all of it. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ascending, createSession, pi, real, refineAll, sqrt } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import type { OperationId, Real, Session } from '#lib/index.js';
import type { Lease, LeaseEnd, SchedulerEvent } from '#lib/execution.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { monotonicClock } from '#lib/session/clock.js';
import { leaseOf } from '#spec/execution/lease-of.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { thrower } from '#spec/session/refiners/odd.js';
import { remembering } from './refiners/remembering.js';
import type { Memory } from './refiners/remembering.js';
import { answeredAt, roundsOf, staged, thisThread } from './refiners/staged.js';
import type { Stage } from './refiners/staged.js';

/** So many bits are worth a worker. */
const LONG = { bits: 40_000 };

const nothing = new Int32Array(new SharedArrayBuffer(4));

type Issued = Extract<SchedulerEvent, { type: 'lease-issued' }>;

let folder = '';
let session: Session;
let nonce = 0;
/** The time that has passed at once, where a spec says so. */
let passed = 0;
/** The leases outside the calling thread since `clear`, and how they ended. */
const issued: Issued[] = [];
const ends = new Map<number, LeaseEnd>();
let mostInFlight = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pincer-scheduling-'));
  const real = monotonicClock();
  const clock = { nanoseconds: () => passed + real.nanoseconds() };
  session = createSession({ workers: 2, placement: 'thread', stopGrace: 600_000, clock });
  session.observe((event) => {
    for (const context of session.contexts)
      mostInFlight = Math.max(mostInFlight, context.stats().inFlight);
    if (event.type === 'lease-issued' && event.slot > 0) issued.push(event);
    if (event.type === 'lease-ended') ends.set(event.lease, event.end);
  });
});
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true });
});

function clear(): void {
  issued.length = 0;
  ends.clear();
}

/** The name of the refiner of a lease. */
const nameOf = ({ node }: Issued): string => session.graph.describe(node).replace(/[#@(].*/, '');

/** How the leases of a refiner have ended. */
const endsOf = (refiner: string): (LeaseEnd | undefined)[] =>
  issued.filter((one) => nameOf(one) === refiner).map(({ lease }) => ends.get(lease));

/** Resolves when a condition holds; ten seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!holds() && performance.now() < end) await new Promise(setImmediate);
  expect(holds()).toBe(true);
}

/** A value whose steps wait at a gate. */
function atGate(changes: Partial<Stage> = {}) {
  const gate = join(folder, String(++nonce));
  const rounds = (): number => statSync(roundsOf(gate), { throwIfNoEntry: false })?.size ?? 0;
  return {
    value: refined(staged, { gate, free: '', hears: true, part: 1, nonce, ...changes }),
    rounds,
    /** Holds this thread until a step at the gate has been answered; ten seconds at most. */
    awaitAnswer: () => {
      const end = performance.now() + 10_000;
      while (!existsSync(answeredAt(gate)) && performance.now() < end)
        Atomics.wait(nothing, 0, 0, 1);
    },
    begun: () => until(() => rounds() > 0),
    open: () => {
      writeFileSync(gate, '');
    },
  };
}

describe('leaves of one sum', () => {
  it('run at once, each in a thread of its own', async () => {
    clear();
    const [a, b] = [atGate(), atGate()];
    const end = a.value.add(b.value.multiply(2)).refine(LONG, { session });
    await Promise.all([a.begun(), b.begun()]);
    const slots = issued.filter(({ lease }) => !ends.has(lease)).map(({ slot }) => slot);
    expect(slots.sort()).toEqual([1, 2]);
    a.open();
    b.open();
    expect((await end).status).toBe('met');
  });
});

describe('while a step runs in a thread', () => {
  it('the session never polls, and the result is there when the step has ended', async () => {
    const { value, rounds, begun, open } = atGate();
    const end = value.refine(LONG, { session });
    await begun();
    const { coordinator } = session;
    const poll = coordinator.poll.bind(coordinator);
    let polls = 0;
    coordinator.poll = (...of) => {
      polls++;
      return poll(...of);
    };
    try {
      const before = rounds();
      await until(() => rounds() >= before + 100);
      // One poll a round would be a hundred. Few come of the time at which the step may be late.
      expect(polls).toBeLessThan(10);
      open();
      expect((await end).status).toBe('met');
      expect(polls).toBeLessThan(20);
    } finally {
      coordinator.poll = poll;
    }
  });

  it('the operations that want its node are found by it, and each says how it stands', async () => {
    clear();
    const { value, begun, open } = atGate();
    const ids: OperationId[] = [];
    const onAdmitted = (id: OperationId): void => {
      ids.push(id);
    };
    const controller = new AbortController();
    const { signal } = controller;
    const both = [
      value.refine(LONG, { session, onAdmitted }),
      value.refine({ bits: 30_000 }, { session, onAdmitted, signal }),
      pi.refine({ bits: 50_000 }, { session }),
    ];
    await begun();
    const [{ node }] = issued.filter((one) => nameOf(one) === 'staged') as [Issued];
    const found = session.operations({ node });
    expect(found.filter(({ id }) => ids.includes(id))).toHaveLength(2);
    controller.abort();
    open();
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses).toEqual(['met', 'partial', 'met']);
    const [first, second] = ids.map((id) =>
      session.operations().find((record) => record.id === id),
    );
    expect([first?.status, second?.status]).toEqual(['met', 'aborted']);
  });
});

describe('results of two threads that have arrived together', () => {
  it('are settled both before the next step is chosen, the first issued first', async () => {
    clear();
    const two = [atGate(), atGate()];
    const roots = two.map(({ value }) => value.add(1).exp().refine(LONG, { session }));
    await Promise.all(two.map(({ begun }) => begun()));
    const out = issued.filter((one) => nameOf(one) === 'staged' && !ends.has(one.lease));
    expect(out).toHaveLength(2);
    const told: SchedulerEvent[] = [];
    const end = session.observe((event) => told.push(event));
    for (const { open } of two) open();
    for (const { awaitAnswer } of two) awaitAnswer();
    const results = await Promise.all(roots);
    end();
    expect(results.map(({ status }) => status)).toEqual(['met', 'met']);
    const at = out.map(({ lease }) =>
      told.findIndex((event) => event.type === 'lease-ended' && event.lease === lease),
    );
    expect(at[0]).toBeGreaterThanOrEqual(0);
    expect(at[1]).toBeGreaterThan(at[0]!);
    const between = told.slice(at[0], at[1]).map(({ type }) => type);
    expect(between).not.toContain('lease-issued');
    expect(told.slice(at[1]).map(({ type }) => type)).toContain('lease-issued');
  });
});

describe('a step in a thread ends', () => {
  it('as soon as its bounds meet the demand that came with it, before its quantum is over', async () => {
    const [context] = session.contexts;
    const changes = { demand: { width: -20 }, quantum: { steps: 1000 } };
    const settlement = await context!.execute(leaseOf(halving, { bits: 1 }, changes)).settled;
    if (settlement.kind !== 'result') throw new Error(settlement.kind);
    const width = widthLog2(settlement.result.bounds);
    expect([settlement.steps, width]).toEqual([20, -20]);
  });

  it('when its goal is met without it, and leaves its thread to others', async () => {
    clear();
    const { value, begun } = atGate({ free: thisThread() });
    const end = value.refine(LONG, { session });
    await begun();
    expect(value.refineSync(LONG, { session }).status).toBe('met');
    expect((await end).status).toBe('met');
    await until(() => endsOf('staged').every((one) => one !== undefined));
    expect(endsOf('staged')).toEqual(['stopped']);
    expect((await sqrt(5).refine(LONG, { session })).status).toBe('met');
  });

  it('when the deadline of its request has come, with the best bounds', async () => {
    clear();
    const { value, begun } = atGate();
    const end = value.add(1).refine(LONG, { session, timeout: 60_000 });
    await begun();
    passed += 61e9;
    // Whatever comes next has the session look at the time.
    expect((await sqrt(6).refine({ bits: 50 }, { session })).status).toBe('met');
    const result = await end;
    expect([result.status, result.reason]).toEqual(['partial', 'deadline']);
    expect(result.lower?.gte(1) && result.upper?.lte(2)).toBe(true);
    await until(() => endsOf('staged').every((one) => one !== undefined));
    expect(endsOf('staged')).toEqual(['stopped']);
    // The figures of a class count what was late.
    expect(session.stats().classes.normal).toMatchObject({ missedDeadlines: 1 });
  });

  it('when the number of its operation is told to end, which the one who asked was given at once', async () => {
    clear();
    const { value, begun } = atGate();
    let id: OperationId = 0;
    const end = value.refine(LONG, { session, onAdmitted: (admitted) => (id = admitted) });
    const handle = session.operation(id);
    expect(handle.record?.status).toBe('queued');
    // Nobody else has the driver look: the admission has woken it.
    await begun();
    expect(handle.record?.status).toBe('running');
    handle.raise(9);
    expect(handle.record?.priority).toBe(9);
    handle.cancel();
    expect(await handle.ended).toMatchObject({ id, status: 'aborted', priority: 9 });
    expect((await end).reason).toBe('aborted');
    await until(() => endsOf('staged').every((one) => one !== undefined));
    expect(endsOf('staged')).toEqual(['stopped']);
  });

  it('when the budget of its request allows no further one', async () => {
    clear();
    const { value, open } = atGate({ part: 0.5 });
    open();
    const result = await value.refine(LONG, { session, budget: { steps: 3 } });
    expect([result.status, result.reason]).toEqual(['partial', 'budget']);
    expect(result.usedUp).toMatchObject({ of: 'operation', limit: 'steps', most: 3 });
    expect(result.statistics.steps).toBe(3);
    expect(endsOf('staged')).not.toContain(undefined);
  });

  it('when its demand is met or it throws, and says which', async () => {
    clear();
    const { value, open } = atGate();
    open();
    const bad = refined(thrower, { text: 'out of luck' });
    const [good, wrong] = await Promise.all(
      [value, bad.add(value)].map((one) => one.refine(LONG, { session })),
    );
    expect([good!.status, wrong!.status]).toEqual(['met', 'error']);
    expect(new Set(endsOf('staged'))).toEqual(new Set(['committed']));
    expect(endsOf('thrower')).toEqual(['failed']);
    expect([...ends.values()].includes('lost')).toBe(false);
  });
});

describe('a thread', () => {
  const take = async (changes: Partial<Lease>) => {
    const [context] = session.contexts;
    const { settled } = context!.execute(leaseOf(remembering, { nonce: ++nonce }, changes));
    const settlement = await settled;
    if (settlement.kind !== 'result') throw new Error(settlement.kind);
    const { state, bounds } = settlement.result;
    return { memory: state as Memory, bounds };
  };

  it('gets the data of a step as a copy, and hears of its stop through shared memory', async () => {
    const kept = { big: -(3n ** 200n), list: [1.5, null, 'text', [true]] };
    const state: Memory = { thread: 0, warm: 0, places: 5, pending: [], kept };
    const { memory, bounds } = await take({ state });
    expect(memory.kept).toEqual(kept);
    expect(memory.kept).not.toBe(kept);
    expect(memory.thread).not.toBe(threadId);
    expect(widthLog2(bounds)).toBe(-15);
    // A step that waits at a gate never reads a message.
    const { value, begun } = atGate();
    const controller = new AbortController();
    const { signal } = controller;
    clear();
    const end = value.refine(LONG, { session, signal });
    await begun();
    controller.abort();
    expect((await end).reason).toBe('aborted');
    await until(() => endsOf('staged').every((one) => one !== undefined));
    expect(endsOf('staged')).toEqual(['stopped']);
  });

  it('keeps what the steps of some nodes left for the next ones, and waits for nothing but messages', async () => {
    const stamp = (version: number) => ({ version, nanoseconds: 1 });
    const first = await take({ id: 1e6, node: 77, stamp: stamp(0) });
    const second = await take({
      ...{ id: 1e6 + 1, node: 77, stamp: stamp(1), origin: 1e6 },
      state: first.memory,
    });
    // What was used the longest ago is given up for others.
    for (let node = 0; node < 256; node++) await take({ id: 2e6 + node, node: 100 + node });
    const third = await take({
      ...{ id: 3e6, node: 77, stamp: stamp(2), origin: 1e6 + 1 },
      state: second.memory,
    });
    const memories = [first, second, third].map(({ memory }) => memory);
    expect(memories.map(({ warm }) => warm)).toEqual([0, 1, 0]);
    expect(new Set(memories.map(({ thread }) => thread)).size).toBe(1);
    expect(memories.flatMap(({ pending }) => pending)).toEqual([]);
  });
});

describe('a lease for a thread carries the width that is wanted', () => {
  const leasesOf = async (part: number): Promise<number[]> => {
    clear();
    const { value, open } = atGate({ part });
    open();
    expect((await value.refine(LONG, { session })).status).toBe('met');
    return issued.map(({ demand }) => demand.width);
  };

  it('and where a step brings more, it was the last one', async () => {
    const widths = await leasesOf(3);
    expect(widths.filter((width) => width <= -LONG.bits)).toHaveLength(1);
    expect(widths.at(-1)).toBeLessThanOrEqual(-LONG.bits);
  });

  it('and where a step brings less, another follows with what is still wanted', async () => {
    const widths = await leasesOf(0.75);
    const full = widths.filter((width) => width <= -LONG.bits);
    expect(full.length).toBeGreaterThan(2);
    expect(new Set(full).size).toBe(1);
  });
});

describe('functions of one leaf', () => {
  it('follow it in its message and its thread, child before parent', async () => {
    clear();
    const { value, begun, open } = atGate();
    const messages = (): number =>
      session.contexts.reduce((sum, context) => sum + context.stats().started, 0);
    const before = messages();
    const chain = value.exp().sin();
    const end = chain.refine(LONG, { session });
    await begun();
    const out = issued.filter(({ lease }) => !ends.has(lease));
    open();
    const { status, digits } = await end;
    expect(status).toBe('met');
    expect(out.map(nameOf)).toEqual(['staged', 'exp', 'sin']);
    expect(new Set(out.map(({ slot }) => slot)).size).toBe(1);
    expect(messages() - before).toBeLessThan(issued.length);
    const order = [...ends.keys()].filter((lease) => out.some((one) => one.lease === lease));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    const here = real('1/3').exp().sin().refineSync(LONG, { session: createSession() });
    expect(digits?.slice(0, 12_000)).toBe(here.digits?.slice(0, 12_000));
  });
});

describe('many roots', () => {
  it('a thousand over shared values are refined together: what they share is stepped once for all', async () => {
    clear();
    const shared = sqrt(7).add(pi).sin();
    const roots = Array.from({ length: 1000 }, (_, k) => shared.add(k));
    const results = await refineAll(roots, { digits: 500 }, { session });
    expect(results.filter(({ status }) => status === 'met')).toHaveLength(1000);
    expect(issued.length).toBeGreaterThan(0);
    // Three refiners, whatever the number of roots.
    expect(new Set(issued.map(({ node }) => node)).size).toBeLessThanOrEqual(3);
    expect(issued.length).toBeLessThan(20);
  });

  it('have one answer about their order, which threads compute', async () => {
    clear();
    const close = (k: number): Real =>
      sqrt(11)
        .add(real(`${String(k)}/1${'0'.repeat(400)}`))
        .exp();
    expect(await ascending([close(1), close(2), close(3)], { session })).toBe(true);
    expect(await ascending([close(1), close(3), close(2)], { session })).toBe(false);
    expect(issued.length).toBeGreaterThan(0);
  });

  it('had two messages under way in a thread, and never more, in two threads', () => {
    expect(mostInFlight).toBe(2);
    expect(session.contexts.map(({ kind }) => kind)).toEqual(['thread', 'thread']);
    expect(session.stats().leases.lost).toBe(0);
  });
});

/** Priorities where one worker has the steps of all: a low step that runs in it stands back for a high one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, source, sqrt } from '#lib/index.js';
import { place } from '#lib/execution.js';
import { refined } from '#lib/refiner.js';
import type { OperationId, Real, Session } from '#lib/index.js';
import type { Clock, SchedulerEvent } from '#lib/execution.js';
import { FREE_BITS, gated } from './refiners/gated.js';

/** So many bits are predicted to take so long that nothing is sent behind them. */
const LONG = 40_000;
/** So few that it is. */
const SHORT = 300;

let folder = '';
let gates = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pincer-priorities-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** One thread at most: none stands in for a step that takes long. */
const oneWorker = (clock?: Clock): Session =>
  createSession({ workers: 1, contexts: 1, placement: 'thread', clock });

const ofType = <T extends SchedulerEvent['type']>(events: readonly SchedulerEvent[], type: T) =>
  events.filter((event): event is Extract<SchedulerEvent, { type: T }> => event.type === type);

/** Resolves when a step of many bits has begun. */
function stepAtGate(session: Session): Promise<void> {
  return new Promise<void>((resolve) => {
    let sent = false;
    const end = session.observe((event: SchedulerEvent) => {
      // What narrows a root after that is the report of the step.
      if (sent && event.type === 'root-narrowed') {
        end();
        resolve();
      }
      sent ||= event.type === 'lease-issued' && event.demand.width < -FREE_BITS;
    });
  });
}

/** A low request whose step waits in the worker, at a gate. */
async function waiting(session: Session, rootOf: (x: Real) => Real, bits: number) {
  const gate = join(folder, String(++gates));
  const x = refined(gated, { gate });
  const events: SchedulerEvent[] = [];
  session.observe((event: SchedulerEvent) => {
    events.push(event);
  });
  const runs = stepAtGate(session);
  const controller = new AbortController();
  const { signal } = controller;
  let low: OperationId = 0;
  const lowEnds = rootOf(x).refine(
    { bits },
    { session, class: 'low', signal, onAdmitted: (id) => (low = id) },
  );
  // One of the least priority is told of what the step reports, as the node of that is its root.
  const listenerEnds = x.refine({ bits: bits - 1 }, { session, priority: 1 });
  await runs;
  return {
    ...{ x, events, low, lowEnds, listenerEnds },
    /** The leases that are out. */
    out: ofType(events, 'lease-issued').slice(ofType(events, 'lease-ended').length),
    open: () => {
      writeFileSync(gate, '');
    },
    abort: () => {
      controller.abort();
    },
  };
}

describe('the only worker', () => {
  it.each([
    { of: 'a step', rootOf: (x: Real) => x, bits: LONG, leases: 1 },
    { of: 'a chain of steps', rootOf: (x: Real) => x.exp(), bits: LONG, leases: 2 },
    {
      of: 'a step behind which the high one is sent',
      rootOf: (x: Real) => x,
      bits: SHORT,
      leases: 1,
    },
  ])(
    'is taken from $of of low priority, which stops, ends last, and loses no more than that',
    async ({ rootOf, bits, leases }) => {
      await using session = oneWorker();
      const { events, low, lowEnds, listenerEnds, out, open } = await waiting(
        session,
        rootOf,
        bits,
      );
      expect(out).toHaveLength(leases);
      let high: OperationId = 0;
      const first = await sqrt(2).refine(
        { bits },
        { session, class: 'structural', onAdmitted: (id) => (high = id) },
      );
      const before = events.slice();
      open();
      const results = [first, await lowEnds, await listenerEnds];
      expect(results.map(({ status }) => status)).toEqual(['met', 'met', 'met']);
      const settled = ofType(events, 'operation-settled').map(({ operation }) => operation);
      expect(settled.filter((id) => id === low || id === high)).toEqual([high, low]);
      const preempted = ofType(events, 'operation-preempted').filter((e) => e.operation === low);
      expect(preempted[0]).toMatchObject({ by: high });
      // What comes after the first of a chain has not begun.
      const ends = out.map(({ lease }) =>
        ofType(before, 'lease-ended').find((ended) => ended.lease === lease),
      );
      expect(ends.map((ended) => ended?.end)).toEqual(['stopped', 'lost'].slice(0, leases));
    },
  );

  it('leaves out what nobody wants any more of a chain, and goes on with what is before it', async () => {
    await using session = oneWorker();
    const { events, lowEnds, listenerEnds, out, open, abort } = await waiting(
      session,
      (x) => x.exp(),
      LONG,
    );
    expect(out).toHaveLength(2);
    abort();
    expect((await lowEnds).reason).toBe('aborted');
    open();
    expect((await listenerEnds).status).toBe('met');
    const ends = out.map(({ lease }) =>
      ofType(events, 'lease-ended').find((ended) => ended.lease === lease),
    );
    expect(ends.map((ended) => ended?.end)).toEqual(['committed', 'lost']);
  });
});

describe('a step of low priority in the only worker', () => {
  /** Resolves when the session has polled for a request of its own. */
  async function polled(session: Session, priority: number): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    const seen = new Promise<void>((resolve) => {
      const end = session.observe((event) => {
        if (event.type !== 'operation-admitted') return;
        end();
        resolve();
      });
    });
    const asked = sqrt(priority + 1000).refine({ bits: LONG }, { session, priority, signal });
    await seen;
    controller.abort();
    expect((await asked).reason).toBe('aborted');
  }

  it('has a grace while its operation has just begun, and stands back after it', async () => {
    let now = 0;
    await using session = oneWorker({ nanoseconds: () => now });
    const { events, low, lowEnds, listenerEnds, open } = await waiting(session, (x) => x, LONG);
    let high: OperationId = 0;
    const ask = {
      session,
      class: 'structural' as const,
      onAdmitted: (id: OperationId) => (high = id),
    };
    const first = sqrt(2).refine({ bits: LONG }, ask);
    for (now of [0, 50e6, 99e6]) {
      await polled(session, 1);
      expect(ofType(events, 'operation-preempted')).toEqual([]);
    }
    now = 100e6;
    await polled(session, 1);
    expect((await first).status).toBe('met');
    const preempted = ofType(events, 'operation-preempted').filter((e) => e.operation === low);
    expect(preempted[0]).toMatchObject({ by: high, nanoseconds: 100e6 });
    open();
    expect((await lowEnds).status).toBe('met');
    expect((await listenerEnds).status).toBe('met');
  });

  it('keeps its turn where somebody of high priority wants it too', async () => {
    let now = 0;
    await using session = oneWorker({ nanoseconds: () => now });
    const stage = await waiting(session, (x) => x, LONG);
    const { x, events, out, lowEnds, listenerEnds, open } = stage;
    const high = { session, class: 'structural' as const };
    const same = x.refine({ bits: LONG - 2 }, high);
    const other = sqrt(2).refine({ bits: LONG }, high);
    now = 3600e9;
    await polled(session, 1);
    await polled(session, 10);
    expect(ofType(events, 'lease-ended').filter(({ lease }) => lease === out[0]!.lease)).toEqual(
      [],
    );
    open();
    const ends = await Promise.all([same, other, lowEnds, listenerEnds]);
    expect(ends.map(({ status }) => status)).toEqual(['met', 'met', 'met', 'met']);
    const [end] = ofType(events, 'lease-ended').filter(({ lease }) => lease === out[0]!.lease);
    expect(end?.end).toBe('committed');
  });

  it.each([
    {
      passes: 'within the expiry of its class, before others of high priority that wait',
      late: true,
    },
    { passes: 'after them, where it has waited for less', late: false },
  ])('begins $passes', async ({ late }) => {
    let now = 0;
    await using session = oneWorker({ nanoseconds: () => now });
    const gate = join(folder, String(++gates));
    const begun: OperationId[] = [];
    session.observe((event) => {
      if (event.type === 'operation-started') begun.push(event.operation);
    });
    const runs = stepAtGate(session);
    const high = { session, class: 'structural' as const };
    const held = refined(gated, { gate }).refine({ bits: LONG }, high);
    await runs;
    const ids: OperationId[] = [];
    const onAdmitted = (id: OperationId) => ids.push(id);
    const others = [sqrt(3).refine({ bits: LONG }, { session, class: 'low', onAdmitted })];
    await polled(session, 1);
    if (late) now = 10e9;
    others.push(sqrt(2).refine({ bits: LONG }, { ...high, onAdmitted }));
    await polled(session, 1);
    writeFileSync(gate, '');
    const ends = await Promise.all([held, ...others]);
    expect(ends.map(({ status }) => status)).toEqual(['met', 'met', 'met']);
    const order = begun.filter((id) => ids.includes(id));
    expect(order).toEqual(late ? ids : [...ids].reverse());
  });
});

describe('a request of low priority that waits for the only worker', () => {
  it('begins with the priority of its parent, before one that was asked earlier', async () => {
    await using session = oneWorker();
    const gate = join(folder, String(++gates));
    const begun: OperationId[] = [];
    session.observe((event) => {
      if (event.type === 'operation-started') begun.push(event.operation);
    });
    const runs = stepAtGate(session);
    const held = refined(gated, { gate }).refine({ bits: LONG }, { session, class: 'structural' });
    await runs;
    // The parent waits for a source, and holds no worker.
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const slow = source('slow', () => answered.then(() => ({ lower: '1', upper: '1' })));
    const ids: OperationId[] = [];
    const onAdmitted = (id: OperationId): number => ids.push(id);
    const parentEnds = slow.refine({ bits: 10 }, { session, class: 'structural', onAdmitted });
    const ask = (k: number, parent?: OperationId) =>
      sqrt(k).refine({ bits: LONG }, { session, class: 'low', parent, onAdmitted });
    const ends = [ask(10), ask(11, ids[0])];
    expect(ids.map((id) => session.operation(id).record?.priority)).toEqual([10, 2, 10]);
    writeFileSync(gate, '');
    const results = [await held, ...(await Promise.all(ends))];
    answer();
    results.push(await parentEnds);
    expect(results.map(({ status }) => status)).toEqual(['met', 'met', 'met', 'met']);
    const [, first, second] = ids;
    expect(begun.filter((id) => id === first || id === second)).toEqual([second, first]);
  });
});

describe('a thread and a process that share a limit of one context', () => {
  it('never run both: those who wait for one get it in the order of their classes', async () => {
    const options = { workers: 1, processes: 1, contexts: 1, placement: 'thread' } as const;
    await using session = createSession(options);
    const gate = join(folder, String(++gates));
    const kinds = new Set<string>();
    const committed: string[] = [];
    session.observe((event) => {
      const open = session.contexts.filter(({ kind }) => kind === 'thread' || kind === 'process');
      kinds.add(open.map(({ kind }) => kind).join());
      if (event.type === 'lease-ended' && event.end === 'committed')
        committed.push(`${String(event.priority)} ${event.context}`);
    });
    const runs = stepAtGate(session);
    const held = refined(gated, { gate }).refine({ bits: LONG }, { session });
    await runs;
    const inProcess = (k: number, operationClass: 'low' | 'structural') => {
      const value = sqrt(k);
      place(value, 'process', { session });
      return value.refine({ bits: LONG }, { session, class: operationClass });
    };
    const ends = [inProcess(13, 'low'), inProcess(14, 'structural')];
    writeFileSync(gate, '');
    const results = await Promise.all([held, ...ends]);
    expect(results.map(({ status }) => status)).toEqual(['met', 'met', 'met']);
    const inTurn = committed.filter((one) => one.endsWith('process 1'));
    expect(new Set(inTurn)).toEqual(new Set(['10 process 1', '2 process 1']));
    expect(inTurn[0]).toBe('10 process 1');
    expect(kinds.has('thread') && kinds.has('process')).toBe(true);
    expect([...kinds].filter((open) => open.includes(','))).toEqual([]);
  });
});

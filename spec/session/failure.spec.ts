import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, pi, sqrt } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import type { Session } from '#lib/index.js';
import type { SchedulerEvent } from '#lib/execution.js';
import { run } from '#spec/support/child.js';
import { halving } from '#spec/execution/refiners/halving.js';
import { closure, hanger, crasher, sleeper, slow, thrower } from './refiners/odd.js';

let folder = '';
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pincer-failure-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const file = (): string => join(folder, String(++files));
const third = (digits: number): string => `0.${'3'.repeat(digits)}`;

function told(session: Session, type: SchedulerEvent['type']): SchedulerEvent[] {
  const events: SchedulerEvent[] = [];
  session.observe((event: SchedulerEvent) => {
    if (event.type === type) events.push(event);
  });
  return events;
}

describe('a step that ends its worker', () => {
  it('twice is tried in a process, and its root is answered', async () => {
    await using session = createSession({ workers: 2, placement: 'thread' });
    const lost = told(session, 'context-lost');
    const result = await refined(crasher, { file: file(), times: 2 }).refine(
      { digits: 40 },
      { session },
    );
    expect(result).toMatchObject({ status: 'met', digits: third(40) });
    expect(result.statistics.retries).toBe(2);
    expect(lost).toHaveLength(2);
    expect(session.contexts.map(({ kind }) => kind)).toContain('process');
  });

  it('and a process too is poison: its refiner fails, by name, and roots that do not need it go on', async () => {
    await using session = createSession({ workers: 2, placement: 'thread' });
    const poison = refined(crasher, { file: file(), times: 99 });
    const good = refined(halving, { bits: 20 });
    const [bad, mixed, fine] = await Promise.all([
      poison.refine({ digits: 40 }, { session }),
      poison.add(good).refine({ digits: 40 }, { session }),
      good.refine({ digits: 40 }, { session }),
    ]);
    for (const { error } of [bad, mixed]) {
      expect(error).toMatchObject({ name: 'PoisonStepError', refiner: 'crasher@1', losses: 3 });
      expect(error?.node).toContain('crasher#');
    }
    expect(fine.digits).toBe(sqrt(2).refineSync({ digits: 40 }).digits);
  });

  it('is poison after two where there are no processes', async () => {
    await using session = createSession({ workers: 1, processes: 0, placement: 'thread' });
    const { error } = await refined(crasher, { file: file(), times: 99 }).refine(
      { digits: 40 },
      { session },
    );
    expect(error).toMatchObject({ name: 'PoisonStepError', losses: 2 });
  });

  it('costs those that wait behind it no retry', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const roots = [
      refined(crasher, { file: file(), times: 1 }),
      ...[1, 2, 3].map((bits) => refined(halving, { bits })),
    ];
    const results = await Promise.all(
      roots.map((root) => root.refine({ bits: 20 }, { session, class: 'low' })),
    );
    expect(results.map(({ status }) => status)).toEqual(['met', 'met', 'met', 'met']);
    expect(results.map(({ statistics }) => statistics.retries)).toEqual([1, 0, 0, 0]);
  });
});

describe('a step that hangs', () => {
  it('is taken up by another worker, and the one that hears nothing is replaced', async () => {
    await using session = createSession({ workers: 1, placement: 'thread', stopGrace: 50 });
    const result = await refined(hanger, { file: file() }).refine({ digits: 40 }, { session });
    expect(result).toMatchObject({ status: 'met', digits: third(40) });
    const after = await refined(halving, { bits: 20 }).refine({ digits: 40 }, { session });
    expect(after.status).toBe('met');
  });
});

describe('a synchronous call', () => {
  it('stops the step of another thread that it has overtaken', async () => {
    await using session = createSession({ workers: 1, placement: 'thread', stopGrace: 20 });
    const hung = refined(hanger, { file: file() });
    const begun = new Promise<void>((resolve) => {
      session.observe(({ type }) => {
        if (type === 'root-narrowed') resolve();
      });
    });
    const lost = new Promise<SchedulerEvent>((resolve) => {
      session.observe((event) => {
        if (event.type === 'context-lost') resolve(event);
      });
    });
    const waiting = hung.refine({ digits: 40 }, { session });
    await begun;
    expect(hung.refineSync({ digits: 40 }, { session }).digits).toBe(third(40));
    expect(await lost).toMatchObject({ reason: 'its step did not hear a stop' });
    expect((await waiting).digits).toBe(third(40));
  });
});

describe('workers that cannot start', () => {
  it('leave everything to the calling thread, with one warning', async () => {
    const throwing = (): unknown => {
      throw new Error('no threads here');
    };
    const messages: string[] = [];
    await using session = createSession({
      workers: 2,
      placement: 'thread',
      worker: throwing,
      onWarning: (message) => messages.push(message),
    });
    const warnings = told(session, 'execution-degraded');
    const results = await Promise.all(
      [pi, sqrt(2), refined(halving, { bits: 20 })].map((x) =>
        x.refine({ digits: 100 }, { session }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(['met', 'met', 'met']);
    expect(warnings).toEqual([
      expect.objectContaining({
        kind: 'thread',
        reason: expect.stringContaining('no threads here'),
      }),
    ]);
    expect(messages).toEqual([
      expect.stringMatching(/kind thread do not start.*calling thread: .*no threads here/),
    ]);
  });

  it('are reported by one warning of the process where nobody takes it', async () => {
    const { code, stdout, stderr } = await run('node', [
      'build/spec/execution/programs/denied-threads.js',
    ]);
    expect([code, stdout]).toEqual([0, 'met\n']);
    expect(stderr.match(/PincerWarning: contexts of kind thread do not start/g)).toHaveLength(1);
    expect(stderr).toContain('none today');
  });
});

describe('an error in a worker', () => {
  it('keeps class, message, stack and cause, and names its node', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const { error } = await refined(thrower, { text: 'out of luck' })
      .add(1)
      .refine({ digits: 40 }, { session });
    expect(error?.message).toContain('threw RangeError: out of luck');
    expect(error?.node).toContain('thrower#');
    const cause = error?.cause as Error;
    expect(cause).toBeInstanceOf(RangeError);
    expect(cause.stack).toContain('odd');
    expect(cause.cause).toBeInstanceOf(TypeError);
  });

  it('about what cannot travel names node and field', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const { error } = await refined(closure, null).refine({ digits: 40 }, { session });
    expect(error).toMatchObject({
      name: 'RefinerContractError',
      node: expect.stringContaining('closure#'),
    });
    expect(error?.cause).toMatchObject({ name: 'SerializationError', field: 'state.next[0]' });
  });

  it('comes with the others, where several nodes fail', async () => {
    await using session = createSession({ workers: 2, placement: 'thread' });
    const [a, b, c] = ['a', 'b', 'c'].map((text) => refined(thrower, { text }));
    const others = [a!, b!, c!].map((x) => x.refine({ digits: 40 }, { session }));
    await Promise.all(others);
    const { error } = await a!.add(b!).add(c!).refine({ digits: 40 }, { session });
    expect(error?.message).toContain('threw RangeError');
    expect(error?.all).toBeInstanceOf(AggregateError);
    expect(error?.all?.errors).toHaveLength(3);
    expect(error?.all?.errors[0]).toBe(error);
    expect((await others[0]!).error?.all).toBeUndefined();
  });

  it('ends only the roots that need the node', async () => {
    await using session = createSession({ workers: 2, placement: 'thread' });
    const bad = refined(thrower, { text: 'bad' });
    const results = await Promise.all(
      [bad, bad.add(1), refined(halving, { bits: 9 })].map((x) =>
        x.refine({ digits: 40 }, { session }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(['error', 'error', 'met']);
  });
});

describe('an abort', () => {
  it('settles at once although the step hears nothing, and the worker is replaced', async () => {
    await using session = createSession({ workers: 1, placement: 'thread', stopGrace: 20 });
    const controller = new AbortController();
    session.observe((event: SchedulerEvent) => {
      if (event.type === 'root-narrowed') controller.abort();
    });
    const lost = new Promise<SchedulerEvent>((resolve) => {
      session.observe((event) => {
        if (event.type === 'context-lost') resolve(event);
      });
    });
    const hung = refined(hanger, { file: file() });
    const result = await hung.refine({ digits: 40 }, { session, signal: controller.signal });
    expect(result).toMatchObject({ reason: 'aborted' });
    expect(await lost).toMatchObject({ reason: 'its step did not hear a stop' });
    const after = await refined(halving, { bits: 20 }).refine({ digits: 40 }, { session });
    expect(after.status).toBe('met');
  });

  it('of one root leaves the steps that another wants', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const shared = refined(slow, { milliseconds: 20, nonce: 1 });
    const controller = new AbortController();
    const stays = shared.add(1).refine({ digits: 40 }, { session });
    const goes = shared.add(2).refine({ digits: 40 }, { session, signal: controller.signal });
    session.observe((event: SchedulerEvent) => {
      if (event.type === 'lease-issued') controller.abort();
    });
    expect((await goes).reason).toBe('aborted');
    expect((await stays).status).toBe('met');
    const { stopped, lost, failed } = session.stats().leases;
    expect({ stopped, lost, failed }).toEqual({ stopped: 0, lost: 0, failed: 0 });
  });

  it('stops a step that listens, and leaves its worker alive', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const controller = new AbortController();
    session.observe((event: SchedulerEvent) => {
      if (event.type === 'lease-issued') setTimeout(() => controller.abort(), 20);
    });
    const endless = refined(slow, { milliseconds: 60_000, nonce: 2 });
    await endless.refine({ digits: 40 }, { session, signal: controller.signal });
    await session.contexts[0]?.join();
    expect(session.contexts.map(({ alive }) => alive)).toEqual([true]);
  });
});

describe('a timeout', () => {
  it('ends with the best bounds what takes longer', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const endless = refined(slow, { milliseconds: 60_000, nonce: 3 });
    const { status, reason } = await endless.refine({ bits: 100 }, { session, timeout: 20 });
    expect([status, reason]).toEqual(['partial', 'deadline']);
  });
});

describe('a step that never ends', () => {
  it('is given up after its limit, again and again, and fails the roots that need it, and no other', async () => {
    await using session = createSession({
      workers: 2,
      placement: 'thread',
      stepTimeout: 1500,
      stopGrace: 20,
    });
    await session.start();
    const endless = refined(sleeper, null);
    const [bad, fine] = await Promise.all([
      endless.add(1).refine({ digits: 40 }, { session }),
      refined(halving, { bits: 20 }).refine({ digits: 40 }, { session }),
    ]);
    expect(fine.status).toBe('met');
    expect(bad.status).toBe('error');
    expect(bad.error).toMatchObject({
      name: 'PoisonStepError',
      refiner: 'sleeper@1',
      path: ['add', 'sleeper'],
      step: 1,
    });
    expect(bad.error?.node).toMatch(/^sleeper#/);
    expect([bad.lowerText, bad.upperText]).toEqual(['1', '2']);
  }, 30_000);
});

import { describe, expect, it } from '@jest/globals';
import { PincerError } from '#lib/exact/errors.js';
import { SessionError } from '#lib/session/errors.js';
import { createSession, defaultSession, pi, real, refined, sin, sqrt } from '#lib/real/index.js';
import type { Session } from '#lib/index.js';
import type { SchedulerEvent } from '#lib/execution.js';
import { run } from '#spec/support/child.js';
import { stepper, thrower } from '#spec/support/refiners.js';

/** What a session tells, as sentences. */
function story(session: Session): string[] {
  const sentences: string[] = [];
  const name = (node: number): string => session.graph.describe(node);
  session.observe((event: SchedulerEvent) => {
    switch (event.type) {
      case 'operation-admitted':
        sentences.push(
          `operation ${event.operation} is admitted: ${event.goal.kind} of ${name(event.root)}`,
        );
        break;
      case 'operation-started':
        sentences.push(`operation ${event.operation} starts`);
        break;
      case 'lease-issued':
        sentences.push(
          `a step of ${name(event.node)} ${event.demand.width === Infinity ? 'looks' : 'narrows'}`,
        );
        break;
      case 'lease-ended':
        sentences.push(`it is ${event.end}`);
        break;
      case 'operation-settled':
        sentences.push(`operation ${event.operation} is ${event.reason ?? event.status}`);
        break;
      case 'root-narrowed':
        break;
      default:
        sentences.push(event.type);
    }
  });
  return sentences;
}

describe('a session', () => {
  it.each([-1, 1.5, 1e6, NaN, '2', null])('refuses an odd number of workers: %p', (workers) => {
    const create = (): Session => createSession({ workers: workers as number });
    expect(create).toThrow(SessionError);
    expect(create).toThrow(PincerError);
    expect(create).toThrow(
      `createSession: workers must be 'auto' or an integer from 0 to 1024, got ${String(workers)}`,
    );
  });

  it('starts no thread before a step is worth it', async () => {
    for (const workers of [0, 2, 1024, 'auto'] as const) {
      await using session = createSession({ workers });
      expect(session.contexts).toEqual([]);
      expect((await pi.refine({ digits: 30 }, { session })).status).toBe('met');
      expect(session.contexts).toEqual([]);
    }
  });

  it('serves everything that it is asked from what it has computed', async () => {
    const session = createSession();
    const x = sin(sqrt(2));
    await x.refine({ digits: 100 }, { session });
    const results = [
      await x.refine({ digits: 90 }, { session }),
      x.refineSync({ bits: 200 }, { session }),
      await sqrt(2).refine({ digits: 90 }, { session }),
    ];
    for (const result of results)
      expect(result).toMatchObject({ status: 'met', statistics: { steps: 0 } });
  });

  it('keeps to itself what it has computed', () => {
    const [a, b] = [createSession(), createSession()];
    pi.refineSync({ digits: 100 }, { session: a });
    expect(pi.refineSync({ digits: 100 }, { session: b }).statistics.steps).toBeGreaterThan(0);
    // A Real remembers the graph that saw it last; going back and forth changes no answer.
    const texts = [a, b, a, b].map(
      (session) => pi.add(1).refineSync({ digits: 100 }, { session }).digits,
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('counts what has become of every lease', async () => {
    const session = createSession();
    await Promise.allSettled([
      sin(sqrt(2)).refine({ digits: 50 }, { session }),
      refined(thrower, null).refine({ digits: 50 }, { session }),
      pi.refine({ digits: 5000 }, { session, budget: { steps: 1 } }),
    ]);
    const { issued, committed, stale, stopped, failed, lost } = session.stats().leases;
    expect(issued).toBeGreaterThan(3);
    expect(failed).toBe(1);
    expect(committed + stale + stopped + failed + lost).toBe(issued);
    expect(session.stats().operations).toBe(0);
  });
});

describe('the default session', () => {
  it('is one, is lazy and has no workers', async () => {
    expect(defaultSession()).toBe(defaultSession());
    await pi.refine({ digits: 2000 });
    expect(defaultSession().contexts).toEqual([]);
    expect(defaultSession().stats().nodes).toBeGreaterThan(0);
  });

  it('is not there before somebody asks', async () => {
    const text = `
      import { pi, sqrt, createSession } from 'pincer';
      pi.add(sqrt(2)).toNumber();
      const session = createSession({ workers: 2 });
      await pi.refine({ digits: 3000 }, { session });
      await session.close();
      console.log('done');
    `;
    // A program whose sessions are closed, or idle, ends by itself.
    const ended = await run(process.execPath, ['--input-type=module', '--eval', text]);
    expect(ended).toEqual({ stdout: 'done\n', stderr: '', code: 0 });
  });
});

describe('closing a session', () => {
  it('ends what is under way as aborted, with its best bounds', async () => {
    const session = createSession();
    const slow = refined(stepper, { n: 22n, d: 7n, rate: 1 }).add(1);
    const waiting = [
      slow.refine({ digits: 100_000 }, { session }),
      pi.refine({ digits: 100_000 }, { session }),
    ];
    await new Promise((resolve) => setImmediate(resolve));
    await session.close();
    for (const { reason, status } of await Promise.all(waiting)) {
      expect(reason).toBe('aborted');
      expect(status).not.toBe('met');
    }
    expect(session.stats().operations).toBe(0);
  });

  it('is idempotent, and whoever closes again waits as well', async () => {
    const session = createSession({ workers: 2 });
    await sqrt(2).add(pi).refine({ digits: 5000 }, { session });
    const [context] = session.contexts;
    const first = session.close();
    await session.close();
    expect(context).toMatchObject({ kind: 'thread', alive: false });
    await first;
    await session.close();
  });

  it('comes at the end of an `await using` block, whatever happened in it', async () => {
    let kept: Session | undefined;
    const block = async (): Promise<void> => {
      await using session = createSession({ workers: 2 });
      kept = session;
      await sqrt(2).add(pi).refine({ digits: 5000 }, { session });
      throw new Error('left early');
    };
    await expect(block()).rejects.toThrow('left early');
    expect(kept?.contexts.filter(({ alive }) => alive)).toEqual([]);
    expect(() => pi.refineSync({ digits: 30 }, { session: kept! })).toThrow(SessionError);
  });

  it('leaves nothing that could be asked: calls are refused by name', async () => {
    const session = createSession();
    await session.close();
    expect(() => pi.refineSync({ digits: 30 }, { session })).toThrow('session: it is closed');
    await expect(pi.refine({ digits: 30 }, { session })).rejects.toThrow(SessionError);
    // What doubles or exact rationals... the double tier answers without a session.
    expect(pi.refineSync({ digits: 3 }, { session }).digits).toBe('3.14');
  });
});

describe('what a session tells', () => {
  it('is the story of a run: both constants narrow at once to what estimates say is needed', async () => {
    const session = createSession();
    const told = story(session);
    await sqrt(2).add(pi).refine({ digits: 30 }, { session });
    expect(told).toEqual([
      'operation 1 is admitted: digits of add#3',
      'operation 1 starts',
      'a step of pi#2 narrows',
      'it is committed',
      'a step of nthRoot#1 narrows',
      'it is committed',
      'operation 1 is met',
    ]);
  });

  it('begins with first looks where thousands of digits are wanted', async () => {
    const session = createSession();
    const told = story(session);
    await sqrt(2).add(pi).refine({ digits: 3000 }, { session });
    expect(told.slice(2)).toEqual([
      'a step of pi#2 looks',
      'it is committed',
      'a step of nthRoot#1 looks',
      'it is committed',
      'a step of nthRoot#1 narrows',
      'it is committed',
      'a step of pi#2 narrows',
      'it is committed',
      'operation 1 is met',
    ]);
  });

  it('is the same for the calling thread and for promises', async () => {
    const sessions = [createSession(), createSession()] as const;
    const told = sessions.map(story);
    const x = sin(sqrt(5)).multiply(pi);
    x.refineSync({ digits: 2000 }, { session: sessions[0] });
    await x.refine({ digits: 2000 }, { session: sessions[1] });
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.length).toBeGreaterThan(8);
  });

  it('has no step for what is known', async () => {
    const session = createSession();
    await pi.refine({ digits: 40 }, { session });
    const told = story(session);
    await pi.refine({ digits: 40 }, { session });
    await real('1/3').refine({ digits: 40 }, { session });
    expect(told).toEqual(['operation 2 is admitted: digits of pi#0', 'operation 2 is met']);
  });

  it('has a failure where it happened', async () => {
    const session = createSession();
    const told = story(session);
    await refined(thrower, null).add(1).refine({ digits: 40 }, { session });
    expect(told).toContain('it is failed');
    expect(told).toContain('node-failed');
    expect(told.at(-1)).toBe('operation 1 is error');
  });

  it('is told in the order of time, until the listener leaves', async () => {
    const session = createSession();
    const times: number[] = [];
    const leave = session.observe(({ nanoseconds }) => times.push(nanoseconds));
    await pi.refine({ digits: 40 }, { session });
    const seen = times.length;
    expect(seen).toBeGreaterThan(3);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    leave();
    await pi.refine({ digits: 400 }, { session });
    expect(times.length).toBe(seen);
  });

  it('comes after it has happened: a listener may ask the session for more', async () => {
    const session = createSession();
    const asked: Promise<unknown>[] = [];
    session.observe((event) => {
      if (event.type !== 'operation-settled' || asked.length > 0) return;
      asked.push(sqrt(3).refine({ digits: 50 }, { session }));
      expect(sqrt(5).refineSync({ digits: 30 }, { session }).status).toBe('met');
    });
    await pi.refine({ digits: 40 }, { session });
    expect(await Promise.all(asked)).toMatchObject([{ status: 'met' }]);
  });

  it('is not disturbed by a listener that throws: that is an uncaught exception of its own', async () => {
    const text = `
      import { createSession, pi } from 'pincer';
      const uncaught = [];
      process.on('uncaughtException', (error) => uncaught.push(error.message));
      const session = createSession();
      session.observe(() => { throw new Error('from a listener'); });
      const onProgress = () => { throw new Error('from onProgress'); };
      const result = await pi.refine({ digits: 40 }, { session, onProgress });
      console.log(result.status, [...new Set(uncaught)].join(', '));
    `;
    const ended = await run(process.execPath, ['--input-type=module', '--eval', text]);
    expect(ended).toEqual({
      stdout: 'met from a listener, from onProgress\n',
      stderr: '',
      code: 0,
    });
  });
});

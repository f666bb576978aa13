import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExecutionContext, RemoteKind } from '#lib/coordinator/leases/port.js';
import { LimitError } from '#lib/exact/errors.js';
import { ContextLimit } from '#lib/execution/pool/context-limit.js';
import { contextOpener } from '#lib/execution/contexts/context-opener.js';
import { PoolClosedError, UnknownContextKindError } from '#lib/execution/errors.js';
import type { PoolOptions } from '#lib/execution/pool/pool-options.js';
import { ContextPool } from '#lib/execution/pool/pool.js';
import { runs } from '#spec/support/effort.js';
import { leaseOf } from '../lease-of.js';
import { LocalContext } from '../local-context.js';
import { program } from '../program.js';
import { halving } from '../refiners/halving.js';
import * as misbehaving from '../refiners/misbehaving.js';

const open = (name: string): ExecutionContext => new LocalContext([halving], name);
const pools: ContextPool[] = [];

function poolOf(options: Partial<PoolOptions> = {}): ContextPool {
  const pool = new ContextPool({ open, maximum: 2, ...options });
  pools.push(pool);
  return pool;
}

/** Whether a promise has settled once everything that was ready has run. */
async function isSettled(promise: unknown): Promise<boolean> {
  let settled = false;
  void Promise.resolve(promise)
    .catch(() => undefined)
    .finally(() => (settled = true));
  await new Promise(setImmediate);
  return settled;
}

describe('a pool of contexts', () => {
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });

  it('hands a context to one at a time, and the same again', async () => {
    const pool = poolOf();
    const first = await pool.acquire();
    const second = await pool.acquire();
    expect(first).not.toBe(second);
    expect([first.name, second.name]).toEqual(['pool 1', 'pool 2']);
    pool.release(first);
    pool.release(first);
    expect(pool.stats()).toEqual({ idle: 1, busy: 1, waiting: 0, started: 2, ended: 0 });
    expect(await pool.acquire()).toBe(first);
  });

  it('lets who asks wait at capacity, and goes by class and then by turn', async () => {
    const pool = poolOf({ maximum: 1 });
    const context = await pool.acquire();
    const order: string[] = [];
    const wait = async (name: string, operationClass: 'structural' | 'normal' | 'low') => {
      pool.release(
        await Promise.resolve(pool.acquire({ class: operationClass })).then(
          (got) => (order.push(name), got),
        ),
      );
    };
    const waits = [
      wait('low', 'low'),
      wait('first', 'normal'),
      wait('second', 'normal'),
      wait('high', 'structural'),
    ];
    expect(pool.stats()).toMatchObject({ busy: 1, waiting: 4 });
    pool.release(context);
    await Promise.all(waits);
    expect(order).toEqual(['high', 'first', 'second', 'low']);
    expect(pool.stats()).toMatchObject({ started: 1, idle: 1 });
  });

  it('never holds more than its maximum, whoever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom('acquire', 'release', 'kill', 'abort'), { maxLength: 40 }),
        async (maximum, actions) => {
          const pool = poolOf({ maximum });
          const held: ExecutionContext[] = [];
          const aborts: AbortController[] = [];
          let refused = 0;
          for (const action of actions) {
            const one = held.at(-1);
            if (action === 'acquire') {
              const abort = new AbortController();
              aborts.push(abort);
              Promise.resolve(pool.acquire({ signal: abort.signal })).then(
                (context) => held.push(context),
                () => (refused += 1),
              );
            } else if (action === 'abort') {
              aborts.pop()?.abort();
            } else if (one !== undefined) {
              held.pop();
              if (action === 'kill') await one.terminate('killed');
              pool.release(one);
            }
            await Promise.resolve();
            await Promise.resolve();
            const { idle, busy, waiting } = pool.stats();
            expect(busy).toBe(held.length);
            expect(idle + busy).toBeLessThanOrEqual(maximum);
            expect(waiting === 0 || (idle === 0 && busy === maximum)).toBe(true);
            expect(new Set(held).size).toBe(held.length);
          }
          await pool.close();
          const asked = actions.filter((action) => action === 'acquire').length;
          const { started, ended, ...rest } = pool.stats();
          expect({ ...rest, missing: started - ended }).toEqual({
            idle: 0,
            busy: 0,
            waiting: 0,
            missing: 0,
          });
          expect(refused).toBeLessThanOrEqual(asked);
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('replaces a context that has ended, in use or idle', async () => {
    const pool = poolOf({ maximum: 1 });
    const first = await pool.acquire();
    await first.terminate('an accident');
    pool.release(first);
    const second = await pool.acquire();
    expect(second.alive).toBe(true);
    pool.release(second);
    await second.terminate('another');
    expect((await pool.acquire()).alive).toBe(true);
    expect(pool.stats()).toMatchObject({ started: 3, ended: 2 });
  });

  it('that does not reuse contexts ends each after its release', async () => {
    const pool = poolOf({ maximum: 1, reuse: false });
    for (let turn = 1; turn <= 3; turn++) {
      const context = await pool.acquire();
      expect([context.name, context.alive]).toEqual([`pool ${String(turn)}`, true]);
      pool.release(context);
      expect(context.alive).toBe(false);
    }
    expect(pool.stats()).toMatchObject({ idle: 0, busy: 0, started: 3, ended: 3 });
  });

  it('gives up what is idle for long enough, down to the minimum', async () => {
    const ended: string[] = [];
    const shrunk = new Promise<void>((resolve) => {
      const pool = poolOf({
        maximum: 4,
        minimum: 1,
        idleMilliseconds: 1,
        afterEnd: (name) => {
          if (ended.push(name) === 2) resolve();
        },
      });
      void Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]).then((contexts) => {
        for (const context of contexts) pool.release(context);
      });
    });
    await shrunk;
    await new Promise(setImmediate);
    expect(ended).toEqual(['pool 1', 'pool 2']);
    expect(pools.at(-1)?.stats()).toMatchObject({ idle: 1, started: 3, ended: 2 });
  });

  it('calls its hooks before the start and after the end of a context', async () => {
    const calls: string[] = [];
    const pool = poolOf({
      name: 'crew',
      beforeStart: (name) => calls.push(`before ${name}`),
      afterEnd: (name) => calls.push(`after ${name}`),
    });
    pool.release(await pool.acquire());
    await pool.close();
    expect(calls).toEqual(['before crew 1', 'after crew 1']);
  });

  it('passes on why a context could not be opened, and keeps its place', async () => {
    let broken = true;
    const limit = new ContextLimit(1);
    const pool = poolOf({
      limit,
      open: (name) => {
        if (broken) throw new Error('no room on this machine');
        return open(name);
      },
    });
    await expect(pool.acquire()).rejects.toThrow('no room on this machine');
    expect(limit.taken).toBe(0);
    broken = false;
    expect((await pool.acquire()).alive).toBe(true);
  });

  it('opens contexts ahead of need', async () => {
    const pool = poolOf({ minimum: 2, maximum: 3, open: contextOpener('thread') });
    await pool.prewarm();
    expect(pool.stats()).toMatchObject({ idle: 2, started: 2 });
    await pool.prewarm(9);
    expect(pool.stats()).toMatchObject({ idle: 3, started: 3 });
    const context = await pool.acquire();
    expect((await context.execute(leaseOf(halving, { bits: 3 })).settled).kind).toBe('result');
  });

  it('joins and drains', async () => {
    const pool = poolOf({ maximum: 1 });
    await pool.drain();
    await pool.joinAll();
    const context = await pool.acquire();
    const waiting = pool.acquire();
    const drained = pool.drain();
    const { settled } = context.execute(leaseOf(halving, { bits: 3 }));
    await pool.joinAll();
    expect(await isSettled(settled)).toBe(true);
    pool.release(context);
    expect(await isSettled(drained)).toBe(false);
    pool.release(await waiting);
    await drained;
  });

  it('ends every context on request, and serves on', async () => {
    const pool = poolOf({ maximum: 2, open: contextOpener('thread') });
    const [busy, idle] = await Promise.all([pool.acquire(), pool.acquire()]);
    pool.release(idle);
    const { settled } = busy.execute(leaseOf(misbehaving.deaf, null));
    await pool.terminateAll('a new broom');
    expect(await settled).toMatchObject({ kind: 'lost', reason: expect.stringContaining('broom') });
    expect([busy.alive, idle.alive]).toEqual([false, false]);
    pool.release(busy);
    const next = await pool.acquire();
    expect((await next.execute(leaseOf(halving, { bits: 3 })).settled).kind).toBe('result');
  });

  it('leaves nothing behind when it is closed, however often', async () => {
    const limit = new ContextLimit(2);
    let closed: ContextPool;
    let waiting: unknown;
    let context: ExecutionContext;
    {
      await using pool = poolOf({ maximum: 1, limit });
      closed = pool;
      context = await pool.acquire();
      waiting = pool.acquire();
      void Promise.resolve(waiting).catch(() => undefined);
    }
    await expect(waiting).rejects.toBeInstanceOf(PoolClosedError);
    await expect(closed.acquire()).rejects.toBeInstanceOf(PoolClosedError);
    expect(context.alive).toBe(false);
    closed.release(context);
    await closed.close();
    await closed.drain();
    expect(closed.stats()).toEqual({ idle: 0, busy: 0, waiting: 0, started: 1, ended: 1 });
    expect(limit.taken).toBe(0);
  });

  it('gives up waiting when a signal says so, and lets the next one pass', async () => {
    const pool = poolOf({ maximum: 1 });
    const context = await pool.acquire();
    const abort = new AbortController();
    const aborted = pool.acquire({ class: 'structural', signal: abort.signal });
    const next = pool.acquire();
    abort.abort(new Error('never mind'));
    await expect(aborted).rejects.toThrow('never mind');
    await expect(pool.acquire({ signal: abort.signal })).rejects.toThrow('never mind');
    pool.release(context);
    expect(await next).toBe(context);
  });

  it('does not keep a program from ending while it is idle', async () => {
    expect(await program('idle-pool')).toEqual({ code: 0, output: 'result\nidle\n' });
  });

  it.each([-1, 1.5, 1e6, NaN])('refuses %s contexts', (count) => {
    expect(() => poolOf({ maximum: count })).toThrow(LimitError);
    expect(() => poolOf({ minimum: count })).toThrow(`got ${String(count)}`);
    expect(() => new ContextLimit(count)).toThrow(LimitError);
  });

  it('refuses a kind of context that does not exist', () => {
    expect(() => contextOpener('fiber' as RemoteKind)).toThrow(UnknownContextKindError);
    expect(() => contextOpener('fiber' as RemoteKind)).toThrow(/fiber.*thread, isolate/);
  });

  it.each(['thread', 'isolate', 'process'] as const)('holds contexts of kind %s', async (kind) => {
    const pool = poolOf({ open: contextOpener(kind) });
    const context = await pool.acquire();
    expect(context.kind).toBe(kind);
    expect((await context.execute(leaseOf(halving, { bits: 3 })).settled).kind).toBe('result');
  });
});

describe('a limit on several pools', () => {
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });

  it('is never exceeded, and what one gives back another gets', async () => {
    const limit = new ContextLimit(2);
    const [a, b] = [poolOf({ limit, name: 'a' }), poolOf({ limit, name: 'b' })];
    const first = await a.acquire();
    await a.acquire();
    const waiting = b.acquire();
    expect(await isSettled(waiting)).toBe(false);
    a.release(first);
    expect((await waiting).name).toBe('b 1');
    expect(first.alive).toBe(false);
    expect([limit.taken, a.size, b.size]).toEqual([2, 1, 1]);
  });

  it('leaves a pool its minimum', async () => {
    const limit = new ContextLimit(1);
    const [a, b] = [poolOf({ limit, name: 'a', minimum: 1 }), poolOf({ limit, name: 'b' })];
    const kept = await a.acquire();
    a.release(kept);
    const waiting = b.acquire();
    expect(await isSettled(waiting)).toBe(false);
    expect(kept.alive).toBe(true);
    await a.close();
    expect((await waiting).name).toBe('b 1');
  });

  it('gives room first to a pool that has nothing', async () => {
    const limit = new ContextLimit(2);
    const [a, b] = [poolOf({ limit, name: 'a', maximum: 3 }), poolOf({ limit, name: 'b' })];
    const first = await a.acquire();
    await a.acquire();
    const [greedy, poor] = [a.acquire({ class: 'structural' }), b.acquire()];
    a.release(first);
    expect((await poor).name).toBe('b 1');
    expect(await isSettled(greedy)).toBe(false);
    b.release(await poor);
    expect((await greedy).name).toBe('a 3');
    expect(limit.taken).toBe(2);
  });
});

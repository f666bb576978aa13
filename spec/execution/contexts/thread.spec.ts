import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ThreadContext } from '#lib/execution/contexts/thread.js';
import type { ThreadOptions } from '#lib/execution/contexts/thread.js';
import { contextLaws } from './context-laws.js';
import { interfere, isolationLaws } from './isolation-laws.js';
import { leaseOf } from '../lease-of.js';
import { program } from '../program.js';
import { halving } from '../refiners/halving.js';
import * as misbehaving from '../refiners/misbehaving.js';

contextLaws('thread', () => new ThreadContext({ stopGraceMilliseconds: Infinity }));
isolationLaws('thread', (options) => new ThreadContext(options));

const entry = new URL('../../../lib/execution/worker/entry.node.js', import.meta.url);
const open: ThreadContext[] = [];

function thread(options: ThreadOptions): ThreadContext {
  const context = new ThreadContext(options);
  open.push(context);
  return context;
}

describe('a thread', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((context) => context.terminate('the spec is over')));
  });

  it.each([0, -1, 1.5, 1e6])('refuses a capacity of %s', (capacity) => {
    expect(() => thread({ capacity })).toThrow(`got ${String(capacity)}`);
  });

  it('is lost with its lease when its worker is terminated from outside in mid-step', async () => {
    const worker = new Worker(entry);
    const context = thread({ worker: () => worker });
    const settlement = await interfere(context, misbehaving.deaf, () => worker.terminate());
    expect(settlement).toMatchObject({ kind: 'lost', reason: expect.stringContaining('code 1') });
    expect(context.alive).toBe(false);
  });

  it.each<[string, NonNullable<ThreadOptions['worker']>, string]>([
    [
      'throws while it loads',
      () => new Worker(new URL('../refiners/broken-module.js', import.meta.url)),
      'this module never loads',
    ],
    [
      'does not exist',
      () => new Worker(new URL('./nowhere.js', import.meta.url)),
      'Cannot find module',
    ],
    ['ends without a greeting', () => new Worker('', { eval: true }), 'exited with code 0'],
    [
      'greets and exposes nothing',
      () => new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true }),
      'exited with code 0',
    ],
    [
      'cannot be started',
      () => {
        throw new Error('no more workers');
      },
      'no more workers',
    ],
  ])('is lost with its lease when its module %s', async (_, worker, reason) => {
    const context = thread({ worker });
    const settled = context.execute(leaseOf(halving, { bits: 3 })).settled;
    expect(await settled).toMatchObject({ kind: 'lost', reason: expect.stringContaining(reason) });
    expect(context.alive).toBe(false);
    await context.start();
  });
});

describe('a program with a thread', () => {
  it('ends by itself while the thread is idle, and not before a lease has settled', async () => {
    expect(await program('idle-thread')).toEqual({ code: 0, output: 'result\nidle\n' });
  });

  it('keeps Ctrl-C to itself', async () => {
    expect(await program('signal-listeners')).toEqual({ code: 0, output: 'result\nuntouched\n' });
  });

  it('ends at once when the worker has never loaded', async () => {
    const start = performance.now();
    expect(await program('failed-start')).toEqual({ code: 0, output: 'lost\n' });
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

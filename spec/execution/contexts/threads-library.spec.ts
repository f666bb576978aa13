/**
 * Threads stand on threads.js: its `spawn` starts each worker, its `Thread.terminate` ends each, and its calls configure
 * and shut down. The library is counted as it runs; nothing of it is replaced.
 */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createSession, exp, sqrt } from 'pincer';
import { IsolateContext, ThreadContext } from '#lib/execution/contexts/thread.js';
import { leaseOf } from '../lease-of.js';
import { halving } from '../refiners/halving.js';

interface Library {
  readonly spawn: (worker: object) => Promise<object>;
  readonly Thread: { readonly terminate: (thread: object) => Promise<void> };
}

const counts = { spawned: 0, terminated: 0 };
/** The functions of the worker that were called by way of the library. */
const calls: string[] = [];

/** A thread of the library that counts what is called in it. */
function counted(thread: object): object {
  return new Proxy(thread, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof key !== 'string' || typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        calls.push(key);
        return Reflect.apply(value, target, given);
      };
    },
  });
}

jest.mock('threads', () => {
  const library = jest.requireActual<Library>('threads');
  const spawn: Library['spawn'] = async (worker) => {
    const thread = await library.spawn(worker);
    counts.spawned++;
    return counted(thread);
  };
  const terminate = async (thread: object): Promise<void> => {
    counts.terminated++;
    await library.Thread.terminate(thread);
  };
  return { ...library, spawn, Thread: { ...library.Thread, terminate } };
});

describe('the threads of the library', () => {
  afterEach(() => {
    counts.spawned = counts.terminated = 0;
    calls.length = 0;
  });

  it.each([
    ['a thread', () => new ThreadContext()],
    ['an isolate', () => new IsolateContext()],
  ])('start and end %s, and its leases go by none of its calls', async (_kind, open) => {
    const context = open();
    for (const bits of [1, 2, 3]) {
      const { settled } = context.execute(leaseOf(halving, { bits }));
      expect((await settled).kind).toBe('result');
    }
    expect(calls).toEqual(['configure']);
    expect(counts).toEqual({ spawned: 1, terminated: 0 });
    await context.terminate('the spec is over');
    expect(counts).toEqual({ spawned: 1, terminated: 1 });
  });

  it('are those of a session: one for each context, started and ended', async () => {
    const session = createSession({ workers: 2 });
    await session.start();
    const { status } = await exp(sqrt(2)).refine({ digits: 20_000 }, { session });
    expect(status).toBe('met');
    expect(counts).toEqual({ spawned: 2, terminated: 0 });
    await session.close();
    expect(counts).toEqual({ spawned: 2, terminated: 2 });
  });
});

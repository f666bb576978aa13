import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { createSession, pi, sqrt } from '#lib/index.js';
import { refined } from '#lib/refiner.js';
import type { SchedulerEvent } from '#lib/execution.js';
import { halving } from '#spec/execution/refiners/halving.js';

describe('the contexts of a session', () => {
  it('can be started ahead of need, and are told by name before their start and after their end', async () => {
    const life: string[] = [];
    const session = createSession({
      workers: 2,
      beforeStart: (name) => life.push(`${name} starts`),
      afterEnd: (name) => life.push(`${name} has ended`),
    });
    await session.start();
    expect(life).toEqual(['thread 1 starts', 'thread 2 starts']);
    await session.close();
    expect(life.slice(2).sort()).toEqual(['thread 1 has ended', 'thread 2 has ended']);
  });

  it('are kept for a while when they are idle, and then end', async () => {
    let ended: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await using session = createSession({
      workers: 1,
      placement: 'thread',
      idle: { milliseconds: 1 },
      afterEnd: () => {
        ended();
      },
    });
    const lost: SchedulerEvent[] = [];
    session.observe((event) => {
      if (event.type === 'context-lost') lost.push(event);
    });
    await refined(halving, { bits: 20 }).refine({ digits: 30 }, { session });
    await gone;
    await refined(halving, { bits: 21 }).refine({ digits: 30 }, { session });
    // That was no accident.
    expect(lost).toEqual([]);
  });

  it('get one message a lease, and answer with one', async () => {
    let sent = 0;
    let answered = 0;
    const entry = new URL('../../lib/execution/worker/entry.node.js', import.meta.url);
    await using session = createSession({
      workers: 1,
      placement: 'thread',
      worker: () => {
        const worker = new Worker(entry);
        const post = worker.postMessage.bind(worker);
        worker.postMessage = (message, transfer) => {
          sent++;
          post(message, transfer as []);
        };
        worker.on('message', () => answered++);
        return worker;
      },
    });
    const run = (bits: number) => refined(halving, { bits }).refine({ digits: 100 }, { session });
    await run(400);
    const before = { sent, answered, leases: session.stats().leases.committed };
    for (let bits = 401; bits < 430; bits++) await run(bits);
    const leases = session.stats().leases.committed - before.leases;
    expect(leases).toBeGreaterThanOrEqual(29);
    expect(sent - before.sent).toBe(leases);
    expect(answered - before.answered).toBe(leases);
  });

  it('are counted with what they did, and what took most of the time is named', async () => {
    await using session = createSession({ workers: 1 });
    await sqrt(2).add(pi).refine({ digits: 3000 }, { session });
    const { times, leases, contexts } = session.stats();
    expect(times.leases).toBe(leases.committed);
    expect(times.p50).toBeLessThanOrEqual(times.p90);
    expect(times.p90).toBeLessThanOrEqual(times.p99);
    expect(times.throughput).toBeGreaterThan(0);
    expect(['nthRoot@1', 'pi@1']).toContain(times.bottleneck);
    expect(Object.values(contexts).reduce((sum, { settled }) => sum + settled, 0)).toBe(
      leases.issued,
    );
  });
});

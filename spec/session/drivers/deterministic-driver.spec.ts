import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSession, e, exp, ln, pi, refineAll, sin, sqrt } from 'pincer';
import { PoisonStepError } from 'pincer/execution';
import { refined } from 'pincer/refiner';
import { TraceHash } from 'pincer/testing';
import type { Result } from 'pincer';
import { hanger, crasher, slow, tracer } from '../refiners/odd.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pincer-deterministic-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function traced(
  workers: number,
): Promise<{ digest: string; results: Result[]; sent: number }> {
  await using session = createSession({ workers, deterministic: true });
  const trace = new TraceHash();
  session.observe(trace.add);
  const shared = sqrt(2).add(pi);
  const values = [sin(shared).multiply(exp(3)), shared.multiply(ln(7)), sqrt(5).atan().add(e)];
  const results = await refineAll(values, { digits: 4000 }, { session });
  const { contexts } = session.stats();
  const sent = Object.entries(contexts).reduce(
    (sum, [name, { settled }]) => sum + (name === 'inline' ? 0 : settled),
    0,
  );
  return { digest: trace.digest, results, sent };
}

describe('the deterministic mode', () => {
  it('leaves the same trace and the same digits with 0, 1 and 3 workers', async () => {
    const runs = [await traced(0), await traced(1), await traced(3)];
    expect(new Set(runs.map(({ digest }) => digest)).size).toBe(1);
    expect(
      new Set(runs.map(({ results }) => results.map(({ digits }) => digits).join())).size,
    ).toBe(1);
    expect(runs.every(({ results }) => results.every(({ status }) => status === 'met'))).toBe(true);
    expect(runs.map(({ sent }) => sent > 0)).toEqual([false, true, true]);
  });

  it('counts time by predicted costs, so that a deadline falls on the same step', async () => {
    const ends = await Promise.all(
      [0, 2].map(async (workers) => {
        await using session = createSession({ workers, deterministic: true });
        const { status, reason, lowerText } = await exp(sqrt(2)).refine(
          { digits: 3000 },
          { session, timeout: 0.5 },
        );
        return [status, reason, lowerText];
      }),
    );
    expect(ends[0]?.slice(0, 2)).toEqual(['partial', 'deadline']);
    expect(ends[1]).toEqual(ends[0]);
  });

  it('runs a step that crashed its worker in another one, unseen by the coordinator', async () => {
    const digests = new Set<string>();
    for (const times of [0, 1, 2]) {
      await using session = createSession({ workers: 2, deterministic: true, placement: 'thread' });
      const trace = new TraceHash();
      session.observe(trace.add);
      const root = refined(crasher, { file: join(folder, String(times)), times });
      const { status } = await root.refine({ digits: 40 }, { session });
      expect(status).toBe('met');
      digests.add(trace.digest);
    }
    expect(digests.size).toBe(1);
  });

  it('never computes a poison step on the calling thread, and other roots go on', async () => {
    await using session = createSession({ workers: 2, deterministic: true, placement: 'thread' });
    const poison = refined(crasher, { file: join(folder, 'poison'), times: 99 });
    const [bad, fine] = await Promise.all([
      poison.refine({ digits: 40 }, { session }),
      pi.refine({ digits: 40 }, { session }),
    ]);
    expect(bad.error).toBeInstanceOf(PoisonStepError);
    expect(bad.error).toMatchObject({ losses: 3, node: expect.stringContaining('crasher#') });
    expect(fine.status).toBe('met');
  });

  it('computes where a value is placed', async () => {
    await using session = createSession({
      workers: 1,
      deterministic: true,
      placements: { tracer: 'process' },
    });
    const file = join(folder, 'traced');
    expect((await refined(tracer, { file }).refine({ digits: 40 }, { session })).status).toBe(
      'met',
    );
    const processes = readFileSync(file, 'utf8').trim().split('\n');
    for (const line of processes) expect(line.split(' ')[0]).not.toBe(String(process.pid));
  });

  it('stops what is aborted in mid-step, and waits for it no longer', async () => {
    await using session = createSession({
      workers: 2,
      deterministic: true,
      placement: 'thread',
      stopGrace: 20,
    });
    const file = join(folder, 'hung');
    const controller = new AbortController();
    const hung = refined(hanger, { file }).refine(
      { digits: 40 },
      { session, signal: controller.signal },
    );
    const other = refined(slow, { milliseconds: 1, nonce: 4 }).refine({ digits: 40 }, { session });
    // Nothing tells that a step has begun in this mode: the file that it writes does.
    while (!existsSync(file)) await new Promise(setImmediate);
    controller.abort();
    expect([(await hung).reason, (await other).status]).toEqual(['aborted', 'met']);
    expect((await pi.refine({ digits: 40 }, { session })).status).toBe('met');
  });

  it('is closed in mid-step', async () => {
    const session = createSession({ workers: 1, deterministic: true, placement: 'thread' });
    const file = join(folder, 'closed');
    const hung = refined(hanger, { file }).refine({ digits: 40 }, { session });
    while (!existsSync(file)) await new Promise(setImmediate);
    await session.close();
    expect((await hung).reason).toBe('aborted');
  });

  it('takes up a request that comes with the answer to the last', async () => {
    await using session = createSession({ deterministic: true });
    for (let n = 2; n < 6; n++)
      expect((await sqrt(n).add(pi).refine({ digits: 40 }, { session })).status).toBe('met');
  });

  it('ends what is aborted at once, and everything when it closes', async () => {
    const session = createSession({ deterministic: true });
    const stop = new AbortController();
    const aborted = sqrt(2).refine({ digits: 1000 }, { session, signal: stop.signal });
    stop.abort();
    expect((await aborted).reason).toBe('aborted');
    const closed = pi.refine({ digits: 1000 }, { session });
    await session.close();
    expect((await closed).reason).toBe('aborted');
  });
});

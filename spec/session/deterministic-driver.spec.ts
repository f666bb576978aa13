import { describe, expect, it } from '@jest/globals';
import { createSession, e, exp, ln, pi, refineAll, sin, sqrt, TraceHash } from 'pincer';
import type { Result } from 'pincer';

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

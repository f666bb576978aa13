/** Bounds on the way to a goal: for calls that end early, and for readers. */
import { describe, expect, it } from '@jest/globals';
import { createSession, exp, sin, sqrt } from 'pincer';

describe('a call that may end early', () => {
  const value = exp(sin(sqrt(2)));

  it('has good bounds when its budget ends it, where a leap would have a first look', () => {
    const session = createSession({ workers: 0 });
    const { status, widthLog2 } = value.refineSync(
      { digits: 100_000 },
      { session, budget: { steps: 8 } },
    );
    expect(status).toBe('partial');
    expect(widthLog2).toBeLessThan(-4000);
  });

  it('is met by rungs of a factor of four, with the digits of a leap', () => {
    const signal = new AbortController().signal;
    const climbed = value.refineSync(
      { digits: 20_000 },
      { session: createSession({ workers: 0 }), signal },
    );
    const leapt = value.refineSync({ digits: 20_000 }, { session: createSession({ workers: 0 }) });
    expect(climbed.digits).toBe(leapt.digits);
    expect(climbed.statistics.steps).toBeGreaterThan(leapt.statistics.steps);
  });

  it('is watched in doublings of its bits', async () => {
    const session = createSession({ workers: 0 });
    const widths: number[] = [];
    for await (const { widthLog2 } of value.watch({ digits: 20_000 }, { session }))
      if (widthLog2 < -1000) widths.push(widthLog2);
    expect(widths.length).toBeGreaterThan(2);
    widths.slice(1).forEach((width, i) => {
      expect(width / widths[i]!).toBeLessThan(2.5);
    });
  });
});

/** What a stream returns when it has ended. */
async function ending<T>(stream: AsyncGenerator<unknown, T>): Promise<T> {
  // No value of these specs has a hundred bounds.
  for (let i = 0; i < 100; i++) {
    const next = await stream.next();
    if (next.done === true) return next.value;
  }
  throw new Error('the stream did not end');
}

describe('a watched value', () => {
  it('ends with its result', async () => {
    const stream = exp(sqrt(3)).watch({ digits: 40 }, { session: createSession({ workers: 0 }) });
    const { digits } = exp(sqrt(3)).refineSync({ digits: 40 });
    expect(await ending(stream)).toMatchObject({ status: 'met', digits });
  });

  it('ends with its partial result where a budget ends it', async () => {
    const options = { session: createSession({ workers: 0 }), budget: { steps: 1 } };
    const stream = exp(sqrt(3)).watch({ digits: 400 }, options);
    expect(await ending(stream)).toMatchObject({ reason: 'budget' });
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSession, exp, pi, real, refineAll, sin, source, sqrt } from 'pincer';
import { refined } from 'pincer/refiner';
import type { Real } from 'pincer';
import { Desk, exactThird, third, turns } from '#spec/support/desk.js';
import { runs } from '#spec/support/effort.js';
import { slow } from './refiners/odd.js';

describe('the places of the sources', () => {
  it('are as many as the session says, and take nobody else’s: what computes goes on beside them', async () => {
    await using session = createSession({ sources: 3 });
    const desk = new Desk();
    const values = Array.from({ length: 8 }, (_, n) => desk.source(`s${String(n)}`));
    const all = refineAll(values, { digits: 3 }, { session });
    await desk.until(3);
    expect((await exp(sqrt(2)).refine({ digits: 200 }, { session })).status).toBe('met');
    expect([desk.asked, session.stats().contexts['sources']?.inFlight]).toEqual([3, 3]);
    desk.open[1]?.answer(1);
    await desk.until(4);
    await turns();
    expect(desk.asked).toBe(4);
    while (desk.asked < 8) {
      for (const { answer } of desk.open) answer(1);
      await turns(1);
    }
    for (const { answer } of desk.open) answer(1);
    expect((await all).map(({ status }) => status)).toEqual(values.map(() => 'met'));
  });

  it('are not those of workers: while all of these compute, sources are asked', async () => {
    await using session = createSession({ workers: 1, placement: 'thread' });
    const long = refined(slow, { milliseconds: 300, nonce: 11 }).refine(
      { digits: 40 },
      { session },
    );
    const x = source('x', third);
    expect((await x.refine({ digits: 10 }, { session })).status).toBe('met');
    expect((await long).status).toBe('met');
  });

  it.each([0, -1, 1.5, 1e6, NaN, '3'])('are not %s', (sources) => {
    expect(() => createSession({ sources: sources as never })).toThrow(
      /createSession: sources must be an integer from 1 to 1024/,
    );
  });

  it('know no time limit of steps: an answer may take as long as it takes', async () => {
    let now = 0;
    await using session = createSession({
      stepTimeout: 1,
      clock: { nanoseconds: () => (now += 1e9) },
    });
    const desk = new Desk();
    const result = desk.source('x').refine({ digits: 3 }, { session });
    await desk.until(1);
    await turns();
    expect([desk.asked, desk.open[0]?.request.signal.aborted]).toEqual([1, false]);
    desk.open[0]?.answer(7);
    expect((await result).digits).toBe('7.00');
  });
});

describe('sources that answer in any order', () => {
  it('bring every goal to its end: bounds contain the value, and no request is left open', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 4 }),
        fc.option(fc.nat(12), { nil: undefined }),
        fc.boolean(),
        async (picks, sources, abortAfter, deterministic) => {
          await using session = createSession({ sources, deterministic });
          const desk = new Desk();
          const [x, y, z] = [desk.source('x'), desk.source('y'), desk.source('z')];
          const stop = new AbortController();
          const asked: [Real, Real, { signal?: AbortSignal }][] = [
            [sin(x).add(y.multiply(z)), sin(exactThird).add(exactThird.multiply(exactThird)), {}],
            [x.divide(y), real(1), { signal: stop.signal }],
            [y.add(z).sqrt(), exactThird.multiply(2).sqrt(), {}],
          ];
          let ended = 0;
          const results = asked.map(async ([made, proper, more]) => {
            const result = await made.refine({ digits: 12 }, { session, ...more });
            ended++;
            const value = proper.refineSync({ digits: 40 }).digits;
            expect(result.lower?.lte(value ?? NaN) ?? true).toBe(true);
            expect(result.upper?.gte(value ?? NaN) ?? true).toBe(true);
            return [result.status, result.reason];
          });
          const late = new Set<object>();
          for (let turn = 0; ended < asked.length; turn++) {
            if (turn === abortAfter) stop.abort();
            const open = desk.open.filter(
              ({ request }) => !late.has(request) && !request.signal.aborted,
            );
            expect(open.length).toBeLessThanOrEqual(sources);
            const next = open[(picks.next().value as number) % Math.max(1, open.length)];
            if (next !== undefined) {
              late.add(next.request);
              next.answer(third(next.request));
            }
            await turns(1);
          }
          const [first, second, last] = await Promise.all(results);
          expect([first, last]).toEqual([
            ['met', null],
            ['met', null],
          ]);
          expect(['met,', 'partial,aborted', 'undecided,aborted']).toContain(String(second));
          expect(
            desk.open.every(({ request }) => late.has(request) || request.signal.aborted),
          ).toBe(true);
          expect(session.stats().leases).toMatchObject({ lost: 0, stale: 0, failed: 0 });
        },
      ),
      { numRuns: runs(40) },
    );
  });

  it('may be forgotten by the cache, and are asked again under the name that they had', async () => {
    await using session = createSession({ cache: { entries: 1 } });
    const x = source('x', third);
    const bounds = [];
    for (let n = 2; n < 8; n++) {
      bounds.push((await x.add(sqrt(n)).refine({ digits: 9 }, { session })).status);
    }
    expect(new Set(bounds)).toEqual(new Set(['met']));
    const { sources } = session.recording();
    expect(sources.map(({ name }) => name)).toEqual(['x']);
    expect(sources[0]?.answers.length).toBeGreaterThan(2);
  });
});

describe('an answer that nobody waits for any more', () => {
  it('is called off by an abort, which answers at once with the best bounds', async () => {
    await using session = createSession();
    const desk = new Desk();
    const x = desk.source('x');
    const stop = new AbortController();
    const result = x.add(pi).refine({ digits: 9 }, { session, signal: stop.signal });
    await desk.until(1);
    desk.open[0]?.answer([1, 2]);
    await desk.until(2);
    stop.abort();
    expect(desk.open.map(({ request }) => request.signal.aborted)).toEqual([false, true]);
    const { status, reason, bounds } = await result;
    expect([status, reason, String(bounds)]).toEqual(['partial', 'aborted', '[4.14159, 5.1416]']);
    // What comes after that is dropped.
    desk.open[1]?.answer('n/a');
    await turns();
    expect((await x.refine({ eps: 2 }, { session })).status).toBe('met');
  });

  it('is called off by a timeout', async () => {
    let now = 0;
    await using session = createSession({ clock: { nanoseconds: () => now } });
    const desk = new Desk();
    const result = desk.source('x').refine({ digits: 9 }, { session, timeout: 1 });
    await desk.until(1);
    now = 2e6;
    const { status, reason } = await result;
    expect([status, reason]).toEqual(['undecided', 'deadline']);
    expect(desk.open.map(({ request }) => request.signal.aborted)).toEqual([true]);
  });

  it('is called off by a goal that is met without it', async () => {
    await using session = createSession();
    const desk = new Desk();
    const [x, y] = [desk.source('x'), desk.source('y')];
    const product = x.multiply(y);
    const first = product.refine({ eps: 8 }, { session });
    await desk.until(2);
    for (const { answer } of desk.open) answer([0, 1]);
    await first;
    const result = product.refine({ eps: 0.25 }, { session });
    await desk.until(4);
    desk.open[2]?.answer(0);
    expect((await result).status).toBe('met');
    expect(desk.open[3]?.request.signal.aborted).toBe(true);
  });

  it('is called off for none of those who still want it', async () => {
    await using session = createSession();
    const desk = new Desk();
    const x = desk.source('x');
    const stop = new AbortController();
    const left = x.add(1).refine({ digits: 3 }, { session, signal: stop.signal });
    const stays = x.refine({ digits: 3 }, { session });
    await desk.until(1);
    stop.abort();
    expect((await left).reason).toBe('aborted');
    expect(desk.open[0]?.request.signal.aborted).toBe(false);
    desk.open[0]?.answer(5);
    expect((await stays).digits).toBe('5.00');
    expect(desk.asked).toBe(1);
  });

  it('is called off by the end of a session, after which nothing is asked', async () => {
    for (const deterministic of [false, true]) {
      const session = createSession({ deterministic });
      const desk = new Desk();
      const result = desk.source('x').refine({ digits: 3 }, { session });
      await desk.until(1);
      await session.close();
      expect(desk.open[0]?.request.signal.aborted).toBe(true);
      expect((await result).reason).toBe('aborted');
      expect(session.contexts).toEqual([]);
    }
  });

  it('is called off by an abort in the deterministic mode too, where no time passes by itself', async () => {
    await using session = createSession({ deterministic: true });
    const desk = new Desk();
    const stop = new AbortController();
    const result = desk.source('x').refine({ digits: 3 }, { session, signal: stop.signal });
    await desk.until(1);
    stop.abort();
    expect((await result).reason).toBe('aborted');
    expect(desk.open[0]?.request.signal.aborted).toBe(true);
    expect((await pi.refine({ digits: 9 }, { session })).status).toBe('met');
  });
});

describe('the deterministic mode', () => {
  it('asks more sources at once than it has slots to compute in', async () => {
    await using session = createSession({ deterministic: true, sources: 12 });
    const desk = new Desk();
    const values = Array.from({ length: 12 }, (_, n) => desk.source(String(n)));
    const sum = values.reduce((a, b) => a.add(b)).refine({ digits: 3 }, { session });
    await desk.until(12);
    for (const { answer } of desk.open) answer(1);
    expect((await sum).digits).toBe('12.0');
  });
});

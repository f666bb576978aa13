import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createSession,
  exp,
  pi,
  real,
  refineAll,
  refined,
  SessionError,
  sin,
  source,
  sqrt,
  TraceHash,
} from 'pincer';
import type { Real, Recording, Result, SessionOptions, SourceAnswer, SourceRequest } from 'pincer';
import { decodePlain, encodePlain } from '#lib/refiners/codec.js';
import { runs } from '#spec/support/effort.js';
import { slow } from './refiners/odd.js';

/** Requests to sources that are answered by hand. */
class Desk {
  readonly open: {
    readonly name: string;
    readonly request: SourceRequest;
    readonly answer: (answer: SourceAnswer) => void;
  }[] = [];
  asked = 0;

  source(name: string): Real {
    return source(
      name,
      (request) =>
        new Promise((answer) => {
          this.asked++;
          this.open.push({ name, request, answer });
        }),
    );
  }

  async until(asked: number): Promise<void> {
    while (this.asked < asked) await new Promise(setImmediate);
  }
}

/** Turns of the event loop: whatever can happen without an answer has happened after them. */
async function turns(count = 20): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise(setImmediate);
}

const exactThird = real('1/3');

/** A third as narrow as is asked for. */
const third = ({ width }: SourceRequest): SourceAnswer => {
  const denominator = 2n ** BigInt(Math.max(1, Math.ceil(-width)));
  const numerator = denominator / 3n;
  return [
    { numerator, denominator },
    { numerator: numerator + 1n, denominator },
  ];
};

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
    await using session = createSession({ stepTimeout: 1, clock: { now: () => (now += 1e9) } });
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
    await using session = createSession();
    const desk = new Desk();
    const { status, reason } = await desk
      .source('x')
      .refine({ digits: 9 }, { session, timeout: 1 });
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

/** Three sources and what is asked of them: answers by width, a final one, a failing one. */
async function story(
  options: SessionOptions,
  answers: { third: typeof third; half: () => SourceAnswer; rest: () => SourceAnswer },
  delay: () => Promise<void> = () => Promise.resolve(),
): Promise<{ told: unknown; digest: string; recording: Recording }> {
  await using session = createSession(options);
  const trace = new TraceHash();
  session.observe(trace.add);
  const late = <A extends unknown[]>(answer: (...given: A) => SourceAnswer) => {
    return async (...given: A) => {
      await delay();
      return answer(...given);
    };
  };
  const x = source('same', late(answers.third));
  const y = source('same', late(answers.half));
  const z = source('rest', late(answers.rest));
  const told: unknown[] = [];
  const tell = ({ status, reason, digits, error, limitedBy, bounds }: Result): void => {
    told.push([status, reason, digits, error?.name, error?.message, limitedBy, String(bounds)]);
  };
  const values = [sin(x).add(y), x.multiply(pi).subtract(sqrt(y)), x.add(z), y.add(z).exp()];
  for (const result of await refineAll(values, { digits: 12 }, { session })) tell(result);
  tell(await x.multiply(y).refine({ digits: 40 }, { session }));
  tell(await y.refine({ digits: 60 }, { session }));
  return { told, digest: trace.digest, recording: session.recording() };
}

const usual = {
  third,
  half: (): SourceAnswer => ({ lower: '0.5', upper: '0.5000001', final: true }),
  rest: (): SourceAnswer => 'n/a',
};
const silent = {
  third: (): never => {
    throw new Error('nobody is to be asked');
  },
  half: (): never => {
    throw new Error('nobody is to be asked');
  },
  rest: (): never => {
    throw new Error('nobody is to be asked');
  },
};

describe('a recording', () => {
  it.each([false, true])(
    'gives the same outcome when it is replayed (deterministic: %s)',
    async (deterministic) => {
      const first = await story({ deterministic }, usual);
      const again = await story({ deterministic, replay: first.recording }, silent);
      expect(again.told).toEqual(first.told);
      expect(again.recording).toEqual(first.recording);
      if (deterministic) expect(again.digest).toBe(first.digest);
    },
  );

  it('is plain data: it survives JSON and the codec', async () => {
    const { recording } = await story({}, usual);
    expect(JSON.parse(JSON.stringify(recording))).toEqual(recording);
    expect(decodePlain(encodePlain(recording as never))).toEqual(recording);
    const replayed = JSON.parse(JSON.stringify(recording)) as Recording;
    expect((await story({ replay: replayed }, silent)).recording).toEqual(recording);
  });

  it('holds what each source answered, exactly and in order, by name and order of first asking', async () => {
    await using session = createSession();
    const desk = new Desk();
    const [x, y] = [desk.source('x'), desk.source('x')];
    const stop = new AbortController();
    const both = y.add(x).refine({ digits: 20 }, { session, signal: stop.signal });
    await desk.until(2);
    desk.open[0]?.answer(['1/3', 0.5]);
    desk.open[1]?.answer('0.1');
    await desk.until(3);
    stop.abort();
    desk.open[2]?.answer(0);
    await both;
    expect(session.recording()).toEqual({
      complete: true,
      sources: [
        { name: 'x', answers: [{ lower: '1/3', upper: '1/2', final: false }, null] },
        { name: 'x', answers: [{ lower: '1/10', upper: '1/10', final: true }] },
      ],
    });
  });

  it('that does not hold what is asked is an error that names the source', async () => {
    const sources = [{ name: 'x', answers: [{ lower: '0', upper: '1', final: false }] }];
    await using session = createSession({ replay: { sources, complete: true } });
    const x = source('x', () => 1);
    expect((await x.refine({ eps: 2 }, { session })).status).toBe('met');
    const { error } = await x.refine({ digits: 5 }, { session });
    expect(error).toMatchObject({ name: 'SourceReplayError', source: 'x' });
    expect(error?.message).toMatch(/source x: it is asked for the 2\. time.* has 1 answers of it$/);
    for (const name of ['x', 'y']) {
      const other = await source(name, () => 1).refine({ eps: 2 }, { session });
      expect(other.error?.message).toMatch(
        `source ${name}: the recording that is replayed has no such`,
      );
    }
  });

  it('leaves unanswered what was called off, until that is called off again', async () => {
    const replay = { sources: [{ name: 'x', answers: [null] }], complete: true };
    await using session = createSession({ replay });
    const x = source('x', () => 1);
    const { reason } = await x.refine({ digits: 3 }, { session, timeout: 1 });
    expect(reason).toBe('deadline');
  });

  it.each<[unknown, string]>([
    [3, 'replay must be a record'],
    [{}, 'replay.sources must be a list, got undefined'],
    [{ sources: [] }, 'replay.complete must be true or false'],
    [{ sources: [7], complete: true }, 'replay.sources[0] must be a record, got 7'],
    [{ sources: [{ answers: [] }], complete: true }, 'replay.sources[0].name must be text'],
    [{ sources: [{ name: 'x' }], complete: true }, 'replay.sources[0].answers must be a list'],
    ...(
      [
        [{ lower: 'a', upper: '1', final: true }, 'lower must be decimal text or n/d, got a'],
        [{ lower: '2', upper: '1', final: true }, 'upper must be at least the lower end, got 1'],
        [{ lower: '0', upper: '1' }, 'final must be true or false, got undefined'],
        [{ failed: {} }, 'failed.name must be text'],
        [{ failed: { name: 'Error' } }, 'failed.message must be text'],
      ] as const
    ).map(([answer, problem]): [unknown, string] => [
      { sources: [{ name: 'x', answers: [answer] }], complete: true },
      `replay.sources[0].answers[0].${problem}`,
    ]),
  ])('is checked before it is replayed: %j', (replay, problem) => {
    expect(() => createSession({ replay: replay as Recording })).toThrow(SessionError);
    expect(() => createSession({ replay: replay as Recording })).toThrow(problem);
  });
});

describe('the deterministic mode', () => {
  it('leaves the same trace however long the answers take', async () => {
    const { digest, told } = await story({ deterministic: true }, usual);
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(6)),
        fc.constantFrom(0, 1),
        async (delays, workers) => {
          const delay = async () => turns(delays.next().value as number);
          const again = await story({ deterministic: true, workers }, usual, delay);
          expect(again.digest).toBe(digest);
          expect(again.told).toEqual(told);
        },
      ),
      { numRuns: runs(8) },
    );
  });

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

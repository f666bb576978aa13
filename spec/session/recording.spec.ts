import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSession, pi, refineAll, SessionError, sin, source, sqrt } from 'pincer';
import { TraceHash } from 'pincer/testing';
import type { Recording, Result, SessionOptions, SourceAnswer } from 'pincer';
import { decodePlain, encodePlain } from '#lib/refiners/codec.js';
import { Sources } from '#lib/session/sources.js';
import { Desk, third, turns } from '#spec/support/desk.js';
import { runs } from '#spec/support/effort.js';

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
    expect(error?.message).toMatch(
      /source x: this is its request number 2, and the recording that is replayed holds 1$/,
    );
    for (const name of ['x', 'y']) {
      const other = await source(name, () => 1).refine({ eps: 2 }, { session });
      expect(other.error?.message).toMatch(
        `source ${name}: the recording that is replayed has no such`,
      );
    }
  });

  it('takes so many requests and no more, and says that these were not all', async () => {
    const most = 64;
    const sources = new Sources(undefined, most);
    const params = { label: 'x', cost: 1 };
    const one = { n: 1n, d: 1n };
    sources.define(params, () => Promise.resolve({ lo: one, hi: one, final: false }));
    const ask = (asked = sources) =>
      asked.ask(params, { width: Infinity, signal: new AbortController().signal });
    for (let n = 0; n < most; n++) await ask();
    expect(sources.recording.complete).toBe(true);
    await ask();
    await sources
      .ask({ ...params }, { width: 1, signal: new AbortController().signal })
      .catch(() => 0);
    const { complete, sources: recorded } = sources.recording;
    expect([complete, recorded.length]).toEqual([false, 1]);
    expect(recorded[0]?.answers).toHaveLength(most);
    const replayed = new Sources(sources.recording, most);
    for (let n = 0; n < most; n++) await ask(replayed);
    await expect(ask(replayed)).rejects.toThrow(/request number 65, .* holds 64, and was full$/);
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
      { numRuns: runs(4) },
    );
  });
});

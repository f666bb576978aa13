import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ascending,
  compare,
  compareSync,
  ContradictionError,
  createSession,
  OptionError,
  pi,
  real,
  refineAll,
  sin,
  sortSync,
  source,
  SourceAnswerError,
  SourceFailedError,
  sqrt,
  SynchronousSourceError,
} from 'pincer';
import { place } from 'pincer/execution';
import { refined } from 'pincer/refiner';
import type { Ratio, SourceAnswer, SourceRequest } from 'pincer';
import { runs } from '#spec/support/effort.js';
import { halving } from '#spec/execution/refiners/halving.js';

/** A source that answers in turn, the last answer again and again, and what it was asked. */
function answering(name: string, ...answers: SourceAnswer[]) {
  const widths: number[] = [];
  const value = source(name, ({ width }) => {
    widths.push(width);
    return answers[Math.min(widths.length, answers.length) - 1]!;
  });
  return { value, widths };
}

function ratioOf(end: Ratio | null): number {
  return Number(end?.numerator) / Number(end?.denominator);
}

/** 2/7 as narrow as is asked for, and no narrower. */
const asAsked = ({ width }: SourceRequest): SourceAnswer => {
  const bits = BigInt(Math.max(1, Math.ceil(-width)));
  const below = (2n ** bits * 2n) / 7n;
  const denominator = 2n ** bits;
  return [
    { numerator: below, denominator },
    { numerator: below + 1n, denominator },
  ];
};

describe('a source', () => {
  it('is asked as narrowly as a goal needs it, and the goal is met', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (digits) => {
        const session = createSession();
        const widths: number[] = [];
        const x = source('x', (request) => {
          widths.push(request.width);
          return Promise.resolve(asAsked(request));
        });
        const result = await sin(x).multiply(pi).refine({ digits }, { session });
        const proper = sin(real('2/7')).multiply(pi).refineSync({ digits });
        expect([result.status, result.digits]).toEqual(['met', proper.digits]);
        expect(widths[0]).toBe(Infinity);
        expect(Math.min(...widths)).toBeGreaterThan(-4 * digits - 40);
        await session.close();
      }),
      { numRuns: runs(20) },
    );
  });

  it.each<[string, SourceAnswer]>([
    ['a double', 0.25],
    ['an integer', 7n],
    ['decimal text', '0.1'],
    ['a fraction', '2/7'],
    ['a ratio', { numerator: 2n, denominator: 7n }],
  ])('may answer %s: then it is asked once, and that is its value', async (_, answer) => {
    const { value, widths } = answering('x', answer);
    const session = createSession();
    for (const digits of [5, 50]) {
      const result = await value.refine({ digits }, { session });
      expect(result.digits).toBe(real(answer as string).refineSync({ digits }).digits);
    }
    expect(widths).toEqual([Infinity]);
  });

  it.each<[string, SourceAnswer]>([
    ['a pair', ['1/3', 0.5]],
    ['a record', { lower: '1/3', upper: 0.5 }],
  ])('may answer bounds as %s', async (_, answer) => {
    const { value } = answering('x', answer);
    const { status, bounds } = await value.refine({ eps: 0.25 }, { session: createSession() });
    expect(status).toBe('met');
    expect(ratioOf(bounds.lowerExact)).toBeCloseTo(1 / 3, 12);
    expect(ratioOf(bounds.upperExact)).toBe(0.5);
  });

  it('meets its answers: none makes the bounds wider', async () => {
    const { value } = answering('x', [0, 4], [1, 9], [-5, 1.25]);
    const session = createSession();
    const { status, bounds } = await value.refine({ eps: 0.25 }, { session });
    expect(status).toBe('met');
    expect([ratioOf(bounds.lowerExact), ratioOf(bounds.upperExact)]).toEqual([1, 1.25]);
  });

  it('that adds nothing ends a goal beyond it exhausted, and is named as what limits it', async () => {
    const { value, widths } = answering('pressure', [1, 2], [1, 2]);
    const session = createSession();
    const result = await value.add(pi).refine({ digits: 9 }, { session });
    expect([result.status, result.reason]).toEqual(['partial', 'exhausted']);
    expect(result.limitedBy).toMatch(/^source#\d+ pressure$/);
    expect(widths).toHaveLength(2);
    const again = await value.refine({ digits: 9 }, { session });
    expect([again.reason, widths.length]).toEqual(['exhausted', 2]);
  });

  it('that says it is final is not asked again', async () => {
    const { value, widths } = answering('x', { lower: 1, upper: 2, final: true });
    const session = createSession();
    expect((await value.refine({ eps: 2 }, { session })).status).toBe('met');
    const { reason, limitedBy } = await value.refine({ eps: 0.5 }, { session });
    expect([reason, limitedBy]).toEqual(['exhausted', 'source#0 x']);
    expect(widths).toHaveLength(1);
  });

  it('is one value wherever one Real is used, and another for each call, whatever its name', async () => {
    const x = answering('x', [1, 2]);
    const twin = answering('x', [1, 2]);
    const session = createSession();
    await x.value.subtract(x.value).refine({ eps: 4 }, { session });
    expect(x.widths).toHaveLength(1);
    await x.value.subtract(twin.value).refine({ eps: 4 }, { session });
    expect([x.widths.length, twin.widths.length]).toEqual([1, 1]);
    expect(await ascending([x.value, x.value], { session })).toBe(false);
    expect((await compare(x.value, twin.value, { session })).relation).toBe('undecided');
  });

  it('is asked beside others: all of them before the first has answered', async () => {
    const answers: ((answer: SourceAnswer) => void)[] = [];
    const sources = ['a', 'b', 'c', 'd'].map((name) =>
      source(name, () => new Promise<SourceAnswer>((resolve) => answers.push(resolve))),
    );
    const sum = sources
      .reduce((a, b) => a.add(b))
      .refine({ digits: 5 }, { session: createSession() });
    while (answers.length < sources.length) await new Promise(setImmediate);
    for (const [n, answer] of answers.entries()) answer(n);
    expect((await sum).digits).toBe('6.0000');
  });

  it('works in streams, in joint goals and in comparisons', async () => {
    const session = createSession();
    const x = source('x', asAsked);
    let steps = 0;
    let last = Infinity;
    for await (const bounds of x.watch({ digits: 20 }, { session })) {
      expect(bounds.widthLog2).toBeLessThanOrEqual(last);
      last = bounds.widthLog2;
      steps++;
    }
    expect(steps).toBeGreaterThanOrEqual(2);
    const results = await refineAll([x, x.add(1), sqrt(x)], { digits: 10 }, { session });
    expect(results.map(({ digits }) => digits)).toEqual([
      '0.2857142857',
      '1.285714286',
      '0.5345224838',
    ]);
    expect((await compare(x, real('0.2857'), { session })).relation).toBe('greater');
  });
});

const unreadable = Object.defineProperty({ upper: 1 }, 'lower', {
  get: () => {
    throw new RangeError('a trap');
  },
});

describe('a source that fails', () => {
  const broken = (name: string) =>
    source(name, () => {
      throw new RangeError('no net');
    });

  it('fails the values that need it, with name, node, path and cause, and no other', async () => {
    const session = createSession();
    const [bad, fine] = await refineAll(
      [broken('rate').add(1).multiply(pi), pi.multiply(2)],
      { digits: 9 },
      { session },
    );
    expect(bad?.error).toBeInstanceOf(SourceFailedError);
    expect(bad?.error).toMatchObject({
      source: 'rate',
      node: expect.stringMatching(/^source#\d+ rate$/),
      path: ['multiply', 'add', 'source'],
      cause: { name: 'RangeError', message: 'no net' },
    });
    expect(bad?.error?.message).toBe('source rate: its function failed with RangeError: no net');
    expect(fine?.status).toBe('met');
  });

  it('by rejection fails in the same way, once for all', async () => {
    let asked = 0;
    const x = source('rate', () => {
      asked++;
      return Promise.reject(new Error('gone'));
    });
    const session = createSession();
    for (let n = 0; n < 2; n++) {
      const { error } = await x.refine({ digits: 3 }, { session });
      expect(error).toMatchObject({ name: 'SourceFailedError', cause: { message: 'gone' } });
    }
    expect(asked).toBe(1);
  });

  it.each<[string, unknown, string]>([
    ['text', 'just text', 'string was thrown that is no error: just text'],
    ['nothing', null, 'object was thrown that is no error: null'],
    [
      'what has no text',
      Object.create(null),
      'an object was thrown that is no error: [object Object]',
    ],
  ])('by throwing %s says so', async (_, thrown, message) => {
    const x = source('rate', () => {
      throw thrown;
    });
    const { error } = await x.refine({ digits: 3 }, { session: createSession() });
    expect(error).toMatchObject({ name: 'SourceFailedError', source: 'rate', cause: { message } });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'got undefined'],
    ['no number', 'n/a', '"n/a" is not a decimal number'],
    ['infinity', Infinity, 'Infinity is not a real number'],
    ['ends in the wrong order', [2, 1], 'the lower bound 2 is above the upper one 1'],
    ['one end', { lower: 1 }, 'got undefined'],
    ['ends that cannot be read', unreadable, 'a trap'],
    ['three ends', [1, 2, 3], 'takes two ends, got a list of 3'],
    [
      'a mark that is none',
      { lower: 1, upper: 2, final: 'yes' },
      'final must be true or false, got yes',
    ],
  ])('by answering %s says what it answered', async (_, answer, problem) => {
    const x = source('rate', () => answer as SourceAnswer);
    const { error } = await x.refine({ digits: 3 }, { session: createSession() });
    expect(error).toBeInstanceOf(SourceAnswerError);
    expect(error?.message).toContain('source rate: what it answered are no bounds');
    expect(error?.message).toContain(problem);
  });

  it('by contradicting itself is a contradiction at its node', async () => {
    const { value } = answering('rate', [0, 1], [2, 3]);
    const { error } = await value.refine({ digits: 5 }, { session: createSession() });
    expect(error).toBeInstanceOf(ContradictionError);
    expect(error?.message).toContain('source rate: it answers [2, 3]');
    expect(error?.node).toBe('source#0 rate');
  });
});

describe('a synchronous call', () => {
  it('refuses what is made of a source at once, by name, and asks nothing', () => {
    const { value, widths } = answering('rate', 1);
    const made = sin(value.add(pi)).multiply(0);
    for (const call of [
      () => made.refineSync({ digits: 3 }),
      () => compareSync(made, pi),
      () => compareSync(made, made),
      () => made.lt(1),
      () => made.isZero(),
      () => made.toNumber(),
      () => made.toString(),
      () => sortSync([made, 1]),
    ]) {
      expect(call).toThrow(SynchronousSourceError);
      expect(call).toThrow(
        /^source rate: no synchronous call can wait for its answers; use refine/,
      );
    }
    expect(widths).toEqual([]);
  });

  it('refuses it even where the source has answered enough', async () => {
    const { value } = answering('rate', 1);
    const session = createSession();
    await value.refine({ digits: 3 }, { session });
    expect(() => value.refineSync({ digits: 3 }, { session })).toThrow(SynchronousSourceError);
  });
});

describe('source', () => {
  it('refuses a name, a function or a cost that is none', () => {
    expect(() => source('', () => 1)).toThrow(OptionError);
    expect(() => source('x', 1 as never)).toThrow(/source x: takes a function/);
    for (const cost of [-1, NaN, Infinity, '3' as never])
      expect(() => source('x', () => 1, { cost })).toThrow(/source x: cost must be/);
  });

  it('has its name for itself: no refiner of one’s own is taken for it', async () => {
    const mine = refined({ ...halving, name: 'source' }, { bits: 3 });
    const session = createSession();
    await source('x', () => 1).refine({ digits: 3 }, { session });
    await expect(mine.refine({ digits: 3 }, { session })).rejects.toThrow(
      'refined: another refiner is named source, version 1',
    );
  });

  it('takes no placement: it is asked in places of its own', async () => {
    const session = createSession({ placement: 'process', placements: { source: 'inline' } });
    const x = source('x', () => 1);
    expect(() => {
      place(x, 'inline', { session });
    }).toThrow(OptionError);
    await x.refine({ digits: 3 }, { session });
    expect(session.stats().contexts['sources']).toMatchObject({ settled: 1 });
    await session.close();
  });

  it('counts what an answer is declared to cost', async () => {
    const session = createSession();
    const x = source('x', asAsked, { cost: 1000 });
    const { reason, statistics } = await x.refine(
      { digits: 20 },
      { session, budget: { cost: 1000 } },
    );
    expect([reason, statistics.steps]).toEqual(['budget', 1]);
  });
});

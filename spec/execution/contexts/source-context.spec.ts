import { describe, expect, it } from '@jest/globals';
import type { Lease } from '#lib/coordinator/leases/lease.js';
import { point } from '#lib/exact/enclosure/enclosure.js';
import { SourceContext } from '#lib/execution/contexts/source-context.js';
import type {
  SourceContextOptions,
  SourceRequest,
} from '#lib/execution/contexts/source-context.js';
import { SourceFailedError } from '#lib/execution/source-errors.js';
import { sourceRefiner } from '#lib/refiners/source.js';
import type { Answered } from '#lib/refiners/source.js';
import { leaseOf } from '../lease-of.js';
import { lifecycleLaws } from './lifecycle-laws.js';

const one: Answered = { lo: { n: 1n, d: 1n }, hi: { n: 1n, d: 1n }, final: true };
const leased = (changes: Partial<Lease> = {}): Lease =>
  leaseOf(sourceRefiner, { label: 'rate', cost: 5 }, changes);
const contextOf = (ask: SourceContextOptions['ask']) => new SourceContext({ capacity: 2, ask });

lifecycleLaws(
  'source',
  () => contextOf(() => Promise.resolve(one)),
  () => leased(),
);

describe('the context of the sources', () => {
  it('asks once for half of the width demanded, and answers what is proven by it, at its cost', async () => {
    const requests: SourceRequest[] = [];
    const context = contextOf((source, request) => {
      expect(source.label).toBe('rate');
      requests.push(request);
      return Promise.resolve(one);
    });
    const settlement = await context.execute(leased({ demand: { width: -20 } })).settled;
    expect(settlement).toEqual({
      kind: 'result',
      steps: 1,
      result: { state: one, bounds: point({ m: 1n, e: 0 }), done: 'exact', cost: 5 },
    });
    expect(requests.map(({ width, signal }) => [width, signal.aborted])).toEqual([[-21, false]]);
  });

  it('asks nothing where the answers so far will do, at no cost', async () => {
    const context = contextOf(() => Promise.reject(new Error('nobody is to ask')));
    const settlement = await context.execute(leased({ state: { ...one } })).settled;
    expect(settlement).toMatchObject({ kind: 'result', result: { done: 'exact' } });
    expect(settlement).not.toHaveProperty('result.cost');
  });

  it('hears a stop at once: the lease settles, the signal fires, and what comes later is dropped', async () => {
    for (const late of ['answer', 'rejection']) {
      let answer: (() => void) | undefined;
      let asked: SourceRequest | undefined;
      const context = contextOf(
        (_, request) =>
          new Promise((resolve, reject) => {
            asked = request;
            answer = () => {
              if (late === 'answer') resolve(one);
              else reject(new Error('too late'));
            };
          }),
      );
      const execution = context.execute(leased());
      // The source is asked a turn after the lease is out.
      while (asked === undefined) await Promise.resolve();
      expect(asked.signal.aborted).toBe(false);
      execution.stop();
      expect(asked.signal.aborted).toBe(true);
      expect(await execution.settled).toEqual({ kind: 'stopped' });
      answer?.();
      await context.join();
      expect(context.stats()).toEqual({ started: 1, settled: 1, lost: 0, inFlight: 0 });
    }
  });

  it('answers and stops each of two leases that have the same number in their sessions', async () => {
    const context = contextOf((_, { signal }) =>
      signal.aborted ? Promise.reject(new Error('nobody wants it')) : Promise.resolve(one),
    );
    const first = context.execute(leased({ incarnation: 'one', id: 1 }));
    const second = context.execute(leased({ incarnation: 'two', id: 1 }));
    first.stop();
    expect(await first.settled).toEqual({ kind: 'stopped' });
    expect((await second.settled).kind).toBe('result');
    expect(context.stats()).toEqual({ started: 2, settled: 2, lost: 0, inFlight: 0 });
  });

  it('does not ask at all for a lease that is stopped before its turn', async () => {
    let asked = 0;
    const context = contextOf(() => {
      asked++;
      return Promise.resolve(one);
    });
    const execution = context.execute(leased());
    execution.stop();
    await execution.settled;
    await context.execute(leased()).settled;
    expect(asked).toBe(1);
  });

  it('leaves the signal of an answer that came in time alone', async () => {
    let asked: SourceRequest | undefined;
    const context = contextOf((_, request) => {
      asked = request;
      return Promise.resolve(one);
    });
    const execution = context.execute(leased());
    await execution.settled;
    execution.stop();
    await context.terminate('over');
    expect(asked?.signal.aborted).toBe(false);
  });

  it('fails a lease whose source fails, by name and with the cause, and lives on', async () => {
    let failing = true;
    const context = contextOf((source) =>
      failing
        ? Promise.reject(new SourceFailedError(source.label, new RangeError('no net')))
        : Promise.resolve(one),
    );
    expect(await context.execute(leased()).settled).toMatchObject({
      kind: 'failed',
      error: {
        name: 'SourceFailedError',
        fields: { source: 'rate' },
        cause: { name: 'RangeError', message: 'no net' },
      },
    });
    failing = false;
    expect((await context.execute(leased()).settled).kind).toBe('result');
  });

  it('asks several at once', async () => {
    const answers: ((answer: Answered) => void)[] = [];
    const context = contextOf(() => new Promise((resolve) => answers.push(resolve)));
    const executions = [context.execute(leased()), context.execute(leased())];
    while (answers.length < 2) await Promise.resolve();
    // The second may be answered first.
    answers[1]?.(one);
    expect((await executions[1]?.settled)?.kind).toBe('result');
    expect(context.stats().inFlight).toBe(1);
    answers[0]?.(one);
    expect((await executions[0]?.settled)?.kind).toBe('result');
  });
});

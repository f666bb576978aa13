import { describe, expect, it } from '@jest/globals';
import { createSession } from '#lib/index.js';
import { IsolateContext, ProcessContext, ThreadContext } from '#lib/execution.js';
import { refined } from '#lib/refiner.js';
import type { Execution, ExecutionContext, Lease } from '#lib/execution.js';
import { newIncarnation } from '#lib/session/incarnation.js';
import { keeper } from '../execution/refiners/keeper.js';
import { LocalContext } from '../execution/local-context.js';

/** A context of a user's own, which writes down whose leases it runs. */
class Recording extends LocalContext {
  readonly incarnations: string[] = [];

  override execute(lease: Lease): Execution {
    this.incarnations.push(lease.incarnation);
    return super.execute(lease);
  }
}

const contexts: readonly [string, () => ExecutionContext][] = [
  ['thread', () => new ThreadContext()],
  ['isolate', () => new IsolateContext()],
  ['process', () => new ProcessContext()],
  ['context of a user’s own', () => new Recording([keeper])],
];

describe.each(contexts)('two sessions on one %s', (_, open) => {
  it.each([false, true])(
    'each get their own value of a refiner that keeps it there (deterministic: %p)',
    async (deterministic) => {
      const context = open();
      const options = { placement: context, deterministic };
      await using one = createSession(options);
      await using two = createSession(options);
      const asked = [1, 2].map((value) => ({
        real: refined(keeper, { value }),
        session: value === 1 ? one : two,
      }));
      // The first step of each, which puts the value into the box; then all that follow.
      for (const { real, session } of asked) {
        const { status } = await real.refine({ digits: 6 }, { session, budget: { steps: 1 } });
        expect(status).toBe('partial');
      }
      const results = [];
      for (const { real, session } of asked)
        results.push(await real.refine({ digits: 6 }, { session }));
      expect(results.map(({ status, digits }) => [status, digits])).toEqual([
        ['met', '1.00000'],
        ['met', '2.00000'],
      ]);
      expect(context.stats().settled).toBe(4);
      await context.terminate('the spec is over');
    },
  );
});

describe('the incarnation of a session', () => {
  it('is in all its leases, and in those of no other session', async () => {
    const context = new Recording([keeper]);
    const seen = new Set<string>();
    for (const deterministic of [false, false, true, true]) {
      await using session = createSession({ placement: context, deterministic, seed: 5 });
      await refined(keeper, { value: 1 }).refine({ digits: 6 }, { session });
      const own = new Set(context.incarnations.splice(0));
      expect(own.size).toBe(1);
      for (const incarnation of own) seen.add(incarnation);
    }
    expect(seen.size).toBe(4);
  });

  it('is 128 random bits, or tells the seed and which deterministic session it is', () => {
    const random = Array.from({ length: 100 }, () => newIncarnation(undefined));
    expect(new Set(random).size).toBe(100);
    for (const incarnation of random) expect(incarnation).toMatch(/^[0-9a-f]{32}$/);
    const numbers = [7, 7, -7].map((seed) => {
      const incarnation = newIncarnation(seed);
      expect(incarnation).toMatch(new RegExp(`^${String(seed)}\\.[1-9][0-9]*$`));
      return Number(incarnation.split('.')[1]);
    });
    expect(numbers.map((number) => number - numbers[0]!)).toEqual([0, 1, 2]);
  });
});

/** The plan of an execution before it runs. */
import { describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { createSession, exp, ln, PincerError, pi, real, sin, source, sqrt, sum } from 'pincer';
import type { Real, Session } from 'pincer';
import { place } from 'pincer/execution';
import type { PlannedExecution } from 'pincer/execution';
import { randomExpression, seeded, toReal } from 'pincer/testing';
import { runs } from '#spec/support/effort.js';

/** Values whose functions leap: what each step brings is known before it runs. */
const LEAPING: readonly Real[] = [
  sqrt(2).add(pi),
  sin(exp(sqrt(2))),
  sum([2, 3, 5, 7].map((n) => exp(sqrt(n)))),
  ln(pi.multiply(sqrt(163))).divide(sin(real('1/3'))),
  pi.pow(2).subtract(sqrt(3).atan()),
];

/** The nodes of the leases of a session, in the order of their issue. */
async function leasedNodes(session: Session, value: Real, digits: number): Promise<string[]> {
  const nodes: string[] = [];
  session.observe((event) => {
    if (event.type === 'lease-issued') nodes.push(session.graph.describe(event.node));
  });
  expect((await value.refine({ digits }, { session })).status).toBe('met');
  return nodes;
}

describe('the plan of an execution', () => {
  it('has the steps that run then, where every step leaps', async () => {
    for (const value of LEAPING) {
      for (const digits of [30, 300, 3000]) {
        await using session = createSession();
        const { contexts, complete } = await session.planFor(value, { digits });
        expect(complete).toBe(true);
        expect(contexts.map(({ name }) => name)).toEqual(['inline']);
        const planned = contexts.flatMap(({ steps }) => steps.map(({ node }) => node));
        // Steps of equal worth may run in either order.
        expect(planned.sort()).toEqual((await leasedNodes(session, value, digits)).sort());
      }
    }
  });

  it('goes on from what is known: a goal that is met takes no step', async () => {
    await using session = createSession();
    const value = sin(exp(sqrt(2)));
    await value.refine({ digits: 500 }, { session });
    expect(String(await session.planFor(value, { digits: 500 }))).toBe('no step is needed');
    const { contexts, nanoseconds } = await session.planFor(value, { digits: 900 });
    expect(contexts.flatMap(({ steps }) => steps)).toHaveLength(3);
    expect(nanoseconds).toBeGreaterThan(0);
    // Twenty digits are asked for by default.
    expect((await session.planFor(value)).contexts).toEqual([]);
  });

  it('runs nothing, starts nothing and changes no bounds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const session = createSession({ workers: 2 });
        const value = toReal(randomExpression(seeded(seed), { depth: 4 }));
        try {
          await session.planFor([value, value.add(1)], { digits: 50 });
        } catch (error) {
          // Exact operands may prove that the value is not defined.
          if (!(error instanceof PincerError)) throw error;
        }
        const { leases, contexts, times, operations } = session.stats();
        expect([leases.issued, times.leases, operations]).toEqual([0, 0, 0]);
        expect(Object.keys(contexts)).toEqual(['inline']);
        const nodes = Array.from({ length: session.graph.size }, (_, node) => node);
        expect(nodes.filter((node) => session.graph.versionOf(node) > 0)).toEqual([]);
      }),
      { numRuns: runs(40) },
    );
  });

  it('runs one step at a time in each context, and no function before its argument is there', async () => {
    const session = createSession({ workers: 3 });
    const { contexts } = await session.planFor(LEAPING, { digits: 20_000 });
    expect(contexts.map(({ name }) => name)).toEqual([
      'inline',
      'thread 1',
      'thread 2',
      'thread 3',
    ]);
    for (const { steps } of contexts) {
      let free = 0;
      for (const { startNanoseconds, endNanoseconds } of steps) {
        expect(startNanoseconds).toBeGreaterThanOrEqual(free);
        expect(endNanoseconds).toBeGreaterThan(startNanoseconds);
        free = endNanoseconds;
      }
    }
    const chain = await session.planFor(sin(exp(sqrt(2))), { digits: 20_000 });
    const [first, second, third] = chain.contexts.at(-1)!.steps;
    expect([first, second, third].map((step) => step?.refiner)).toEqual([
      'nthRoot@1',
      'exp@1',
      'sin@1',
    ]);
    expect(second!.startNanoseconds).toBeGreaterThanOrEqual(first!.endNanoseconds);
    expect(third!.startNanoseconds).toBeGreaterThanOrEqual(second!.endNanoseconds);
  });

  it('keeps to explicit placements, and names the edges between contexts', async () => {
    const session = createSession({ workers: 1, processes: 1, placements: { exp: 'inline' } });
    const inner = exp(sqrt(2));
    const outer = sin(inner);
    place(outer, 'process', { session });
    const { contexts, boundaries, colocated } = await session.planFor(outer, { digits: 20_000 });
    expect(contexts.map(({ name, kind }) => [name, kind])).toEqual([
      ['inline', 'inline'],
      ['process 1', 'process'],
      ['thread 1', 'thread'],
    ]);
    expect(boundaries.map(({ fromContext, toContext }) => [fromContext, toContext])).toEqual([
      ['thread 1', 'inline'],
      ['inline', 'process 1'],
    ]);
    expect(colocated).toEqual([]);
    const fresh = createSession({ workers: 1, placement: { fresh: 'thread' } });
    const names = (await fresh.planFor(inner, { digits: 1000 })).contexts.map(({ name }) => name);
    expect(names).toEqual(['fresh thread 1']);
  });

  it('ends with what it has where planning takes too long, and says that it is not complete', async () => {
    const session = createSession();
    const whole = await session.planFor(LEAPING[1]!, { digits: 300 });
    let time = 0;
    const now = jest.spyOn(performance, 'now').mockImplementation(() => (time += 1500));
    try {
      const cut = await session.planFor(LEAPING[1]!, { digits: 300 });
      const stepsOf = ({ contexts }: PlannedExecution) => contexts.flatMap(({ steps }) => steps);
      expect([whole.complete, cut.complete]).toEqual([true, false]);
      expect(stepsOf(cut).length).toBeLessThan(stepsOf(whole).length);
      expect(stepsOf(whole)).toEqual(expect.arrayContaining(stepsOf(cut)));
      expect(String(cut)).not.toBe(String(whole));
    } finally {
      now.mockRestore();
    }
  });

  it('predicts by the times that steps took, and starts no context that runs already', async () => {
    await using session = createSession({ workers: 1 });
    const before = await session.planFor(exp(sqrt(2)), { digits: 20_000 });
    // A start is taken to last 150 ms until one was measured.
    expect(before.nanoseconds).toBeGreaterThan(150e6);
    await exp(sqrt(2)).refine({ digits: 20_000 }, { session });
    const after = await session.planFor(exp(sqrt(3)), { digits: 20_000 });
    const [step] = after.contexts.find(({ name }) => name === 'thread 1')!.steps;
    expect(step!.startNanoseconds).toBeLessThan(150e6);
    const lengthOf = ({ contexts }: PlannedExecution): number => {
      const steps = contexts.flatMap((context) => context.steps);
      const step = steps.find(({ refiner, width }) => refiner === 'exp@1' && width < -60_000)!;
      return step.endNanoseconds - step.startNanoseconds;
    };
    expect(lengthOf(after)).not.toBe(lengthOf(before));
    expect(Math.abs(Math.log2(lengthOf(after) / lengthOf(before)))).toBeLessThan(6);
  });

  it('asks sources where they are asked, without calling them', async () => {
    let calls = 0;
    const rate = source('rate', () => {
      calls++;
      return Promise.resolve({ lower: '1', upper: '2' });
    });
    const { contexts } = await createSession().planFor(exp(rate), { digits: 5 });
    expect(contexts.map(({ name }) => name)).toEqual(['inline', 'sources']);
    expect(calls).toBe(0);
  });

  it('refuses what is no Real, and rejects with what exact operands prove', async () => {
    const session = createSession();
    await expect(session.planFor(2 as never)).rejects.toThrow(
      'planFor: it takes a Real or a list of them, got 2',
    );
    await expect(session.planFor(real(1).divide(0), { digits: 3 })).rejects.toThrow('divide');
    await expect(session.planFor(pi, { digits: 0 })).rejects.toThrow('digits');
  });
});

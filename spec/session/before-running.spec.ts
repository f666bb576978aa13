/** What is wrong with a graph is refused before anything of it runs. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  check,
  createSession,
  expression,
  ExpressionSyntaxError,
  pi,
  refineAll,
  sqrt,
} from 'pincer';
import { NoModuleError, SerializationError } from 'pincer/execution';
import { refined } from 'pincer/refiner';
import type { Real, Session } from 'pincer';
import { CycleError, UnknownKindError } from '#lib/graph/errors.js';
import { Graph } from '#lib/graph/graph.js';
import { runs } from '#spec/support/effort.js';
import { leaper } from '#spec/support/refiners.js';

const third = { n: 1n, d: 3n };

async function refused(real: Real, session: Session): Promise<Error> {
  // Some of it could run: none of it does.
  const rejection = await pi
    .add(real)
    .refine({ digits: 50 }, { session })
    .then(
      ({ error }) => error,
      (error: unknown) => error,
    );
  expect(rejection).toBeInstanceOf(Error);
  return rejection as Error;
}

describe('a graph is checked before it runs', () => {
  it('for kinds: an unknown one in a text or in a graph, and two refiners of one name', async () => {
    expect(() => expression('sqrt(2) + sqroot(3)')).toThrow(ExpressionSyntaxError);
    expect(check('sqrt(2) + sqroot(3)').problems).toMatchObject([{ at: 10 }]);
    const graph = new Graph();
    expect(() => graph.add(5, null, [])).toThrow(UnknownKindError);
    expect(() => graph.add(5, null, [])).toThrow('unknown kind 5');
    const session = createSession();
    refined(leaper, third).refineSync({ digits: 20 }, { session });
    const { issued } = session.stats().leases;
    const impostor = await refused(refined({ ...leaper }, third), session);
    expect(impostor.message).toContain('another refiner is named leaper, version 1');
    expect(session.stats().leases.issued).toBe(issued);
  });

  it('for the number of operands', () => {
    for (const text of ['sqrt(1, 2)', 'root(2)', 'atan2(1)', 'log()']) {
      expect(() => expression(text)).toThrow(/takes \d|argument/);
      expect(check(text).ok).toBe(false);
    }
  });

  it('for cycles: a name that is used before it has a value, a node that would stand on itself', () => {
    for (const text of ['x = x + 1; x', 'x = y; y = x; y', 'x = 1; x = x + 1; x'])
      expect(check(text).ok).toBe(false);
    const graph = new Graph();
    const kind = graph.defineKind({ type: 'refiner', refiner: leaper });
    expect(() => graph.add(kind, third, [0])).toThrow(CycleError);
    expect(() => graph.add(kind, third, [0])).toThrow('child 0 of node 0');
    expect(graph.size).toBe(0);
  });

  it('for what can travel: parameters that are no plain data, a refiner without a module', async () => {
    const odd = { ...third, f: () => 1 } as never;
    expect(() => refined(leaper, odd)).toThrow(SerializationError);
    expect(() => refined(leaper, odd)).toThrow('params.f is a function');
    await using workers = createSession({ workers: 1, placement: 'thread' });
    const homeless = await refined(leaper, third).refine({ digits: 50 }, { session: workers });
    expect(homeless.error).toBeInstanceOf(NoModuleError);
    expect(workers.contexts).toEqual([]);
  });
});

describe('parts that do not depend on one another', () => {
  const statement = fc.constantFrom(
    'sqrt(2)',
    'pi + 1',
    'foo(1)',
    'sqrt(1, 2)',
    'nobody + 3',
    '2 * nothing - none',
    'root(2, 1/2)',
  );

  it('are checked by themselves: a text has the mistakes of its statements, each in its place', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), (parts) => {
        const lines = parts.map((part, i) => `v${String(i)} = ${part}`);
        const apart = lines.flatMap((line, i) => {
          const before = lines.slice(0, i).reduce((sum, { length }) => sum + length + 2, 0);
          return check(line).problems.map(({ message, at }) => ({ message, at: at + before }));
        });
        expect(check(lines.join('; ')).problems).toEqual(apart);
      }),
      { numRuns: runs(200) },
    );
  });

  it('run by themselves: what is wrong with one root is no matter of the others', async () => {
    const session = createSession();
    const roots = [sqrt(2), sqrt(-1), pi.divide(0), sqrt(3)];
    const results = await refineAll(roots, { digits: 30 }, { session });
    expect(results.map(({ status }) => status)).toEqual(['met', 'error', 'error', 'met']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { createSession, expression, pi, real, sin, sqrt } from '#lib/index.js';
import type { Goal, Real } from '#lib/index.js';
import { exactEnds, fraction } from './fractions.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

const ZERO = UNPROVEN_ZERO;
const BUDGET = { budget: { separationBits: 500 } };

describe('an undecided result', () => {
  it.each([
    ['1 / (ZERO)', 'divide'],
    ['3 + (ZERO)^-2', 'pow'],
    ['sqrt(ZERO)', 'nthRoot'],
    ['2 * ln(ZERO)', 'ln'],
    ['floor(ZERO)', 'floor'],
    ['(-2)^floor(ZERO)', 'floor'],
  ])('names what is in doubt and the bounds of its argument: %s', (text, name) => {
    const { status, inDoubt } = expression(text.replace('ZERO', ZERO)).refineSync(
      { digits: 5 },
      BUDGET,
    );
    expect(status).toBe('undecided');
    expect(inDoubt?.node).toMatch(new RegExp(`^${name}#`));
    const [lower, upper] = exactEnds(inDoubt!.argument);
    expect(lower.lt(0) && upper.gt(0)).toBe(true);
    expect(upper.sub(lower).lt(fraction(1n, 2n ** 400n))).toBe(true);
  });

  it('names nothing where zero in its own bounds is all that is in doubt', () => {
    expect(expression(ZERO).refineSync({ digits: 5 }, BUDGET)).toMatchObject({
      status: 'undecided',
      inDoubt: null,
    });
    expect(sqrt(2).refineSync({ digits: 5 }).inDoubt).toBeNull();
  });
});

describe('a search for a sign', () => {
  it('spends the same bits whatever the number of workers: none ends before its last steps are back', async () => {
    // The wave for the last bits costs so much that it is planned afresh when the first of its steps is back.
    const value = expression(`${ZERO} + 10^-8000`);
    for (const workers of [0, 1, 2]) {
      await using session = createSession({ workers });
      const { status, digits } = await value.refine(
        { digits: 5 },
        { session, budget: { separationTime: 60_000 } },
      );
      expect([workers, status, digits]).toEqual([workers, 'met', '1.0000e-8000']);
    }
  });
});

describe('what doubles have proven', () => {
  const cases: [string, Real, Goal][] = [
    ['a product', pi.multiply(sqrt(2)), { digits: 3000 }],
    ['a root', sqrt(2), { digits: 3000 }],
    ['a quotient', real(1).divide(sqrt(3).add(pi)), { rel: '1e-3000' }],
  ];

  it.each(cases)('is not lost when a budget ends before the first steps: %s', (_, value, goal) => {
    for (const steps of [0, 1]) {
      const result = value.refineSync(goal, { session: createSession(), budget: { steps } });
      expect(result).toMatchObject({ status: 'partial', reason: 'budget' });
      const [lower, upper] = exactEnds(result);
      const [least, most] = exactEnds(value.refineSync({ bits: 200 }));
      expect(lower.lte(least) && most.lte(upper)).toBe(true);
      expect(upper.sub(lower).lt(fraction(1n, 2n ** 45n))).toBe(true);
    }
  });

  it('is the first that a watcher sees', async () => {
    const value = pi.multiply(sqrt(2));
    const widths: number[] = [];
    const stream = value.watch({ digits: 100 }, { session: createSession() });
    for await (const { widthLog2 } of stream) widths.push(widthLog2);
    expect(widths[0]).toBeLessThan(-45);
  });

  it('decides nothing about zero, nor where nothing was proven', () => {
    const zero = expression(UNPROVEN_ZERO);
    const options = { session: createSession(), budget: { steps: 1 } };
    expect(zero.refineSync({ digits: 5 }, options).status).toBe('undecided');
    expect(sin(1).refineSync({ digits: 500 }, { ...options, budget: { steps: 0 } })).toMatchObject({
      reason: 'budget',
    });
  });
});

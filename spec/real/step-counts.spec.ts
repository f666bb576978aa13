import { describe, expect, it } from '@jest/globals';
import { cos, createSession, exp, ln, pi, real, sin, sqrt } from '#lib/index.js';
import type { Real } from '#lib/index.js';

/** How many leases an expression takes to so many digits, in a session of its own. */
function leases(x: Real, digits = 50): number {
  const session = createSession({ workers: 0 });
  let cut = 0;
  session.observe((event) => {
    if (event.type === 'lease-issued') cut++;
  });
  expect(x.refineSync({ digits }, { session }).status).toBe('met');
  return cut;
}

const third = real('1/3');

describe('the number of leases of a value', () => {
  it.each([
    ['exp', exp(third)],
    ['ln', ln(real('7/3'))],
    ['sin', sin(third)],
    ['cos', cos(third)],
    ['sqrt', sqrt(third)],
  ])('is one, for %s of a fraction', (_, x) => {
    expect(leases(x)).toBe(1);
  });

  it('is one for each of two nested functions of a fraction', () => {
    expect(leases(exp(sin(third)))).toBe(2);
  });

  it('is one per leaf of a sum', () => {
    expect(leases(sqrt(2).add(pi))).toBe(2);
  });

  it('is one for a function of a sum of fractions that is rounded', () => {
    expect(leases(exp(real('1/3').multiply('1/7').add('2/11')))).toBe(1);
  });

  it('are a first look and one step to thousands of digits, where a first look costs little', () => {
    expect(leases(exp(third), 2000)).toBe(2);
  });

  it('are a first look and one step where a difference cancels, as no estimate holds there', () => {
    const nearly = sin(third).subtract(sin(third).add('1e-30'));
    expect(leases(exp(nearly))).toBe(4);
  });
});

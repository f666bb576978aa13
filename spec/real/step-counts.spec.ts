import { describe, expect, it } from '@jest/globals';
import { cos, createSession, exp, ln, pi, real, sin, sqrt } from '#lib/index.js';
import type { Real } from '#lib/index.js';

/** How many leases an expression takes to 50 digits, in a session of its own. */
function leases(x: Real): number {
  const session = createSession({ workers: 0 });
  let cut = 0;
  session.observe((event) => {
    if (event.type === 'lease-issued') cut++;
  });
  expect(x.refineSync({ digits: 50 }, { session }).status).toBe('met');
  return cut;
}

const third = real('1/3');

describe('the leases of one value', () => {
  it.each([
    ['exp', exp(third)],
    ['ln', ln(real('7/3'))],
    ['sin', sin(third)],
    ['cos', cos(third)],
    ['sqrt', sqrt(third)],
  ])('are a first look and one step, for %s of a fraction', (_, x) => {
    expect(leases(x)).toBe(2);
  });

  it('are two for each of two nested functions of a fraction', () => {
    expect(leases(exp(sin(third)))).toBe(4);
  });

  it('are two per leaf of a sum', () => {
    expect(leases(sqrt(2).add(pi))).toBe(4);
  });

  it('are two for a function of a sum of fractions that is rounded', () => {
    expect(leases(exp(real('1/3').multiply('1/7').add('2/11')))).toBe(2);
  });
});

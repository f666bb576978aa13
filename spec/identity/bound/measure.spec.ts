import { describe, expect, it } from '@jest/globals';
import { integerPower, product, reciprocal, root, sum } from '#lib/identity/bound/measure.js';
import type { Measure } from '#lib/identity/bound/measure.js';
import { Work } from '#lib/identity/work.js';

const measure = (n: bigint, d: bigint, u: number, l: number): Measure => ({ c: { n, d }, u, l });

/** Rounded up, by little. */
function expectMeasure(made: Measure, { c, u, l }: Measure): void {
  expect(made.c).toEqual(c);
  expect(made.u).toBeGreaterThanOrEqual(u);
  expect(made.l).toBeGreaterThanOrEqual(l);
  expect(made.u).toBeCloseTo(u, 9);
  expect(made.l).toBeCloseTo(l, 9);
}

describe('a measure c U / L', () => {
  it('of a root keeps the longer of numerator and denominator out of the other', () => {
    // (n d^(k-1) U L^(k-1))^(1/k) / (d L)
    expectMeasure(root(measure(1n, 1n, 10, 4), 2), measure(1n, 1n, 7, 4));
    expectMeasure(root(measure(8n, 4n, 10, 4), 3), measure(1n, 4n, (3 + 4 + 10 + 8) / 3, 4));
    // n U / (n^(k-1) d U^(k-1) L)^(1/k)
    expectMeasure(root(measure(1n, 1n, 2, 8), 2), measure(1n, 1n, 2, 5));
    expectMeasure(root(measure(2n, 4n, 2, 8), 3), measure(2n, 1n, 2, (2 + 2 + 4 + 8) / 3));
  });

  it('of products, reciprocals and powers follows both parts', () => {
    const e = measure(2n, 3n, 5, 1);
    expectMeasure(reciprocal(e), measure(3n, 2n, 1, 5));
    expectMeasure(product(e, measure(3n, 4n, 2, 2), new Work()), measure(1n, 2n, 7, 3));
    expectMeasure(integerPower(e, 3), measure(8n, 27n, 15, 3));
    expectMeasure(integerPower(e, -2), measure(9n, 4n, 2, 10));
  });

  it('takes a content that is too long into its parts', () => {
    const { c, u, l } = integerPower(measure(2n, 3n, 0, 0), 4096);
    expect(c).toEqual({ n: 1n, d: 1n });
    expect(u).toBeCloseTo(4096, 5);
    expect(l).toBeCloseTo(4096 * Math.log2(3), 5);
  });

  it('of a sum has one common denominator, each factor at its highest power', () => {
    const summands = [
      { measure: measure(1n, 2n, 3, 4), denominators: new Map([['P', 4]]) },
      { measure: measure(1n, 3n, 1, 8), denominators: new Map([['P', 8]]) },
      { measure: measure(1n, 1n, 0, 5), denominators: new Map([['Q', 5]]) },
    ];
    // The content is 1/6; 3 2^(3 + 9), 2 2^(1 + 5) and 6 2^(0 + 8) are the summands over P^8 Q^5.
    const u = Math.log2(3 * 2 ** 12 + 2 * 2 ** 6 + 6 * 2 ** 8);
    expectMeasure(sum(summands, new Work()), measure(1n, 6n, u, 13));
  });
});

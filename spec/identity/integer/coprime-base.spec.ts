import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gcd } from '#lib/exact/integer.js';
import { BaseRefined, CoprimeBase } from '#lib/identity/integer/coprime-base.js';
import type { Factor } from '#lib/identity/integer/small-primes.js';
import { Work } from '#lib/identity/work.js';
import { runs } from '#spec/support/effort.js';

const unlimited = (): Work => new Work({ node: 1e9, question: 1e9 });

/** The factors of all numbers over one base, which is refined until it serves them all. */
function factored(numbers: readonly bigint[]): Factor[][] {
  let elements: readonly bigint[] = [];
  for (let pass = 0; pass < 100; pass++) {
    const base = new CoprimeBase(unlimited(), elements);
    try {
      return numbers.map((n) => base.factor(n));
    } catch (error) {
      if (!(error instanceof BaseRefined)) throw error;
      ({ elements } = error);
    }
  }
  throw new Error('the base is refined without end');
}

const large = fc
  .array(fc.constantFrom(3n, 7n, 1009n, 10007n, 1000003n, 2n ** 61n - 1n), {
    minLength: 1,
    maxLength: 6,
  })
  .map((primes) => primes.reduce((a, b) => a * b, 1n));

describe('a coprime base', () => {
  it('gives every number as a product of powers of elements, which are coprime and no powers', () => {
    fc.assert(
      fc.property(fc.array(large, { minLength: 1, maxLength: 6 }), (numbers) => {
        const factors = factored(numbers);
        numbers.forEach((n, i) => {
          const product = factors[i]!.reduce(
            (all, { base, exponent }) => all * base ** BigInt(exponent),
            1n,
          );
          expect(product).toBe(n);
        });
        const elements = [...new Set(factors.flat().map(({ base }) => base))];
        elements.forEach((a, i) => {
          for (const b of elements.slice(i + 1)) expect(gcd(a, b)).toBe(1n);
        });
      }),
      { numRuns: runs(150) },
    );
  });

  it('finds a common factor without knowing a prime', () => {
    const [p, q, r] = [2n ** 89n - 1n, 2n ** 107n - 1n, 2n ** 127n - 1n];
    const [pq, qr] = factored([p * q, q * r]);
    expect(pq!.map(({ base }) => base).sort()).toEqual([p, q].sort());
    expect(qr!.map(({ base }) => base).sort()).toEqual([q, r].sort());
  });

  it('sees the power that is left of a product', () => {
    const p = 2n ** 89n - 1n;
    expect(factored([p * p * 12n])).toEqual([
      [
        { base: 2n, exponent: 2 },
        { base: 3n, exponent: 1 },
        { base: p, exponent: 2 },
      ],
    ]);
  });

  it('of 1 is empty', () => {
    expect(new CoprimeBase(unlimited()).factor(1n)).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { powerFree } from '#lib/identity/integer/perfect-power.js';
import { isPrime, SMALL_PRIMES, withoutSmallPrimes } from '#lib/identity/integer/small-primes.js';
import { TooLarge, Work } from '#lib/identity/work.js';
import { runs } from '#spec/support/effort.js';

const PRIMES = [1009n, 10007n, 1000003n, 998244353n, 1000000007n, 2n ** 61n - 1n, 2n ** 89n - 1n];
const free = (n: bigint): { root: bigint; exponent: number } =>
  powerFree(n, new Work({ node: 1e9, question: 1e9 }));

describe('powerFree', () => {
  it('finds the greatest exponent of a product of prime powers', () => {
    const powers = fc.array(fc.integer({ min: 0, max: 6 }), {
      minLength: PRIMES.length,
      maxLength: PRIMES.length,
    });
    const check = (exponents: readonly number[]): void => {
      const greatest = exponents.reduce(greatestCommonDivisor, 0);
      if (greatest === 0) return;
      const n = exponents.reduce((all, k, i) => all * PRIMES[i]! ** BigInt(k), 1n);
      const root = exponents.reduce((all, k, i) => all * PRIMES[i]! ** BigInt(k / greatest), 1n);
      expect(free(n)).toEqual({ root, exponent: greatest });
    };
    fc.assert(fc.property(powers, check), { numRuns: runs(60) });
  });

  it('finds the neighbours of powers to be none', () => {
    for (const p of [2, 3, 5, 7, 31]) {
      const power = (2n ** 61n - 1n) ** BigInt(p);
      // A neighbour has small prime factors, which are taken out first.
      const { rest } = withoutSmallPrimes(power + 2n);
      expect(free(rest).exponent).toBe(1);
      expect(free(power).exponent).toBe(p);
    }
  });

  it('does without an exact root where a residue excludes it', () => {
    const work = new Work();
    expect(powerFree(withoutSmallPrimes(10n ** 1200n + 1n).rest, work).exponent).toBe(1);
    expect(work.spent).toBeLessThan(20_000);
  });

  it('gives up beyond 8192 bits', () => {
    expect(() => free(2n ** 9000n + 1n)).toThrow(TooLarge);
  });
});

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

describe('withoutSmallPrimes', () => {
  it('takes out the 168 primes below 1000, each as often as it divides', () => {
    expect(SMALL_PRIMES).toHaveLength(168);
    expect(SMALL_PRIMES.every(isPrime)).toBe(true);
    const all = SMALL_PRIMES.reduce((n, p, i) => n * BigInt(p) ** BigInt(1 + (i % 3)), 1n);
    const { factors, rest } = withoutSmallPrimes(all * 1009n);
    expect(rest).toBe(1009n);
    expect(factors).toEqual(
      SMALL_PRIMES.map((p, i) => ({ base: BigInt(p), exponent: 1 + (i % 3) })),
    );
  });
});

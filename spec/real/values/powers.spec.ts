import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { compareSync, createSession, pi, real } from '#lib/index.js';
import type { Real } from '#lib/index.js';
import { runs } from '#spec/support/effort.js';

/** Powers of it are too long to be multiplied out. */
const MANY = 10n ** 9n;

const bases = fc
  .tuple(fc.bigInt({ min: -50n, max: 50n }), fc.bigInt({ min: 1n, max: 50n }))
  .filter(([n]) => n !== 0n)
  .map(([numerator, denominator]) => real({ numerator, denominator }));
const offsets = fc.bigInt({ min: -20n, max: 20n });

function isEqual(x: Real, y: Real): boolean {
  return compareSync(x, y, { session: createSession({ workers: 0 }) }).relation === 'equal';
}

describe('powers of one rational', () => {
  it('are divided by subtracting exponents, however long the powers are', () => {
    fc.assert(
      fc.property(bases, offsets, (base, k) => {
        const quotient = base.pow(MANY).divide(base.pow(MANY - k));
        expect(isEqual(quotient, base.pow(k))).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  it('are multiplied by adding exponents, beside other factors, with the base itself and its reciprocal', () => {
    fc.assert(
      fc.property(bases, offsets, fc.boolean(), (base, k, isInverse) => {
        const single = isInverse ? real(1).divide(base) : base;
        const product = base
          .pow(MANY)
          .multiply(pi)
          .multiply(base.pow(k - MANY))
          .multiply(single);
        const expected = base.pow(k + (isInverse ? -1n : 1n)).multiply(pi);
        expect(isEqual(product, expected)).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  it('leave powers of other rationals alone', () => {
    const x = real(2).pow(MANY).multiply(real(3).pow(-MANY));
    expect(compareSync(x, 1).relation).toBe('less');
    expect(compareSync(real(2).pow(MANY).divide(real(3).pow(MANY)), x).relation).toBe('equal');
  });
});

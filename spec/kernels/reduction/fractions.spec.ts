import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { POINTS, pointOf, reducedByGaussians } from '#lib/kernels/reduction/gaussian-fractions.js';
import { FRACTIONS, fractionOf, reducedByPrimes } from '#lib/kernels/reduction/prime-fractions.js';
import { runs } from '#spec/support/effort.js';
import { naiveExp, naiveSinCos } from '../naive.js';

/** Some with so many bits that all fractions are used. */
const arguments_ = fc
  .oneof(fc.integer({ min: 16, max: 400 }), fc.constantFrom(3000, 20_000, 40_000))
  .chain((p) =>
    fc.bigInt({ min: 0n, max: 1n << BigInt(Math.min(p, 500)) }).map((top) => ({
      p,
      x: top << BigInt(p - Math.min(p, 500)),
    })),
  );

const MORE = 14;

const distance = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

describe('a reduction by primes', () => {
  it('leaves a rest whose exponential, times the fraction, is that of the argument', () => {
    fc.assert(
      fc.property(arguments_, ({ p, x }) => {
        fc.pre(p <= 3000 && x < 1n << BigInt(p));
        const w = p + MORE;
        const { rest, numerator, denominator, twos } = reducedByPrimes(x, p, w);
        const product = ((naiveExp(rest, w) * numerator) << BigInt(twos)) / denominator;
        expect(distance(product, naiveExp(x << BigInt(MORE), w))).toBeLessThan(2n ** 6n);
      }),
      { numRuns: runs(60) },
    );
  });

  it('leaves the zeros of the nearest fraction that is short for the precision', () => {
    fc.assert(
      fc.property(arguments_, ({ p, x }) => {
        const { rest } = reducedByPrimes(x, p, p);
        expect(rest).toBeGreaterThanOrEqual(0n);
        expect(rest >> BigInt(p - (p >= 20_000 ? 30 : 6))).toBe(0n);
      }),
      { numRuns: runs(60) },
    );
  });

  it('takes fractions each nearer to 1 than the one before', () => {
    const sizes = FRACTIONS.map((exponents) => {
      const { numerator, denominator, twos } = fractionOf(exponents);
      const [above, below] =
        twos > 0
          ? [numerator << BigInt(twos), denominator]
          : [numerator, denominator << BigInt(-twos)];
      return (distance(above, below) << 100n) / below;
    });
    for (let i = 1; i < sizes.length; i++) expect(2n * sizes[i]!).toBeLessThan(sizes[i - 1]!);
  });
});

describe('a reduction by Gaussian primes', () => {
  it('leaves a rest that, turned by the point, is the argument', () => {
    fc.assert(
      fc.property(arguments_, ({ p, x }) => {
        fc.pre(p <= 3000);
        const w = p + MORE;
        const { rest, re, im, norm } = reducedByGaussians(x, p, w);
        const { sin, cos } = naiveSinCos(rest, w);
        const whole = naiveSinCos(x << BigInt(MORE), w);
        expect(distance((cos * re - sin * im) / norm, whole.cos)).toBeLessThan(2n ** 6n);
        expect(distance((cos * im + sin * re) / norm, whole.sin)).toBeLessThan(2n ** 6n);
      }),
      { numRuns: runs(60) },
    );
  });

  it('leaves the zeros of the nearest point that is short for the precision', () => {
    fc.assert(
      fc.property(arguments_, ({ p, x }) => {
        const { rest } = reducedByGaussians(x, p, p);
        expect(rest).toBeGreaterThanOrEqual(0n);
        expect(rest >> BigInt(p - (p >= 40_000 ? 29 : 4))).toBe(0n);
      }),
      { numRuns: runs(60) },
    );
  });

  it('takes points of the unit circle, each nearer to 1 than the one before', () => {
    const sizes = POINTS.map((exponents) => {
      const { re, im, norm } = pointOf(exponents);
      expect(re).toBeGreaterThan(0n);
      expect(re * re + im * im).toBe(norm * norm);
      return (distance(im, 0n) << 100n) / norm;
    });
    for (let i = 1; i < sizes.length; i++) expect(2n * sizes[i]!).toBeLessThan(sizes[i - 1]!);
  });
});

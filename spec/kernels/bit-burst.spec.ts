import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expBurst, LONG, sinCosBurst } from '#lib/kernels/bit-burst.js';
import { eFixed } from '#lib/kernels/constants.js';
import { expFixed } from '#lib/kernels/exponential.js';
import { KERNEL_ERROR } from '#lib/kernels/fixed.js';
import { sinCosFixed } from '#lib/kernels/sine-cosine.js';
import { runs } from '#spec/support/effort.js';
import { naiveExp, naiveSinCos } from './naive.js';

/** It is for long numbers, but its proof holds for short ones, which can be held against naive sums. */
const precisions = fc.oneof(fc.integer({ min: 16, max: 300 }), fc.integer({ min: 300, max: 1500 }));

/** A fixed-point number from 0 to 1: dense, sparse, near an end, or with a long gap in the middle. */
const fractions = precisions.chain((p) =>
  fc
    .tuple(
      fc.bigInt({ min: 0n, max: 1n << BigInt(p) }),
      fc.integer({ min: 0, max: p }),
      fc.constantFrom('drop', 'mirror', 'gap'),
    )
    .map(([x, drop, how]) => {
      const small = x >> BigInt(drop);
      const one = 1n << BigInt(p);
      if (how === 'gap') return { p, x: (x & ((1n << BigInt(drop)) - 1n)) | (one >> 3n) };
      return { p, x: how === 'mirror' ? one - small : small };
    }),
);

const off = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

describe('the bit-burst algorithm', () => {
  it('gives exp to less than two units', () => {
    fc.assert(
      fc.property(fractions, ({ x, p }) => {
        fc.pre(x < 1n << BigInt(p));
        expect(off(expBurst(x, p), naiveExp(x, p))).toBeLessThanOrEqual(KERNEL_ERROR);
      }),
      { numRuns: runs(200) },
    );
  });

  it('gives sin and cos to less than two units', () => {
    fc.assert(
      fc.property(fractions, ({ x, p }) => {
        const { sin, cos } = sinCosBurst(x, p);
        const naive = naiveSinCos(x, p);
        expect(off(sin, naive.sin)).toBeLessThanOrEqual(KERNEL_ERROR);
        expect(off(cos, naive.cos)).toBeLessThanOrEqual(KERNEL_ERROR);
      }),
      { numRuns: runs(200) },
    );
  });

  /** Long numbers are held against laws, as naive sums would take too long. */
  const longFrom = (least: number): fc.Arbitrary<{ p: number; one: bigint; x: bigint }> =>
    fc
      .tuple(fc.integer({ min: least, max: least + 5000 }), fc.bigInt({ min: 0n, max: 2n ** 80n }))
      .map(([p, seed]) => {
        const one = 1n << BigInt(p);
        return { p, one, x: (one * seed) / (2n ** 80n + 1n) };
      });

  it('keeps exp(x) exp(1 - x) = e for long numbers', () => {
    fc.assert(
      fc.property(longFrom(LONG.exp), ({ p, one, x }) => {
        fc.pre(x > 0n);
        const product = (expFixed(x, p) * expFixed(one - x, p)) >> BigInt(p);
        // Each factor is below 3 and off by less than 2 units.
        expect(off(product, eFixed(p))).toBeLessThanOrEqual(14n);
      }),
      { numRuns: runs(5) },
    );
  });

  it('keeps cos(2 x) = 1 - 2 sin(x)^2 and sin(2 x) = 2 sin(x) cos(x) for long numbers', () => {
    fc.assert(
      fc.property(longFrom(LONG.sinCos), ({ p, one, x }) => {
        const half = x >> 1n;
        const { sin, cos } = sinCosFixed(half, p);
        const whole = sinCosFixed(2n * half, p);
        const shift = BigInt(p);
        expect(off(whole.cos, one - ((2n * sin * sin) >> shift))).toBeLessThanOrEqual(12n);
        expect(off(whole.sin, (2n * sin * cos) >> shift)).toBeLessThanOrEqual(12n);
      }),
      { numRuns: runs(2) },
    );
  });

  it('meets the series in fixed point where it takes over', () => {
    const p = LONG.exp - 1;
    const x = (1n << BigInt(p)) / 7n;
    expect(off(expFixed(x, p), expBurst(x, p))).toBeLessThanOrEqual(2n * KERNEL_ERROR);
    const short = sinCosFixed(-x, p);
    const burst = sinCosBurst(x, p);
    expect(off(short.sin, -burst.sin)).toBeLessThanOrEqual(2n * KERNEL_ERROR);
    expect(off(short.cos, burst.cos)).toBeLessThanOrEqual(2n * KERNEL_ERROR);
  });
});

import { describe, expect, it } from '@jest/globals';
import { ceilTo, dyadic, floorTo } from '#lib/exact/dyadic.js';
import { fromDouble, toDoubleDown } from '#lib/exact/double.js';
import { piFixed } from '#lib/kernels/constants.js';
import { exactly } from '#lib/kernels/doubles/bounds.js';
import { quartersOf, reduce, reduced } from '#lib/kernels/doubles/quarters.js';
import { cosDoubles, sinDoubles, tanDoubles } from '#lib/kernels/doubles/sine-cosine.js';
import { sinCosFixed } from '#lib/kernels/sine-cosine.js';

const P = 400;

interface Near {
  readonly x: number;
  readonly k: bigint;
  /** |x - k pi/2|, log2. */
  readonly log2: number;
}

const log2Of = (fixed: bigint): number => {
  const size = fixed < 0n ? -fixed : fixed;
  const bits = size.toString(2).length;
  return Math.log2(Number(size >> BigInt(Math.max(0, bits - 60)))) + Math.max(0, bits - 60) - P;
};

/** x - k pi/2 at P bits, to a unit times k. */
const restOf = (x: number, k: bigint): bigint =>
  floorTo(fromDouble(x), -P) - ((k * piFixed(P)) >> 1n);

/**
 * Doubles m 2^q nearest to multiples of pi/2: m / k is a convergent of the continued fraction of pi/2 / 2^q, as these
 * are the best approximations (Lagrange).
 */
function nearest(q: number): Near[] {
  const near: Near[] = [];
  // pi/2 / 2^q as a fraction.
  let n = piFixed(P);
  let d = 1n << BigInt(P + 1 + q);
  let [m0, m1, k0, k1] = [0n, 1n, 1n, 0n];
  while (d !== 0n) {
    const a = n / d;
    [m0, m1] = [m1, a * m1 + m0];
    [k0, k1] = [k1, a * k1 + k0];
    [n, d] = [d, n - a * d];
    if (m1 >= 1n << 53n) break;
    if (k1 === 0n || m1 === 0n) continue;
    const x = toDoubleDown(dyadic(m1, q));
    if (x < 2 ** 20) near.push({ x, k: k1, log2: log2Of(restOf(x, k1)) });
  }
  return near;
}

// Doubles from 1/2 to 2^20 are multiples of 2^-53 to 2^-33.
const NEAR = Array.from({ length: 21 }, (_, i) => nearest(i - 53)).flat();

describe('The doubles nearest to multiples of pi/2', () => {
  it('below 2^20 lie further than 2^-62 from them', () => {
    const least = Math.min(...NEAR.map(({ log2 }) => log2));
    expect(NEAR.length).toBeGreaterThan(100);
    expect(least).toBeGreaterThan(-62);
    // So near that a reduction in two parts would have lost the value.
    expect(least).toBeLessThan(-55);
  });

  it('are reduced to 2^-70 in proportion, with the right sign', () => {
    const wrong = NEAR.filter(({ x, k }) => {
      reduce(x, quartersOf(x));
      const found = floorTo(fromDouble(reduced.high), -P) + floorTo(fromDouble(reduced.low), -P);
      const off = log2Of(found - restOf(x, k)) - log2Of(restOf(x, k));
      return BigInt(quartersOf(x)) === k && !(off < -70);
    });
    expect(wrong).toEqual([]);
  });

  it('have sine, cosine and tangent within narrow bounds', () => {
    for (const { x, k } of NEAR) {
      if (BigInt(quartersOf(x)) !== k) continue;
      for (const sign of [1, -1]) {
        const { sin, cos } = sinCosFixed(restOf(x, k), P);
        const quarter = Number(k & 3n);
        const s = BigInt(sign) * [sin, cos, -sin, -cos][quarter]!;
        const c = [cos, -sin, -cos, sin][quarter]!;
        const values = [s, c, (s << BigInt(P)) / c];
        for (const [i, doubles] of [sinDoubles, cosDoubles, tanDoubles].entries()) {
          const { lo, hi } = doubles(exactly(sign * x));
          expect(ceilTo(fromDouble(lo), -P)).toBeLessThan(values[i]!);
          expect(floorTo(fromDouble(hi), -P)).toBeGreaterThan(values[i]!);
          expect((hi - lo) / Math.abs(lo)).toBeLessThan(2 ** -48);
        }
      }
    }
  });
});

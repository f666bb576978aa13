import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pi, real } from 'pincer';
import { runs } from '#spec/support/effort.js';

describe('real.between', () => {
  it('bounds every value made of it by what each quantity inside would give', () => {
    const end = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(end, end, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, part) => {
        const [lo, hi] = [Math.min(a, b), Math.max(a, b)];
        const inside = real(lo).add(real(hi).subtract(lo).multiply(part));
        const polynomial = (x: ReturnType<typeof real>) =>
          x.multiply(x).add(x.multiply(3)).subtract(1);
        const whole = polynomial(real.between(lo, hi)).refineSync({ bits: 10 });
        const one = polynomial(inside).refineSync({ bits: 40 });
        expect(whole.lower?.lte(one.upper ?? NaN)).toBe(true);
        expect(whole.upper?.gte(one.lower ?? NaN)).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  it('ends exhausted on a goal narrower than it permits, and names the datum', () => {
    const radius = real.between('1.22', '1.24', 'radius');
    const height = real.between('3.0001', '3.0002', 'height');
    const volume = radius.pow(2).multiply(pi).multiply(height);
    const result = volume.refineSync({ digits: 8 });
    expect([result.status, result.reason]).toEqual(['partial', 'exhausted']);
    expect(result.limitedBy).toMatch(/radius/);
    expect(volume.refineSync({ digits: 2 }).status).toBe('met');
  });

  it('is one quantity wherever the same Real is used, and another one for each call', () => {
    const x = real.between(1, 2);
    const y = real.between(1, 2);
    expect(x.divide(y).refineSync({ eps: 2 }).lower?.toString()).toMatch(/^0\.(49|5)/);
    expect(x.eq(x)).toBe(true);
    expect(x.eq(y)).toBeUndefined();
  });

  it('of two equal bounds is a constant, and refuses bounds in the wrong order', () => {
    expect(real.between(3, 3).refineSync({ digits: 5 }).rational).toBe('3');
    expect(() => real.between(2, 1)).toThrow(/between: the lower bound 2 is above the upper one 1/);
  });
});

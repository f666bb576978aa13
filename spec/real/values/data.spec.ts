import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSession, exp, knownWithin, ln, pi, real, sin, sqrt } from 'pincer';
import type { Result } from 'pincer';
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

describe('knownWithin', () => {
  it('has the bounds of its value met with those of the claim, for every goal', () => {
    const quarters = fc.integer({ min: 0, max: 40 });
    const bits = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(quarters, quarters, bits, (below, above, most) => {
        const x = sin(sqrt(below + 2)).multiply(3);
        const near = x.toNumber();
        const [lo, hi] = [near - 2 ** -above, near + 2 ** -below];
        const { bounds } = knownWithin(x, lo, hi).refineSync({ bits: most });
        const exact = x.refineSync({ bits: 300 });
        expect(bounds.lower?.gte(lo) && bounds.upper?.lte(hi)).toBe(true);
        expect(bounds.lower?.lte(exact.lower ?? NaN)).toBe(true);
        expect(bounds.upper?.gte(exact.upper ?? NaN)).toBe(true);
      }),
      { numRuns: runs(40) },
    );
  });

  it('narrows no other user of its value', async () => {
    await using session = createSession();
    const x = real.between(1, 2, 'x');
    const claim = knownWithin(x, '1.25', '1.5');
    const seen = ({ lower, upper }: Result): string => `${String(lower)} ${String(upper)}`;
    expect(seen(claim.refineSync({ bits: 1 }, { session }))).toBe('1.25 1.5');
    expect(seen(x.refineSync({ bits: 1 }, { session }))).toBe('1 2');
  });

  it('is what limits a value that is narrow by the claim alone, in results and in explain', async () => {
    await using session = createSession();
    const x = real.between(1, 2, 'x');
    const value = exp(knownWithin(x, '1.25', '1.2500001', 'table 7'));
    const { reason, limitedBy } = value.refineSync({ digits: 20 }, { session });
    expect([reason, limitedBy]).toEqual([
      'exhausted',
      expect.stringMatching(/^knownWithin#\d+ table 7$/),
    ]);
    expect(value.explain({ digits: 20 }, { session }).limiting?.node).toBe(limitedBy);
    const byX = exp(knownWithin(x, 0, 5, 'table 8')).refineSync({ digits: 20 }, { session });
    expect(byX.limitedBy).toMatch(/^datum#\d+ x$/);
  });

  it('narrows its value where the goal asks for more than the claim', () => {
    const claim = knownWithin(pi, '3.1', '3.2');
    expect(claim.refineSync({ digits: 2 }).status).toBe('met');
    expect(claim.refineSync({ digits: 40 }).digits).toBe(pi.refineSync({ digits: 40 }).digits);
  });

  it.each([
    ['an irrational value', sqrt(2), 'sqrt#'],
    ['an exact rational', real('1.4'), '[1.4,'],
  ])('has an error that names the claim where it is refuted: %s', (_, x) => {
    const { status, error } = knownWithin(x, '1.5', '1.6', 'table 9').refineSync({ digits: 5 });
    expect(status).toBe('error');
    expect(String(error)).toMatch(/^ContradictionError: knownWithin.*table 9 is refuted by .*1\.4/);
  });

  it('is not defined where its value is not', () => {
    const { status, error } = knownWithin(ln(sin(4)), 0, 1).refineSync({ digits: 5 });
    expect([status, error?.name]).toEqual(['error', 'DomainError']);
  });

  it('is one node for two claims that agree, and refuses bounds in the wrong order', () => {
    const twice = knownWithin(pi, 3, 4, 'a').subtract(knownWithin(pi, 3, 4, 'a'));
    expect(twice.isZero()).toBe(true);
    expect(() => knownWithin(pi, 4, 3)).toThrow(
      /knownWithin: the lower bound 4 is above the upper one 3/,
    );
    expect(() => knownWithin(pi, NaN, 3)).toThrow(RangeError);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compare, dyadic, fromInteger, ONE, ZERO } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { log2Lower } from '#lib/exact/logarithm.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { above } from '#lib/exact/enclosure/ends.js';
import {
  ALL,
  below,
  contains,
  containsPoint,
  containsRational,
  containsZero,
  equals,
  hull,
  intersect,
  isFinite,
  isNegative,
  isNonNegative,
  isNonPositive,
  isPoint,
  isPositive,
  lowerEnd,
  magnitudeLog2,
  mignitudeLog2,
  point,
  signOf,
  toDoubles,
  upperEnd,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import { ratCompare, ratFromDyadic, ratSign, ratSubtract } from '#lib/exact/rational.js';
import { runs } from '#spec/support/effort.js';
import type { Ends } from '../arbitraries.js';
import {
  dyadics,
  enclosures,
  endsOf,
  finiteEnclosures,
  isWellFormed,
  pointAt,
  ratMax,
  ratMin,
  rationals,
  shares,
} from '../arbitraries.js';

const FAR = 2 ** 32;

function meet(a: Ends, b: Ends): Ends {
  return {
    lo: a.lo === null ? b.lo : b.lo === null ? a.lo : ratMax(a.lo, b.lo),
    hi: a.hi === null ? b.hi : b.hi === null ? a.hi : ratMin(a.hi, b.hi),
  };
}

function isEmpty(x: Ends): boolean {
  return x.lo !== null && x.hi !== null && ratCompare(x.lo, x.hi) > 0;
}

describe('containment', () => {
  test('of rationals, dyadics and enclosures is decided exactly', () => {
    fc.assert(
      fc.property(enclosures, rationals, dyadics, enclosures, (x, r, d, inner) => {
        const { lo, hi } = endsOf(x);
        const holds = (at: typeof r): boolean =>
          (lo === null || ratCompare(lo, at) <= 0) && (hi === null || ratCompare(at, hi) <= 0);
        expect(containsRational(x, r)).toBe(holds(r));
        expect(containsPoint(x, d)).toBe(holds(ratFromDyadic(d)));
        const met = meet(endsOf(x), endsOf(inner));
        expect(contains(x, inner)).toBe(sameEnds(met, endsOf(inner)));
      }),
      { numRuns: runs(500) },
    );
  });

  test('holds for every point between the ends and for the enclosure itself', () => {
    fc.assert(
      fc.property(enclosures, shares, (x, share) => {
        expect(containsRational(x, pointAt(x, share))).toBe(true);
        expect(contains(x, x) && contains(ALL, x) && equals(x, x)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test('is decided at once for numbers 2^33 powers of two apart', () => {
    const huge: Enclosure = { kind: 'wide', lo: dyadic(1n, -FAR), hi: dyadic(1n, FAR) };
    expect(containsRational(huge, { n: 1n, d: 3n })).toBe(true);
    expect(containsRational(huge, { n: 0n, d: 1n })).toBe(false);
    expect(contains(huge, point(ONE))).toBe(true);
    expect(widthLog2(huge)).toBeGreaterThanOrEqual(FAR);
    expect(widthLog2(huge)).toBeLessThan(FAR + 0.001);
  });
});

function sameEnds(a: Ends, b: Ends): boolean {
  const same = (p: Ends['lo'], q: Ends['lo']): boolean =>
    p === null || q === null ? p === q : ratCompare(p, q) === 0;
  return same(a.lo, b.lo) && same(a.hi, b.hi);
}

describe('signs', () => {
  test('follow from the ends alone', () => {
    fc.assert(
      fc.property(enclosures, (x) => {
        const { lo, hi } = endsOf(x);
        const low = lo === null ? -1 : ratSign(lo);
        const high = hi === null ? 1 : ratSign(hi);
        expect(containsZero(x)).toBe(low <= 0 && high >= 0);
        expect(isPositive(x)).toBe(low > 0);
        expect(isNegative(x)).toBe(high < 0);
        expect(isNonNegative(x)).toBe(low >= 0);
        expect(isNonPositive(x)).toBe(high <= 0);
        const sign = low > 0 ? 1 : high < 0 ? -1 : low === 0 && high === 0 ? 0 : undefined;
        expect(signOf(x)).toBe(sign);
        expect(isFinite(x)).toBe(lo !== null && hi !== null);
        expect(isPoint(x)).toBe(lo !== null && hi !== null && ratCompare(lo, hi) === 0);
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('intersect', () => {
  test('is exact, and undefined only when nothing is common', () => {
    fc.assert(
      fc.property(enclosures, enclosures, (a, b) => {
        const met = meet(endsOf(a), endsOf(b));
        const both = intersect(a, b);
        expect(both === undefined).toBe(isEmpty(met));
        if (both === undefined) return;
        expect(isWellFormed(both)).toBe(true);
        expect(sameEnds(endsOf(both), met)).toBe(true);
        if (a.kind === 'narrow' && b.kind === 'narrow') expect(both.kind).toBe('narrow');
      }),
      { numRuns: runs(1000) },
    );
  });

  test('of overlapping narrow ones is narrow on the finer grid, exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
        fc.nat(300),
        fc.maxSafeNat(),
        fc.maxSafeNat(),
        fc.bigInt({ min: 0n, max: 2n ** 53n }),
        (lo, shift, width, finerWidth, offset) => {
          const coarse: Enclosure = { kind: 'narrow', lo, width, exp: shift };
          const start = ((lo + (offset % BigInt(width + 1))) << BigInt(shift)) - offset;
          const fine: Enclosure = { kind: 'narrow', lo: start, width: finerWidth, exp: 0 };
          const both = intersect(coarse, fine);
          const met = meet(endsOf(coarse), endsOf(fine));
          expect(both === undefined).toBe(isEmpty(met));
          if (both === undefined) return;
          expect([both.kind, isWellFormed(both)]).toEqual(['narrow', true]);
          expect(sameEnds(endsOf(both), met)).toBe(true);
        },
      ),
      { numRuns: runs(300) },
    );
  });

  test('gives back the first enclosure when it lies inside the second', () => {
    const inner: Enclosure = { kind: 'narrow', lo: 5n, width: 2, exp: -3 };
    expect(intersect(inner, ALL)).toBe(inner);
    expect(intersect(ALL, inner)).toEqual(inner);
    expect(intersect(inner, { ...inner })).toBe(inner);
  });

  test('never writes out the bits between grids that lie far apart', () => {
    const coarse: Enclosure = { kind: 'narrow', lo: -1n, width: 2, exp: FAR };
    const fine: Enclosure = { kind: 'narrow', lo: 1n, width: 5, exp: -FAR };
    expect(intersect(coarse, fine)).toEqual(fine);
    expect(intersect(below(dyadic(1n, -FAR)), above(dyadic(1n, FAR)))).toEqual({
      kind: 'wide',
      lo: dyadic(1n, -FAR),
      hi: dyadic(1n, FAR),
    });
    expect(intersect(below(dyadic(1n, FAR)), above(dyadic(1n, -FAR)))).toBeUndefined();
  });
});

describe('hull', () => {
  test('is the least enclosure around both', () => {
    fc.assert(
      fc.property(enclosures, enclosures, (a, b) => {
        const both = hull(a, b);
        expect(isWellFormed(both)).toBe(true);
        expect(contains(both, a) && contains(both, b)).toBe(true);
        const lo = lowerEnd(both);
        if (lo)
          expect([lowerEnd(a), lowerEnd(b)].some((end) => end && compare(end, lo) === 0)).toBe(
            true,
          );
        const hi = upperEnd(both);
        if (hi)
          expect([upperEnd(a), upperEnd(b)].some((end) => end && compare(end, hi) === 0)).toBe(
            true,
          );
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('sizes', () => {
  test('logarithms of width, magnitude and mignitude are bounds that miss little', () => {
    fc.assert(
      fc.property(finiteEnclosures, (x) => {
        const { lo, hi } = endsOf(x);
        if (lo === null || hi === null) throw new Error('finite enclosures have ends');
        expect(isBoundOf(widthLog2(x), ratSubtract(hi, lo), 'upper')).toBe(true);
        const sizes = [lo, hi].map((end) => ({ n: end.n < 0n ? -end.n : end.n, d: end.d }));
        expect(isBoundOf(magnitudeLog2(x), ratMax(...sizes), 'upper')).toBe(true);
        const least = containsZero(x) ? { n: 0n, d: 1n } : ratMin(...sizes);
        expect(isBoundOf(mignitudeLog2(x), least, 'lower')).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test('a magnitude is that of the end farther from zero, on either side', () => {
    for (const [lo, width, farther] of [
      [-100n, 110, 100],
      [-10n, 110, 100],
      [-100n, 50, 100],
      [50n, 50, 100],
    ] as const)
      expect(magnitudeLog2({ kind: 'narrow', lo, width, exp: 0 })).toBeCloseTo(
        Math.log2(farther),
        9,
      );
  });

  test('a magnitude is bounded as closely by its double as by its digits, near powers of two too', () => {
    const nearPower = fc.record({
      bits: fc.integer({ min: 1, max: 1100 }),
      off: fc.bigInt({ min: -8n, max: 8n }),
      negative: fc.boolean(),
    });
    const widths = fc.oneof(
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 0, max: 2 ** 53 - 1 }),
    );
    fc.assert(
      fc.property(
        nearPower,
        widths,
        fc.integer({ min: -5000, max: 5000 }),
        ({ bits, off, negative }, width, exp) => {
          const m = (1n << BigInt(bits)) + off;
          const lo = negative ? -m : m;
          const hi = lo + BigInt(width);
          const farther = hi > -lo ? hi : lo < 0n ? -lo : lo;
          const found = magnitudeLog2({ kind: 'narrow', lo, width, exp });
          const exactly = log2Lower(dyadic(farther, exp));
          expect(found).toBeGreaterThanOrEqual(exactly);
          if (farther === 0n) return;
          expect(found - exactly).toBeLessThan(2 ** -36);
          if (found % 1 === 0) {
            expect(farther <= 1n << BigInt(Math.max(0, found - exp))).toBe(true);
          }
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  test('of half-lines and the line are infinite', () => {
    expect([widthLog2(ALL), magnitudeLog2(below(ONE)), mignitudeLog2(below(ONE))]).toEqual([
      Infinity,
      Infinity,
      0,
    ]);
    expect(mignitudeLog2(above(fromInteger(-4)))).toBe(2);
    expect(mignitudeLog2(ALL)).toBe(-Infinity);
  });

  test('as doubles the ends go outward', () => {
    fc.assert(
      fc.property(enclosures, (x) => {
        const { lo, hi } = toDoubles(x);
        const low = lowerEnd(x);
        const high = upperEnd(x);
        expect(low === null || lo === -Infinity || compare(fromDouble(lo), low) <= 0).toBe(true);
        expect(high === null || hi === Infinity || compare(fromDouble(hi), high) >= 0).toBe(true);
      }),
      { numRuns: runs(200) },
    );
    expect(toDoubles(point(ZERO))).toEqual({ lo: 0, hi: 0 });
  });
});

/** Whether `log` bounds `log2(x)` and misses it by less than 1/1000, by comparing 64th powers. */
function isBoundOf(log: number, x: { n: bigint; d: bigint }, side: 'upper' | 'lower'): boolean {
  if (x.n === 0n) return log === -Infinity;
  const slack = 1 / 64;
  const under = side === 'upper' ? log - 0.001 - slack : log - slack;
  const over = side === 'lower' ? log + 0.001 + slack : log + slack;
  const k = (t: number): bigint => BigInt(t);
  const powerAtLeast = (t: number): boolean =>
    t >= 0 ? x.n ** 64n >= (x.d ** 64n) << k(t) : (x.n ** 64n) << k(-t) >= x.d ** 64n;
  return powerAtLeast(Math.floor(under * 64)) && !powerAtLeast(Math.ceil(over * 64) + 1);
}

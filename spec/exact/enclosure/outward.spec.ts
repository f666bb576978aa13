import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { compare, dyadic, fromInteger, ONE, sign, topExponent, ZERO } from '#lib/exact/dyadic.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { above } from '#lib/exact/enclosure/ends.js';
import {
  ALL,
  below,
  contains,
  containsRational,
  equals,
  isPoint,
  lowerEnd,
  point,
  upperEnd,
} from '#lib/exact/enclosure/enclosure.js';
import {
  fromEnds,
  fromEndsOpen,
  fromRational,
  fromUnits,
  roundTo,
} from '#lib/exact/enclosure/outward.js';
import { rational } from '#lib/exact/rational.js';
import { runs } from '#spec/support/effort.js';
import {
  enclosures,
  endsOf,
  grids,
  integers,
  isWellFormed,
  nestedEnclosures,
  rationals,
} from '../arbitraries.js';
import { isTight } from '../tightness.js';

const FAR = 2 ** 32;

describe('roundTo', () => {
  test('contains what it was made of, keeps signs and has a narrow width below 2^53', () => {
    fc.assert(
      fc.property(enclosures, grids, (x, grid) => {
        const rounded = roundTo(x, grid);
        expect(isWellFormed(rounded)).toBe(true);
        expect(contains(rounded, x)).toBe(true);
        expect(endSigns(rounded)).toEqual(endSigns(x));
      }),
      { numRuns: runs(1000) },
    );
  });

  test('moves no end by more than a unit of the grid, 2^-50 of the width or 2^-63 of the end', () => {
    fc.assert(
      fc.property(enclosures, grids, (x, grid) => {
        expect(isTight(roundTo(x, grid), endsOf(x), grid)).toBe(true);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('keeps wide ends to 64 bits and half-lines to as many', () => {
    fc.assert(
      fc.property(enclosures, grids, (x, grid) => {
        const rounded = roundTo(x, grid);
        if (rounded.kind === 'narrow') return;
        for (const end of [lowerEnd(rounded), upperEnd(rounded)]) {
          if (end && end.m !== 0n && x !== rounded)
            expect(significantBits(end)).toBeLessThanOrEqual(64);
        }
      }),
      { numRuns: runs(300) },
    );
  });

  test('is isotone: what lay inside lies inside afterwards', () => {
    fc.assert(
      fc.property(nestedEnclosures, grids, ([inner, outer], grid) => {
        expect(contains(roundTo(outer, grid), roundTo(inner, grid))).toBe(true);
      }),
      { numRuns: runs(2000) },
    );
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(enclosures, grids, (x, grid) => {
        const once = roundTo(x, grid);
        expect(equals(roundTo(once, grid), once)).toBe(true);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('leaves points that fit as they are', () => {
    for (const grid of [-1000, -1, 0, 100, Infinity]) {
      for (const n of [0n, 1n, -3n, 2n ** 60n + 1n]) {
        expect(roundTo(point(fromInteger(n)), grid)).toEqual(point(fromInteger(n)));
      }
    }
    expect(isPoint(roundTo(point(dyadic(1n, -1000)), 0))).toBe(true);
    expect(isPoint(roundTo(point(dyadic(2n ** 100n + 1n, 0)), 0))).toBe(true);
    expect(isPoint(roundTo(point(dyadic(2n ** 100n + 1n, 0)), Infinity))).toBe(false);
  });
});

describe('fromUnits', () => {
  test('is fromEnds by a shorter way', () => {
    fc.assert(
      fc.property(
        integers,
        fc.bigInt({ min: 0n, max: 2n ** 90n }),
        fc.integer({ min: -500, max: 500 }),
        grids,
        (lo, width, exp, grid) => {
          const x = fromUnits(lo, width, exp, grid);
          const y = fromEnds(dyadic(lo, exp), dyadic(lo + width, exp), grid);
          expect(isWellFormed(x)).toBe(true);
          expect(equals(x, y)).toBe(true);
        },
      ),
      { numRuns: runs(2000) },
    );
  });
});

describe('fromRational', () => {
  test('is a point for a dyadic that fits and one unit wide otherwise', () => {
    fc.assert(
      fc.property(rationals, grids, (r, grid) => {
        const x = fromRational(r, grid);
        expect(containsRational(x, r)).toBe(true);
        if (x.kind !== 'narrow') throw new Error('a rational is narrow');
        expect(x.width).toBeLessThanOrEqual(1);
        if (x.width === 1) {
          const smaller = x.lo < 0n ? -(x.lo + 1n) : x.lo;
          const relative = smaller.toString(2).length;
          expect(relative >= 64 && (x.exp === grid || relative <= 66 || x.exp < grid)).toBe(true);
        }
      }),
      { numRuns: runs(1000) },
    );
    expect(fromRational(rational(3n, 8n), -5)).toEqual(point(dyadic(3n, -3)));
    expect(fromRational(rational(0n), Infinity)).toEqual(point(ZERO));
  });
});

describe('ends out of range', () => {
  const huge = dyadic(3n, FAR + 5);
  const tiny = dyadic(3n, -FAR - 5);
  const negative = (d: Dyadic): Dyadic => dyadic(-d.m, d.e);
  const most = dyadic(1n, FAR - 1);
  const least = dyadic(1n, -FAR);

  test('become infinite or zero on the sound side', () => {
    const cases: [Dyadic | null, Dyadic | null, Enclosure][] = [
      [ONE, huge, below(ONE)],
      [huge, huge, below(most)],
      [negative(huge), huge, ALL],
      [negative(huge), negative(huge), above(negative(most))],
      [negative(huge), ONE, above(ONE)],
      [tiny, ONE, { kind: 'narrow', lo: 0n, width: 1, exp: 0 }],
      [tiny, tiny, { kind: 'narrow', lo: 0n, width: 1, exp: -FAR }],
      [negative(tiny), negative(tiny), { kind: 'narrow', lo: -1n, width: 1, exp: -FAR }],
      [tiny, null, below(ZERO)],
      [null, tiny, above(least)],
      [null, null, ALL],
      [huge, null, below(most)],
      [tiny, huge, below(ZERO)],
    ];
    for (const [lo, hi, expected] of cases) {
      expect(fromEndsOpen(lo, hi, -60)).toEqual(expected);
      if (lo && hi) expect(fromEnds(lo, hi, -60)).toEqual(expected);
    }
  });

  test('magnitudes up to 2^(2^32) keep their ends and their sign', () => {
    const x = fromEnds(least, dyadic(1n, FAR - 1), -60);
    expect(x).toEqual({ kind: 'wide', lo: least, hi: dyadic(1n, FAR - 1) });
    expect(fromEnds(dyadic(1n, -332), dyadic(1n, 1_000_000), -100)).toEqual({
      kind: 'wide',
      lo: dyadic(1n, -332),
      hi: dyadic(1n, 1_000_000),
    });
  });
});

function endSigns(x: Enclosure): (number | null)[] {
  return [lowerEnd(x), upperEnd(x)].map((end) => (end ? sign(end) : null));
}

function significantBits(end: Dyadic): number {
  let { m } = end;
  while ((m & 1n) === 0n) m >>= 1n;
  return topExponent({ m, e: 0 });
}

test('ends compare as they were given', () => {
  const x = fromEnds(fromInteger(-3), fromInteger(7), Infinity);
  expect([lowerEnd(x), upperEnd(x)].map((end) => end && compare(end, ZERO))).toEqual([-1, 1]);
  expect(x).toEqual({ kind: 'narrow', lo: -3n, width: 10, exp: 0 });
});

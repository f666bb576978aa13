import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Dyadic } from '#lib/exact/dyadic.js';
import {
  absolute,
  add,
  addDown,
  addUp,
  ceilTo,
  compare,
  dyadic,
  equals,
  floorTo,
  fromInteger,
  max,
  min,
  multiply,
  negate,
  roundDown,
  roundUp,
  scale,
  sign,
  subtract,
  topExponent,
  ZERO,
} from '#lib/exact/dyadic.js';
import { fromDouble, toDoubleDown, toDoubleNearest, toDoubleUp } from '#lib/exact/double.js';
import { log2Lower, log2Upper } from '#lib/exact/logarithm.js';
import { LimitError } from '#lib/exact/errors.js';
import { bitLength } from '#lib/exact/integer.js';
import {
  ratAdd,
  ratCompare,
  ratFromDyadic,
  ratMultiply,
  ratSign,
  ratSubtract,
} from '#lib/exact/rational.js';
import { runs } from '#spec/support/effort.js';
import { dyadics, integers } from './arbitraries.js';

const FAR = 2 ** 32;
const farApart: Dyadic[] = [
  dyadic(-5n, FAR),
  dyadic(-1n, 0),
  dyadic(-7n, -FAR),
  ZERO,
  dyadic(1n, -FAR),
  dyadic(3n, -FAR),
  dyadic(1n, 0),
  dyadic(1n, FAR - 1),
  dyadic(3n << 100n, FAR - 102),
  dyadic(1n, FAR),
];

describe('exact operations', () => {
  test('agree with rationals', () => {
    fc.assert(
      fc.property(dyadics, dyadics, (a, b) => {
        const x = ratFromDyadic(a);
        const y = ratFromDyadic(b);
        expect(ratFromDyadic(add(a, b))).toEqual(ratAdd(x, y));
        expect(ratFromDyadic(subtract(a, b))).toEqual(ratSubtract(x, y));
        expect(ratFromDyadic(multiply(a, b))).toEqual(ratMultiply(x, y));
        expect(compare(a, b)).toBe(ratCompare(x, y));
        expect(sign(a)).toBe(ratSign(x));
        expect(compare(min(a, b), max(a, b))).toBeLessThanOrEqual(0);
        expect(equals(scale(a, 7), multiply(a, fromInteger(128)))).toBe(true);
        expect(add(a, negate(a))).toEqual(ZERO);
        expect(absolute(a).m >= 0n).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test('compare numbers that lie 2^33 powers of two apart at once', () => {
    for (const [i, a] of farApart.entries()) {
      for (const [j, b] of farApart.entries()) expect(compare(a, b)).toBe(Math.sign(i - j));
    }
  });

  test('refuse a sum that could not be written out, by name', () => {
    expect(() => add(dyadic(1n, FAR), fromInteger(1))).toThrow(LimitError);
  });
});

describe('topExponent', () => {
  test('is the least exponent whose power exceeds the magnitude', () => {
    fc.assert(
      fc.property(dyadics, (a) => {
        fc.pre(a.m !== 0n);
        const top = topExponent(a);
        expect(compare(absolute(a), dyadic(1n, top))).toBe(-1);
        expect(compare(absolute(a), dyadic(1n, top - 1))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: runs(200) },
    );
    expect(topExponent(ZERO)).toBe(-Infinity);
  });
});

describe('directed rounding', () => {
  test('to a grid moves by less than one unit', () => {
    fc.assert(
      fc.property(dyadics, fc.integer({ min: -600, max: 600 }), (a, exp) => {
        const down = floorTo(a, exp);
        const up = ceilTo(a, exp);
        expect(compare(dyadic(down, exp), a)).toBeLessThanOrEqual(0);
        expect(compare(dyadic(down + 1n, exp), a)).toBe(1);
        expect(compare(dyadic(up, exp), a)).toBeGreaterThanOrEqual(0);
        expect(compare(dyadic(up - 1n, exp), a)).toBe(-1);
      }),
      { numRuns: runs(300) },
    );
  });

  test('to so many bits keeps them, the direction and the sign', () => {
    fc.assert(
      fc.property(dyadics, fc.integer({ min: 1, max: 200 }), (a, bits) => {
        const down = roundDown(a, bits);
        const up = roundUp(a, bits);
        expect(compare(down, a)).toBeLessThanOrEqual(0);
        expect(compare(up, a)).toBeGreaterThanOrEqual(0);
        expect([sign(down), sign(up)]).toEqual([sign(a), sign(a)]);
        for (const rounded of [down, up]) {
          expect(bitLength(rounded.m >> BigInt(1))).toBeLessThanOrEqual(bits);
          const error = absolute(subtract(rounded, a));
          expect(topExponent(error)).toBeLessThanOrEqual(topExponent(a) - bits);
        }
      }),
      { numRuns: runs(300) },
    );
  });

  test('of a sum frames the exact one, near or far', () => {
    fc.assert(
      fc.property(dyadics, dyadics, fc.integer({ min: 2, max: 300 }), (a, b, bits) => {
        const sum = add(a, b);
        expect(compare(addDown(a, b, bits), sum)).toBeLessThanOrEqual(0);
        expect(compare(addUp(a, b, bits), sum)).toBeGreaterThanOrEqual(0);
        const spread = subtract(addUp(a, b, bits), addDown(a, b, bits));
        expect(topExponent(spread)).toBeLessThanOrEqual(topExponent(sum) - bits + 3);
      }),
      { numRuns: runs(300) },
    );
    const one = fromInteger(1);
    for (const tiny of [dyadic(1n, -FAR), dyadic(-1n, -FAR)]) {
      expect(compare(addDown(one, tiny, 64), one)).toBe(sign(tiny) < 0 ? -1 : 0);
      expect(compare(addUp(one, tiny, 64), one)).toBe(sign(tiny) < 0 ? 0 : 1);
    }
  });
});

describe('logarithms', () => {
  test('frame the true one, and are exact for powers of two', () => {
    fc.assert(
      fc.property(dyadics, (a) => {
        fc.pre(a.m !== 0n);
        const lower = log2Lower(a);
        const upper = log2Upper(a);
        expect(upper - lower).toBeLessThan(2 ** -30);
        // 2^(k/64) against a, by raising both to the 64th power.
        const power = dyadic(absolute(a).m ** 64n, a.e * 64);
        expect(compare(power, dyadic(1n, Math.floor(lower * 64)))).toBeGreaterThanOrEqual(0);
        expect(compare(power, dyadic(1n, Math.ceil(upper * 64)))).toBeLessThanOrEqual(0);
      }),
      { numRuns: runs(200) },
    );
    for (const k of [-FAR, -1075, -1, 0, 1, 52, 53, 54, 2000, FAR]) {
      expect([log2Lower(dyadic(-1n, k)), log2Upper(dyadic(1n << 60n, k - 60))]).toEqual([k, k]);
    }
    expect([log2Lower(ZERO), log2Upper(ZERO)]).toEqual([-Infinity, -Infinity]);
  });

  test('stay directed for a number just beside a power of two', () => {
    for (const e of [-100, -FAR, FAR]) {
      const above = dyadic((1n << 100n) + 1n, e);
      const under = dyadic((1n << 100n) - 1n, e);
      expect(log2Lower(above)).toBe(100 + e);
      expect(log2Upper(above)).toBeGreaterThan(100 + e);
      expect(log2Upper(under)).toBe(100 + e);
      expect(log2Lower(under)).toBeLessThan(100 + e);
    }
  });
});

describe('doubles', () => {
  const doubles = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(5e-324, -5e-324, 2 ** -1022, Number.MAX_VALUE, 0.1, 2 ** 53, 1 - 2 ** -53),
  );

  test('come back unchanged', () => {
    fc.assert(
      fc.property(doubles, (x) => {
        const a = fromDouble(x);
        for (const back of [toDoubleDown(a), toDoubleUp(a), toDoubleNearest(a)]) {
          expect(back === x).toBe(true);
        }
      }),
      { numRuns: runs(1000) },
    );
  });

  test('frame a dyadic with no double between', () => {
    fc.assert(
      fc.property(integers, fc.integer({ min: -1500, max: 1100 }), (m, e) => {
        const a = dyadic(m, e);
        const down = toDoubleDown(a);
        const up = toDoubleUp(a);
        const nearest = toDoubleNearest(a);
        if (down !== -Infinity) expect(compare(fromDouble(down), a)).toBeLessThanOrEqual(0);
        if (up !== Infinity) expect(compare(fromDouble(up), a)).toBeGreaterThanOrEqual(0);
        expect(down === up || nextUp(down) === up).toBe(true);
        expect(nearest === down || nearest === up).toBe(true);
        if (Number.isFinite(down) && Number.isFinite(up)) {
          const toDown = subtract(a, fromDouble(down));
          const toUp = subtract(fromDouble(up), a);
          const order = compare(toDown, toUp);
          if (order !== 0) expect(nearest === (order < 0 ? down : up)).toBe(true);
        }
      }),
      { numRuns: runs(1000) },
    );
  });

  test('round ties to even, at the subnormal end and at the top too', () => {
    expect(toDoubleNearest(dyadic((1n << 53n) + 1n, 0))).toBe(2 ** 53);
    expect(toDoubleNearest(dyadic((1n << 53n) + 3n, 0))).toBe(2 ** 53 + 4);
    expect(toDoubleNearest(dyadic(1n, -1075))).toBe(0);
    expect(toDoubleNearest(dyadic(3n, -1075))).toBe(2 ** -1073);
    expect(toDoubleNearest(dyadic((1n << 54n) - 1n, 970))).toBe(Infinity);
    expect(toDoubleNearest(dyadic((1n << 55n) - 3n, 969))).toBe(Number.MAX_VALUE);
  });

  test('end at the infinities, whatever the exponent', () => {
    for (const e of [1024, FAR]) {
      const a = dyadic(1n, e);
      expect([toDoubleDown(a), toDoubleUp(a)]).toEqual([Number.MAX_VALUE, Infinity]);
      expect([toDoubleDown(negate(a)), toDoubleUp(negate(a))]).toEqual([
        -Infinity,
        -Number.MAX_VALUE,
      ]);
    }
    const tiny = dyadic(1n, -FAR);
    expect([toDoubleDown(tiny), toDoubleNearest(tiny), toDoubleUp(tiny)]).toEqual([0, 0, 5e-324]);
    expect(toDoubleDown(negate(tiny))).toBe(-5e-324);
    expect(() => fromDouble(NaN)).toThrow(RangeError);
    expect(() => fromDouble(Infinity)).toThrow(RangeError);
  });
});

/** The next double up, by its bits. */
function nextUp(x: number): number {
  if (x === 0) return 5e-324;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  view.setBigInt64(0, x > 0 ? bits + 1n : bits - 1n);
  const next = view.getFloat64(0);
  return next === 0 ? 0 : next;
}

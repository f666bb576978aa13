import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  absolute,
  add,
  divide,
  maximum,
  minimum,
  multiply,
  negate,
  power,
  product,
  square,
  subtract,
  sum,
} from '#lib/exact/enclosure/arithmetic.js';
import { dyadic, fromInteger, ONE, ZERO } from '#lib/exact/dyadic.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { above } from '#lib/exact/enclosure/ends.js';
import {
  ALL,
  below,
  contains,
  containsRational,
  containsZero,
  equals,
  isFinite,
  isNegative,
  isNonNegative,
  isPoint,
  isPositive,
  point,
} from '#lib/exact/enclosure/enclosure.js';
import { DivisionByZeroError } from '#lib/exact/errors.js';
import { fromEnds, fromRational, roundTo } from '#lib/exact/enclosure/outward.js';
import type { Rational } from '#lib/exact/rational.js';
import {
  ratAdd,
  ratBits,
  ratDivide,
  ratMultiply,
  ratNegate,
  ratPower,
  ratSign,
  ratSubtract,
  rational,
} from '#lib/exact/rational.js';
import { runs, size } from '#spec/support/effort.js';
import type { Ends } from '../arbitraries.js';
import {
  enclosures,
  endsOf,
  finiteEnclosures,
  grids,
  integers,
  isWellFormed,
  nestedEnclosures,
  pointAt,
  ratMax,
  ratMin,
  shares,
} from '../arbitraries.js';
import { isTight } from '../tightness.js';

const FAR = 2 ** 32;

/** Long one-signed enclosures, as they stand in the graph at high precision. */
const longOnes: fc.Arbitrary<Enclosure> = fc
  .tuple(
    fc.bigInt({ min: 2n ** 700n, max: 2n ** 2000n }),
    fc.nat(2 ** 30),
    fc.integer({ min: -2100, max: -500 }),
    fc.boolean(),
  )
  .map(([m, width, exp, negative]) => ({ kind: 'narrow', lo: negative ? -m : m, width, exp }));

const operands = fc.oneof({ arbitrary: enclosures, weight: 4 }, longOnes);

type Binary = (a: Enclosure, b: Enclosure, grid: number) => Enclosure;

function product4(a: Ends, b: Ends): Ends {
  // An infinite end is a number beyond all others here; what remains beyond is infinite again.
  const beyond = rational(2n ** 20_000n);
  const low = (x: Ends): Rational => x.lo ?? ratNegate(beyond);
  const high = (x: Ends): Rational => x.hi ?? beyond;
  const ends = [
    ratMultiply(low(a), low(b)),
    ratMultiply(low(a), high(b)),
    ratMultiply(high(a), low(b)),
    ratMultiply(high(a), high(b)),
  ];
  const open = (end: Rational): Rational | null =>
    ratMax(end, ratNegate(end)).n >= 2n ** 15_000n ? null : end;
  return { lo: open(ratMin(...ends)), hi: open(ratMax(...ends)) };
}

function image(name: string, a: Ends, b: Ends): Ends {
  switch (name) {
    case 'add':
      return { lo: a.lo && b.lo && ratAdd(a.lo, b.lo), hi: a.hi && b.hi && ratAdd(a.hi, b.hi) };
    case 'subtract':
      return {
        lo: a.lo && b.hi && ratSubtract(a.lo, b.hi),
        hi: a.hi && b.lo && ratSubtract(a.hi, b.lo),
      };
    case 'multiply':
      return product4(a, b);
    default:
      return product4(a, {
        lo: b.hi ? ratDivide(rational(1n), b.hi) : rational(0n),
        hi: b.lo ? ratDivide(rational(1n), b.lo) : rational(0n),
      });
  }
}

const operations: [name: string, f: Binary, exact: (x: Rational, y: Rational) => Rational][] = [
  ['add', add, ratAdd],
  ['subtract', subtract, ratSubtract],
  ['multiply', multiply, ratMultiply],
  ['divide', divide, ratDivide],
];

describe.each(operations)('%s', (name, f, exact) => {
  const hasImage = (b: Enclosure): boolean => name !== 'divide' || !containsZero(b);

  test('contains the result of every pair of points', () => {
    fc.assert(
      fc.property(operands, operands, shares, shares, grids, (a, b, s, t, grid) => {
        fc.pre(name !== 'divide' || !(isPoint(b) && containsZero(b)));
        const x = pointAt(a, s);
        const y = pointAt(b, t);
        fc.pre(name !== 'divide' || ratSign(y) !== 0);
        const result = f(a, b, grid);
        expect(isWellFormed(result)).toBe(true);
        expect(containsRational(result, exact(x, y))).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test('is the exact image rounded outward, no end by more than a unit', () => {
    fc.assert(
      fc.property(operands, operands, grids, (a, b, grid) => {
        fc.pre(hasImage(b));
        expect(isTight(f(a, b, grid), image(name, endsOf(a), endsOf(b)), grid)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test('is isotone: narrower operands on the same grid give a result inside', () => {
    fc.assert(
      fc.property(nestedEnclosures, nestedEnclosures, grids, (a, b, grid) => {
        fc.pre(name !== 'divide' || !(isPoint(b[0]) && containsZero(b[0])));
        expect(contains(f(a[1], b[1], grid), f(a[0], b[0], grid))).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('add', () => {
  test('of numbers that lie 2^33 powers of two apart is rounded, not written out', () => {
    const huge = point(dyadic(1n, FAR - 1));
    const tiny = point(dyadic(1n, -FAR));
    const total = add(huge, tiny, Infinity);
    expect(contains(total, huge)).toBe(true);
    expect(isPoint(total)).toBe(false);
    expect(equals(subtract(total, total, Infinity), subtract(total, total, -FAR))).toBe(true);
    expect(isNegative(subtract(tiny, huge, Infinity))).toBe(true);
  });

  test('keeps what is left after cancellation, however coarse the grid', () => {
    const a = point(dyadic(2n ** 300n + 1n, 0));
    const b = point(dyadic(2n ** 300n, 0));
    expect(subtract(a, b, 1000)).toEqual(point(ONE));
  });
});

describe('sum', () => {
  test('is the exact sum, rounded once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ arbitrary: finiteEnclosures, weight: 6 }, enclosures), {
          maxLength: 8,
        }),
        grids,
        (terms, grid) => {
          const ends = terms.map(endsOf);
          const total = ends.reduce<Ends>((a, b) => image('add', a, b), {
            lo: rational(0n),
            hi: rational(0n),
          });
          const result = sum(terms, grid);
          expect(isWellFormed(result)).toBe(true);
          expect(isTight(result, total, grid)).toBe(true);
        },
      ),
      { numRuns: runs(250) },
    );
  });

  test('of a million terms on many grids is linear and exact', () => {
    const length = size(1_000_000);
    const terms: Enclosure[] = Array.from({ length }, (_, i) => ({
      kind: 'narrow',
      lo: BigInt(i) << BigInt(i % 100),
      width: 1,
      exp: -(i % 100),
    }));
    const total = sum(terms, -200);
    const count = BigInt(length);
    expect(containsRational(total, rational((count * (count - 1n)) / 2n))).toBe(true);
    expect(isFinite(total)).toBe(true);
  });

  test('of terms that lie far apart cuts what cannot be written out', () => {
    const terms = [FAR - 2, -FAR, 0, 17, -1000].map((e) => point(dyadic(3n, e)));
    const total = sum(terms, Infinity);
    expect(isPositive(total)).toBe(true);
    expect(contains(total, add(terms[0] ?? ALL, terms[2] ?? ALL, Infinity))).toBe(true);
    expect(sum([], 0)).toEqual(point(ZERO));
    expect(equals(sum([below(ONE), above(ONE)], 0), ALL)).toBe(true);
  });
});

describe('multiply', () => {
  test('takes zero times an infinite end as zero', () => {
    expect(equals(multiply(point(ZERO), ALL, 0), point(ZERO))).toBe(true);
    const unit: Enclosure = { kind: 'narrow', lo: 0n, width: 1, exp: 0 };
    expect(equals(multiply(unit, below(fromInteger(-2)), 0), below(fromInteger(-2)))).toBe(true);
    expect(equals(multiply(below(ONE), below(fromInteger(-2)), 0), ALL)).toBe(true);
  });

  test('of long operands to few bits works on few bits, and still is no wider than asked', () => {
    const third = fromRational(rational(1n, 3n), -1_000_000);
    const small = multiply(third, third, -100);
    expect(small.kind === 'narrow' && small.width === 1 && small.exp === -100).toBe(true);
    expect(containsRational(small, rational(1n, 9n))).toBe(true);
  });
});

describe('square', () => {
  test('is at least zero, contains every square and is no wider than it must be', () => {
    fc.assert(
      fc.property(operands, shares, grids, (a, share, grid) => {
        const x = pointAt(a, share);
        const result = square(a, grid);
        expect(isNonNegative(result)).toBe(true);
        expect(containsRational(result, ratMultiply(x, x))).toBe(true);
        const size = endsOf(absolute(a));
        expect(isTight(result, product4(size, size), grid)).toBe(true);
      }),
      { numRuns: runs(250) },
    );
  });
});

describe('product', () => {
  test('contains the product of all points and costs a few bits at most', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(operands, shares), { maxLength: 7 }), grids, (list, grid) => {
        const factors = list.map(([factor]) => factor);
        const exact = list.reduce((p, [x, s]) => ratMultiply(p, pointAt(x, s)), rational(1n));
        const result = product(factors, grid);
        expect(isWellFormed(result)).toBe(true);
        expect(containsRational(result, exact)).toBe(true);
        if (factors.every((factor) => !containsZero(factor) && isFinite(factor))) {
          const ends = factors.map(endsOf).reduce(product4, { lo: rational(1n), hi: rational(1n) });
          expect(isTight(result, ends, grid, 64)).toBe(true);
        }
      }),
      { numRuns: runs(250) },
    );
  });
});

describe('divide', () => {
  const oneToTwo: Enclosure = { kind: 'narrow', lo: 1n, width: 1, exp: 0 };

  test('by exactly zero is an error, by an enclosure with zero inside everything', () => {
    expect(() => divide(oneToTwo, point(ZERO), 0)).toThrow(DivisionByZeroError);
    expect(divide(oneToTwo, { kind: 'narrow', lo: -1n, width: 2, exp: 0 }, 0)).toEqual(ALL);
    expect(divide(oneToTwo, ALL, 0)).toEqual(ALL);
  });

  test('by an enclosure that ends at zero is a half-line where the dividend has a sign', () => {
    const zeroToTwo: Enclosure = { kind: 'narrow', lo: 0n, width: 2, exp: 0 };
    const half = dyadic(1n, -1);
    expect(equals(divide(oneToTwo, zeroToTwo, 0), below(half))).toBe(true);
    expect(equals(divide(negate(oneToTwo), zeroToTwo, 0), above(dyadic(-1n, -1)))).toBe(true);
    expect(equals(divide(oneToTwo, negate(zeroToTwo), 0), above(dyadic(-1n, -1)))).toBe(true);
    expect(equals(divide(zeroToTwo, zeroToTwo, 0), below(ZERO))).toBe(true);
    expect(divide({ kind: 'narrow', lo: -1n, width: 2, exp: 0 }, zeroToTwo, 0)).toEqual(ALL);
  });

  test('by an enclosure that is wide beside its numbers contains the quotients of all ends', () => {
    for (let k = 0; k <= 50; k++)
      for (const b of [1n, 2n, 5n])
        for (const a of [1n, 3n, 32n])
          for (const u of [0, 7])
            for (const grid of [-70, -k, 5 - k]) {
              // A quotient by its upper end may lie just below a point of the grid.
              const v = 2 ** k;
              const found = divide(
                { kind: 'narrow', lo: a, width: u, exp: 0 },
                { kind: 'narrow', lo: b, width: v, exp: 0 },
                grid,
              );
              expect(containsRational(found, rational(a, b + BigInt(v)))).toBe(true);
              expect(containsRational(found, rational(a + BigInt(u), b))).toBe(true);
            }
  });

  test('is exact where the quotient is dyadic', () => {
    expect(divide(point(ONE), point(fromInteger(4)), -1000)).toEqual(point(dyadic(1n, -2)));
    expect(divide(point(fromInteger(-6)), point(fromInteger(3)), -1000)).toEqual(
      point(dyadic(-1n, 1)),
    );
    const long = 3n ** 1000n;
    expect(divide(point(fromInteger(5n * long)), point(fromInteger(long)), -1000)).toEqual(
      point(fromInteger(5)),
    );
    expect(
      divide(
        { kind: 'narrow', lo: 6n, width: 0, exp: 0 },
        { kind: 'narrow', lo: 2n, width: 1, exp: 0 },
        -60,
      ),
    ).toEqual({ kind: 'narrow', lo: 2n, width: 1, exp: 0 });
  });
});

describe('power', () => {
  const exponents = fc.oneof(fc.integer({ min: -6, max: 12 }), fc.constantFrom(64, -33, 101));

  test('contains the power of every point', () => {
    fc.assert(
      fc.property(operands, shares, exponents, grids, (a, share, n, grid) => {
        const x = pointAt(a, share);
        fc.pre(n >= 0 || ratSign(x) !== 0);
        const exact = ratPower(x, n);
        fc.pre(exact !== undefined);
        const result = power(a, n, grid);
        expect(isWellFormed(result)).toBe(true);
        expect(containsRational(result, exact)).toBe(true);
        if (n % 2 === 0) expect(isNonNegative(result)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test('is the exact image rounded outward, no end by more than a unit', () => {
    fc.assert(
      fc.property(fc.oneof(finiteEnclosures, longOnes), exponents, grids, (a, n, grid) => {
        const base = endsOf(n % 2 === 0 ? absolute(a) : a);
        fc.pre(n > 0 || !containsZero(a));
        // The exact way is slow: fractions of some thousand bits are enough.
        fc.pre(
          [base.lo, base.hi].every((end) => end !== null && ratBits(end) * Math.abs(n) < 8000),
        );
        const ends = [base.lo, base.hi].map((end) => end && ratPower(end, n));
        fc.pre(!ends.includes(undefined));
        const [p, q] = ends as [Rational, Rational];
        expect(
          isTight(power(a, n, grid), n >= 0 ? { lo: p, hi: q } : { lo: q, hi: p }, grid, 2),
        ).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test('is isotone', () => {
    fc.assert(
      fc.property(nestedEnclosures, exponents, grids, ([inner, outer], n, grid) => {
        fc.pre(n >= 0 || !(isPoint(inner) && containsZero(inner)));
        expect(contains(power(outer, n, grid), power(inner, n, grid))).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  test('zero to the zero is one, zero to a negative power an error', () => {
    expect(power(point(ZERO), 0, 0)).toEqual(point(ONE));
    expect(power(ALL, 0n, 0)).toEqual(point(ONE));
    expect(() => power(point(ZERO), -1, 0)).toThrow(DivisionByZeroError);
    expect(() => power(point(ONE), 0.5, 0)).toThrow(RangeError);
  });

  test('around zero negative powers are half-lines or everything', () => {
    const around: Enclosure = { kind: 'narrow', lo: -1n, width: 3, exp: 0 };
    expect(equals(power(around, -2, 0), below(dyadic(1n, -2)))).toBe(true);
    expect(power(around, -3, 0)).toEqual(ALL);
    expect(
      equals(power({ kind: 'narrow', lo: 0n, width: 2, exp: 0 }, -1, 0), below(dyadic(1n, -1))),
    ).toBe(true);
  });

  test('results out of range are infinite or zero at once, however large the exponent', () => {
    const huge = 10n ** 1000n;
    const ten = point(fromInteger(10));
    const tenth = fromRational(rational(1n, 10n), -100);
    const most = dyadic(1n, FAR - 1);
    const nearZero: Enclosure = { kind: 'narrow', lo: 0n, width: 1, exp: -FAR };
    expect(power(ten, 10n ** 10n, 0)).toEqual(below(most));
    expect(power(ten, huge, 0)).toEqual(below(most));
    expect(power(negate(ten), huge + 1n, 0)).toEqual(above(dyadic(-1n, FAR - 1)));
    expect(power(ten, -huge, 0)).toEqual(nearZero);
    expect(power(tenth, huge, 0)).toEqual(nearZero);
    expect(power(point(ONE), huge, 0)).toEqual(point(ONE));
    expect(power(point(fromInteger(-1)), huge + 1n, 0)).toEqual(point(fromInteger(-1)));
    expect(power(point(fromInteger(2)), 4_000_000_000, 0)).toEqual(
      point(dyadic(1n, 4_000_000_000)),
    );
  });

  test('numbers near one stay finite under exponents as large as their distance allows', () => {
    const nearOne = point(dyadic(2n ** 200n + 1n, -200));
    const e = power(nearOne, 2n ** 200n, -100);
    expect(e.kind === 'narrow' && e.width <= 3 && e.exp === -100).toBe(true);
    expect(
      containsRational(e, rational(27182818284590452353602874713526624977572470937n, 10n ** 46n)),
    ).toBe(true);
    const growing = power(nearOne, 2n ** 5000n, -100);
    expect(isPositive(growing)).toBe(true);
    expect(isFinite(growing)).toBe(false);
    const long = point(dyadic(2n ** 6000n + 1n, -6000));
    expect(contains(below(ONE), power(long, 2n ** 5000n, -100))).toBe(true);
  });

  test('repeated multiplication and a power agree', () => {
    fc.assert(
      fc.property(integers, fc.integer({ min: 1, max: 40 }), (m, n) => {
        fc.pre(m !== 0n);
        const x = point(dyadic(m, -50));
        const grid = -300;
        const repeated = product(new Array<Enclosure>(n).fill(x), grid);
        expect(equals(roundTo(repeated, grid), power(x, n, grid))).toBe(true);
      }),
      { numRuns: runs(50) },
    );
  });
});

describe('exact operations', () => {
  test('negation, absolute value, minimum and maximum have exactly the ends of the image', () => {
    fc.assert(
      fc.property(enclosures, enclosures, shares, shares, (a, b, s, t) => {
        const x = pointAt(a, s);
        const y = pointAt(b, t);
        const size = absolute(a);
        expect(containsRational(negate(a), ratNegate(x))).toBe(true);
        expect(equals(negate(negate(a)), a)).toBe(true);
        expect(containsRational(size, ratMax(x, ratNegate(x)))).toBe(true);
        expect(isNonNegative(size)).toBe(true);
        expect(containsRational(minimum(a, b), ratMin(x, y))).toBe(true);
        expect(containsRational(maximum(a, b), ratMax(x, y))).toBe(true);
        expect(equals(negate(minimum(a, b)), maximum(negate(a), negate(b)))).toBe(true);
        expect(equals(minimum(a, a), a) && equals(maximum(size, negate(size)), size)).toBe(true);
        for (const result of [size, negate(a), minimum(a, b), maximum(a, b)]) {
          expect(isWellFormed(result)).toBe(true);
        }
      }),
      { numRuns: runs(250) },
    );
  });
});

test('fromEnds of equal ends is the point that arithmetic starts from', () => {
  expect(fromEnds(ONE, ONE, 0)).toEqual(point(ONE));
});

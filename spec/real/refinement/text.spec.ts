/** Values as text: the nearest decimal, proven, in the formats of Number. */
import { inspect } from 'node:util';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import {
  DomainError,
  GoalError,
  exp,
  expression,
  ln,
  pi,
  real,
  source,
  sqrt,
  UndecidedError,
} from 'pincer';
import type { Real } from 'pincer';
import { runs } from '#spec/support/effort.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

/** n/d in units of 10^-places, to nearest with ties to even, by integers alone. */
function nearestUnits(n: bigint, d: bigint, places: number): bigint {
  const scaled = n * 10n ** BigInt(places);
  const negative = scaled < 0n;
  const size = negative ? -scaled : scaled;
  const rest = size % d;
  const down = size / d;
  const up = 2n * rest > d || (2n * rest === d && down % 2n === 1n);
  const units = up ? down + 1n : down;
  return negative ? -units : units;
}

const D = Decimal.clone({ precision: 120, rounding: Decimal.ROUND_HALF_EVEN });

const irrational: fc.Arbitrary<readonly [Real, Decimal]> = fc
  .integer({ min: 2, max: 10 ** 9 })
  .filter((n) => !Number.isInteger(Math.sqrt(n)))
  .chain((n) =>
    fc.integer({ min: -30, max: 30 }).map((e) => {
      const scale = `1e${String(e)}`;
      return [sqrt(n).multiply(scale), D.sqrt(n).times(scale)] as const;
    }),
  );

const ZERO = expression(UNPROVEN_ZERO);

describe('toFixed', () => {
  it('rounds rationals to nearest, ties to even', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc.constantFrom(1n, 2n, 3n, 7n, 8n, 16n, 125n, 1000n, 4000n, 99991n),
        fc.integer({ min: 0, max: 12 }),
        (n, d, places) => {
          const text = real({ numerator: n, denominator: d }).toFixed(places);
          expect(text.split('.')[1]?.length ?? 0).toBe(places);
          expect(BigInt(text.replace('.', ''))).toBe(nearestUnits(n, d, places));
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('agrees with another library on irrational values', () => {
    fc.assert(
      fc.property(irrational, fc.integer({ min: 0, max: 40 }), ([x, expected], places) => {
        expect(x.toFixed(places)).toBe(expected.toFixed(places));
      }),
      { numRuns: runs(50) },
    );
  });

  it('finds the side of a halfway point that the value lies on, however near it is', () => {
    const near = '1e-200';
    expect(ZERO.add('0.125').add(near).toFixed(2)).toBe('0.13');
    expect(ZERO.add('0.125').subtract(near).toFixed(2)).toBe('0.12');
    expect(ZERO.subtract('0.125').subtract(near).toFixed(2)).toBe('-0.13');
    expect(real('0.125').toFixed(2)).toBe('0.12');
    expect(real('0.375').toFixed(2)).toBe('0.38');
    expect(sqrt('0.015625').toFixed(2)).toBe('0.12');
  });

  it('is undecided where no budget finds that side', () => {
    expect(() => ZERO.add('0.125').toFixed(2)).toThrow(UndecidedError);
    expect(() => ZERO.add('0.125').toFixed(2)).toThrow(/^toFixed: no budget proves/);
  });

  it('has no decimals by default, as many zeros as asked for, and no minus before zero', () => {
    expect(pi.toFixed()).toBe('3');
    expect(real(3).toFixed(4)).toBe('3.0000');
    expect(real('-0.001').toFixed(2)).toBe('0.00');
    expect(ZERO.toFixed(3)).toBe('0.000');
    expect(exp(60).toFixed(1)).toBe('114200738981568428366295718.3');
  });
});

describe('toPrecision', () => {
  it('agrees with another library on irrational values, ties of 9s included', () => {
    fc.assert(
      fc.property(irrational, fc.integer({ min: 1, max: 40 }), ([x, expected], digits) => {
        expect(new D(x.toPrecision(digits)).eq(expected.toSignificantDigits(digits))).toBe(true);
        expect(x.toPrecision(digits)).toBe(expected.toPrecision(digits));
      }),
      { numRuns: runs(50) },
    );
    expect(ZERO.add('9.995').add('1e-90').toPrecision(3)).toBe('10.0');
    expect(ZERO.add('9.995').subtract('1e-90').toPrecision(3)).toBe('9.99');
  });

  it('is written as Number writes it', () => {
    // Odd multiples of 2^-60 have sixty decimals: no tie of fewer digits, where Number rounds up.
    const odd = fc.maxSafeNat().map((n) => n - (n % 2) + 1);
    fc.assert(
      fc.property(
        odd,
        fc.integer({ min: -1000, max: 900 }),
        fc.integer({ min: 1, max: 15 }),
        (n, e, p) => {
          const x = n * 2 ** e;
          fc.pre(Number.isFinite(x) && Math.abs(x) > 2 ** -1000);
          fc.pre(e <= -60 || x > 2 ** 60);
          const exact = real(x);
          expect(exact.toPrecision(p)).toBe(x.toPrecision(p));
          expect(exact.toExponential(p - 1)).toBe(x.toExponential(p - 1));
        },
      ),
      { numRuns: runs(100) },
    );
    expect(real(0).toPrecision(3)).toBe('0.00');
    expect(real(0).toExponential(2)).toBe('0.00e+0');
    expect(real('123456').toPrecision(2)).toBe('1.2e+5');
    expect(real('0.000001').toPrecision(2)).toBe('0.0000010');
  });

  it('is undecided for a zero that is not proven, and throws what the value throws', () => {
    expect(() => ZERO.toPrecision(3)).toThrow(UndecidedError);
    expect(() => ZERO.toExponential(3)).toThrow(/^toExponential: /);
    expect(() => sqrt(-1).toPrecision(3)).toThrow(DomainError);
    expect(() => pi.toPrecision(0)).toThrow(GoalError);
    expect(() => pi.toFixed(-1)).toThrow(GoalError);
    expect(() => pi.toExponential(-1)).toThrow(GoalError);
  });
});

describe('toString', () => {
  it('takes a number of digits, which is no radix', () => {
    expect(pi.toString()).toBe('3.1415926535897932385');
    expect(pi.toString(2)).toBe('3.1');
    expect(pi.toString(50)).toBe('3.1415926535897932384626433832795028841971693993751');
    expect(() => pi.toString(0)).toThrow(GoalError);
    expect(String(pi)).toBe('3.1415926535897932385');
  });
});

describe('a console', () => {
  it('shows digits of a Real, and never throws', () => {
    expect(inspect(pi)).toBe('Real(3.1415926535897932385)');
    expect(inspect(real('1/3'))).toBe('Real(0.33333333333333333333)');
    expect(inspect(ln(-1))).toMatch(/^Real\(DomainError: ln: /);
    expect(inspect(source('rate', () => 1))).toBe('Real(of source rate)');
    expect(inspect([pi])).toBe('[ Real(3.1415926535897932385) ]');
  });

  it('shows what a result came to', () => {
    expect(inspect(pi.refineSync({ digits: 5 }))).toBe('Result(met: 3.1416, correct)');
    expect(inspect(ZERO.refineSync({ sign: true }))).toMatch(
      /^Result\(undecided \(separation\): \[/,
    );
    expect(inspect(sqrt(-1).refineSync({ digits: 5 }))).toMatch(/^Result\(error: sqrt: /);
    const { length } = inspect(pi.refineSync({ digits: 10_000 }));
    expect(length).toBeLessThan(120);
    expect(inspect(pi.refineSync({ bits: 8 }).bounds)).toMatch(/^Bounds\(\[3\.1/);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DivisionByZeroError, DomainError } from '#lib/exact/errors.js';
import {
  bitLength,
  divideCeil,
  divideFloor,
  gcd,
  powerOfFive,
  powerOfTen,
  rootFloor,
  shiftCeil,
  shiftFloor,
  trailingZeros,
} from '#lib/exact/integer.js';
import { runs } from '#spec/support/effort.js';
import { integers } from './arbitraries.js';

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}

describe('bitLength', () => {
  test('is the length of the binary text', () => {
    fc.assert(
      fc.property(integers, (n) => {
        expect(bitLength(n)).toBe(n === 0n ? 0 : magnitude(n).toString(2).length);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('is exact on both sides of every power of two, however long', () => {
    for (const k of [
      1, 2, 52, 53, 54, 63, 64, 511, 1022, 1023, 1024, 1025, 65535, 65536, 5_000_000,
    ]) {
      const power = 1n << BigInt(k);
      expect([k, bitLength(power - 1n), bitLength(power), bitLength(-power)]).toEqual([
        k,
        k,
        k + 1,
        k + 1,
      ]);
    }
  });
});

describe('trailingZeros', () => {
  test('counts the factors 2', () => {
    fc.assert(
      fc.property(integers, fc.nat(3000), (n, k) => {
        const odd = 2n * n + 1n;
        expect(trailingZeros(odd << BigInt(k))).toBe(k);
      }),
      { numRuns: runs(200) },
    );
    expect(trailingZeros(0n)).toBe(0);
  });
});

describe('directed shifts and divisions', () => {
  test('floor and ceil of n * 2^k frame it within one', () => {
    fc.assert(
      fc.property(integers, fc.integer({ min: -500, max: 500 }), (n, k) => {
        const down = shiftFloor(n, k);
        const up = shiftCeil(n, k);
        const d = k < 0 ? 1n << BigInt(-k) : 1n;
        const exact = k < 0 ? n : n << BigInt(k);
        expect(down * d <= exact && exact < (down + 1n) * d).toBe(true);
        expect((up - 1n) * d < exact && exact <= up * d).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test('floor and ceil of a / b frame it within one, for all signs', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        fc.pre(b !== 0n);
        const s = b < 0n ? -1n : 1n;
        const down = divideFloor(a, b);
        const up = divideCeil(a, b);
        expect(down * b * s <= a * s && a * s < (down + 1n) * b * s).toBe(true);
        expect((up - 1n) * b * s < a * s && a * s <= up * b * s).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  test('refuse the divisor zero', () => {
    expect(() => divideFloor(1n, 0n)).toThrow(DivisionByZeroError);
    expect(() => divideCeil(1n, 0n)).toThrow(DivisionByZeroError);
  });
});

describe('rootFloor', () => {
  test('is the greatest integer whose power does not exceed n', () => {
    fc.assert(
      fc.property(
        integers,
        fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3000 })),
        (n, k) => {
          const root = rootFloor(magnitude(n), k);
          expect(root ** BigInt(k) <= magnitude(n)).toBe(true);
          expect((root + 1n) ** BigInt(k) > magnitude(n)).toBe(true);
        },
      ),
      { numRuns: runs(300) },
    );
  });

  test('is exact around perfect powers', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n, max: 2n ** 200n }),
        fc.integer({ min: 2, max: 30 }),
        (x, k) => {
          const power = x ** BigInt(k);
          expect([rootFloor(power - 1n, k), rootFloor(power, k), rootFloor(power + 1n, k)]).toEqual(
            [x - 1n, x, x],
          );
        },
      ),
      { numRuns: runs(200) },
    );
  });

  test('refuses negative radicands and degrees below one', () => {
    expect(() => rootFloor(-1n, 2)).toThrow(DomainError);
    expect(() => rootFloor(4n, 0)).toThrow(DomainError);
    expect(() => rootFloor(4n, 1.5)).toThrow(DomainError);
  });
});

describe('gcd', () => {
  /** By Euclid's algorithm alone. */
  const plainGcd = (a: bigint, b: bigint): bigint => {
    let [x, y] = [magnitude(a), magnitude(b)];
    while (y > 0n) [x, y] = [y, x % y];
    return x;
  };

  test('is what one division after the other gives, of numbers of any length', () => {
    const long = fc.bigInt({ min: -(1n << 700n), max: 1n << 700n });
    fc.assert(
      fc.property(long, long, long, (a, b, c) => {
        expect(gcd(a, b)).toBe(plainGcd(a, b));
        expect(gcd(a * c, b * c)).toBe(plainGcd(a * c, b * c));
      }),
      { numRuns: runs(300) },
    );
  });

  test('is right where leading bits say little: beside powers of two, and of consecutive Fibonacci numbers', () => {
    for (let bits = 50; bits < 250; bits++) {
      for (const i of [-3n, -1n, 0n, 1n]) {
        for (const j of [-1n, 0n, 1n]) {
          const [a, b] = [(1n << BigInt(bits)) + i, (1n << BigInt(bits - 1)) + j];
          expect(gcd(a, b)).toBe(plainGcd(a, b));
        }
      }
    }
    let [a, b] = [1n, 1n];
    for (let k = 0; k < 600; k++) {
      [a, b] = [b, a + b];
      expect(gcd(6n * a, 4n * b)).toBe(plainGcd(6n * a, 4n * b));
    }
  });

  test('divides both and leaves nothing in common', () => {
    fc.assert(
      fc.property(integers, integers, integers, (a, b, c) => {
        const common = gcd(a * c, b * c);
        expect(common === 0n).toBe(a * c === 0n && b * c === 0n);
        if (common === 0n) return;
        expect(common > 0n).toBe(true);
        expect([(a * c) % common, (b * c) % common]).toEqual([0n, 0n]);
        expect(common % (magnitude(c) || 1n)).toBe(0n);
        expect(gcd((a * c) / common, (b * c) / common)).toBe(1n);
      }),
      { numRuns: runs(200) },
    );
  });
});

test('powers of five and ten are what their names say, kept or not', () => {
  for (const k of [0, 1, 2, 27, 500, 501, 500, 1, 70_000]) {
    expect(powerOfFive(k)).toBe(5n ** BigInt(k));
    expect(powerOfTen(k)).toBe(10n ** BigInt(k));
  }
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { integerDigits } from '#lib/exact/decimal/integer-digits.js';
import { leadingExponent } from '#lib/exact/decimal/tens.js';
import { Interrupted, setStop } from '#lib/exact/interruption.js';
import { runs } from '#spec/support/effort.js';

/** Integers of up to a million bits with long runs of zeros and nines. */
const long = fc
  .tuple(
    fc.integer({ min: 1, max: 100_000 }),
    fc.integer({ min: 0, max: 200_000 }),
    fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  )
  .map(([factor, zeros, offset]) => {
    const n = BigInt(factor) * 10n ** BigInt(zeros) + offset;
    return n < 0n ? -n : n;
  });

describe('the digits of integers', () => {
  it('are those of the engine, with runs of zeros and nines', () => {
    fc.assert(
      fc.property(long, (n) => {
        // The engine's own conversion is another algorithm.
        return integerDigits(n) === n.toString();
      }),
      { numRuns: runs(20) },
    );
  });

  it.each([39_000, 78_000, 156_000])('keep the zeros around the %s-th digit', (count) => {
    for (const n of [10n ** BigInt(count), 10n ** BigInt(count) - 1n, 10n ** BigInt(count) + 7n])
      expect(integerDigits(n) === n.toString()).toBe(true);
  });

  it('of zero are one zero', () => {
    expect(integerDigits(0n)).toBe('0');
  });

  it('hear a stop between two divisions', () => {
    const n = 3n ** 400_000n;
    let checks = 0;
    const outer = setStop(() => ++checks > 2);
    try {
      expect(() => integerDigits(n)).toThrow(Interrupted);
    } finally {
      setStop(outer);
    }
    expect(checks).toBe(3);
  });
});

describe('the exponent of the leading digit', () => {
  it('is exact beside powers of ten', () => {
    for (const e of [0, 1, 15, 16, 300, 5_000]) {
      const power = 10n ** BigInt(e);
      const d = 10n ** 40n;
      const quotient = (n: bigint) => ({ n, d, shift: 0 });
      expect(leadingExponent(quotient(power * d))).toBe(e);
      expect(leadingExponent(quotient(power * d - 1n))).toBe(e - 1);
      expect(leadingExponent(quotient(power * d + 1n))).toBe(e);
      expect(leadingExponent({ n: d, d: power * d, shift: 0 })).toBe(0 - e);
      expect(leadingExponent({ n: d - 1n, d: power * d, shift: 0 })).toBe(-e - 1);
    }
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { integerRoot } from '#lib/exact/integer-root.js';
import { setStop } from '#lib/exact/interruption.js';
import { runs } from '#spec/support/effort.js';

/** The properties that define the root and its rest; they share nothing with how either is found. */
function check(n: bigint, k: number): void {
  const { root, rest } = integerRoot(n, k);
  const power = root ** BigInt(k);
  expect(power + rest).toBe(n);
  expect(rest >= 0n && (root + 1n) ** BigInt(k) > n).toBe(true);
}

describe('An integer root', () => {
  test('leaves its rest, around perfect powers of every length up to the long ones', () => {
    const lengths = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 6000 }));
    const roots = lengths.chain((bits) => fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }));
    fc.assert(
      fc.property(
        roots,
        fc.oneof({ weight: 3, arbitrary: fc.constant(2) }, fc.integer({ min: 1, max: 12 })),
        fc.integer({ min: -2, max: 2 }),
        (x, k, off) => {
          const n = x ** BigInt(k) + BigInt(off);
          fc.pre(n >= 0n);
          check(n, k);
        },
      ),
      { numRuns: runs(400) },
    );
  });

  test('is right for the first integer and the last of every length', () => {
    for (let bits = 0; bits < 600; bits++) {
      check(1n << BigInt(bits), 2);
      check((1n << BigInt(bits)) - 1n, 2);
    }
    for (const bits of [4094, 4095, 4096, 4097, 8189, 8190, 16_383, 100_001]) {
      check(1n << BigInt(bits), 2);
      check((1n << BigInt(bits)) - 1n, 2);
      check((1n << BigInt(bits)) - 1n, 3);
    }
  });

  test('of a long number ends at a stop', () => {
    const before = setStop(() => true);
    try {
      for (const k of [2, 3]) expect(() => integerRoot(3n << 100_000n, k)).toThrow();
    } finally {
      setStop(before);
    }
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { atanFixed } from '#lib/kernels/arctangent.js';
import { LONG } from '#lib/kernels/bit-burst.js';
import { workingPrecision } from '#lib/kernels/exponential-table.js';
import { expFixed } from '#lib/kernels/exponential.js';
import { KERNEL_ERROR } from '#lib/kernels/fixed.js';
import { lnFixed } from '#lib/kernels/logarithm.js';
import { LEVELS } from '#lib/kernels/reduction-table.js';
import { LONGEST_CIRCLE_TABLE, sinCosFixed } from '#lib/kernels/sine-cosine.js';
import { runs } from '#spec/support/effort.js';
import { naiveAtan, naiveExp, naiveLn, naiveSinCos } from './naive.js';

/** Where a kernel takes a working precision of its tables, one that is longer, or another algorithm. */
const SEAMS = [
  16, 17, 51, 52, 53, 54, 55, 118, 119, 182, 183, 246, 247, 590, 600, 799, 800, 801, 990, 1000,
];

const off = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b);

function check(x: bigint, p: number): void {
  const one = 1n << BigInt(p);
  const { sin, cos } = sinCosFixed(x, p);
  const circle = naiveSinCos(x, p);
  const errors = {
    sin: off(sin, circle.sin),
    cos: off(cos, circle.cos),
    atan: off(atanFixed(x, p), naiveAtan(x, p)),
    ln: off(lnFixed(one + x, p), naiveLn(one + x, p)),
    exp: x < one ? off(expFixed(x, p), naiveExp(x, p)) : 0n,
  };
  for (const [name, error] of Object.entries(errors)) {
    expect([name, p, x, error <= KERNEL_ERROR]).toEqual([name, p, x, true]);
  }
}

describe('Kernels keep their error bound', () => {
  test('at the seams of precision, at both ends and beside every power of two', () => {
    for (const p of SEAMS) {
      const one = 1n << BigInt(p);
      for (const x of [0n, 1n, one >> 1n, one - 1n, one]) check(x, p);
      for (let k = 1; k < Math.min(p, 50); k += p > 300 ? 7 : 1) {
        check(one >> BigInt(k), p);
        check((one >> BigInt(k)) - 1n, p);
        check(one - (one >> BigInt(k)), p);
      }
    }
  });

  test('where sines and cosines leave their tables', () => {
    for (const p of [-1, 0, 1].map((bits) => LONGEST_CIRCLE_TABLE + bits)) {
      for (const d of [3n, 7n, 2n ** 40n + 1n]) {
        const x = (1n << BigInt(p)) / d;
        const { sin, cos } = sinCosFixed(x, p);
        const circle = naiveSinCos(x, p);
        expect(off(sin, circle.sin) <= KERNEL_ERROR && off(cos, circle.cos) <= KERNEL_ERROR).toBe(
          true,
        );
      }
    }
  });

  test('beside the fractions that inverse functions have in their tables', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LEVELS),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: 60, max: 820 }),
        (s, part, beside, p) => {
          const size = 2 ** s;
          const j = BigInt(Math.floor(part * size));
          const one = 1n << BigInt(p);
          const x = ((j * one) >> BigInt(s)) + BigInt(beside);
          // ln has 1 / (1 - j / 2^s) in its table, atan j / 2^s.
          const inverse = (one << BigInt(s)) / (BigInt(size) + j) + BigInt(beside);
          for (const y of [x, one - inverse]) if (y >= 0n && y <= one) check(y, p);
        },
      ),
      { numRuns: runs(150) },
    );
  });
});

test('A working precision serves at least the bits wanted and at most an eighth more, or a word', () => {
  const wrong: number[] = [];
  for (let bits = 20; bits <= LONG.exp + 8; bits++) {
    const w = workingPrecision(bits);
    const fits = w >= bits && w - bits <= Math.max(64, bits / 8 + 2);
    if (!fits || workingPrecision(w) !== w) wrong.push(bits);
  }
  expect(wrong).toEqual([]);
});

test('What is in a table already shows in no result', () => {
  const p = 443;
  const points = Array.from({ length: 40 }, (_, i) => (BigInt(2 * i + 1) << BigInt(p)) / 83n);
  const values = (x: bigint): unknown => [
    expFixed(x, p),
    sinCosFixed(x, p),
    lnFixed((1n << BigInt(p)) + x, p),
    atanFixed(x, p),
  ];
  const first = points.filter((x) => x < 1n << BigInt(p)).map(values);
  for (const q of [444, 500]) points.forEach((x) => atanFixed(x, q));
  const again = points
    .filter((x) => x < 1n << BigInt(p))
    .reverse()
    .map(values)
    .reverse();
  expect(again).toEqual(first);
});

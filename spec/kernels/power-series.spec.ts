import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PowerSeries, powersOf, termsFor } from '#lib/kernels/power-series.js';
import { runs } from '#spec/support/effort.js';
import { naiveExp } from './naive.js';

const ofExponential = (k: number): number => k;

/** What the series, the terms left out, and the other way of computing are off by, in units. */
const MOST = 14n + 1n + 2n;

const arguments_ = fc
  .record({ bits: fc.integer({ min: 64, max: 3000 }), zeros: fc.integer({ min: 2, max: 200 }) })
  .filter(({ bits, zeros }) => bits > zeros + 2 && bits < 90 * zeros)
  .chain(({ bits, zeros }) =>
    fc
      .tuple(
        fc.bigInt({ min: 0n, max: (1n << BigInt(bits - zeros)) - 1n }),
        fc.boolean(),
        fc.integer({ min: 2, max: 12 }),
      )
      .map(([q, isFull, block]) => ({
        bits,
        zeros,
        block,
        q: isFull ? (1n << BigInt(bits - zeros)) - 1n : q,
      })),
  );

describe('a power series in blocks', () => {
  it('is off by few units, whether its blocks are cut to the bits that matter or not', () => {
    fc.assert(
      fc.property(arguments_, ({ bits, zeros, block, q }) => {
        const terms = termsFor(ofExponential, zeros, bits);
        const series = new PowerSeries(ofExponential, 128, block);
        const sum = series.sum(powersOf(q, block, bits), terms, bits, zeros);
        const off = sum - naiveExp(q, bits);
        expect(off < 0n ? -off : off).toBeLessThanOrEqual(MOST);
      }),
      { numRuns: runs(300) },
    );
  });
});

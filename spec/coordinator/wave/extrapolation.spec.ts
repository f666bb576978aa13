/** Each rule on the sequences that follow it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  distantGain,
  distantRise,
  GEOMETRIC,
  LAST,
  MEAN,
  nextGain,
  nextLogCost,
  POWER_LAW,
  RULES,
} from '#lib/coordinator/wave/extrapolation.js';
import type { Rule } from '#lib/coordinator/wave/extrapolation.js';
import { runs } from '#spec/support/effort.js';

const terms = fc.double({ min: 0.01, max: 100, noNaN: true });
const strides = fc.integer({ min: 2, max: 500 });

describe('an extrapolation', () => {
  it('of a constant sequence is that constant, but for the gains of a power law', () => {
    fc.assert(
      fc.property(terms, strides, (term, done) => {
        for (const rule of RULES) {
          expect(nextLogCost(rule, term, term, term, done)).toBeCloseTo(term, 9);
          const gain = nextGain(rule, term, term, term, done);
          if (rule === POWER_LAW) expect(gain).toBeLessThan(term);
          else expect(gain).toBeCloseTo(term, 9);
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('by the last term, or by the mean, is that', () => {
    expect(nextGain(LAST, 3, 5, 7, 9)).toBe(3);
    expect(nextGain(MEAN, 3, 5, 7, 9)).toBe(7);
    expect(nextLogCost(LAST, 3, 5, 7, 9)).toBe(3);
    expect(nextLogCost(MEAN, 3, 5, 7, 9)).toBe(7);
  });

  it('of gains that grow by a factor, and of costs that do, goes on so', () => {
    fc.assert(
      fc.property(
        terms,
        fc.double({ min: 1, max: 4, noNaN: true }),
        strides,
        (term, ratio, done) => {
          const gain = nextGain(GEOMETRIC, term * ratio, term, 0, done);
          expect(gain / (term * ratio * ratio)).toBeCloseTo(1, 9);
          const step = Math.log2(ratio);
          expect(nextLogCost(GEOMETRIC, term + step, term, 0, done)).toBeCloseTo(
            term + 2 * step,
            9,
          );
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('never has a gain fall by a factor, nor rise by more than four, nor a cost by more than 32', () => {
    fc.assert(
      fc.property(terms, terms, strides, (last, before, done) => {
        const gain = nextGain(GEOMETRIC, last, before, 0, done);
        expect(gain).toBeGreaterThanOrEqual(last);
        expect(gain).toBeLessThanOrEqual(4 * last);
        expect(nextLogCost(GEOMETRIC, last, before, 0, done)).toBeLessThanOrEqual(last + 5);
      }),
      { numRuns: runs(100) },
    );
  });

  it('by a power law is exact for widths that fall, and for costs that grow, as powers of the number of strides', () => {
    fc.assert(
      fc.property(terms, fc.double({ min: -4, max: 4, noNaN: true }), strides, (p, q, done) => {
        const gainAfter = (k: number): number => p * Math.log2((k + 1) / k);
        const gain = nextGain(POWER_LAW, gainAfter(done - 1), NaN, NaN, done);
        expect(gain / gainAfter(done)).toBeCloseTo(1, 6);
        const costAt = (k: number): number => 3 + q * Math.log2(k);
        const cost = nextLogCost(POWER_LAW, costAt(done), costAt(done - 1), NaN, done);
        expect(cost).toBeCloseTo(costAt(done + 1), 6);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('an extrapolation over many strides', () => {
  const far = fc.integer({ min: 64, max: 512 });

  it('gains what the strides would gain one by one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Rule[]>(LAST, MEAN, POWER_LAW),
        terms,
        far,
        far,
        (rule, last, done, n) => {
          let sum = 0;
          let gain = last;
          for (let k = 0; k < n; k++) {
            gain = nextGain(rule, gain, gain, last, done + k);
            sum += gain;
          }
          expect(distantGain(rule, last, done, n) / sum).toBeCloseTo(1, 1);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('costs what a stride in the middle of them costs by the rule, and no end where costs grow by a factor', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4, noNaN: true }), far, far, (q, done, n) => {
        const costAt = (k: number): number => 3 + q * Math.log2(k);
        const rise = distantRise(POWER_LAW, costAt(done), costAt(done - 1), done, n);
        expect(rise).toBeCloseTo(costAt(done + n / 2) - costAt(done), 0);
        for (const rule of [LAST, MEAN] as const) expect(distantRise(rule, 5, 4, done, n)).toBe(0);
        expect(distantRise(GEOMETRIC, 5, 4, done, n)).toBe(Infinity);
        expect(distantRise(GEOMETRIC, 5, 5, done, n)).toBe(0);
      }),
      { numRuns: runs(100) },
    );
  });
});

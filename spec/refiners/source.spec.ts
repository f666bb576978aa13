import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { containsRational, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { ContradictionError } from '#lib/exact/errors.js';
import { ratAdd, ratCompare, ratFromDouble, rational } from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import { proven, sourceRefiner, taken, widthToAsk } from '#lib/refiners/source.js';
import type { Answered, SourceState } from '#lib/refiners/source.js';
import { partsInPlace } from '#lib/refiners/parts.js';
import { runs } from '#spec/support/effort.js';

const params = { label: 'rate', cost: 1 };

const value = fc
  .tuple(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), fc.bigInt({ min: 1n, max: 2n ** 70n }))
  .map(([n, d]) => rational(n, d));
const margin = fc.integer({ min: -200, max: 20 }).map((exponent) => ratFromDouble(2 ** exponent));
const demand = fc.record({
  width: fc.oneof(fc.constant(Infinity), fc.integer({ min: -150, max: 60 })),
});

/** An answer around a value, so far below it and above it. */
const around = (x: Rational, below: Rational, above: Rational): Answered => ({
  lo: ratAdd(x, { n: -below.n, d: below.d }),
  hi: ratAdd(x, above),
  final: false,
});

describe('what a source has told', () => {
  it('is the meet of its answers, rounded outward: each value in all of them is in the bounds', () => {
    fc.assert(
      fc.property(
        value,
        fc.array(fc.tuple(margin, margin), { minLength: 1, maxLength: 5 }),
        demand,
        (x, margins, asked) => {
          let state: SourceState = sourceRefiner.start(params);
          for (const [below, above] of margins) {
            state = taken(params, state, around(x, below, above));
            const { bounds } = proven(state, asked);
            for (const inside of [x, state!.lo, state!.hi])
              expect(containsRational(bounds, inside)).toBe(true);
          }
          for (const [below, above] of margins) {
            const answer = around(x, below, above);
            expect(ratCompare(state!.lo, answer.lo)).toBeGreaterThanOrEqual(0);
            expect(ratCompare(state!.hi, answer.hi)).toBeLessThanOrEqual(0);
          }
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('meets a demand by an answer of the width that is asked for, however that is to be rounded', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: -150, max: 60 }), (x, width) => {
        const asked = widthToAsk(null, { width })!;
        const half = rational(1n, 2n);
        const least =
          asked < 0 ? rational(1n, 2n ** BigInt(-asked)) : rational(2n ** BigInt(asked));
        const part = rational(least.n * half.n, least.d * half.d);
        const state = taken(params, null, around(x, part, part));
        expect(widthLog2(proven(state, { width }).bounds)).toBeLessThanOrEqual(width);
        expect(widthToAsk(state, { width })).toBeUndefined();
      }),
      { numRuns: runs(200) },
    );
  });

  it('is not asked for again where it was exact, whatever is demanded', () => {
    const third = { n: 1n, d: 3n };
    const state = taken(params, null, { lo: third, hi: third, final: true });
    for (const width of [Infinity, -10, -5000]) {
      expect(widthToAsk(state, { width })).toBeUndefined();
      const { bounds, done } = proven(state, { width });
      expect(widthLog2(bounds)).toBeLessThanOrEqual(width);
      expect(done).toBeUndefined();
    }
    expect(
      proven(taken(params, null, around({ n: 3n, d: 4n }, rational(0n), rational(0n))), {
        width: 0,
      }).done,
    ).toBe('exact');
  });

  it('is exhausted by an answer that is final, or that adds nothing, unless that is enough', () => {
    const wide = around(rational(0n), rational(1n), rational(1n));
    const first = taken(params, null, wide);
    expect(proven(first, { width: -3 }).done).toBeUndefined();
    expect(widthToAsk(first, { width: -3 })).toBe(-4);
    for (const last of [
      taken(params, first, wide),
      taken(params, null, { ...wide, final: true }),
    ]) {
      expect(proven(last, { width: -3 }).done).toBe('exhausted');
      expect(widthToAsk(last, { width: -3 })).toBeUndefined();
      expect(proven(last, { width: 2 }).done).toBeUndefined();
    }
    const narrower = taken(params, first, around(rational(0n), rational(1n), rational(1n, 2n)));
    expect(widthToAsk(narrower, { width: -3 })).toBe(-4);
  });

  it('contradicts itself where an answer leaves nothing, however coarse the demand', () => {
    const low = taken(params, null, around(rational(0n), rational(1n), rational(0n)));
    expect(() =>
      taken(params, low, around(rational(1n, 10n ** 30n), rational(0n), rational(1n))),
    ).toThrow(ContradictionError);
    expect(() => taken(params, low, around(rational(7n), rational(1n), rational(1n)))).toThrow(
      /source rate: it answers \[6, 8\], which does not meet \[-1, 0\]/,
    );
  });

  it('is nothing before the first answer', () => {
    const step = { inputs: [], demand: { width: -9 }, quantum: { steps: 1 } };
    const controls = {
      stopRequested: () => false,
      report: () => undefined,
      inParts: partsInPlace(sourceRefiner, params),
    };
    expect(sourceRefiner.step({ state: null, ...step, ...controls }, params).bounds.kind).toBe(
      'all',
    );
    expect(widthToAsk(null, { width: Infinity })).toBe(Infinity);
  });
});

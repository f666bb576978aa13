import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Decimal } from 'decimal.js';
import { dyadic, topExponent } from '#lib/exact/dyadic.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import {
  contains,
  isFinite,
  isPoint,
  magnitudeLog2,
  point,
  widthLog2,
} from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { DomainError } from '#lib/exact/errors.js';
import { fromRational } from '#lib/exact/enclosure/outward.js';
import { ratFromDyadic } from '#lib/exact/rational.js';
import { piFixed } from '#lib/kernels/constants.js';
import { functions } from '#lib/refiners/functions/index.js';
import type { Evaluation } from '#lib/refiners/evaluation/function.js';
import { runs } from '#spec/support/effort.js';
import { argumentsOf, casesOf, grids, numbers } from '../functions/arbitraries.js';
import type { Case } from '../functions/arbitraries.js';
import {
  decimalOf,
  doubt,
  holds,
  power,
  rootReference,
  references,
} from '../functions/decimal-reference.js';
import type { Reference } from '../functions/decimal-reference.js';

const cases = casesOf(functions);

function referenceOf({ definition, params }: Case): Reference {
  if (params !== null) return rootReference((params as { n: number }).n);
  return references[definition.name]!;
}

/** `undefined` for a DomainError. */
function evaluated(one: Case, x: readonly Enclosure[], grid: number): Evaluation | undefined {
  try {
    return one.definition.evaluate(x, grid, one.params);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

const valuesOf = (reference: Reference, choices: readonly Dyadic[][]): (Decimal | undefined)[] =>
  choices.map((choice) => reference(...choice.map(decimalOf)));

describe.each(cases)('$title', (one) => {
  const reference = referenceOf(one);
  const { definition, params } = one;

  test('contains its values at points inside its inputs, and throws only where there are none', () => {
    fc.assert(
      fc.property(argumentsOf(definition.arity), grids, ({ enclosures, choices }, grid) => {
        const evaluation = evaluated(one, enclosures, grid);
        const range = definition.initial?.(params);
        for (const value of valuesOf(reference, choices)) {
          if (value === undefined) continue;
          if (evaluation === undefined) return false;
          if (!holds(evaluation.bounds, value)) return false;
          if (range !== undefined && !holds(range, value)) return false;
        }
        return true;
      }),
      { numRuns: runs(30) },
    );
  });

  test('adds no more than the grid, or than 45 significant bits, to the width at a point', () => {
    fc.assert(
      fc.property(
        fc.array(numbers, { minLength: definition.arity, maxLength: definition.arity }),
        grids,
        (at, grid) => {
          const evaluation = evaluated(one, at.map(point), grid);
          if (evaluation === undefined || !isFinite(evaluation.bounds)) return;
          if (evaluation.needs !== undefined && evaluation.needs.length > 0) return;
          const width = widthLog2(evaluation.bounds);
          // Relative to 1 near the zeros of sine, cosine and tangent that are no dyadic numbers.
          const wave = ['sin', 'cos', 'tan'].includes(definition.name);
          const far = wave && topExponent(at[0]!) > 0;
          const size = Math.max(magnitudeLog2(evaluation.bounds), far ? 0 : -Infinity);
          expect(width).toBeLessThanOrEqual(Math.min(grid, size - 45));
          expect(width).toBeLessThanOrEqual(evaluation.own + 0.001);
        },
      ),
      { numRuns: runs(30) },
    );
  });

  test('bounds differences by its sensitivity, or its modulus where that is infinite', () => {
    fc.assert(
      fc.property(
        argumentsOf(definition.arity),
        fc.integer({ min: 0, max: definition.arity - 1 }),
        ({ enclosures, choices }, input) => {
          const evaluation = evaluated(one, enclosures, -150);
          if (evaluation === undefined) return;
          const { bounds } = evaluation;
          const slope = definition.sensitivity(input, enclosures, bounds, params);
          const modulus =
            slope === Infinity
              ? definition.modulus?.(input, enclosures, bounds, params)
              : undefined;
          if (slope === Infinity && modulus === undefined) return;
          const first = choices[0]!;
          for (const choice of choices.slice(1)) {
            // Only the one argument moves.
            const moved = first.map((x, i) => (i === input ? choice[i]! : x));
            const [a, b] = valuesOf(reference, [first, moved]);
            if (a === undefined || b === undefined) continue;
            const distance = decimalOf(moved[input]!).minus(decimalOf(first[input]!)).abs();
            const allowed =
              modulus === undefined
                ? slope === -Infinity
                  ? distance.times(0)
                  : distance.times(power(2, slope))
                : distance.pow(modulus.exponent).times(power(2, modulus.factor));
            const off = doubt(a).plus(doubt(b)).times(4);
            expect(a.minus(b).abs().lte(allowed.plus(off))).toBe(true);
          }
        },
      ),
      { numRuns: runs(20) },
    );
  });

  test('folds rational points to the values that it encloses', () => {
    fc.assert(
      fc.property(
        fc.array(numbers, { minLength: definition.arity, maxLength: definition.arity }),
        (at) => {
          let folded;
          try {
            folded = definition.fold?.(at.map(ratFromDyadic), params);
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
            expect(evaluated(one, at.map(point), -100)).toBeUndefined();
            return;
          }
          if (folded === undefined) return;
          const evaluation = evaluated(one, at.map(point), -300);
          expect(evaluation && contains(evaluation.bounds, fromRational(folded, -4000))).toBe(true);
        },
      ),
      { numRuns: runs(30) },
    );
  });

  test('computes no finer than the grid near the multiples of pi/2, however narrow its inputs are', () => {
    // To tell how small sine, cosine or tangent is there takes all the bits of the input.
    const unit = -20000;
    const near = (top: bigint): Enclosure =>
      fromExactEnds(dyadic(top, unit), dyadic(top + 2n, unit));
    const places = [-3n, -2n, -1n, 1n, 2n, 3n, 4n].map((n) => near((n * piFixed(-unit)) / 2n - 1n));
    for (const x of places) {
      for (const grid of [Infinity, -100]) {
        const evaluation = evaluated(one, Array<Enclosure>(definition.arity).fill(x), grid);
        if (evaluation === undefined || !isFinite(evaluation.bounds)) continue;
        // Twice the bits of the grid, and 64; nothing where all of the width is inherited.
        if (evaluation.own > -Infinity) expect(evaluation.own).toBeGreaterThan(-264);
      }
    }
  });

  test('computes no finer than the width of its inputs supports', () => {
    fc.assert(
      fc.property(argumentsOf(definition.arity), ({ enclosures }) => {
        const coarse = evaluated(one, enclosures, Infinity);
        const evaluation = evaluated(one, enclosures, -20000);
        if (coarse === undefined || evaluation === undefined) return;
        if (!isFinite(evaluation.bounds) || isPoint(evaluation.bounds)) return;
        if (enclosures.some(isPoint)) return;
        // Inputs are no narrower than 2^-150, so nothing needs 4,000 bits but where f is flatter still.
        const bits = magnitudeLog2(evaluation.bounds) - evaluation.own;
        expect(evaluation.own === -Infinity || bits < 4000).toBe(true);
      }),
      { numRuns: runs(50) },
    );
  });
});

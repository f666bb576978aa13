import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { intersect, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import { fromRational } from '#lib/exact/enclosure/outward.js';
import { rational } from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import { runs } from '#spec/support/effort.js';
import { functionNamed } from './evaluate.js';

const NAMES = ['exp', 'ln', 'atan', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'] as const;

/** Numerators and denominators that a series takes at these precisions, signs and magnitudes mixed. */
const fractions = fc
  .tuple(fc.bigInt({ min: -400n, max: 400n }), fc.bigInt({ min: 1n, max: 400n }))
  .filter(([n]) => n !== 0n)
  .map(([n, d]) => rational(n, d));

const grids = fc.integer({ min: -9000, max: -5500 });

/** The function by `evaluate`, which knows the argument by bounds alone and computes in fixed point. */
function agrees(name: string, x: Rational, grid: number): boolean {
  const f = functionNamed(name);
  const atPoint = f.atRational?.(x, grid);
  if (atPoint === undefined) return false;
  // Up to 2^15 is the slope of the tangent at the arguments that are tried, and up to 2^93 that of the exponential.
  const other = f.evaluate([fromRational(x, grid - 140)], grid - 20, null);
  expect(widthLog2(atPoint.bounds)).toBeLessThanOrEqual(grid);
  expect(atPoint.own).toBeLessThanOrEqual(grid);
  expect(intersect(atPoint.bounds, other.bounds)).toBeDefined();
  return true;
}

describe('At a short rational', () => {
  test.each(NAMES)('%s agrees with its evaluation over an enclosure', (name) => {
    let found = 0;
    fc.assert(
      fc.property(fractions, grids, (x, grid) => {
        if (agrees(name, x, grid)) found++;
      }),
      { numRuns: runs(25) },
    );
    expect(found).toBeGreaterThan(0);
  });

  test('a function is left to its evaluation where that is as quick, and outside its domain', () => {
    for (const name of NAMES) {
      expect(functionNamed(name).atRational?.(rational(1n, 3n), -200)).toBeUndefined();
      expect(functionNamed(name).atRational?.(rational(1n, 3n), Infinity)).toBeUndefined();
    }
    expect(functionNamed('ln').atRational?.(rational(-1n, 3n), -9000)).toBeUndefined();
    expect(functionNamed('exp').atRational?.(rational(1000n), -9000)).toBeUndefined();
    expect(functionNamed('sin').atRational?.(rational(1000n), -9000)).toBeUndefined();
  });
});

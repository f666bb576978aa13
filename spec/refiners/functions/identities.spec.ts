import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  add,
  divide,
  multiply,
  negate,
  square,
  subtract,
} from '#lib/exact/enclosure/arithmetic.js';
import { dyadic, ONE } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { intersect, isFinite, point, widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { constants } from '#lib/refiners/constants/index.js';
import type { Plain } from '#lib/refiners/refiner.js';
import { runs } from '#spec/support/effort.js';
import { partsInPlace } from '#lib/refiners/parts.js';
import { functionNamed } from './evaluate.js';

/** Precisions of thousands of bits, where decimal.js is too slow to compare with. */
const grids = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -600, max: -60 }) },
  { weight: 1, arbitrary: fc.integer({ min: -4000, max: -600 }) },
);

/** A dyadic number with magnitudes from 2^-40 to 2^3. */
const numbers = fc
  .tuple(fc.bigInt({ min: 1n, max: 2n ** 100n }), fc.integer({ min: -137, max: -97 }))
  .map(([m, e]) => dyadic(m, e));

const one = point(ONE);
const two = point(fromDouble(2));

function f(name: string, x: Enclosure, grid: number, params: Plain = null): Enclosure {
  return functionNamed(name).evaluate([x], grid, params).bounds;
}

function agree(a: Enclosure, b: Enclosure): void {
  expect(isFinite(a) && isFinite(b)).toBe(true);
  expect(intersect(a, b)).toBeDefined();
}

function identity(check: (x: Enclosure, grid: number) => void, usual = 60): void {
  fc.assert(
    fc.property(numbers, grids, (x, grid) => {
      check(point(x), grid);
    }),
    { numRuns: runs(usual) },
  );
}

describe('To thousands of bits', () => {
  test('ln undoes exp', () => {
    identity((x, g) => {
      agree(f('ln', f('exp', x, g), g), x);
    });
  });

  test('the squares of sine and cosine add up to one, and their quotient is the tangent', () => {
    identity((x, g) => {
      const [s, c] = [f('sin', x, g), f('cos', x, g)];
      agree(add(square(s, g), square(c, g), g), one);
      agree(divide(s, c, g), f('tan', x, g));
    });
  });

  test('the tangent undoes the arc tangent, and the sine the arc sine of x / (1 + x)', () => {
    identity((x, g) => {
      agree(f('tan', f('atan', x, g), g), x);
      const part = divide(x, add(one, x, g), g);
      agree(f('sin', f('asin', part, g), g), part);
      agree(f('cos', f('acos', part, g), g), part);
    });
  });

  test('arc sine and arc cosine add up to a right angle', () => {
    identity((x, g) => {
      const part = divide(x, add(one, x, g), g);
      const pi = constants.find(({ name }) => name === 'pi')!;
      const angle = pi.step(
        {
          state: null,
          inputs: [],
          demand: { width: g },
          quantum: { steps: 1 },
          stopRequested: () => false,
          report: () => undefined,
          inParts: partsInPlace(pi, null),
        },
        null,
      ).bounds;
      agree(multiply(two, add(f('asin', part, g), f('acos', part, g), g), g), angle);
    });
  });

  test('the hyperbolic functions are those of exp', () => {
    identity((x, g) => {
      const [e, r] = [f('exp', x, g), f('exp', negate(x), g)];
      agree(multiply(two, f('sinh', x, g), g), subtract(e, r, g));
      agree(multiply(two, f('cosh', x, g), g), add(e, r, g));
      agree(f('tanh', x, g), divide(subtract(e, r, g), add(e, r, g), g));
    });
  });

  test('the inverse hyperbolic functions are undone by them', () => {
    identity((x, g) => {
      agree(f('sinh', f('asinh', x, g), g), x);
      agree(f('cosh', f('acosh', add(one, x, -200), g), g), add(one, x, -200));
      const part = divide(x, add(one, x, g), g);
      agree(f('tanh', f('atanh', part, g), g), part);
    });
  });

  test('the logarithms to base 2 and 10 are quotients of natural ones', () => {
    identity((x, g) => {
      const ten = point(fromDouble(10));
      agree(multiply(f('log2', x, g), f('ln', two, g), g), f('ln', x, g));
      agree(multiply(f('log10', x, g), f('ln', ten, g), g), f('ln', x, g));
    });
  });

  test('a root to the power of its degree is the number, by either way', () => {
    identity((x, g) => {
      for (const n of [2, 3, 7, 33, 100]) {
        const root = f('nthRoot', x, g, { n });
        const power = functionNamed('pow').evaluate([root, point(fromDouble(n))], g, null).bounds;
        agree(power, x);
      }
    }, 30);
  });

  test('the width at a point is what was asked for', () => {
    identity((x, g) => {
      for (const name of [
        'exp',
        'ln',
        'sin',
        'cos',
        'tan',
        'atan',
        'sinh',
        'tanh',
        'asinh',
        'log2',
      ]) {
        expect(widthLog2(f(name, x, g))).toBeLessThanOrEqual(g);
      }
    });
  });
});

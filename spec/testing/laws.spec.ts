import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defineFunction, enclosure } from '#lib/refiner.js';
import type { ExactNumber, Plain, Refiner } from '#lib/refiner.js';
import { functionRefiner } from '#lib/refiners/function-refiner.js';
import { functions } from '#lib/refiners/functions/index.js';
import { constants } from '#lib/refiners/constants/index.js';
import { refinerLaws } from '#lib/testing/index.js';
import type { RefinerLawOptions } from '#lib/testing/index.js';
import { runs } from '#spec/support/effort.js';
import { brokenLaws } from '#spec/support/laws/broken-laws.js';
import { BROKEN } from '#spec/support/laws/broken-refiners.js';

describe('the laws of refiners', () => {
  it.each(BROKEN)('name the fault of $fault: $law', ({ law, refiner, options = {}, ...of }) => {
    const broken = brokenLaws(refinerLaws(fc, refiner, options), runs(of.runs ?? 20));
    expect(broken.map((each) => each.law)).toEqual([law]);
  });

  it('show a fault by the shortest run, with its numbers', () => {
    const { refiner, options } = BROKEN.find(({ fault }) => fault.startsWith('bounds beside'))!;
    const [fault] = brokenLaws(refinerLaws(fc, refiner, options), 100);
    const lines = fault!.message.split('\n');
    expect(lines[0]).toMatch(
      /^containment: the bounds \[0\.3333, 0\.3333\d*\], width 2\^.* do not contain 1\/3$/,
    );
    expect(lines[1]).toBe('  broken@1, params null');
    expect(lines[2]).toBe(
      '  at first: state null, bounds (-Infinity, Infinity), width 2^Infinity, exactly [-inf, inf]',
    );
    expect(lines[3]).toMatch(/^ {2}step 1: demand 2\^-?\d+; answered \[0\.3333, .*, state null$/);
    expect(lines).toHaveLength(4);
  });

  it('hold for a function of one’s own', () => {
    const cube = defineFunction({
      name: 'law-abiding-cube',
      version: 1,
      at: (x, width) => enclosure.power(enclosure.of(x, -Infinity), 3, width),
      derivative: (x) => enclosure.multiply(enclosure.square(x), enclosure.of(3)),
    });
    const inputs = [fc.integer({ min: -1000, max: 1000 })];
    const value: RefinerLawOptions<null>['value'] = ([x]) => ({ n: x!.n ** 3n, d: x!.d ** 3n });
    expect(brokenLaws(refinerLaws(fc, cube, { inputs, value }), runs(50))).toEqual([]);
  });
});

/** Points at which each function is tried, inside its domain and at its ends. */
const ratios = (least: number, most: number): fc.Arbitrary<ExactNumber> =>
  fc.tuple(fc.integer({ min: 0, max: 960 }), fc.integer({ min: 1, max: 40 })).map(([n, d]) => ({
    numerator: least * 960 * d + (most - least) * Math.floor(n / d) * d,
    denominator: 960 * d,
  }));

/** The domains of functions that are not defined everywhere. A negative base has powers of exact integers alone. */
const DOMAINS: Readonly<Record<string, readonly fc.Arbitrary<ExactNumber>[]>> = {
  ...{ asin: [ratios(-1, 1)], acos: [ratios(-1, 1)], atanh: [ratios(-1, 1)] },
  ...{ acosh: [ratios(1, 400)], ln: [ratios(0, 400)], log2: [ratios(0, 400)] },
  ...{ log10: [ratios(0, 400)], pow: [ratios(0, 400), ratios(-400, 400)] },
};

describe('the built-in refiners keep the laws', () => {
  it.each(constants.map((refiner) => ({ name: refiner.name, refiner })))('$name', ({ refiner }) => {
    expect(brokenLaws(refinerLaws(fc, refiner as unknown as Refiner<null>), runs(5))).toEqual([]);
  });

  it.each(functions.map((definition) => ({ name: definition.name, definition })))(
    '$name',
    ({ name, definition }) => {
      const refiner = functionRefiner(definition);
      let answered = 0;
      const counted: Refiner<Plain, null> = {
        ...refiner,
        step(...given) {
          const result = refiner.step(...given);
          answered++;
          return result;
        },
      };
      const params = fc.constant(name === 'nthRoot' ? { n: 3 } : null);
      const everywhere = Array.from({ length: definition.arity }, () => ratios(-400, 400));
      const inputs = DOMAINS[name] ?? everywhere;
      expect(
        brokenLaws(refinerLaws(fc, counted as Refiner<never>, { params, inputs }), runs(4)),
      ).toEqual([]);
      expect(answered).toBeGreaterThan(runs(50));
    },
  );
});

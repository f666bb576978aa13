import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { enclosure } from '#lib/refiner.js';
import { ratMultiply } from '#lib/exact/rational.js';
import { combinatorLaws } from '#lib/testing/index.js';
import { runs } from '#spec/support/effort.js';
import { BROKEN_COMBINATORS, isProduct } from '#spec/support/laws/broken-combinators.js';
import { brokenLaws } from '#spec/support/laws/broken-laws.js';

describe('the laws of combinators', () => {
  it.each(BROKEN_COMBINATORS)('name the fault of $fault: $law', ({ law, combinator }) => {
    const broken = brokenLaws(combinatorLaws(fc, combinator, isProduct), runs(25));
    expect(broken.map((each) => each.law)).toEqual([law]);
  });

  it('hold for a product with all that a definition may have', () => {
    const laws = combinatorLaws(
      fc,
      {
        ...{ name: 'law-abiding-product', version: 1, arity: 2 },
        combine: ([x, y], width) => enclosure.multiply(x!, y!, width),
        fold: ([x, y]) => ratMultiply(x!, y!),
        sensitivity: (input, inputs) => enclosure.magnitudeLog2(inputs[1 - input]!),
      },
      isProduct,
    );
    expect(brokenLaws(laws, runs(25))).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { didYouMean, editDistance, nearNames } from '#lib/expression/near.js';

import { runs } from '../support/effort.js';

describe('near names', () => {
  const names = ['sqrt', 'cbrt', 'sin', 'sinh', 'asinh', 'exp', 'pi', 'e'];

  test.each([
    ['sqr', ['sqrt']],
    ['sqrtt', ['sqrt']],
    ['Sqrt', ['sqrt']],
    ['PI', ['pi']],
    ['sni', ['sin']],
    ['asihn', ['asinh']],
    ['foo', []],
    ['zzzzzzzzzzzz', []],
  ])('of %s are %j', (word, near) => {
    expect(nearNames(word, names)).toEqual(near);
  });

  test('are offered as a question, and only when there are any', () => {
    expect(didYouMean('sqr', names)).toBe('; did you mean sqrt?');
    expect(didYouMean('foo', names)).toBe('');
  });

  test('are only the nearest ones', () => {
    expect(nearNames('sinh', names)).toEqual(['sinh']);
    expect(nearNames('xqrt', ['cqrt', 'sqrt', 'sqr'])).toEqual(['cqrt', 'sqrt']);
  });
});

describe('the edit distance', () => {
  test('counts insertions, losses, replacements and swaps of neighbours', () => {
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('abc', '')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ab', 'ba')).toBe(1);
    expect(editDistance('digts', 'digits')).toBe(1);
  });

  test('is zero exactly for equal words, symmetric, and at most the longer length', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
      { numRuns: runs(300) },
    );
  });
});

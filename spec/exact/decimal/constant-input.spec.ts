import { describe, expect, it } from '@jest/globals';
import { describeInput } from '#lib/exact/decimal/constant-input.js';

describe('what was given in place of a constant', () => {
  it('is told by its value, or by its form', () => {
    for (const [given, told] of [
      [undefined, 'undefined'],
      [null, 'null'],
      [1.5, '1.5'],
      ['1/3', '1/3'],
      [true, 'true'],
      [{}, 'an object without keys'],
      [[], 'an object without keys'],
      [{ numerator: 1, denominator: 3 }, 'an object with keys numerator, denominator'],
      [() => 1, 'a function'],
      [Symbol('x'), 'a symbol'],
    ] as const)
      expect(describeInput(given)).toBe(told);
  });
});

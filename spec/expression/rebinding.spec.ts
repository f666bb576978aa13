import { describe, expect, test } from '@jest/globals';

import { ExpressionSyntaxError, RebindingEnvironment } from '#lib/expression/index.js';
import { pi } from '#lib/real/index.js';

describe('names that may be given another value', () => {
  test('mean what they meant before on the right side of their own assignment', () => {
    const names = new RebindingEnvironment();
    names.read('x = 3');
    names.read('y = x^2');
    expect(names.read('x = x + 1; x').toNumber()).toBe(4);
    expect(names.read('x = 2*x; x = x - y; x').toNumber()).toBe(-1);
    // What was made of the old value stays as it was made.
    expect(names.read('y').toNumber()).toBe(9);
    expect(names.names).toEqual(['x', 'y']);
  });

  test('keep their exact values, which ends of data and roots need', () => {
    const names = new RebindingEnvironment();
    names.read('n = 2');
    names.read('n = n + 1');
    expect(names.read('root(8, n)').toNumber()).toBe(2);
    names.set('n', pi);
    expect(() => names.read('root(8, n)')).toThrow(/exact integer/);
  });

  test('are not those of the language, nor reserved ones; a refused text changes nothing', () => {
    const names = new RebindingEnvironment((name) => name === 'ans');
    names.read('x = 1');
    for (const text of ['pi = 3', 'ans = 3', 'x = 2; pi = 3', 'x = 2; y', 'x = '])
      expect(() => names.read(text)).toThrow();
    expect(names.read('x').toNumber()).toBe(1);
    expect(() => names.read('x = 2;\nans = 3')).toThrow(ExpressionSyntaxError);
    try {
      names.read('x = 2;\nans = 3');
    } catch (error) {
      expect(error).toMatchObject({ at: 7, message: 'ans is an answer and cannot be assigned' });
    }
    names.remove('x');
    expect(() => names.read('x')).toThrow(/unknown name x/);
  });
});

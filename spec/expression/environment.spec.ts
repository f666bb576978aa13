import { describe, expect, test } from '@jest/globals';

import { Environment, ExpressionSyntaxError } from '#lib/expression/index.js';
import { real } from '#lib/real/index.js';
import type { Real } from '#lib/real/index.js';

const exactly = (x: Real | undefined): string | null =>
  x?.refineSync({ digits: 30 }).rational ?? null;

describe('an environment', () => {
  test('defines, looks up and removes named expressions', () => {
    const environment = new Environment();
    const x = environment.define('x', '1/3');
    expect(environment.get('x')).toBe(x);
    environment.define('y', real(2));
    expect(environment.names).toEqual(['x', 'y']);
    expect(exactly(environment.read('3*x + y'))).toBe('3');
    expect(environment.remove('x')).toBe(true);
    expect(environment.remove('x')).toBe(false);
    expect(environment.get('x')).toBeUndefined();
    expect(() => environment.read('x')).toThrow('unknown name x');
  });

  test('keeps what a text assigns for the next one', () => {
    const environment = new Environment();
    environment.read('a = 2; b = a^2');
    expect(exactly(environment.read('b - a'))).toBe('2');
    expect(environment.names).toEqual(['a', 'b']);
  });

  test('an expression uses its names, and keeps its own to itself', () => {
    const environment = new Environment();
    environment.define('x', '3');
    expect(exactly(environment.expression('y = x^2; y + x'))).toBe('12');
    expect(environment.names).toEqual(['x']);
  });

  test('a value keeps what its names meant', () => {
    const environment = new Environment();
    environment.define('x', '2');
    const y = environment.define('y', 'x + 1');
    environment.remove('x');
    environment.define('x', '10');
    expect(exactly(y)).toBe('3');
    expect(exactly(environment.read('x + y'))).toBe('13');
  });

  test('a name holds one value at a time, and is none of the language', () => {
    const environment = new Environment();
    environment.define('x', '1');
    expect(() => environment.define('x', '2')).toThrow(TypeError);
    expect(() => environment.read('x = 2')).toThrow(ExpressionSyntaxError);
    expect(() => environment.define('pi', '3')).toThrow('pi is a constant');
    expect(() => environment.define('2x', '3')).toThrow('is not a name');
    expect(exactly(environment.get('x'))).toBe('1');
  });

  test('a text that is refused changes nothing', () => {
    const environment = new Environment();
    expect(() => environment.read('a = 1; b = foo')).toThrow(ExpressionSyntaxError);
    expect(() => environment.read('a = 1; b = [2, 1]')).toThrow(ExpressionSyntaxError);
    expect(environment.names).toEqual([]);
  });

  test('exact values may stand where the language needs them', () => {
    const environment = new Environment();
    environment.define('n', '6/2');
    environment.define('m', real(2));
    environment.define('r', 'sqrt(4)');
    environment.read('k = n + m');
    expect(environment.read('root(8, n)').refineSync({ digits: 3 }).digits).toBe('2.00');
    expect(environment.read('root(32, k) + [m, m]').refineSync({ digits: 3 }).digits).toBe('4.00');
    expect(() => environment.read('root(2, r)')).toThrow('exact integer');
  });
});

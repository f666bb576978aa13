import { describe, expect, test } from '@jest/globals';

import { check, ExpressionSyntaxError, parse, vocabulary } from '#lib/expression/index.js';

const first = (text: string, names: string[] = []): { message: string; at: number } | undefined =>
  check(text, { names }).problems[0];

describe('names', () => {
  test.each([
    ['foo(1)', 0, 'unknown function foo; there are abs, acos, '],
    ['1 + sqr(2)', 4, 'unknown function sqr; did you mean sqrt?'],
    ['Sin(1)', 0, 'did you mean sin?'],
    ['PI', 0, 'unknown name PI; did you mean pi?'],
    ['radius = 1; raduis', 12, 'did you mean radius?'],
    ['q', 0, 'unknown name q'],
    ['x = x + 1', 4, 'unknown name x'],
    ['y = x; x = 1; y', 4, 'unknown name x'],
    ['x = 1; x = 2; x', 7, 'x is assigned twice'],
    ['pi = 3; pi', 0, 'pi is a constant and cannot be assigned'],
    ['sin = 3', 0, 'sin is a function and cannot be assigned'],
    ['sqrt + 1', 0, 'sqrt is a function; write sqrt(x)'],
    ['root', 0, 'write root(x, n)'],
    ['pi(2)', 0, 'pi is a constant, not a function'],
    ['x = 2; x(3)', 7, 'x is a value, not a function'],
    ['sqrt(1,2)', 0, 'sqrt takes 1 argument, got 2'],
    ['sqrt()', 0, 'sqrt takes 1 argument, got 0'],
    ['root(2)', 0, 'root takes 2 arguments, got 1'],
    [
      'log(2)',
      0,
      'log takes 2 arguments, got 1; write ln(x) to the base e, log10(x) to 10, log2(x)',
    ],
    ['log(2, 3, 4)', 0, 'log takes 2 arguments, got 3'],
    ['max()', 0, 'max takes at least 1 argument, got 0'],
  ])('in %j are refused at %i: %s', (text, at, message) => {
    expect(first(text)?.message).toContain(message);
    expect(first(text)?.at).toBe(at);
    expect(() => parse(text)).toThrow(ExpressionSyntaxError);
  });

  test('are case-sensitive and may hold digits and underscores', () => {
    expect(check('a = 1; A = 2; _a1 = 3; a + A + _a1')).toEqual({ ok: true, problems: [] });
  });

  test('that the caller gives are known, and cannot be assigned again', () => {
    expect(check('x + 1', { names: ['x'] }).ok).toBe(true);
    expect(first('x = 1', ['x'])?.message).toBe('x is assigned twice');
  });

  test('are all checked, and the problems come in the order of the text', () => {
    const { ok, problems } = check('a = b; sqrt(c, foo(1)); pi = 2');
    expect(ok).toBe(false);
    expect(problems.map((problem) => problem.at)).toEqual([4, 7, 12, 15, 24]);
  });

  test('a problem of the grammar is the only one', () => {
    expect(check('foo(1) + )').problems).toHaveLength(1);
  });
});

describe('an argument that is a plain integer', () => {
  test.each(['root(2, 3)', 'root(2, (3))', 'n = 3; root(2, n)', 'root(2, --3)'])(
    'is accepted in %s',
    (text) => {
      const program = parse(text);
      expect([...program.integers.values()]).toEqual([3]);
    },
  );

  test.each([
    ['root(2, 0)', 'got 0'],
    ['root(2, -3)', 'got -3'],
    ['root(2, 1.5)', 'got 1.5'],
    ['root(2, 3.0)', 'got 3.0'],
    ['root(2, 1e3)', 'got 1e3'],
    ['root(2, 1+2)', 'got a computed value'],
    ['root(2, pi)', 'got a computed value'],
    ['root(2, 99999999999999999999)', 'got 99999999999999999999'],
  ])('is demanded in %s', (text, message) => {
    expect(first(text)?.message).toContain(message);
    expect(first(text)?.message).toContain('plain integer from 1 to 2147483647');
  });
});

describe('the vocabulary', () => {
  test('describes every word in a line', () => {
    for (const word of vocabulary.values()) expect(word.doc).toMatch(/^.{10,80}$/);
  });

  test('has parameters for every function, as many as its arity', () => {
    for (const word of vocabulary.values())
      if (word.kind === 'function') {
        expect(word.parameters.length).toBeGreaterThanOrEqual(word.arity[0]);
        expect(word.arity[1]).toBeGreaterThanOrEqual(word.parameters.length);
      }
  });
});

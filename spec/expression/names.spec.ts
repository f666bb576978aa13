import { describe, expect, test } from '@jest/globals';

import { ratText } from '#lib/exact/rational.js';
import { check, ExpressionSyntaxError, vocabulary } from '#lib/expression/index.js';
import type { KnownNames } from '#lib/expression/index.js';
import { parse } from '#lib/expression/parse.js';

const known = (names: string[]): KnownNames => new Map(names.map((name) => [name, null]));

const first = (text: string, names: string[] = []): { message: string; at: number } | undefined =>
  check(text, known(names)).problems[0];

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
    expect(check('a = 1; A = 2; _a1 = 3; a + A + _a1')).toMatchObject({ ok: true, problems: [] });
  });

  test('that the caller gives are known, and cannot be assigned again', () => {
    expect(check('x + 1', known(['x'])).ok).toBe(true);
    expect(first('x = 1', ['x'])?.message).toBe('x is assigned twice');
  });

  test('are all checked, and the problems come in the order of the text', () => {
    const { ok, problems } = check('a = b; sqrt(c, foo(1)); pi = 2');
    expect(ok).toBe(false);
    expect(problems.map((problem) => problem.at)).toEqual([4, 7, 12, 15, 24]);
  });

  test('a problem of the grammar does not hide those of names', () => {
    expect(check('foo(1) + ) 2').problems.map(({ at }) => at)).toEqual([0, 9]);
  });
});

describe('an argument that is an exact integer', () => {
  test.each([
    'root(2, 3)',
    'root(2, (3))',
    'n = 3; root(2, n)',
    'root(2, --3)',
    'root(2, 3.0)',
    'root(2, 0.3e1)',
    'n = 6; root(2, n/2)',
    'root(2, 2^3 - 5)',
  ])('is accepted in %s', (text) => {
    const program = parse(text);
    expect([...program.integers.values()]).toEqual([3]);
  });

  test('may be a name that the caller knows exactly', () => {
    const names = new Map([['n', { n: 3n, d: 1n }]]);
    expect([...parse('root(2, n)', names).integers.values()]).toEqual([3]);
    expect(first('root(2, n)', ['n'])?.message).toContain('got a computed value');
  });

  test.each([
    ['root(2, 0)', 'got 0'],
    ['root(2, -3)', 'got -3'],
    ['root(2, 1.5)', 'got 3/2'],
    ['root(2, 1/0)', 'got a computed value'],
    ['root(2, 0^-1)', 'got a computed value'],
    ['root(2, 4^0.5)', 'got a computed value'],
    ['root(2, sqrt(9))', 'got a computed value'],
    ['root(2, pi)', 'got a computed value'],
    ['root(2, 2^31)', 'got 2147483648'],
    ['root(2, 10^100)', `got 1${'0'.repeat(39)}…`],
    ['root(2, 10^10^10)', 'got a computed value'],
    ['root(2, 1e999999999)', 'got a computed value'],
  ])('is demanded in %s', (text, message) => {
    expect(first(text)?.message).toContain(message);
    expect(first(text)?.message).toContain('exact integer from 1 to 2147483647');
  });
});

describe('the ends of a datum', () => {
  const ends = (text: string): string[] =>
    [...parse(text).data.values()].map(({ lo, hi }) => `${ratText(lo)} ${ratText(hi)}`);

  test.each([
    ['[1.22, 1.24]', '61/50 31/25'],
    ['[1/3, 1/2]', '1/3 1/2'],
    ['[-(1/3), 2^3 - 1e-1]', '-1/3 79/10'],
    ['a = 1; b = a/3; [b, a]', '1/3 1'],
    ['1.23 +/- 0.01', '-1/100 1/100'],
    ['pi ± (1/3)', '-1/3 1/3'],
    ['1 +/- 0', '0 0'],
    ['[2, 2]', '2 2'],
  ])('of %s are exactly %s', (text, value) => {
    expect(ends(text)).toEqual([value]);
  });

  test.each([
    ['1 + [pi, 4]', 4, 'exact constants'],
    ['[1, sqrt(4)]', 0, 'exact constants'],
    ['[1, 1/0]', 0, 'exact constants'],
    ['[[1, 2], 3]', 0, 'exact constants'],
    ['x = pi; [x, 4]', 8, 'exact constants'],
    ['[1, 10^10^10]', 0, 'exact constants'],
    ['[2, 1]', 0, 'the lower end 2 is above the upper end 1'],
    ['1 +/- pi', 2, 'must be an exact constant'],
    ['1 +/- -0.1', 2, 'must not be negative, got -1/10'],
  ])('in %j are refused at %i: %s', (text, at, message) => {
    expect(first(text)?.message).toContain(message);
    expect(first(text)?.at).toBe(at);
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

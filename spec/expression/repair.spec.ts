import { describe, expect, it } from '@jest/globals';
import { check, expression as read } from '#lib/expression/index.js';

/** The places and the beginnings of all problems of a text. */
function problems(text: string): readonly string[] {
  return check(text).problems.map(({ at, message }) => `${String(at)} ${message.slice(0, 24)}`);
}

describe('a check', () => {
  it('finds every mistake of a line: of its grammar and of its names, in their order', () => {
    expect(problems('sqr(2) + * 3 + foo(1) $ 2')).toEqual([
      '0 unknown function sqr; di',
      '9 expected a value, found ',
      '15 unknown function foo; th',
      '22 unexpected character "$"',
    ]);
  });

  it('finds the mistakes of several statements', () => {
    expect(problems('x = ) 2\ny = 3 *; x + z')).toEqual([
      '4 expected a value, found ',
      '15 expected a value, found ',
      '21 unknown name z',
    ]);
  });

  it('ends at a mistake at the end of the text', () => {
    expect(problems('(1 + 2')).toHaveLength(1);
    expect(problems('')).toHaveLength(1);
  });

  it('reads a text a bounded number of times, whatever it is full of', () => {
    expect(problems('$ '.repeat(500)).length).toBeLessThanOrEqual(20);
  });

  it('says of the first mistake what evaluating says', () => {
    for (const text of ['2 3', '1 + * 2 )', '[1,2', '1;;;)']) {
      const [first] = check(text).problems;
      let message = '';
      try {
        read(text);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(first?.message ?? '').toBe(message);
    }
  });
});

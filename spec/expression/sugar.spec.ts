import { describe, expect, test } from '@jest/globals';

import { canonical } from '#lib/expression/canonical.js';
import { check, expression, ExpressionSyntaxError } from '#lib/expression/index.js';
import { parse } from '#lib/expression/parse.js';

/** The canonical form, where a, b, c and x have values. */
function read(text: string): string {
  return canonical(parse(text, new Map(Array.from('abcx', (name) => [name, null]))));
}

function refusal(text: string): ExpressionSyntaxError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('what people type', () => {
  test.each([
    ['2pi', '(2 * pi)'],
    ['2(3+4)', '(2 * (3 + 4))'],
    ['(2)(3)', '(2 * 3)'],
    ['sin(x)cos(x)', '(sin(x) * cos(x))'],
    ['2 a b', '((2 * a) * b)'],
    ['-2x', '((-2) * x)'],
    ['2x/3', '((2 * x) / 3)'],
    ['a*2x', '((a * 2) * x)'],
    ['2pi^2', '(2 * (pi ^ 2))'],
    ['x²(3)', '((x ^ 2) * 3)'],
    ['(1/2)x', '((1 / 2) * x)'],
    ['1/(2x)', '(1 / (2 * x))'],
    ['½x', '((1 / 2) * x)'],
    ['2√2', '(2 * sqrt(2))'],
    ['2|x|', '(2 * abs(x))'],
    ['5!', '(5!)'],
    ['-5!', '(-(5!))'],
    ['2^3!', '(2 ^ (3!))'],
    ['(3!)!', '((3!)!)'],
    ['50%', '(50 / 100)'],
    ['50% * x', '((50 / 100) * x)'],
    ['200 + (10%)', '(200 + (10 / 100))'],
    ['200*(1 + (10%))', '(200 * (1 + (10 / 100)))'],
    ['-10%', '(-(10 / 100))'],
    ['30°', '(30 * (pi / 180))'],
    ['30 deg', '(30 * (pi / 180))'],
    ['sin(30°) + cos(x°)', '(sin((30 * (pi / 180))) + cos((x * (pi / 180))))'],
    ['1_000_000', '1000000'],
    ['1_0.2_5e1_0', '10.25e10'],
    ['0x1F + 0XfF_fF', '(31 + 65535)'],
    ['0b101 - 0o17', '(5 - 15)'],
    ['2**3', '(2 ^ 3)'],
    ['2**3**2', '(2 ^ (3 ^ 2))'],
    ['¾ + ⅒', '((3 / 4) + (1 / 10))'],
    ['½^2', '((1 / 2) ^ 2)'],
    ['√2', 'sqrt(2)'],
    ['√√2 + ∛(x)', '(sqrt(sqrt(2)) + cbrt(x))'],
    ['√2/3', '(sqrt(2) / 3)'],
    ['2 × 3 ÷ 4 − 1', '(((2 * 3) / 4) - 1)'],
    ['2π', '(2 * pi)'],
    ['πx²', '(pi * (x ^ 2))'],
    ['1 +− 2', '(1 +/- 2)'],
    ['|x|', 'abs(x)'],
    ['||x|-1|', 'abs((abs(x) - 1))'],
    ['|a| + |b|*|c|', '(abs(a) + (abs(b) * abs(c)))'],
    ['max(|a|, 2|b|)', 'max(abs(a), (2 * abs(b)))'],
    ['arcsin(x) + arctan2(x, 1)', '(asin(x) + atan2(x, 1))'],
    ['arsinh(x) - arcosh(x)', '(asinh(x) - acosh(x))'],
    ['lg(x) + lb(x)', '(log10(x) + log2(x))'],
    ['log_2(8)', 'log2(8)'],
    ['log_3(x)', 'log(x, 3)'],
    ['x²', '(x ^ 2)'],
    ['10⁻²', '(10 ^ (-2))'],
    ['2³²', '(2 ^ 32)'],
    ['-2²', '(-(2 ^ 2))'],
    ['2^3²', '(2 ^ (3 ^ 2))'],
    ['3!²', '((3!) ^ 2)'],
    ['[1, 2]²', '([1, 2] ^ 2)'],
  ])('%s is read as %s', (text, form) => {
    expect(read(text)).toBe(form);
  });

  test('has exact values where the numbers are exact', () => {
    const exactly = (text: string): string | null =>
      expression(text).refineSync({ digits: 20 }).rational;
    expect(exactly('0! + 1! + 10!')).toBe('3628802');
    expect(exactly('50%')).toBe('1/2');
    expect(exactly('100!/98!')).toBe('9900');
    expect(exactly('root(2⁶, 3!)')).toBe('2');
    expect(expression('10000!').refineSync({ digits: 10 }).digits).toBe('2.846259681e+35659');
    expect(expression('sin(30°) - ½').refineSync({ sign: true }).rational).toBe('0');
  });
});

describe('an assigned name', () => {
  test.each([
    ['deg = 3; 30 deg', 'deg = 3\n(30 * deg)'],
    ['deg = 3; 30°', 'deg = 3\n(30 * (pi / 180))'],
    ['lg = 2; lg^2', 'lg = 2\n(lg ^ 2)'],
    ['arcsin = 1; 2arcsin', 'arcsin = 1\n(2 * arcsin)'],
    ['x1 = lg(2); lg = x1', 'x1 = log10(2)\nlg = x1'],
  ])('wins over a new word: %s', (text, form) => {
    expect(read(text)).toBe(form);
  });

  test('wins where the caller gives it', () => {
    expect(canonical(parse('lb deg', new Map(['lb', 'deg'].map((name) => [name, null]))))).toBe(
      '(lb * deg)',
    );
  });
});

describe('a numeral', () => {
  test.each(['1_000_', '1__0', '1_.5', '0x1.8', '0b102', '0o8', '0x', '2e3.5'])(
    'is taken whole and refused once: %s',
    (text) => {
      expect(check(text).problems).toEqual([
        { message: expect.stringContaining(`${text} is no `), at: 0 },
      ]);
    },
  );

  test.each(['1.2.3', '1..2', '2e3e4', '1e1_', '0xG', '0b1e5'])(
    'is never a product of its parts: %s',
    (text) => {
      expect(check(`1 + ${text}`).problems).toEqual([
        { message: expect.stringContaining(`${text} is no `), at: 4 },
      ]);
    },
  );

  test.each([
    ['2 3', 2],
    ['2 0x1F', 2],
    ['½ 2', 2],
    ['x 2', 2],
    ['(2)3', 3],
    ['pi2 = 1; π2', 10],
    ['2! 3', 3],
  ])('is never the right factor of a product without a sign: %s', (text, at) => {
    expect(refusal(text)).toMatchObject({
      at,
      message: expect.stringContaining('expected an operator'),
    });
  });
});

describe('nothing multiplies', () => {
  test.each([
    ['across the end of a line', '(2\n(3))', 3],
    ['across a comment', '(2 # two\nx)', 9],
    ['with a suffix on the next line', '(2\n!)', 3],
    ['behind the bracket of a datum', '[1, 2]x', 6],
    ['before the bracket of a datum', '2[1, 2]', 1],
    ['a datum with a unit', '[1, 2]°', 6],
  ])('%s', (_, text, at) => {
    expect(refusal(text)).toMatchObject({
      at,
      message: expect.stringContaining('expected an operator'),
    });
  });

  test('across a semicolon or the end of a statement', () => {
    expect(read('2;(3)')).toBe('2\n3');
    expect(read('2\n(3)')).toBe('2\n3');
    expect(read('2 # two\n(3)')).toBe('2\n3');
  });
});

describe('what has two readings is refused, and both are shown', () => {
  test.each([
    ['1/2x', 3, '(1/2)*x and 1/(2*x)'],
    ['6/2(1+2)', 3, '(6/2)*(1+2) and 6/(2*(1+2))'],
    ['1/2 deg', 4, '(1/2)*deg and 1/(2*deg)'],
    ['2^3x', 3, '(2^3)*x and 2^(3*x)'],
    ['2^-3x', 4, '(2^-3)*x and 2^(-3*x)'],
    ['sin 30', 4, 'sin(30) and sin(30°)'],
    ['sin x', 4, 'sin(x) and sin*x'],
    ['lg 8', 3, 'lg(8) and lg*8'],
    ['log_2 8', 6, 'log_2(8) and log_2*8'],
    ['sin²(x)', 3, 'sin(x)^2 and sin(sin(x))'],
    ['sin^2 x', 3, 'sin(x)^2 and sin(sin(x))'],
    ['sin^-1(x)', 3, 'sin(x)^-1 and asin(x)'],
    ['cos⁻¹(2x)', 3, 'cos(2x)^-1 and acos(2x)'],
    ['200 + 10%', 8, '200 + (10%) and 200*(1 + (10%))'],
    ['200 - 10%*2', 8, '200 - (10%) and 200*(1 - (10%))'],
    ['10% + 5', 4, '(10%) + 5 and mod(10, 5)'],
    ['x*10% − 5', 6, '(10%) − 5 and mod(10, -5)'],
    ['10 ± 5%', 6, '10 ± (5%) and (10 ± 5)%'],
    ['10% ± 5', 4, '(10%) ± 5 and (10 ± 5)%'],
    ['50%2', 3, '(50%)*2 and mod(50, 2)'],
    ['50% x', 4, '(50%)*x and mod(50, x)'],
    ['1/2%', 3, '(1/2)% and 1/(2%)'],
    ['2^30°', 4, '(2^30)° and 2^(30°)'],
    ['2e', 1, '2*e and 2e…'],
    ['2e_3', 1, '2*e_3 and 2e_3'],
    ['2 e3', 2, '2*e3 and 2e3'],
    ['2e3x', 0, '(2e3)*x… and 2*e3x…'],
    ['2½', 1, '2+½ and 2*½'],
    ['5!!', 2, '(5!)! and the double factorial of 5'],
    ['x²^3', 2, '(x²)^3 and x^(2^3)'],
    ['x²!', 2, '(x²)! and x^(2!)'],
    ['30°²', 3, '(30°)^2 and 30*(1°)^2'],
    ['50%^2', 3, '(50%)^2 and 50*(1%)^2'],
    ['|a|b|c|', 4, '|a|*b*|c| and |a*|b|*c|'],
    ['|a||b|', 3, '|a|*|b| and |a*||b|…|'],
    ['|a| + 2|b|', 7, '|a| + 2*|b| and |a*|+ 2|*b|'],
    ['√2x', 2, '(√2)*x and √(2*x)'],
    ['√2^3', 2, '(√2)^3 and √(2^3)'],
    ['√2²', 2, '(√2)² and √(2²)'],
    ['√4!', 2, '(√4)! and √(4!)'],
    ['x(2)', 0, 'the value of a function x and the product x*(…)'],
    ['pi(3)', 0, 'the value of a function pi and the product pi*(…)'],
    ['π(3)', 0, 'the value of a function pi and the product pi*(…)'],
    ['lg = 2; lg(3)', 8, 'the value of a function lg and the product lg*(…)'],
    ['deg(3)', 0, 'the value of a function deg and the product deg*(…)'],
  ])('%s', (text, at, readings) => {
    const error = refusal(text);
    expect(error.message).toContain(`two readings, ${readings}`);
    expect(error.at).toBe(at);
  });

  test.each(['2x ± 1', 'x² ± 1', '√x ± 1', '30° ± 1', '30 ± 1°', '1 ± 2²'])(
    'a radius beside more than an atom: %s',
    (text) => {
      expect(refusal(text).message).toContain('needs parentheses');
    },
  );
});

describe('a factorial', () => {
  test.each([
    ['5.5!', 'got 11/2'],
    ['(-1)!', 'got -1'],
    ['pi!', 'got a computed value'],
    ['10001!', 'got 10001'],
    ['(10^10)!', 'got 10000000000'],
    ['(10^10^10)!', 'got a computed value'],
    ['600! + (600!)!', 'got a computed value'],
  ])('of what is no small exact integer is refused before it is computed: %s', (text, message) => {
    expect(refusal(text).message).toContain('the factorial takes an exact integer from 0 to 10000');
    expect(refusal(text).message).toContain(message);
  });

  test('below a factorial is computed once, however they are nested', () => {
    const text = `${'('.repeat(900)}2${'! + 0*9 - 2 + 2)'.repeat(900)}`;
    expect(check(text).problems).toEqual([]);
  });
});

describe('what is echoed', () => {
  test('holds nothing that acts on what shows it', () => {
    const [escape, override] = ['\u001b[31m', '\u202e'];
    for (const text of [`1 ${escape}`, `2 ${override} 3`, `6/2(1 #${escape}${override}\n+x)`]) {
      const shown = refusal(text).render();
      expect(shown.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    const datum = expression(`[1, #${escape}\n 2]`).refineSync({ digits: 5 });
    expect(datum.limitedBy).not.toMatch(/\p{Cc}/u);
    expect(refusal('\u009b').message).toBe('unexpected character "\\u{9b}"');
  });
});

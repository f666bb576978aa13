import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Fraction from 'fraction.js';

import { DivisionByZeroError } from '#lib/exact/errors.js';
import { canonical } from '#lib/expression/canonical.js';
import { expression } from '#lib/expression/index.js';
import { parse } from '#lib/expression/parse.js';
import type { Program } from '#lib/expression/program.js';

import { runs } from '../support/effort.js';
import { oldTexts } from './old-grammar.js';
import { spelt } from './spelt.js';

/** The instructions without their places and labels, which are those of a text. */
function instructions({ statements }: Program): string {
  return JSON.stringify(statements, (key, value: unknown) =>
    key === 'at' || key === 'label' ? undefined : value,
  );
}

/** The canonical form of a text, which is read again. */
function again(text: string): Program {
  return parse(canonical(parse(text)));
}

describe('a tree that is spelt in any way', () => {
  test('has the value of the tree', () => {
    fc.assert(
      fc.property(spelt, ({ text, value }) => {
        if (value === null) {
          expect(() => {
            const { error } = expression(text).refineSync({ bits: 8 });
            if (error !== null) throw error;
          }).toThrow(DivisionByZeroError);
          return;
        }
        const { lower, upper } = expression(text).refineSync({ eps: '1e-12' });
        expect(new Fraction(lower?.toFixed() ?? '').compare(value)).toBeLessThanOrEqual(0);
        expect(new Fraction(upper?.toFixed() ?? '').compare(value)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: runs(80) },
    );
  });

  test('has a canonical form without sugar, of the same instructions', () => {
    fc.assert(
      fc.property(spelt, ({ text }) => {
        const program = parse(text);
        expect(canonical(program)).toMatch(/^[\w.()+*/^,! -]+$/);
        expect(instructions(again(text))).toBe(instructions(program));
      }),
      { numRuns: runs(150) },
    );
  });
});

describe('the canonical form', () => {
  test('of a text without sugar has the same instructions', () => {
    const known = oldTexts.filter((row) => row.known);
    const changed = known.filter(
      ({ text }) => instructions(again(text)) !== instructions(parse(text)),
    );
    expect(changed).toEqual([]);
  });

  test.each([
    ['2pi^2 - 3!', '((2 * (pi ^ 2)) - (3!))'],
    ['x = 30°; -sin(x)²', 'x = (30 * (pi / 180))\n(-(sin(x) ^ 2))'],
    ['|−½| + √2', '(abs((-(1 / 2))) + sqrt(2))'],
    ['5 ± 0.1 - [1, 2]', '((5 +/- 0.1) - [1, 2])'],
    ['50% × 0x1F', '((50 / 100) * 31)'],
    ['lg = 2; lg + lb(8) + log_3(9)', 'lg = 2\n((lg + log2(8)) + log(9, 3))'],
  ])('of %s is %s', (text, form) => {
    expect(canonical(parse(text))).toBe(form);
  });

  test.each([
    ['a long sum', Array.from({ length: 1500 }, () => '2pi').join(' + ')],
    ['a deep nest', `${'1/(1+'.repeat(999)}1${')'.repeat(999)}`],
    ['many exponents', `${'2^'.repeat(999)}2`],
    ['many signs', `${'-'.repeat(999)}½`],
    ['many bars', `${'|'.repeat(999)}x²${'|'.repeat(999)}`.replace('x', '3')],
    ['many roots', `${'√'.repeat(999)}2`],
  ])('of %s can be read again', (_, text) => {
    expect(instructions(again(text))).toBe(instructions(parse(text)));
  });
});

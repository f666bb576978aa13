import { Decimal } from 'decimal.js';
import { describe, expect, it } from '@jest/globals';
import type { Operation } from '#lib/testing/index.js';
import { apply, number } from '#lib/testing/corners.js';
import { atanOf, circleOf, expOf, lnOf, piOf } from '#spec/support/referee/elementary.js';
import { expressionOf } from '#spec/support/referee/read.js';
import { opinionOf } from '#spec/support/referee/referee.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

const D = Decimal.clone({ precision: 80 });
const Check = Decimal.clone({ precision: 110 });

const ARGUMENTS = [
  '1.41421356',
  '0.3',
  '3.2',
  '9.99',
  '1e-7',
  '12345.678',
  '1.0000001',
  '0.9999',
  '1e-30',
  '5e-40',
  '250',
];

function expectClose(found: Decimal, wanted: Decimal): void {
  const distance = found.minus(wanted).abs();
  expect(distance.lte(wanted.abs().times('1e-77'))).toBe(true);
}

describe('the functions of the referee', () => {
  it.each(ARGUMENTS)('agree with decimal.js at %s', (text) => {
    const x = new D(text);
    expectClose(lnOf(D, x), Check.ln(text));
    for (const signed of [x, x.neg()]) {
      const same = signed.toString();
      expectClose(expOf(D, signed), Check.exp(same));
      expectClose(atanOf(D, signed), Check.atan(same));
      expectClose(circleOf(D, signed).sin, Check.sin(same));
      expectClose(circleOf(D, signed).cos, Check.cos(same));
    }
  });

  it('know pi as decimal.js does', () => {
    expectClose(piOf(D), Check.acos(-1));
  });

  it.each<[Operation, string]>([
    ['sinh', '0.05'],
    ['cosh', '2.5'],
    ['tanh', '-0.7'],
    ['asinh', '0.01'],
    ['asinh', '-40'],
    ['acosh', '1.001'],
    ['acosh', '7'],
    ['atanh', '0.03'],
    ['atanh', '-0.999'],
    ['asin', '0.999999'],
    ['acos', '-0.4'],
    ['tan', '1.5707'],
    ['log2', '10'],
    ['log10', '7'],
    ['cbrt', '-5'],
    ['sqrt', '2e-60'],
  ])('agree with decimal.js on %s(%s)', (op, text) => {
    const opinion = opinionOf(apply(op, number(text)), 70);
    const wanted = Check[op as 'sinh'](text);
    if (opinion.kind !== 'value') throw new Error(opinion.kind);
    expect(opinion.value.value.minus(wanted).abs().lte(opinion.value.error.plus('1e-100'))).toBe(
      true,
    );
    expect(opinion.value.error.lte(wanted.abs().times('1e-60'))).toBe(true);
  });
});

describe('the referee', () => {
  it.each([
    ['sqrt(-2)', 'undefined'],
    ['1 / (1/3 - 1/3)', 'undefined'],
    ['ln(0)', 'undefined'],
    ['atan2(0, 0)', 'undefined'],
    [`floor${UNPROVEN_ZERO}`, 'inconclusive'],
    [`1 / ${UNPROVEN_ZERO}`, 'inconclusive'],
    ['sign(sin(pi))', 'inconclusive'],
    ['floor(27^(1/3) + 1/10)', 'value'],
  ])('says of %s that it is %s', (text, kind) => {
    expect(opinionOf(expressionOf(text), 60).kind).toBe(kind);
  });
});

import { Decimal } from 'decimal.js';
import { describe, expect, it } from '@jest/globals';
import { expression } from '#lib/index.js';
import { circleOf, piFixed } from '#spec/support/referee/elementary.js';
import { expressionOf } from '#spec/support/referee/read.js';
import { opinionOf } from '#spec/support/referee/referee.js';
import { exactEnds, fraction, fromDecimal } from './fractions.js';
import { REFERENCE_VALUES } from './reference-values.js';

const PUBLISHED = 60;
const LONG = 1000;

/** These are judged by an integer argument reduced by hand. */
const HUGE_ANGLE = 'sin(6^(6^6))';

/** Asserts that a decimal of `digits` digits is within one unit of its last place of a value. */
function expectWithinUnit(found: string, wanted: Decimal, digits: number): void {
  const D = wanted.constructor as typeof Decimal;
  const unit = new D(10).pow(wanted.e - digits + 1);
  expect(wanted.minus(found).abs().lte(unit.times('1.000001'))).toBe(true);
}

describe('the reference values', () => {
  it.each(REFERENCE_VALUES)(
    '$expression has its published digits, to 60',
    ({ expression: text, digits }) => {
      const result = expression(text).refineSync({ digits: PUBLISHED });
      expect(result.status).toBe('met');
      const Wide = Decimal.clone({ precision: 100, maxE: 9e15, minE: -9e15 });
      expectWithinUnit(result.digits ?? '', new Wide(digits), PUBLISHED);
    },
  );

  // The referee of each: the series of spec/support/referee on decimals (Taylor for exp, sine and
  // cosine, Newton for ln and atan, Machin for pi), all else by textbook formulas and decimal.js.
  const others = REFERENCE_VALUES.filter(({ expression: text }) => text !== HUGE_ANGLE);
  it.each(others)(
    '$expression has 1,000 digits on which the referee agrees',
    ({ expression: text }) => {
      const result = expression(text).refineSync({ digits: LONG });
      expect(result.status).toBe('met');
      const opinion = opinionOf(expressionOf(text), LONG + 40);
      if (opinion.kind !== 'value') throw new Error(`${text} is ${opinion.kind}: ${opinion.why}`);
      const { value, error } = opinion.value;
      expect(error.lte(value.abs().times(`1e-${String(LONG + 10)}`))).toBe(true);
      expectWithinUnit(result.digits ?? '', value, LONG);
    },
  );

  it('the sine of 6^(6^6) agrees with the sine of its remainder by two pi, to 1,000 digits', () => {
    const result = expression(HUGE_ANGLE).refineSync({ digits: LONG });
    expect(result.status).toBe('met');
    const angle = 6n ** 46656n;
    // 36,306 digits before the point, 1,060 behind it.
    const places = 36_306 + 1_060;
    const rest = (angle * 10n ** BigInt(places)) % (2n * piFixed(places));
    const D = Decimal.clone({ precision: 1_060, maxE: 9e15, minE: -9e15 });
    const { sin } = circleOf(D, new D(`${rest.toString()}e-${String(places)}`));
    expectWithinUnit(result.digits ?? '', sin, LONG);
  });

  it('one of them is exactly 1, which bounds contain at every precision and never prove', () => {
    const one = expression('cbrt(7+root(2,5)-5*root(8,5))+root(4,5)-root(2,5)');
    for (const digits of [20, 200, 2000]) {
      const result = one.refineSync({ digits });
      expect(result.status).toBe('met');
      expect(
        fromDecimal(result.digits ?? '')
          .sub(fraction(1))
          .abs()
          .lte(fromDecimal(`1e${String(1 - digits)}`)),
      ).toBe(true);
      const [lower, upper] = exactEnds(result);
      expect(lower.lte(fraction(1)) && upper.gte(fraction(1))).toBe(true);
      expect(result.exact).toBe(false);
    }
  });
});

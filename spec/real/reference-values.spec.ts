import { describe, expect, it } from '@jest/globals';
import { expression } from '#lib/expression/index.js';
import { exactEnds, fraction, fromDecimal } from './fractions.js';
import { referenceValues } from './reference-values.js';

const DIGITS = 60;

describe('reference values', () => {
  it.each(referenceValues.map(({ text, value }) => [text, value]))(
    'are proven to 60 digits: %s',
    (text, value) => {
      const result = expression(text).refineSync({ digits: DIGITS });
      expect(result.status).toBe('met');
      expect(result.rounding).toBe('correct');
      const known = fromDecimal(value);
      // A unit of the last place of what is known, or of what was asked for.
      const slack = known.abs().div(10n ** BigInt(DIGITS - 1));
      expect(
        fromDecimal(result.digits ?? '')
          .sub(known)
          .abs()
          .lte(slack),
      ).toBe(true);
      const [lower, upper] = exactEnds(result);
      expect(lower.sub(slack).lte(known) && known.lte(upper.add(slack))).toBe(true);
      expect(upper.sub(lower).lte(slack)).toBe(true);
    },
  );

  it('are not needed where a value is exact by structure', () => {
    expect(expression('(4/3)^10').refineSync({ digits: DIGITS }).rational).toBe(
      fraction(4n ** 10n, 3n ** 10n).toFraction(),
    );
  });

  it('that equal an integer are met as digits, and stay undecided as a question of equality', () => {
    const text = 'cbrt(7+root(2,5)-5*root(8,5))+root(4,5)-root(2,5)';
    const result = expression(text).refineSync({ digits: 30 });
    expect(result).toMatchObject({ status: 'met', digits: `1.${'0'.repeat(29)}`, exact: false });
    expect(expression(`${text}-1`).refineSync({ sign: true })).toMatchObject({
      status: 'undecided',
    });
  });
});

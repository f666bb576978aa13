import fc from 'fast-check';
import Big from 'big.js';
import { describe, expect, it } from '@jest/globals';
import { expression } from '#lib/expression/index.js';
import { cos, exp, pi, real, sin, sqrt } from '#lib/real/index.js';
import { runs } from '#spec/support/effort.js';
import { exactEnds, fraction, fromDecimal, fromRatio, printedEnds, within } from '../fractions.js';
import { build, trees } from '../trees.js';

describe('the bounds of a result', () => {
  it('are decimals outside of the exact ends, by at most a sixteenth of the width each', () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 1, max: 200 }), (tree, bits) => {
        const result = build(tree).refineSync({ bits }, { budget: { separationBits: 200 } });
        if (result.status !== 'met' || result.exact) return;
        const [lower, upper] = exactEnds(result);
        const [printedLower, printedUpper] = printedEnds(result);
        const slack = upper.sub(lower).div(16n);
        expect(printedLower.lte(lower) && lower.sub(printedLower).lte(slack)).toBe(true);
        expect(upper.lte(printedUpper) && printedUpper.sub(upper).lte(slack)).toBe(true);
      }),
      { numRuns: runs(100) },
    );
  });

  it('are numbers of big.js, equal to their text', () => {
    const { lower, upper, lowerText, upperText } = pi.refineSync({ digits: 30 });
    expect(lower?.eq(new Big(lowerText ?? ''))).toBe(true);
    expect(upper?.eq(new Big(upperText ?? ''))).toBe(true);
    expect(lower?.lt(upper ?? 0)).toBe(true);
    expect(lower?.plus(1).gt(4)).toBe(true);
  });

  it('leave the constructor that users import from big.js as it is', () => {
    const before = [Big.DP, Big.RM, Big.NE, Big.PE, Big.strict];
    pi.refineSync({ digits: 300 }).lower?.toString();
    expect([Big.DP, Big.RM, Big.NE, Big.PE, Big.strict]).toEqual(before);
  });

  it('are null for an infinite end, and only there', () => {
    const pole = real(1).divide(sin(1).pow(2).add(cos(1).pow(2)).subtract(1));
    const result = pole.refineSync({ digits: 5 });
    expect(result).toMatchObject({
      status: 'undecided',
      lower: null,
      upper: null,
      lowerExact: null,
      upperExact: null,
      widthLog2: null,
    });
    const half = exp(pole.abs()).refineSync({ digits: 5 });
    expect(half.upper).toBe(null);
    expect(half.lower?.gte(0)).toBe(true);
  });

  it('say how wide they are, as a logarithm', () => {
    const result = pi.refineSync({ bits: 100 });
    const [lower, upper] = exactEnds(result);
    const width = upper.sub(lower);
    const log2 = Math.log2(Number(width.n)) - Math.log2(Number(width.d));
    expect(result.widthLog2).toBeCloseTo(log2, 6);
    expect(real(3).refineSync({ bits: 100 }).widthLog2).toBe(null);
  });
});

describe('a result that is exact', () => {
  it.each([
    ['1/3', '1/3'],
    ['sqrt(4)', '2'],
    ['10/4', '5/2'],
    ['sqrt(1/9)-1/3', '0'],
    ['cbrt(-8)^2', '4'],
    ['exp(0)+cos(0)+sin(0)', '2'],
    ['2^-3', '1/8'],
    ['0.1+0.2', '3/10'],
  ])('is told as a rational: %s', (text, rational) => {
    const result = expression(text).refineSync({ digits: 40 });
    expect(result).toMatchObject({ status: 'met', exact: true, rational, rounding: 'correct' });
    const value = rational.split('/').map(BigInt);
    const expected = fraction(value[0] ?? 0n, value[1] ?? 1n);
    expect(exactEnds(result).map(String)).toEqual([String(expected), String(expected)]);
    expect(within(printedEnds(result), expected)).toBe(true);
  });

  it('takes no step', () => {
    expect(expression('(1/3)^5*sqrt(4)').refineSync({ digits: 1000 }).statistics.steps).toBe(0);
  });

  it('prints its ends exactly where the decimal terminates, and encloses it where it does not', () => {
    expect(real('5/8').refineSync({ bits: 10 })).toMatchObject({
      lowerText: '0.625',
      upperText: '0.625',
    });
    const third = real('1/3').refineSync({ bits: 10 });
    const [lower, upper] = printedEnds(third);
    expect(lower.compare(upper)).toBe(-1);
    expect(within([lower, upper], fraction(1, 3))).toBe(true);
    expect(fromRatio(third.lowerExact ?? { numerator: 0, denominator: 1 }).toFraction()).toBe(
      '1/3',
    );
  });

  it('is not told of an irrational, however narrow its bounds', () => {
    const result = sqrt(2).refineSync({ digits: 1000 });
    expect(result).toMatchObject({ exact: false, rational: null });
  });
});

describe('a result that is partial', () => {
  it('has as many digits as are proven', () => {
    pi.refineSync({ digits: 30 });
    const deep = sin(pi.multiply(3).add(sqrt(5)).exp());
    const partial = deep.refineSync({ digits: 1000 }, { budget: { steps: 5 } });
    expect(partial).toMatchObject({ status: 'partial', reason: 'budget' });
    const { digits } = partial;
    if (digits !== null) {
      const place = digits.split('.')[1]?.length ?? 0;
      const unit = fraction(1, 10n ** BigInt(place));
      for (const end of exactEnds(partial))
        expect(fromDecimal(digits).sub(end).abs().lte(unit)).toBe(true);
    }
  });
});

describe('a result as JSON', () => {
  it('is plain data, each number of any length as text', () => {
    const record = real('1/3').refineSync({ digits: 5 }).toJSON();
    expect(record).toEqual({
      status: 'met',
      reason: null,
      lower: expect.stringMatching(/^0\.3+2?\d*$/),
      upper: expect.stringMatching(/^0\.3+4?\d*$/),
      exact: true,
      rational: '1/3',
      digits: '0.33333',
      rounding: 'correct',
      widthLog2: null,
      steps: 0,
      stale: 0,
      elapsedMs: expect.any(Number),
    });
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it('has digits for goals of digits and decimals alone', () => {
    expect(pi.refineSync({ bits: 30 })).toMatchObject({ digits: null, rounding: null });
    expect(pi.refineSync({ decimals: 3 })).toMatchObject({ digits: '3.142', rounding: 'correct' });
  });

  it('has the best bounds beside an error', () => {
    const record = sqrt(pi.negate()).add(1).refineSync({ digits: 5 }).toJSON();
    expect(record).toMatchObject({ status: 'error', reason: null, digits: null, exact: false });
  });
});

import fc from 'fast-check';
import Big from 'big.js';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from '@jest/globals';
import { expression } from '#lib/expression/index.js';
import { ratFromDyadic } from '#lib/exact/rational.js';
import { createSession, exp, pi, real, refineAll, sin, sqrt } from '#lib/real/index.js';
import type { Goal } from '#lib/real/index.js';
import { runs } from '#spec/support/effort.js';
import { exactEnds, fraction, fromDecimal, fromRatio, printedEnds, within } from '../fractions.js';
import { build, trees } from '../trees.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

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
    const pole = real(1).divide(expression(UNPROVEN_ZERO));
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

/** Decimals far from one, by an independent library. */
const Wide = Decimal.clone({ precision: 100 });

describe('the bounds of a value far from one', () => {
  const goals: Goal[] = [
    { digits: 5 },
    { digits: 60 },
    { decimals: 5 },
    { bits: 10 },
    { eps: 1 },
    { rel: '1e-10' },
    { sign: true },
    { double: true },
    { defined: true },
    { any: [{ eps: 1 }, { digits: 3 }] },
    { all: [{ eps: 1 }, { digits: 3 }] },
  ];
  const values: [string, Decimal][] = [
    ['2^(10^9)', new Wide(2).pow(1e9)],
    ['-2^(10^9)', new Wide(2).pow(1e9).negated()],
    ['2^(-10^9)', new Wide(2).pow(-1e9)],
    ['-5*2^(-10^9)', new Wide(2).pow(-1e9).times(-5)],
    ['3^(10^9)', new Wide(3).pow(1e9)],
    ['3^(-10^9)', new Wide(3).pow(-1e9)],
    ['2^(10^9) + 1/3', new Wide(2).pow(1e9)],
    ['2^20000', new Wide(2).pow(20_000)],
  ];

  it.each(values.flatMap(([text, value]) => goals.map((goal) => [text, goal, value] as const)))(
    'can be read, and enclose it: %s to %j',
    (text, goal, value) => {
      const result = expression(text).refineSync(goal);
      const { lowerText, upperText, lower, upper, bounds } = result;
      const slack = value.abs().times('1e-90');
      expect(new Wide(lowerText ?? NaN).minus(value).lessThanOrEqualTo(slack)).toBe(true);
      expect(value.minus(upperText ?? NaN).lessThanOrEqualTo(slack)).toBe(true);
      expect([lower?.eq(lowerText ?? ''), upper?.eq(upperText ?? '')]).toEqual([true, true]);
      expect(bounds.toJSON()).toEqual({ lower: lowerText, upper: upperText });
      const { midpoint, radius } = bounds.ball ?? {};
      const off = value.minus(String(midpoint)).abs();
      expect(off.minus(String(radius)).lessThanOrEqualTo(slack)).toBe(true);
      // No text is much longer than what was asked for.
      const written = JSON.stringify(result);
      expect(written.length).toBeLessThan(text === '2^20000' ? 5 * 6021 : 600);
      expect(JSON.parse(written)).toEqual(result.toJSON());
      expect(bounds.toString().length).toBeLessThan(60);
    },
  );

  it('are those that a watch yields as well', async () => {
    for (const [text, value] of values.slice(0, 6))
      for (const goal of [{ eps: 1 }, { digits: 5 }] as const)
        for await (const { lowerText, upperText } of expression(text).watch(goal)) {
          const slack = value.abs().times('1e-90');
          expect(new Wide(lowerText ?? NaN).minus(value).lessThanOrEqualTo(slack)).toBe(true);
          expect(value.minus(upperText ?? NaN).lessThanOrEqualTo(slack)).toBe(true);
        }
  });

  it('are exact as an integer times a power of two, where no ratio is', () => {
    const { bounds, lowerExact, upperExact } = expression('2^(10^9)').refineSync({ digits: 5 });
    expect([lowerExact, upperExact]).toEqual([null, null]);
    const { lowerDyadic, upperDyadic } = bounds;
    expect(lowerDyadic).toEqual(upperDyadic);
    const { m, e } = lowerDyadic ?? { m: 0n, e: 0 };
    expect([m & -m, e + m.toString(2).length - 1]).toEqual([m, 1e9]);
    const near = pi.refineSync({ digits: 5 });
    expect(near.bounds.lowerDyadic && ratFromDyadic(near.bounds.lowerDyadic)).toEqual({
      n: near.lowerExact?.numerator,
      d: near.lowerExact?.denominator,
    });
    const pole = real(1).divide(expression(UNPROVEN_ZERO));
    expect(pole.refineSync({ digits: 5 }).bounds.upperDyadic).toBeNull();
  });

  it('have digits in every direction, and short texts', () => {
    const result = expression('2^(10^9)').refineSync({ digits: 5 });
    const digits = (['nearest', 'down', 'up'] as const).map((way) => result.rounded(way)?.text);
    expect(digits).toEqual(['4.6130e+301029995', '4.6129e+301029995', '4.6130e+301029995']);
    expect(String(expression('-3^(-10^9)'))).toMatch(/^-1\.90\d+e-477121255$/);
    expect(JSON.stringify({ x: expression('2^(10^9)') })).toBe(
      '{"x":"4.6129760011690693931e+301029995"}',
    );
  });
});

describe('a goal that would be too long to write out', () => {
  it.each(['2^(10^9)', '3^(10^9)', '2^(10^9)+1/3', 'exp(10^9)', '[1, 2]*2^(10^9)'])(
    'is partial at once, with the best bounds, the limit and the magnitude: %s',
    (text) => {
      for (const goal of [{ decimals: 5 }, { eps: 1 }, { bits: 10 }] as const) {
        const result = expression(text).refineSync(goal);
        expect(result).toMatchObject({ status: 'partial', reason: 'limit', digits: null });
        expect(result.rounded('up')).toBeNull();
        expect(result.limitedBy).toMatch(
          /^the 536870912 bits of the longest number: (decimals|eps|bits) to 2\^-?\d+ at 2\^1\d{9} takes 1\d{9}$/,
        );
      }
    },
  );

  it('leaves the session to others', async () => {
    await using session = createSession();
    const values = ['2^(10^9)', 'sqrt(2)', '3^(10^9)', 'exp(1)'].map((text) => expression(text));
    const results = await refineAll(values, { decimals: 5 }, { session });
    expect(results.map(({ digits }) => digits)).toEqual([null, '1.41421', null, '2.71828']);
    expect((await sqrt(3).refine({ digits: 4 }, { session })).digits).toBe('1.732');
  });

  it('is written out as long as it can be', () => {
    const { digits, status } = expression('2^(10^5)').refineSync({ decimals: 2 });
    expect([status, digits]).toEqual(['met', `${String(2n ** 100_000n)}.00`]);
    const { lowerText, upperText } = expression('2^(10^5)').refineSync({ eps: 1 });
    expect([lowerText, upperText]).toEqual(Array(2).fill(String(2n ** 100_000n)));
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
    const partial = deep.refineSync({ digits: 1000 }, { budget: { steps: 2 } });
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
      proof: null,
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
    expect([record.lower, record.upper]).toEqual(['1', null]);
  });
});

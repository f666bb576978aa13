import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  compare,
  compareSync,
  e,
  expression,
  pi,
  real,
  sort,
  sortSync,
  sqrt,
  UndecidedError,
} from 'pincer';
import { runs } from '#spec/support/effort.js';
import { UNPROVEN_ZERO } from '#spec/support/unproven.js';

/** Equal to 2. */
const UNPROVEN_TWO = expression(`2 + ${UNPROVEN_ZERO}`);

const rational = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 50 }));

describe('compare', () => {
  it('answers for rationals as their cross products do, equality included', () => {
    fc.assert(
      fc.property(rational, rational, ([a, b], [c, d]) => {
        const expected = a * d < c * b ? 'less' : a * d > c * b ? 'greater' : 'equal';
        const { relation } = compareSync(
          `${String(a)}/${String(b)}`,
          real(`${String(c)}/${String(d)}`),
        );
        expect(relation).toBe(expected);
      }),
      { numRuns: runs(200) },
    );
  });

  it('tells values apart that doubles cannot', () => {
    const tiny = real('1e-100');
    expect(compareSync(pi, pi.add(tiny)).relation).toBe('less');
    expect(compareSync(sqrt(2).add(tiny), sqrt(2)).relation).toBe('greater');
  });

  it('is undecided about equal values that nothing proves, and close within any tolerance', () => {
    const square = UNPROVEN_TWO;
    expect(compareSync(square, real(2), { budget: { separationBits: 500 } }).relation).toBe(
      'undecided',
    );
    expect(compareSync(square, real(2), { within: '1e-200' }).relation).toBe('close');
    expect(compareSync(square.add('1e-3'), real(2), { within: '1e-200' }).relation).toBe('greater');
  });

  it('proves equality of one node with itself, where it is defined', () => {
    expect(compareSync(sqrt(3).sin(), sqrt(3).sin()).relation).toBe('equal');
    const undefinedMaybe = real(1).divide(expression(UNPROVEN_ZERO));
    const budget = { separationBits: 500 };
    expect(compareSync(undefinedMaybe, undefinedMaybe, { budget }).relation).toBe('undecided');
  });

  it('throws the error of a value that is not defined', () => {
    expect(() => compareSync(sqrt(-1), real(0))).toThrow(/sqrt: the argument -1/);
  });

  it('gives the bounds that prove the answer, and does so without keeping the thread', async () => {
    const { relation, difference } = await compare(pi, real('22/7'));
    expect(relation).toBe('less');
    expect(difference.upper?.lt(0)).toBe(true);
  });
});

describe('the comparisons of a Real', () => {
  it('are true, false, or undefined where nothing proves them', () => {
    const maybe = expression(UNPROVEN_ZERO);
    const budget = { separationBits: 500 };
    expect([pi.lt(4), pi.lte(3), pi.gt(e), pi.gte(4), pi.eq(3)]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
    expect([pi.isPositive(), pi.isNegative(), pi.isZero()]).toEqual([true, false, false]);
    expect([maybe.isPositive({ budget }), maybe.isZero({ budget })]).toEqual([
      undefined,
      undefined,
    ]);
    expect([real(0).isZero(), real(2).lte(2), real(2).lt(2)]).toEqual([true, true, false]);
  });
});

describe('sort', () => {
  it('puts rationals in the order of their numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 12 }), (numbers) => {
        const sorted = sortSync(numbers.map((n) => real(n).divide(7)));
        expect(sorted.map((x) => x.multiply(7).toNumber())).toEqual(
          [...numbers].sort((a, b) => a - b),
        );
      }),
      { numRuns: runs(50) },
    );
  });

  it('names the places that no budget separates, unless close is enough', async () => {
    const values = [real(2), UNPROVEN_TWO, real(1)];
    const budget = { separationBits: 500 };
    expect(() => sortSync(values, { budget })).toThrow(UndecidedError);
    expect(() => sortSync(values, { budget })).toThrow(/places 0 and 1/);
    const sorted = sortSync(values, { within: '1e-50' });
    expect(sorted[0]).toBe(values[2]);
    await expect(sort(values, { budget })).rejects.toThrow(/places 0 and 1/);
    expect(await sort(values, { within: '1e-50' })).toEqual(sorted);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFinite, mignitudeLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Rational } from '#lib/exact/rational.js';
import { distinctByArgument } from '#lib/identity/argument/distinct.js';
import type { Distinct } from '#lib/identity/argument/distinct.js';
import { acosh, exp, ln, real, sqrt } from '#lib/index.js';
import { runs } from '#spec/support/effort.js';
import { Questions, read } from '#spec/support/identity/question.js';

const ZERO: Rational = { n: 0n, d: 1n };
/** 1 + 7 / 10^9000: too long for a form, and told from 1 by no budget of bits. */
const NEAR_ONE = '(1 + 7/10^9000)';

function reason(text: string, p = ZERO): Distinct | undefined {
  const questions = new Questions();
  return distinctByArgument(questions.world.graph, questions.nodeOf(read(text)), p);
}

/** Functions by a number beside the one at which they vanish. */
const VANISHING: Readonly<Record<string, (h: string) => string>> = {
  exp: (h) => `exp(${h}) - 1`,
  ln: (h) => `ln(1 + ${h})`,
  log2: (h) => `log2(1 + ${h})`,
  log10: (h) => `log10(1 + ${h})`,
  sin: (h) => `sin(${h})`,
  cos: (h) => `1 - cos(${h})`,
  tan: (h) => `tan(${h})`,
  sinh: (h) => `sinh(${h})`,
  cosh: (h) => `cosh(${h}) - 1`,
  tanh: (h) => `tanh(${h})`,
  asinh: (h) => `asinh(${h})`,
  acosh: (h) => `acosh(1 + ${h})`,
  atanh: (h) => `atanh(${h})`,
  asin: (h) => `asin(${h})`,
  acos: (h) => `acos(1 - ${h})`,
  atan: (h) => `atan(${h})`,
  root: (h) => `(1 + ${h})^(1/3) - 1`,
  power: (h) => `(1 + ${h})^sqrt(2) - 1`,
};

/** What may stand above them without another zero, at most. */
const ABOVE: readonly ((x: string) => string)[] = [
  (x) => x,
  (x) => `-3*(${x})/7`,
  (x) => `exp(${x}) - 1`,
  (x) => `sinh(2/3*(${x}))`,
  (x) => `ln(1 + (${x})/2)`,
  (x) => `sqrt(sqrt(1 + ${x})) - 1`,
];

describe('a number told from another by its argument', () => {
  it.each(Object.keys(VANISHING))('is at least as far as is said: %s', (name) => {
    const below = fc.record({
      n: fc.integer({ min: 1, max: 99 }),
      zeros: fc.integer({ min: 0, max: 30 }),
      above: fc.constantFrom(...ABOVE),
    });
    fc.assert(
      fc.property(below, ({ n, zeros, above }) => {
        const text = above(VANISHING[name]!(`(${String(n)}/10^${String(zeros + 2)})`));
        const questions = new Questions();
        const node = questions.looked(read(text));
        const { graph } = questions.world;
        const found = distinctByArgument(graph, node, ZERO);
        questions.world.refine(node, { sign: true });
        questions.world.refine(node, { digits: 3 });
        const bounds = graph.boundsOf(node);
        expect(isFinite(bounds)).toBe(true);
        expect([text, found?.distance]).not.toEqual([text, undefined]);
        expect(mignitudeLog2(bounds)).toBeGreaterThanOrEqual(found!.distance!);
        // And not so much farther that a search would go far beyond.
        expect(mignitudeLog2(bounds) - found!.distance!).toBeLessThan(80);
      }),
      { numRuns: runs(10) },
    );
  });

  it('is told by the theorem of Lindemann, or by arithmetic', () => {
    expect(reason('cos(1/3)', { n: 17n, d: 18n })).toEqual({ theorem: 'Lindemann' });
    expect(reason('2*exp(3) - 1', { n: 40n, d: 1n })).toEqual({ theorem: 'Lindemann' });
    // Nearer to zero than 22/7 is to any argument that is known: pi is none.
    expect(reason('sin(22/7)')).toEqual({ theorem: 'Lindemann' });
    expect(reason('ln(5/3)')).toMatchObject({ theorem: 'Lindemann' });
    expect(reason(`ln(sqrt${NEAR_ONE})`)).toMatchObject({ theorem: 'no zero divisors' });
    expect(reason(`sqrt${NEAR_ONE} - 1`)).toMatchObject({ theorem: 'no zero divisors' });
  });

  it('is not claimed where nothing shows it', () => {
    // A logarithm of base 2 may be rational; sines of two arguments, and of an argument that is not exact.
    expect(reason('log2(3/2)', { n: 3n, d: 5n })).toBeUndefined();
    expect(reason('sin(1) - sin(2)')).toBeUndefined();
    expect(reason('sin(ln(2))')).toBeUndefined();
    expect(reason('sin(pi)')).toBeUndefined();
    // What it is equal to.
    expect(reason('sqrt(4/9)', { n: 2n, d: 3n })).toBeUndefined();
    expect(reason('sqrt(2)*sqrt(2) - 2')).toBeUndefined();
  });

  it('is known however near it is, so that its digits are given', () => {
    const h = real({ numerator: 7n, denominator: 10n ** 12_000n });
    const one = h.add(1);
    const digits = (x: typeof h): string | null => x.refineSync({ digits: 5 }).digits;
    expect(digits(ln(one))).toBe('7.0000e-12000');
    expect(digits(ln(sqrt(one)))).toBe('3.5000e-12000');
    expect(digits(exp(h.negate()).subtract(1))).toBe('-7.0000e-12000');
    expect(digits(acosh(one))).toBe('3.7417e-6000');
    expect(digits(one.pow(sqrt(2)).subtract(1))).toBe('9.8995e-12000');
    expect(digits(real(1).subtract(h.cos()))).toBe('2.4500e-23999');
    expect(digits(ln(one).subtract(h))).toBe('-2.4500e-23999');
  });
});

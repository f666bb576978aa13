import { describe, expect, it } from '@jest/globals';
import { compare, topExponent } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { lowerEnd, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import { SeededGenerator } from '#lib/exact/seeded.js';
import { UNKNOWN, exactly } from '#lib/kernels/doubles/bounds.js';
import type { DoubleBounds } from '#lib/kernels/doubles/bounds.js';
import { doubleFunctions } from '#lib/kernels/doubles/index.js';
import { integerPowerDoubles } from '#lib/kernels/doubles/powers.js';
import { functions } from '#lib/refiners/functions/index.js';
import { runs } from '#spec/support/effort.js';
import { fromDouble as exactFraction } from '../../real/fractions.js';
import { CASES, POWERS } from './cases.js';
import type { Case } from './cases.js';

const POINTS = runs(500);
/** Shown by a failure. */
const seed = Date.now() % 2 ** 31;

/** The value at doubles by the kernels of arbitrary precision, to some 128 bits. */
function valueOf({ name, params }: Case, operands: readonly number[]): Enclosure {
  const definition = functions.find((each) => each.name === name)!;
  const inputs = operands.map((x) => fromExactEnds(fromDouble(x), fromDouble(x)));
  const rough = definition.evaluate(inputs, Infinity, params).bounds;
  const end = lowerEnd(rough)!;
  const grid = end.m === 0n ? -1200 : topExponent(end) - 128;
  return definition.evaluate(inputs, grid, params).bounds;
}

/**
 * Whether bounds may contain a value, of which 128 bits are known: they miss one that they miss by more than that.
 */
function mayContain({ lo, hi }: DoubleBounds, value: Enclosure): boolean {
  return (
    (lo === -Infinity || compare(fromDouble(lo), upperEnd(value)!) <= 0) &&
    (hi === Infinity || compare(lowerEnd(value)!, fromDouble(hi)) <= 0)
  );
}

const widthLog2 = ({ lo, hi }: DoubleBounds): number =>
  Math.log2((hi - lo) / Math.max(Math.abs(lo), Math.abs(hi)));

describe('Bounds in doubles contain the value, by the kernels of arbitrary precision', () => {
  for (const each of CASES) {
    it(`at a double, as narrowly as they should: ${each.title}`, () => {
      const random = new SeededGenerator(seed);
      const wrong: unknown[] = [];
      for (let i = 0; i < POINTS; i++) {
        const operands = each.operands(random);
        const bounds = each.doubles(...operands.map(exactly));
        const isNarrow =
          !(widthLog2(bounds) > each.widthLog2) || bounds.hi - bounds.lo < 2 ** -1060;
        if (!mayContain(bounds, valueOf(each, operands)) || !isNarrow)
          wrong.push({ operands, bounds, widthLog2: widthLog2(bounds) });
      }
      expect({ seed, wrong: wrong.slice(0, 3) }).toEqual({ seed, wrong: [] });
    });

    it(`between two doubles: ${each.title}`, () => {
      const random = new SeededGenerator(seed + 1);
      const wrong: unknown[] = [];
      let known = 0;
      for (let i = 0; i < POINTS / 3; i++) {
        const sets = Array.from({ length: 3 }, () => each.operands(random));
        // From neighbours up to anything.
        const near = 2 ** -Math.floor(random.next() * 60);
        const chosen = sets.map((operands) =>
          operands.map((x, k) => sets[0]![k]! + (x - sets[0]![k]!) * near),
        );
        const spans = chosen[0]!.map((_, k): DoubleBounds => {
          const ends = chosen.map((operands) => operands[k]!);
          return { lo: Math.min(...ends), hi: Math.max(...ends) };
        });
        const bounds = each.doubles(...spans);
        if (Number.isNaN(bounds.lo) && Number.isNaN(bounds.hi)) continue;
        known++;
        for (const operands of chosen)
          if (!mayContain(bounds, valueOf(each, operands))) wrong.push({ spans, operands, bounds });
      }
      expect({ seed, wrong: wrong.slice(0, 3) }).toEqual({ seed, wrong: [] });
      expect(known).toBeGreaterThan(POINTS / 20);
    });
  }

  it('powers of doubles of either sign, by exact rationals', () => {
    const random = new SeededGenerator(seed);
    const wrong: unknown[] = [];
    for (const { n, doubles, operand } of POWERS) {
      for (let i = 0; i < POINTS / 30; i++) {
        const x = operand(random);
        const { lo, hi } = doubles(exactly(x));
        const value = exactFraction(x).pow(BigInt(n));
        if (!exactFraction(lo).lte(value) || !value.lte(exactFraction(hi))) wrong.push({ n, x });
      }
    }
    expect({ seed, wrong: wrong.slice(0, 3) }).toEqual({ seed, wrong: [] });
  });

  it('powers of a span that contains zero', () => {
    const span = { lo: -2, hi: 3 };
    const [square, cube, inverse] = [2, 3, -2].map((n) => integerPowerDoubles(span, n));
    expect(square).toMatchObject({ lo: 0 });
    expect(square!.hi).toBeGreaterThanOrEqual(9);
    expect(cube!.lo).toBeLessThanOrEqual(-8);
    expect(cube!.hi).toBeGreaterThanOrEqual(27);
    expect(inverse).toEqual(UNKNOWN);
    expect(integerPowerDoubles(span, 0)).toEqual(exactly(1));
  });
});

describe('Nothing is known', () => {
  const between = (lo: number, hi: number): DoubleBounds => ({ lo, hi });

  it('of a function of something of which nothing is known', () => {
    for (const { doubles, operands } of CASES) {
      const count = operands(new SeededGenerator(seed)).length;
      for (let unknown = 0; unknown < count; unknown++) {
        const given = Array.from({ length: count }, (_, i) =>
          i === unknown ? UNKNOWN : exactly(0.5),
        );
        expect(doubles(...given)).toEqual(UNKNOWN);
      }
    }
    for (const n of [-2, 0, 1, 2, 3, 1000])
      expect(integerPowerDoubles(UNKNOWN, n)).toEqual(UNKNOWN);
    for (const name of ['sign', 'floor', 'ceil', 'round', 'trunc'])
      expect(doubleFunctions.get(name)!(UNKNOWN)).toEqual(UNKNOWN);
    for (const operands of [
      [UNKNOWN, exactly(2)],
      [exactly(2), UNKNOWN],
    ])
      expect(doubleFunctions.get('mod')!(...operands)).toEqual(UNKNOWN);
  });

  it.each<[string, DoubleBounds[]]>([
    ['ln', [between(0, 1)]],
    ['ln', [between(-1, 1)]],
    ['log2', [exactly(0)]],
    ['log10', [between(-2, -1)]],
    ['asin', [between(0.5, 1 + 2 ** -52)]],
    ['acos', [between(-1 - 2 ** -52, 0)]],
    ['acosh', [between(1 - 2 ** -53, 2)]],
    ['atanh', [between(0, 1)]],
    ['atanh', [between(-1, 0)]],
    ['tan', [between(1.5, 1.6)]],
    ['tan', [between(-1.6, -1.5)]],
    ['tan', [between(0, 7)]],
    ['atan2', [exactly(0), exactly(0)]],
    ['atan2', [between(-1, 1), exactly(-1)]],
    ['atan2', [between(-1, 1), between(-1, 1)]],
    ['mod', [exactly(1), between(-1, 1)]],
    ['mod', [exactly(1), exactly(0)]],
  ])('where the operand may be outside the domain: %s of %j', (name, operands) => {
    expect(doubleFunctions.get(name)!(...operands)).toEqual(UNKNOWN);
  });

  it.each<[string, DoubleBounds[]]>([
    ['exp', [between(0, 700.1)]],
    ['exp', [exactly(-701)]],
    ['sinh', [exactly(800)]],
    ['cosh', [exactly(-800)]],
    ['sin', [exactly(2 ** 20)]],
    ['cos', [between(-(2 ** 20), 0)]],
    ['tan', [exactly(1e22)]],
    ['exp', [between(-Infinity, 0)]],
    ['ln', [between(1, Infinity)]],
    ['sin', [between(0, Infinity)]],
    ['asinh', [between(-Infinity, 1)]],
    ['acosh', [between(1, Infinity)]],
  ])('beyond the range of a reduction: %s of %j', (name, operands) => {
    expect(doubleFunctions.get(name)!(...operands)).toEqual(UNKNOWN);
  });

  it('of a step while the operand may lie on either side of it', () => {
    const step = (name: string, lo: number, hi: number): DoubleBounds =>
      doubleFunctions.get(name)!(between(lo, hi));
    expect(step('floor', 2.9, 3)).toEqual(UNKNOWN);
    expect(step('floor', 3, 3.9)).toEqual(exactly(3));
    expect(step('ceil', 3, 3.1)).toEqual(UNKNOWN);
    expect(step('ceil', 3.1, 4)).toEqual(exactly(4));
    expect(step('trunc', -0.9, 0.9)).toMatchObject({ lo: -0, hi: 0 });
    expect(step('round', 0.49999999999999994, 0.49999999999999994)).toEqual(exactly(0));
    expect(step('round', -0.5, -0.5)).toEqual(exactly(-1));
    expect(step('round', 0.4, 0.5)).toEqual(UNKNOWN);
    expect(step('sign', -1, 0)).toEqual(UNKNOWN);
    expect(step('sign', 5e-324, 1)).toEqual(exactly(1));
  });
});

describe('Ends that are not known', () => {
  it('leave the bounded functions their range', () => {
    const all = { lo: -Infinity, hi: Infinity };
    const { lo, hi } = doubleFunctions.get('atan')!(all);
    expect(lo).toBeLessThan(-1.57);
    expect(hi).toBeGreaterThan(1.57);
    expect(hi).toBeLessThan(1.5708);
    expect(doubleFunctions.get('tanh')!(all)).toEqual({ lo: -1, hi: 1 });
  });
});

describe('Sine and cosine', () => {
  it('reach 1 and -1 where an extremum lies between the ends of the argument', () => {
    const [sin, cos] = ['sin', 'cos'].map((name) => doubleFunctions.get(name)!);
    expect(sin!({ lo: 1.5, hi: 1.6 }).hi).toBe(1);
    expect(sin!({ lo: 1.5, hi: 1.6 }).lo).toBeLessThan(Math.sin(1.5));
    expect(sin!({ lo: -1.6, hi: -1.5 }).lo).toBe(-1);
    expect(sin!({ lo: 1.5, hi: 5 })).toEqual({ lo: -1, hi: 1 });
    expect(sin!({ lo: 0, hi: 1000 })).toEqual({ lo: -1, hi: 1 });
    expect(cos!({ lo: -0.1, hi: 0.1 }).hi).toBe(1);
    expect(cos!({ lo: 3.1, hi: 3.2 }).lo).toBe(-1);
    expect(cos!({ lo: 0.1, hi: 3 }).hi).toBeLessThan(1);
  });
});

import { describe, expect, test } from '@jest/globals';
import { rootFloor } from '#lib/exact/integer.js';
import { enclosure } from '#lib/refiner.js';
import type { Enclosure } from '#lib/refiner.js';

const TWO = enclosure.of(2);
const squareLessTwo: enclosure.EnclosureFunction = (x, width) =>
  enclosure.subtract(enclosure.square(x, width), TWO, width);
const twice: enclosure.EnclosureFunction = (x, width) => enclosure.multiply(x, TWO, width);

/** Whether an enclosure contains the square root of two, by squares of integers. */
function containsRootOfTwo(x: Enclosure): boolean {
  const bits = 2000n;
  const root = rootFloor(2n << (2n * bits), 2);
  const unit = 1n << bits;
  return (
    enclosure.contains(x, { n: root, d: unit }) && enclosure.contains(x, { n: root + 1n, d: unit })
  );
}

describe('enclosure.newtonStep', () => {
  test('it doubles the bits of a simple zero and keeps it inside', () => {
    let x: Enclosure = enclosure.fromEnds(1, 2);
    const bits: number[] = [];
    for (let step = 0; step < 12; step++) {
      x = enclosure.newtonStep(x, squareLessTwo, twice, -1000)!;
      expect(containsRootOfTwo(x)).toBe(true);
      bits.push(-enclosure.widthLog2(x));
    }
    for (let step = 2; step < 8; step++) expect(bits[step]).toBeGreaterThan(1.8 * bits[step - 1]!);
    expect(bits.at(-1)).toBeGreaterThanOrEqual(1000);
  });

  test('it says where there is no zero', () => {
    const x = enclosure.fromEnds('3/2', 2);
    expect(enclosure.newtonStep(x, squareLessTwo, twice, -100)).toBeUndefined();
    expect(enclosure.newtonStep(enclosure.of(3), squareLessTwo, twice, -100)).toBeUndefined();
  });

  test('a slope that may be zero leaves the enclosure as it is', () => {
    const x = enclosure.fromEnds(-1, 2);
    expect(enclosure.newtonStep(x, squareLessTwo, twice, -100)).toBe(x);
  });

  test('an enclosure without an end is refused', () => {
    const x = enclosure.fromEnds(1, null);
    expect(() => enclosure.newtonStep(x, squareLessTwo, twice, -100)).toThrow('has no middle');
  });
});

describe('enclosure.bisect', () => {
  const isBelow = (point: enclosure.ExactNumber): boolean =>
    enclosure.signOf(squareLessTwo(enclosure.of(point, -Infinity), -Infinity))! <= 0;

  test('it halves down to the width', () => {
    const x = enclosure.bisect(enclosure.fromEnds(1, 2), isBelow, -50);
    expect(enclosure.widthLog2(x)).toBe(-50);
    expect(containsRootOfTwo(x)).toBe(true);
  });

  test('it ends after the most halvings and at a stop, with what it has', () => {
    const start = enclosure.fromEnds(1, 2);
    const few = enclosure.bisect(start, isBelow, -50, { most: 7 });
    expect(enclosure.widthLog2(few)).toBe(-7);
    let asked = 0;
    const stopped = enclosure.bisect(start, isBelow, -50, { stopRequested: () => ++asked > 3 });
    expect(enclosure.widthLog2(stopped)).toBe(-3);
    expect(enclosure.bisect(few, isBelow, -50)).toEqual(enclosure.bisect(start, isBelow, -50));
  });

  test('a value that is the middle is an end of what is left', () => {
    const x = enclosure.bisect(
      enclosure.fromEnds(0, 1),
      ({ m, e }) => m <= 1n << BigInt(-1 - e),
      -9,
    );
    expect(enclosure.contains(x, '1/2')).toBe(true);
  });
});

describe('enclosure.sumSeries', () => {
  /** The sum of 2^-k / k for k from 1 is ln 2. */
  const logarithm: enclosure.Series = {
    term: (k, width) => enclosure.of({ n: 1n, d: BigInt(k + 1) << BigInt(k + 1) }, width),
    tail: (k, width) => enclosure.fromEnds(0, { n: 1n, d: BigInt(k + 1) << BigInt(k) }, width),
  };
  const ln2 = enclosure.ln(TWO, -900);

  test('it goes on until the tail is narrow', () => {
    for (const width of [-10, -100, -800]) {
      const { bounds } = enclosure.sumSeries(logarithm, null, width);
      expect(enclosure.widthLog2(bounds)).toBeLessThanOrEqual(width);
      expect(enclosure.intersect(bounds, ln2)).toBeDefined();
      expect(enclosure.contains(bounds, ln2)).toBe(true);
    }
  });

  test('it goes on from a partial sum, with the terms that are missing', () => {
    let terms = 0;
    const counted: enclosure.Series = {
      ...logarithm,
      term: (k, width) => {
        terms++;
        return logarithm.term(k, width);
      },
    };
    const first = enclosure.sumSeries(counted, null, -100);
    const before = terms;
    const more = enclosure.sumSeries(counted, first.partial, -150);
    expect(terms - before).toBe(more.partial.terms - first.partial.terms);
    expect(enclosure.widthLog2(more.bounds)).toBeLessThanOrEqual(-150);
    expect(enclosure.contains(more.bounds, ln2)).toBe(true);
    const finer = enclosure.sumSeries(counted, more.partial, -400);
    expect(finer.partial.width).toBeLessThan(more.partial.width);
    expect(enclosure.contains(finer.bounds, ln2)).toBe(true);
  });

  test('a stop and the most terms end it with bounds that hold', () => {
    const few = enclosure.sumSeries(logarithm, null, -500, { most: 5 });
    expect(few.partial.terms).toBe(5);
    expect(enclosure.contains(few.bounds, ln2)).toBe(true);
    const none = enclosure.sumSeries(logarithm, null, -500, { stopRequested: () => true });
    expect(none.partial.terms).toBe(0);
    expect(enclosure.contains(none.bounds, ln2)).toBe(true);
  });

  test('the tail of an alternating series lies between zero and the next term', () => {
    const term: enclosure.Series['term'] = (k, width) =>
      enclosure.of(
        { n: k % 2 === 0 ? 1n : -1n, d: (2n * BigInt(k) + 1n) * 5n ** (2n * BigInt(k) + 1n) },
        width,
      );
    const series = { term, tail: enclosure.alternatingTail(term) };
    const { bounds } = enclosure.sumSeries(series, null, -600);
    expect(enclosure.contains(bounds, enclosure.atan(enclosure.of('1/5', -700), -700))).toBe(true);
  });
});

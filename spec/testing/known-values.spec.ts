/** Values that are known by construction, with every goal and every way to print: a small part of the hunt. */
import { describe, expect, it } from '@jest/globals';
import { judged } from '#spec/support/known/judge.js';
import { add, decimal, isAbove, negate, power, ratio, whole } from '#spec/support/known/span.js';
import { runs } from '#spec/support/effort.js';

const CASES = runs(100);
const first = Math.floor(Math.random() * 2 ** 31);

describe('values that are known by construction', () => {
  it(`are given, soundly and in every way to print: cases ${String(first)} to ${String(first + CASES)}`, () => {
    for (let seed = first; seed < first + CASES; seed++) {
      const { known, goal, finding } = judged(seed);
      // How long a case takes is judged by the hunt alone: other work shares the machine here.
      if (finding === undefined || finding.fault === 'overrun') continue;
      expect([seed, finding.fault, finding.message, JSON.stringify(goal), known.text]).toEqual([]);
    }
  }, 600_000);
});

describe('spans, by which they are judged', () => {
  it('enclose what they compute', () => {
    const third = ratio(1n, 3n, 100);
    expect(isAbove(third, decimal('0.33333333333333333333', 200))).toBe(true);
    expect(isAbove(decimal('0.33333333333333333334', 200), third)).toBe(true);
    expect(isAbove(third, third)).toBe(false);
    const power3 = power(third, -5n, 100);
    expect(isAbove(power3, whole(243n))).toBe(false);
    expect(isAbove(whole(243n), power3)).toBe(false);
    expect(isAbove(add(power3, negate(whole(242n)), 100), whole(0n))).toBe(true);
  });

  it('compare numbers of any magnitudes and signs', () => {
    const sorted = ['-1e1000000', '-2', '-1e-1000000', '0', '1e-1000000', '1', '1e1000000'];
    sorted.forEach((x, i) => {
      sorted.forEach((y, j) => {
        expect([x, y, isAbove(decimal(x, 100), decimal(y, 100))]).toEqual([x, y, i > j]);
      });
    });
  });
});

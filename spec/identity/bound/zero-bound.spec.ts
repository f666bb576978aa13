import { describe, expect, it } from '@jest/globals';
import { zeroBound } from '#lib/identity/bound/zero-bound.js';
import type { ZeroBound } from '#lib/identity/bound/zero-bound.js';
import { atomForm, constant, sum } from '#lib/identity/form/arithmetic.js';
import { Ring } from '#lib/identity/form/ring.js';
import { Work } from '#lib/identity/work.js';
import { formOfNode } from '../evaluated.js';
import { Questions, read } from '#spec/support/identity/question.js';

function boundOf(text: string): ZeroBound | undefined {
  const questions = new Questions();
  const form = formOfNode(questions.world, questions.looked(read(text)));
  return form && zeroBound(form, new Work());
}

describe('a zero bound', () => {
  it('has the degree of the field: of radicals by their group, of nested roots and cosines once each', () => {
    const degrees: Record<string, number> = {
      'sqrt(2) + sqrt(3) - sqrt(7)': 8,
      'sqrt(2) + sqrt(3) - sqrt(6)': 4,
      'sqrt(6) + sqrt(10) + sqrt(15)': 4,
      'cbrt(2) + root(2, 6)': 6,
      'sqrt(1 + sqrt(2)) + sqrt(2)': 4,
      'sqrt(1 + sqrt(2)) + sqrt(3 + 3*sqrt(2))': 8,
      'cos(pi/7) + 1': 3,
      'cos(pi/7) + cos(pi/9)': 18,
      'cos(pi/7) + sqrt(2)': 6,
    };
    for (const [text, degree] of Object.entries(degrees)) {
      expect([text, boundOf(text)?.degree]).toEqual([text, degree]);
    }
  });

  it('counts the index of a root that is an atom by itself', () => {
    const ring = new Ring(new Work(), []);
    const two = constant(ring, { n: 2n, d: 1n });
    const degrees = [
      ['nthRoot', [two], 3, 3],
      ['nthRoot', [two], 10, 10],
      ['hypot', [two, two], 0, 2],
      ['abs', [two], 0, 1],
    ] as const;
    for (const [name, of, n, degree] of degrees) {
      const root = atomForm(ring, ring.atom({ kind: 'call', name, of, n }, 0));
      const form = sum(ring, [root, constant(ring, { n: -1n, d: 1n })]);
      expect([name, n, zeroBound(form, ring.work)?.degree]).toEqual([name, n, degree]);
    }
  });

  it('has the bits of Burnikel and others', () => {
    expect(boundOf('sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)')).toEqual({ bits: 19, degree: 8 });
    // Nested k times against twice the cosine of pi / 2^(k + 2): 2 4^(k+1) - 2.
    expect(boundOf('sqrt(2 + sqrt(2 + sqrt(2))) - 2*cos(pi/16)')?.bits).toBe(126);
  });

  it('is met to the bit where the conjugate is as large as it may be', () => {
    // (1 + sqrt 2)^n is a unit: its distance from the nearest integer is that of its conjugate from zero.
    for (const n of [1, 2, 5, 10, 40]) {
      const { bits } = boundOf(`(1 + sqrt(2))^${String(n)} - round((1 + sqrt(2))^${String(n)})`)!;
      const distance = n * Math.log2(1 + Math.SQRT2);
      expect(bits).toBeGreaterThanOrEqual(distance - 1);
      expect(bits).toBeLessThan(distance + 3);
    }
  });

  it('is that of the number that is asked for, not of one whose denominators are multiplied away', () => {
    // 19601^2 - 2 13860^2 = 1, so x = 19601 - 13860 sqrt(2) is as small as its conjugate allows, and (P + x) / P - 1
    // is smaller by the factor P, 10^6, than what is left of it over the denominator P.
    const { bits } = boundOf('(1000000 + 19601 - 13859*sqrt(2))/(1000000 + sqrt(2)) - 1')!;
    const value = 1 / (19601 + 13860 * Math.SQRT2) / (1e6 + Math.SQRT2);
    expect(2 ** -bits).toBeLessThan(value);
  });

  it('counts the denominators that a summand lacks', () => {
    // P = 3363 - 2378 sqrt(2) has the conjugate 3363 + 2378 sqrt(2), of 12.72 bits. 1/(6726 P) - 1 is
    // (1/6726) (1 - 6726 P) / P: 12.72 bits for the content and for P, and the conjugate of 6726 P has 25.43.
    const { bits } = boundOf('1/(6726*(3363 - 2378*sqrt(2))) - 1')!;
    expect(bits).toBe(Math.ceil(4 * Math.log2(6726)));
  });

  it('follows what outgrew a form by its structure', () => {
    expect(boundOf('(1 + sqrt(2))^4096 * (sqrt(2) - 1)^4096 - 1')).toEqual({
      bits: 10417,
      degree: 2,
    });
  });

  it('takes some 54,000 bits for ten square roots of integers of 100 bits, of a degree of 1,024', () => {
    const roots = Array.from({ length: 10 }, (_, i) => {
      const n = (3n ** 63n * BigInt(2 * i + 1) + 5n ** BigInt(i)) % 2n ** 100n;
      return `sqrt(${String(n)})`;
    });
    const { bits, degree } = boundOf(`${roots.join('+')} - 1`)!;
    expect(degree).toBe(1024);
    expect(bits).toBeLessThan(56_000);
  });

  it('is unknown of what is not algebraic', () => {
    for (const text of [
      'pi - 3',
      'e + sqrt(2)',
      'ln(3) - 1',
      'sin(1) - sqrt(2)',
      '2^sqrt(2) - 2',
    ]) {
      expect(boundOf(text)).toBeUndefined();
    }
  });
});

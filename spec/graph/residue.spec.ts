import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { residueOf } from '#lib/graph/residue.js';
import type { Rational } from '#lib/exact/rational.js';
import { Questions, read } from '#spec/support/identity/question.js';
import { runs } from '#spec/support/effort.js';

function residue(text: string, n: bigint, d = 1n): Rational | undefined {
  const questions = new Questions();
  return residueOf(questions.world.graph, questions.nodeOf(read(text)), { n, d });
}

const modulo = (x: bigint, m: bigint): bigint => ((x % m) + m) % m;

describe('the remainder of a long integer', () => {
  it('is that of the number written out', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n, max: 50n }),
        fc.integer({ min: 0, max: 3000 }),
        fc.bigInt({ min: -99n, max: 99n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (a, n, c, m) => {
          const text = `(${String(a)}^${String(n)} + (${String(c)})) * (${String(c)})`;
          const value = (a ** BigInt(n) + c) * c;
          // What is short is kept as a rational, whose remainder is taken as well.
          expect(residue(text, m)).toEqual({ n: modulo(value, m), d: 1n });
          const below = modulo(value, m);
          expect(residue(text, -m)).toEqual({ n: below === 0n ? 0n : below - m, d: 1n });
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('is known of numbers that nobody could write out', () => {
    expect(residue('2^1000000007', 97n)).toEqual({ n: 48n, d: 1n });
    expect(residue('7^(10^30) * 3 + 5', 1_000_000_007n)?.d).toBe(1n);
  });

  it('may be that of a fraction: x - y floor(x / y)', () => {
    // 2^100 modulo 3/7 is (7 2^100 mod 3) / 7.
    expect(residue('2^100', 3n, 7n)).toEqual({ n: modulo(7n * 2n ** 100n, 3n), d: 7n });
  });

  it('is unknown of fractions, of negative powers, of functions and of a modulus of zero', () => {
    expect(residue('2^(10^10) / 3', 7n)).toBeUndefined();
    expect(residue('2^(-10^10)', 7n)).toBeUndefined();
    expect(residue('sqrt(2)', 7n)).toBeUndefined();
    expect(residue('2^(10^10)', 0n)).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gcd } from '#lib/exact/integer.js';
import { BaseRefined, CoprimeBase } from '#lib/identity/integer/coprime-base.js';
import { Arguments } from '#lib/identity/integer/gaussian.js';
import type { Argument } from '#lib/identity/integer/gaussian.js';
import { Work } from '#lib/identity/work.js';
import { runs } from '#spec/support/effort.js';

/** The arguments of several tangents over one base. */
function argumentsOf(slopes: readonly (readonly [bigint, bigint])[]): Argument[] {
  let elements: readonly bigint[] = [];
  for (let pass = 0; pass < 100; pass++) {
    const work = new Work({ node: 1e9, question: 1e9 });
    const all = new Arguments(new CoprimeBase(work, elements), work);
    try {
      return slopes.map(([n, d]) => all.arctangent({ n, d }));
    } catch (error) {
      if (!(error instanceof BaseRefined)) throw error;
      ({ elements } = error);
    }
  }
  throw new Error('the base is refined without end');
}

function angleOf({ quarters, factors }: Argument): number {
  return factors.reduce(
    (sum, { factor: { re, im }, times }) => sum + times * Math.atan2(Number(im), Number(re)),
    (quarters * Math.PI) / 4,
  );
}

const slope = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    fc.bigInt({ min: 1n, max: 10n ** 12n }),
  )
  .filter(([n]) => n !== 0n)
  .map(([n, d]): [bigint, bigint] => [n / gcd(n, d), d / gcd(n, d)]);

describe('the arc tangent of a rational', () => {
  it('is the sum of the arguments of its Gaussian factors', () => {
    fc.assert(
      fc.property(slope, ([n, d]) => {
        const [argument] = argumentsOf([[n, d]]);
        expect(angleOf(argument!)).toBeCloseTo(Math.atan2(Number(n), Number(d)), 9);
      }),
      { numRuns: runs(150) },
    );
  });

  it('of two that share factors has them in common, whichever of the conjugates it is', () => {
    fc.assert(
      fc.property(slope, slope, ([a, b], [c, d]) => {
        // (b + a i)(d + c i), made primitive, has the sum of the arguments.
        const [re, im] = [b * d - a * c, b * c + a * d];
        if (re === 0n || im === 0n) return;
        const divisor = gcd(re, im);
        const sign = re < 0n ? -1n : 1n;
        const all = argumentsOf([
          [a, b],
          [c, d],
          [(sign * im) / divisor, (sign * re) / divisor],
        ]);
        const total = new Map<string, number>();
        all.forEach(({ factors }, i) => {
          for (const { factor, times } of factors) {
            const key = `${String(factor.re)} ${String(factor.im)}`;
            total.set(key, (total.get(key) ?? 0) + (i === 2 ? -times : times));
          }
        });
        expect([...total.values()].every((times) => times === 0)).toBe(true);
        const quarters = all[0]!.quarters + all[1]!.quarters - all[2]!.quarters;
        // What is left is the half turn that the sign has taken.
        expect(quarters % 4).toBeCloseTo(0);
      }),
      { numRuns: runs(150) },
    );
  });

  it('of Machin is four times 1/5 less 1/239', () => {
    const [fifth, other] = argumentsOf([
      [1n, 5n],
      [1n, 239n],
    ]);
    expect(4 * fifth!.quarters - other!.quarters).toBe(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OptionError } from '#lib/exact/options.js';
import { functions } from '#lib/refiners/functions/index.js';
import { builtin } from '#lib/real/values/operators.js';
import {
  atan2,
  createSession,
  e,
  exp,
  hypot,
  ln,
  log10,
  log2,
  mod,
  phi,
  pi,
  real,
  sqrt,
} from '#lib/real/index.js';
import type { Real } from '#lib/real/index.js';
import { UNARY } from '#lib/testing/expression.js';
import { runs } from '#spec/support/effort.js';
import { exactEnds, fromDouble } from '../fractions.js';
import { build, trees } from '../trees.js';

const FUNCTIONS = Object.values(UNARY);

const BINARY: readonly ((x: Real, y: Real) => Real)[] = [
  (x, y) => x.pow(y),
  (x, y) => x.log(y),
  (x, y) => x.mod(y),
  (x) => x.pow(-3),
  (x) => x.pow(4),
  (x) => x.nthRoot(4),
  (x) => x.nthRoot(5),
  atan2,
  hypot,
];

const values = fc
  .tuple(
    trees,
    trees,
    fc.constantFrom(...FUNCTIONS),
    fc.constantFrom(...FUNCTIONS),
    fc.constantFrom(...BINARY),
    fc.boolean(),
  )
  .map(([x, y, inner, outer, both, isBinary]) => {
    const a = inner(build(x));
    return isBinary ? both(a, build(y)) : outer(a);
  });

describe('The doubles of a Real', () => {
  it('contain its value, and are not known where it is not defined', () => {
    fc.assert(
      fc.property(values, (x) => {
        const session = createSession();
        const budget = { separationBits: 200, bits: 20_000 };
        const result = x.refineSync({ digits: 40 }, { session, budget });
        if (result.status === 'error') {
          // A magnitude beyond what is computed is no lack of definition.
          if (result.error.name !== 'LimitError') expect([x.lo, x.hi]).toEqual([NaN, NaN]);
          return;
        }
        if (Number.isNaN(x.lo) || result.status === 'undecided') return;
        const { lowerExact, upperExact } = result;
        if (lowerExact === null || upperExact === null) return;
        const [lower, upper] = exactEnds(result);
        expect(x.lo === -Infinity || fromDouble(x.lo).lte(upper)).toBe(true);
        expect(x.hi === Infinity || lower.lte(fromDouble(x.hi))).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it('are known of functions, and narrow: twelve digits after some operations', () => {
    const x = exp('1/3')
      .multiply(sqrt(2).sin())
      .add(pi.divide(7).tan())
      .divide(ln(10).add(phi.cosh()))
      .add(hypot(e, 2).atan());
    expect((x.hi - x.lo) / x.lo).toBeLessThan(1e-12);
  });

  it('answer a goal that they meet without a node or a step', () => {
    const session = createSession();
    for (const x of [exp('1/3'), ln(2), real('1/3').sin(), pi.divide(7).tan(), log10(7), phi]) {
      const result = x.refineSync({ digits: 12 }, { session });
      expect(result).toMatchObject({ status: 'met', statistics: { steps: 0 } });
      const { digits } = x.refineSync({ digits: 30 });
      expect(digits!.startsWith(result.digits!.slice(0, 11))).toBe(true);
    }
    expect(session.stats().nodes).toBe(0);
  });

  it('leave exact values exact', () => {
    const exact: readonly (readonly [Real, string])[] = [
      [exp(0), '1'],
      [real(0).cos(), '1'],
      [ln(1), '0'],
      [log2('1/8'), '-3'],
      [log10(1000), '3'],
      [sqrt('9/4'), '3/2'],
      [real('5/2').floor(), '2'],
      [mod('7/2', 2), '3/2'],
      [real('2/3').pow(-2), '9/4'],
    ];
    for (const [x, value] of exact) {
      expect(x.refineSync({ digits: 5 }).rational).toBe(value);
    }
  });

  it('answer lt and its kind where they are apart, once options are checked', () => {
    const session = createSession();
    const [x, y] = [exp(1), real(3)];
    expect([x.lt(y), x.lte(y), x.gt(y), x.gte(y), x.eq(y), x.isPositive(), x.isZero()]).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(x.lt(y, { session })).toBe(true);
    expect(session.stats().nodes).toBe(0);
    expect(() => x.lt(y, { colour: 1 } as never)).toThrow(OptionError);
  });
});

describe('A function that is said to give integers only', () => {
  it('gives no other exact value', () => {
    const rationals = fc.tuple(
      fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt({ min: -1000n, max: 1000n })),
      fc.oneof(fc.constant(1n), fc.bigInt({ min: 1n, max: 100n })),
    );
    fc.assert(
      fc.property(rationals, rationals, fc.constantFrom(...functions), (a, b, definition) => {
        const operator = builtin(definition.name);
        if (operator.foldsToIntegers !== true) return;
        const inputs = [a, b].map(([numerator, denominator]) => {
          const { params } = real({ numerator, denominator });
          return params as { n: bigint; d: bigint };
        });
        let value;
        try {
          value = definition.fold?.(inputs, null);
        } catch {
          return;
        }
        expect(value?.d ?? 1n).toBe(1n);
      }),
      { numRuns: runs(3000) },
    );
  });
});

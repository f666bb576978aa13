import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { DivisionByZeroError, DomainError } from '#lib/exact/errors.js';
import { createSession, DeadlineExceededError, e, pi, real, sin, sqrt } from '#lib/real/index.js';
import type { Real, Session } from '#lib/real/index.js';
import { runs } from '#spec/support/effort.js';
import { build, rationalTrees, valueOf } from '../trees.js';
import type { Tree } from '../trees.js';

/** How many nodes a Real becomes in a graph of its own. */
function nodesOf(x: Real, session: Session = createSession()): number {
  const before = session.stats().nodes;
  x.refineSync({ bits: 60 }, { session });
  return session.stats().nodes - before;
}

/** The same n operands under one associative operation, in a random shape. */
function shape(operands: readonly Tree[], op: 'add' | 'multiply', splits: readonly number[]): Tree {
  const list = [...operands];
  for (const split of splits) {
    if (list.length < 2) break;
    const i = split % (list.length - 1);
    const [x, y] = list.splice(i, 2) as [Tree, Tree];
    list.splice(i, 0, { op, x, y });
  }
  return list.reduce((x, y) => ({ op, x, y }));
}

describe('the admission of rationals', () => {
  it('folds them to the exact value, whatever the order and shape', () => {
    fc.assert(
      fc.property(
        fc.array(rationalTrees, { minLength: 2, maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.constantFrom('add', 'multiply'),
        (operands, splits, op) => {
          const tree = shape(operands, op, splits);
          const value = valueOf(tree);
          const result = build(tree).refineSync({ digits: 50 });
          if (value === undefined) expect(result.error).toBeInstanceOf(DivisionByZeroError);
          // Beyond 4,096 bits a rational is a combinator over its parts.
          else if (result.exact) expect(result.rational).toBe(value.toFraction());
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('is exact where every partial sum fits', () => {
    let sum = real(0);
    for (let n = 1; n <= 200; n++) sum = sum.add({ numerator: 1, denominator: n * (n + 1) });
    expect(sum.refineSync({ digits: 20 }).rational).toBe('200/201');
  });

  it('folds what can be folded among values that are no rationals', () => {
    expect(nodesOf(pi.add(1).add('1/3').subtract(2).add('2/3'))).toBe(1);
    // pi and the product; 6 times a sixth is no factor.
    expect(nodesOf(pi.multiply(e).multiply(6).multiply('1/6'))).toBe(3);
    expect(nodesOf(pi.multiply(2).multiply(3))).toBe(3);
  });

  it('keeps what does not fit as a combinator, and the bounds it has are right', () => {
    const long = real(3).pow(3000).add(real(5).pow(-3000)).multiply(real(7).pow(-3001));
    const result = long
      .multiply(real(7).pow(3001))
      .subtract(real(3).pow(3000))
      .refineSync({ rel: 1e-10 });
    expect(result.status).toBe('met');
    const ratio = real(5)
      .pow(3000)
      .multiply(result.lower ?? 0);
    expect(Math.abs(ratio.toNumber() - 1)).toBeLessThan(1e-9);
  });

  it('proves a mathematical error without a step', () => {
    const cases: readonly [Real, new (message: string) => Error, string][] = [
      [sqrt(-1), DomainError, 'sqrt'],
      [real(1).divide(0), DivisionByZeroError, 'divide'],
      [real(1).divide(real('1/3').subtract('1/3')), DivisionByZeroError, 'divide'],
      [real(0).pow(-1), DivisionByZeroError, 'pow'],
      [pi.add(real(0).pow(-1)), DivisionByZeroError, 'pow'],
    ];
    for (const [x, type, name] of cases) {
      const { status, error, statistics } = x.refineSync({ digits: 5 });
      expect([status, statistics.steps]).toEqual(['error', 0]);
      expect(error).toBeInstanceOf(type);
      expect(error?.message).toContain(name);
    }
  });
});

describe('the admission of shared sub-expressions', () => {
  it('makes one node of what is the same by structure', () => {
    const session = createSession();
    nodesOf(sin(sqrt(2).add(pi)), session);
    expect(nodesOf(sin(sqrt(2).add(pi)), session)).toBe(0);
    expect(nodesOf(sin(sqrt(2).add(pi)).add(1), session)).toBe(2);
  });

  it('makes one node of one object, whatever its uses', () => {
    const x = sqrt(2).add(pi).sin();
    const sizes = [x, x.multiply(x), x.multiply(x).add(x).divide(x)].map((y) => nodesOf(y));
    expect(sizes).toEqual([5, 6, 8]);
  });

  it('is the same for a tree that is built twice', () => {
    const session = createSession();
    fc.assert(
      fc.property(rationalTrees, (tree) => {
        const x: Tree = { op: 'sin', x: { op: 'add', x: tree, y: { op: 'pi' } } };
        build(x).refineSync({ bits: 60 }, { session });
        const before = session.stats().nodes;
        build(x, new Map()).refineSync({ bits: 60 }, { session });
        expect(session.stats().nodes).toBe(before);
      }),
      { numRuns: runs(25) },
    );
  });

  it('doubles a thousand times at once', () => {
    let x: Real = pi;
    for (let i = 0; i < 1000; i++) x = x.add(x);
    const start = performance.now();
    const result = x.refineSync({ digits: 20 });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(result.digits).toBe(pi.multiply(real(2).pow(1000)).refineSync({ digits: 20 }).digits);
  });
});

/** Milliseconds, on a machine that has other things to do as well. */
const PATIENCE = 120_000;

describe('a chain of values', () => {
  it(
    'of one sum builds, refines and prints: two hundred thousand of them, a million at effort 5',
    () => {
      const half = real('0.5');
      const pairs = runs(100_000);
      let x: Real = pi;
      for (let i = 0; i < pairs; i++) x = x.add(e).add(half);
      const result = x.refineSync({ digits: 30 });
      const same = pi.add(e.multiply(pairs)).add(half.multiply(pairs)).refineSync({ digits: 30 });
      expect(result.digits).toBe(same.digits);
    },
    PATIENCE,
  );

  it(
    'of different operations builds, refines and prints: twenty thousand of them, a million at effort 50',
    () => {
      let x: Real = pi;
      for (let i = 0; i < runs(5000); i++) x = x.add(1).divide(2);
      // (x + 1) / 2 has the fixed point 1, from which each halving takes away half of the distance.
      expect(x.refineSync({ digits: 30 }).digits).toBe(`1.${'0'.repeat(29)}`);
    },
    PATIENCE,
  );
});

describe('a long admission', () => {
  /** A sum that is written term by term, of values that have no node in common. */
  const longSum = (terms: number): Real => {
    let x = sqrt(2);
    for (let i = 0; i < terms; i++) x = x.add(sqrt(3).multiply(sin(i + 1)));
    return x;
  };
  /** The reciprocals of integers: what is folded exactly. */
  const harmonic = (terms: number): Real => {
    let x = real(1);
    for (let i = 2; i < terms; i++) x = x.add(real(`1/${String(i)}`));
    return x;
  };
  /** A session whose clock goes on by a millisecond at each look. */
  const ticking = (): { session: Session; looks: () => number } => {
    let looks = 0;
    const clock = { nanoseconds: () => ++looks * 1e6 };
    return { session: createSession({ clock }), looks: () => looks };
  };

  it.each([
    ['a sum', longSum],
    ['a sum of rationals', harmonic],
  ])(
    'of %s ends at the first look past its timeout, and is done again from the start by the next call',
    (_what, build) => {
      const value = build(3000);
      const { session, looks } = ticking();
      // The looks in between are those of the admission: a tenth of them lead into the middle of it.
      for (const timeout of [3, 5, 8]) {
        const before = looks();
        const result = value.refineSync({ digits: 30 }, { session, timeout });
        expect(result).toMatchObject({ reason: 'deadline', statistics: { steps: 0 } });
        expect(looks() - before).toBeLessThanOrEqual(timeout + 4);
        expect(session.stats().leases.issued).toBe(0);
      }
      const whole = value.refineSync({ digits: 30 }, { session });
      const alone = build(3000).refineSync({ digits: 30 }, { session: createSession() });
      expect(whole.digits).toBe(alone.digits);
      expect(whole.status).toBe('met');
    },
  );

  it('that is too late throws where the call asks for that', () => {
    const { session } = ticking();
    const late = { session, timeout: 3, onTimeout: 'throw' } as const;
    expect(() => longSum(3000).refineSync({ digits: 30 }, late)).toThrow(DeadlineExceededError);
  });
});

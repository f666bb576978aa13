/** The laws of the combinator contract, held against exact rationals for every combinator. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Combinator } from '#lib/combinators/combinator.js';
import { combinators } from '#lib/combinators/index.js';
import { log2Lower } from '#lib/exact/logarithm.js';
import {
  contains,
  containsRational,
  containsZero,
  isPoint,
} from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { ContradictionError, DivisionByZeroError } from '#lib/exact/errors.js';
import {
  ratAdd,
  ratCompare,
  ratDivide,
  ratMultiply,
  ratNegate,
  ratSign,
  ratSubtract,
  rational,
} from '#lib/exact/rational.js';
import type { Rational } from '#lib/exact/rational.js';
import {
  enclosures,
  endsOf,
  finiteEnclosures,
  grids,
  nestedEnclosures,
  pointAt,
  rationals,
  ratMax,
  ratMin,
  shares,
} from '#spec/exact/arbitraries.js';
import { runs } from '#spec/support/effort.js';

const ONE = rational(1n);
const ZERO = rational(0n);

/** A combinator, what it computes, and what it takes. */
interface Case {
  readonly name: string;
  readonly arity: fc.Arbitrary<number>;
  readonly params: fc.Arbitrary<unknown>;
  /** The value at exact points; undefined where there is none. */
  readonly value: (points: readonly Rational[], params: unknown) => Rational | undefined;
}

const none = fc.constant(null);
const some = fc.integer({ min: 1, max: 5 });

function powerOf(x: Rational, n: bigint): Rational | undefined {
  if (n < 0n) return ratSign(x) === 0 ? undefined : ratDivide(ONE, powerOf(x, -n)!);
  let result = ONE;
  for (let i = 0n; i < n; i++) result = ratMultiply(result, x);
  return result;
}

const cases: readonly Case[] = [
  {
    name: 'rational',
    arity: fc.constant(0),
    params: fc
      .tuple(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.bigInt({ min: 1n, max: 10n ** 30n }),
      )
      .map(([n, d]) => rational(n, d)),
    value: (_points, params) => params as Rational,
  },
  { name: 'add', arity: some, params: none, value: (points) => points.reduce(ratAdd) },
  { name: 'negate', arity: fc.constant(1), params: none, value: ([x]) => ratNegate(x!) },
  { name: 'multiply', arity: some, params: none, value: (points) => points.reduce(ratMultiply) },
  {
    name: 'divide',
    arity: fc.constant(2),
    params: none,
    value: ([x, y]) => (ratSign(y!) === 0 ? undefined : ratDivide(x!, y!)),
  },
  {
    name: 'pow',
    arity: fc.constant(1),
    params: fc.bigInt({ min: -5n, max: 6n }),
    value: ([x], n) => powerOf(x!, n as bigint),
  },
  {
    name: 'abs',
    arity: fc.constant(1),
    params: none,
    value: ([x]) => (ratSign(x!) < 0 ? ratNegate(x!) : x!),
  },
  { name: 'min', arity: some, params: none, value: (points) => ratMin(...points) },
  { name: 'max', arity: some, params: none, value: (points) => ratMax(...points) },
  {
    name: 'knownWithin',
    arity: fc.constant(1),
    params: fc
      .tuple(rationals, rationals)
      .map(([a, b]) => ({ lo: ratMin(a, b), hi: ratMax(a, b), label: '' })),
    value: ([x], params) => {
      const { lo, hi } = params as { lo: Rational; hi: Rational };
      return ratCompare(lo, x!) <= 0 && ratCompare(x!, hi) <= 0 ? x : undefined;
    },
  },
];

const combinatorOf = (name: string): Combinator =>
  combinators.find((combinator) => combinator.name === name) as unknown as Combinator;

/** Combines; undefined where the inputs prove that there is no value. */
function combine(
  combinator: Combinator,
  inputs: readonly Enclosure[],
  grid: number,
  params: unknown,
): Enclosure | undefined {
  try {
    return combinator.combine(inputs, grid, params);
  } catch (error) {
    if (error instanceof DivisionByZeroError || error instanceof ContradictionError)
      return undefined;
    throw error;
  }
}

/** A lower bound of `log2(|r|)`; `-Infinity` for zero. */
function log2Of(r: Rational): number {
  const quotient = (absolute(r.n) << 80n) / r.d;
  return log2Lower({ m: quotient, e: -80 });
}

const absolute = (n: bigint): bigint => (n < 0n ? -n : n);

function sensitivitiesOf(
  combinator: Combinator,
  inputs: readonly Enclosure[],
  output: Enclosure,
  params: unknown,
): Float64Array {
  const into = new Float64Array(inputs.length).fill(NaN);
  combinator.sensitivities(inputs, output, params, into);
  return into;
}

it('every combinator is held to the laws here', () => {
  const held = [...cases.map(({ name }) => name), 'datum'];
  expect(held.sort()).toEqual(combinators.map(({ name }) => name).sort());
});

describe.each(cases)('$name', ({ name, arity, params, value }) => {
  const combinator = combinatorOf(name);
  const inputsOf = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    arity.chain((n) => fc.array(each, { minLength: n, maxLength: n }));

  it('contains the value at all points inside its inputs', () => {
    fc.assert(
      fc.property(
        inputsOf(fc.tuple(enclosures, shares)),
        grids,
        params,
        (pairs, grid, parameters) => {
          const points = pairs.map(([x, share]) => pointAt(x, share));
          const exact = value(points, parameters);
          if (exact === undefined) return;
          const inputs = pairs.map(([x]) => x);
          const bounds = combinator.combine(inputs, grid, parameters);
          expect(containsRational(bounds, exact)).toBe(true);
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('is isotone: narrower inputs give bounds inside the earlier ones', () => {
    fc.assert(
      fc.property(inputsOf(nestedEnclosures), grids, params, (pairs, grid, parameters) => {
        const inner = combine(
          combinator,
          pairs.map(([x]) => x),
          grid,
          parameters,
        );
        if (inner === undefined) return;
        const outer = combinator.combine(
          pairs.map(([, x]) => x),
          grid,
          parameters,
        );
        expect(contains(outer, inner)).toBe(true);
      }),
      { numRuns: runs(150) },
    );
  });

  it('has sensitivities that bound every difference quotient', () => {
    fc.assert(
      fc.property(
        inputsOf(fc.tuple(enclosures, shares)),
        fc.nat(),
        shares,
        params,
        (pairs, which, other, parameters) => {
          const inputs = pairs.map(([x]) => x);
          const output = combine(combinator, inputs, Infinity, parameters);
          if (output === undefined) return;
          const bounds = sensitivitiesOf(combinator, inputs, output, parameters);
          if (inputs.length === 0) return;
          const moved = which % inputs.length;
          const here = pairs.map(([x, share]) => pointAt(x, share));
          const there = here.map((point, i) => (i === moved ? pointAt(inputs[i]!, other) : point));
          const step = ratSubtract(there[moved]!, here[moved]!);
          const [from, to] = [value(here, parameters), value(there, parameters)];
          expect(bounds[moved]).not.toBeNaN();
          if (ratSign(step) === 0 || from === undefined || to === undefined) return;
          // Between points of one sign only: a pole between them has no slope.
          if (name === 'divide' && containsZero(inputs[1]!)) {
            expect(bounds[moved]).toBe(
              moved === 0 || ratSign(from) !== 0 ? Infinity : bounds[moved],
            );
            return;
          }
          const slope = log2Of(ratDivide(ratSubtract(to, from), step));
          expect(slope).toBeLessThanOrEqual(bounds[moved]! + 1e-9);
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('keeps 62 bits of a point on the coarsest grid, and two units of a finer one', () => {
    fc.assert(
      fc.property(
        inputsOf(finiteEnclosures.filter(isPoint)),
        grids,
        params,
        (inputs, grid, parameters) => {
          const points = inputs.map((x) => endsOf(x).lo!);
          const exact = value(points, parameters);
          if (exact === undefined) return;
          const { lo, hi } = endsOf(combinator.combine(inputs, grid, parameters));
          const width = ratSubtract(hi!, lo!);
          const bits = ratDivide(rational(absolute(exact.n), exact.d), rational(2n ** 62n));
          const units = Number.isFinite(grid) ? unitsOf(grid) : bits;
          expect(ratCompare(width, ratMin(bits, units))).not.toBe(1);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});

function unitsOf(grid: number): Rational {
  return grid >= 0 ? rational(2n ** BigInt(grid + 1)) : rational(2n, 2n ** BigInt(-grid));
}

describe('a quotient', () => {
  const divide = combinatorOf('divide');

  it('is unbounded while its divisor may be zero, and an error once that is proven', () => {
    fc.assert(
      fc.property(finiteEnclosures, finiteEnclosures, (x, y) => {
        if (isPoint(y) && containsZero(y)) {
          expect(() => divide.combine([x, y], Infinity, null)).toThrow(DivisionByZeroError);
        } else if (containsZero(y) && ratSign(pointAt(x, 0.5)) !== 0) {
          const { lo, hi } = endsOf(divide.combine([x, y], Infinity, null));
          expect(lo === null || hi === null).toBe(true);
        }
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('a power', () => {
  const power = combinatorOf('pow');

  it('of an even exponent is never below zero, and of exponent zero is one', () => {
    fc.assert(
      fc.property(enclosures, grids, fc.constantFrom(0n, 2n, 4n, 10n), (x, grid, n) => {
        const { lo, hi } = endsOf(power.combine([x], grid, n));
        expect(lo !== null && ratCompare(lo, ZERO) >= 0).toBe(true);
        if (n === 0n) expect([lo, hi]).toEqual([ONE, ONE]);
      }),
      { numRuns: runs(50) },
    );
  });
});

describe('a datum', () => {
  const datum = combinatorOf('datum');

  it('contains all that lies between its bounds, and little more', () => {
    fc.assert(
      fc.property(rationals, rationals, grids, (a, b, grid) => {
        const [lo, hi] = [ratMin(a, b), ratMax(a, b)];
        const bounds = datum.combine([], grid, { lo, hi, label: 'x' });
        expect(containsRational(bounds, lo) && containsRational(bounds, hi)).toBe(true);
        const ends = endsOf(bounds);
        const added = ratSubtract(ratSubtract(ends.hi!, ends.lo!), ratSubtract(hi, lo));
        const size = ratMax(a, b, ratNegate(a), ratNegate(b));
        expect(ratCompare(added, ratDivide(size, rational(2n ** 62n)))).not.toBe(1);
        if (Number.isFinite(grid)) expect(ratCompare(added, unitsOf(grid))).not.toBe(1);
      }),
      { numRuns: runs(100) },
    );
  });
});

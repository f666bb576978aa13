/** Arbitrary arguments of functions: points and enclosures of every kind, with points inside them. */
import fc from 'fast-check';
import { add, dyadic } from '#lib/exact/dyadic.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { above } from '#lib/exact/enclosure/ends.js';
import { ALL, below, point } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import type { FunctionDefinition } from '#lib/refiners/evaluation/function.js';
import type { Plain } from '#lib/refiners/refiner.js';

/** Dyadic numbers of magnitudes from 2^-60 to 2^8, and the ones where something happens. */
export const numbers: fc.Arbitrary<Dyadic> = fc.oneof(
  { weight: 4, arbitrary: scaled(-60, 0) },
  { weight: 2, arbitrary: scaled(-62, 8) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(0, 1, -1, 0.5, -0.5, 2, -2, Math.PI, Math.PI / 2, -Math.PI / 2, 3, 1.5, -2.5)
      .map(fromDouble),
  },
);

function scaled(least: number, most: number): fc.Arbitrary<Dyadic> {
  return fc
    .tuple(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), fc.integer({ min: least, max: most }))
    .map(([m, top]) => dyadic(m, top - 60));
}

export interface Sampled {
  readonly bounds: Enclosure;
  /** Points of the enclosure, its finite ends among them. */
  readonly points: readonly Dyadic[];
}

/** Widths from 2^-130 to 2^8, with points spread over them. */
const finite: fc.Arbitrary<Sampled> = fc
  .tuple(
    numbers,
    fc.oneof(fc.integer({ min: -130, max: 8 }), fc.integer({ min: -8, max: 3 })),
    fc.bigInt({ min: 1n, max: 2n ** 20n }),
    fc.array(fc.integer({ min: 0, max: 64 }), { maxLength: 3 }),
  )
  .map(([lo, log, m, places]) => {
    const width = dyadic(m, log - 20);
    const at = (k: number): Dyadic => add(lo, dyadic(width.m * BigInt(k), width.e - 6));
    return {
      bounds: fromExactEnds(lo, at(64)),
      points: [lo, at(64), at(32), ...places.map(at)],
    };
  });

const exact: fc.Arbitrary<Sampled> = numbers.map((x) => ({ bounds: point(x), points: [x] }));

const unbounded: fc.Arbitrary<Sampled> = fc
  .tuple(fc.constantFrom('below', 'above', 'all'), numbers, fc.array(numbers, { maxLength: 2 }))
  .map(([kind, end, others]) => {
    const away = others.map(({ m, e }) => dyadic(m < 0n ? -m : m, e));
    if (kind === 'all') return { bounds: ALL, points: others };
    if (kind === 'below')
      return { bounds: below(end), points: [end, ...away.map((d) => add(end, d))] };
    const points = [end, ...away.map(({ m, e }) => add(end, dyadic(-m, e)))];
    return { bounds: above(end), points };
  });

const inputs: fc.Arbitrary<Sampled> = fc.oneof(
  { weight: 6, arbitrary: finite },
  { weight: 2, arbitrary: exact },
  { weight: 1, arbitrary: unbounded },
);

export const grids: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -150, max: 4 }),
  fc.constant(Infinity),
);

/** Inputs for all arguments of a function, with some choices of a point in each. */
export function argumentsOf(
  arity: number,
): fc.Arbitrary<{ enclosures: Enclosure[]; choices: Dyadic[][] }> {
  return fc.array(inputs, { minLength: arity, maxLength: arity }).map((sampled) => {
    const [first, second] = sampled as [Sampled, Sampled?];
    const choices =
      second === undefined
        ? first.points.map((p) => [p])
        : first.points.flatMap((p) => second.points.map((q) => [p, q])).slice(0, 8);
    return { enclosures: sampled.map(({ bounds }) => bounds), choices };
  });
}

export interface Case {
  readonly title: string;
  readonly definition: FunctionDefinition;
  readonly params: Plain;
}

/** Every function, roots by degree. */
export function casesOf(functions: readonly FunctionDefinition[]): Case[] {
  return functions.flatMap((definition): Case[] => {
    const { name } = definition;
    if (name !== 'nthRoot') return [{ title: name, definition, params: null }];
    return [2, 3, 5, 12, 40, 41].map((n) => ({
      title: `the root of degree ${String(n)}`,
      definition,
      params: { n },
    }));
  });
}

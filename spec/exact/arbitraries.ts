/** Random numbers and enclosures of every kind, and their ends as exact rationals. */
import fc from 'fast-check';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { compare, dyadic } from '#lib/exact/dyadic.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { above } from '#lib/exact/enclosure/ends.js';
import { ALL, below, lowerEnd, point, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import type { Rational } from '#lib/exact/rational.js';
import {
  ratAdd,
  ratCompare,
  ratFromDyadic,
  ratMultiply,
  ratSubtract,
  rational,
} from '#lib/exact/rational.js';

/** Integers of very different lengths, with the corners among them. */
export const integers: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: -9n, max: 9n }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.bigInt({ min: -(2n ** 900n), max: 2n ** 900n }),
  fc
    .tuple(fc.nat(300), fc.constantFrom(-1n, 0n, 1n), fc.boolean())
    .map(([k, near, negative]) => (negative ? -1n : 1n) * (2n ** BigInt(k) + near)),
);

/** Exponents whose powers of two can still be written out in a spec. */
const exponents = fc.oneof(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -400, max: 400 }));

export const dyadics: fc.Arbitrary<Dyadic> = fc
  .tuple(integers, exponents)
  .map(([m, e]) => dyadic(m, e));

export const rationals: fc.Arbitrary<Rational> = fc
  .tuple(integers, integers)
  .map(([n, d]) => rational(n, d === 0n ? 1n : d));

const widths = fc.oneof(
  fc.nat(3),
  fc.nat(2 ** 20),
  fc.maxSafeNat(),
  fc.constant(Number.MAX_SAFE_INTEGER),
);

const points = dyadics.map(point);

const narrows: fc.Arbitrary<Enclosure> = fc
  .tuple(integers, widths, exponents)
  .map(([lo, width, exp]) => ({ kind: 'narrow', lo, width, exp }));

/** Narrow ones around zero or with an end there. */
const aroundZero: fc.Arbitrary<Enclosure> = fc
  .tuple(widths, fc.double({ min: 0, max: 1, noNaN: true }), exponents)
  .map(([width, share, exp]) => ({
    kind: 'narrow',
    lo: -BigInt(Math.floor(width * share)),
    width,
    exp,
  }));

const wides: fc.Arbitrary<Enclosure> = fc.tuple(dyadics, dyadics).map(([a, b]) => ({
  kind: 'wide',
  ...(compare(a, b) <= 0 ? { lo: a, hi: b } : { lo: b, hi: a }),
}));

export const finiteEnclosures: fc.Arbitrary<Enclosure> = fc.oneof(
  points,
  { arbitrary: narrows, weight: 4 },
  aroundZero,
  { arbitrary: wides, weight: 2 },
);

export const enclosures: fc.Arbitrary<Enclosure> = fc.oneof(
  { arbitrary: finiteEnclosures, weight: 8 },
  dyadics.map(below),
  dyadics.map(above),
  fc.constant(ALL),
);

/** Grids from much finer to much coarser than the numbers, and the one that asks for 64 bits. */
export const grids: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -100, max: 20 }),
  fc.integer({ min: -2000, max: 1000 }),
  fc.constant(Infinity),
);

export interface Ends {
  readonly lo: Rational | null;
  readonly hi: Rational | null;
}

export function endsOf(x: Enclosure): Ends {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  return { lo: lo && ratFromDyadic(lo), hi: hi && ratFromDyadic(hi) };
}

const HUGE = rational(2n ** 500n);

/** A point of `x` at a share of its width, from 0 to 1; of a half-line, something on it. */
export function pointAt(x: Enclosure, share: number): Rational {
  const { lo, hi } = endsOf(x);
  const part = rational(BigInt(Math.round(share * 1024)), 1024n);
  const from = lo ?? (hi ? ratSubtract(hi, HUGE) : ratSubtract(rational(0n), HUGE));
  const to = hi ?? (lo ? ratAdd(lo, HUGE) : HUGE);
  return ratAdd(from, ratMultiply(ratSubtract(to, from), part));
}

export const shares: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

/** An enclosure and one inside it. */
export const nestedEnclosures: fc.Arbitrary<[inner: Enclosure, outer: Enclosure]> = fc
  .tuple(enclosures, enclosures)
  .map(([a, b]) => nest(a, b));

function nest(a: Enclosure, b: Enclosure): [Enclosure, Enclosure] {
  const aLo = lowerEnd(a);
  const bLo = lowerEnd(b);
  const aHi = upperEnd(a);
  const bHi = upperEnd(b);
  const lo = aLo === null || bLo === null ? null : compare(aLo, bLo) <= 0 ? aLo : bLo;
  const hi = aHi === null || bHi === null ? null : compare(aHi, bHi) >= 0 ? aHi : bHi;
  if (lo === null) return [a, hi === null ? ALL : above(hi)];
  if (hi === null) return [a, below(lo)];
  return [a, { kind: 'wide', lo, hi }];
}

/** What every enclosure must be, whatever made it. */
export function isWellFormed(x: Enclosure): boolean {
  if (x.kind === 'narrow') {
    return (
      Number.isInteger(x.exp) && Number.isInteger(x.width) && x.width >= 0 && x.width < 2 ** 53
    );
  }
  return x.kind !== 'wide' || compare(x.lo, x.hi) <= 0;
}

export function ratMin(...list: Rational[]): Rational {
  return list.reduce((a, b) => (ratCompare(a, b) <= 0 ? a : b));
}

export function ratMax(...list: Rational[]): Rational {
  return list.reduce((a, b) => (ratCompare(a, b) >= 0 ? a : b));
}

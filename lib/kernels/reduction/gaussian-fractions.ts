/** The argument of an imaginary exponential less arguments of fractions of Gaussian primes: points of the unit circle. */
import { bitLength } from '../../exact/integer.js';
import { gaussianAngles } from './gaussian-angles.js';
import { doubleOf, reductionBy } from './reduction.js';
import type { Combination, Exponents } from './reduction.js';

/**
 * Points of the unit circle near 1, each several times nearer than the one before, by the exponents of i and of the
 * squares of 2 + i, 3 + 2i and 4 + i over their norms. They are short vectors of lattices of the angles; any other points
 * would make the result as true, and slower.
 */
export const POINTS: readonly Exponents[] = [
  [0, 1, 0, 0],
  [0, -1, 1, 0],
  [-1, 1, 1, -1],
  [0, 2, -2, 1],
  [-3, -2, 6, -1],
  [-11, 5, 12, -3],
  [-3, 11, -3, -4],
  [-13, 3, 0, 36],
  [-45, 85, -9, 5],
  [-17, 66, -46, 40],
  [-77, 167, -18, -26],
  [-143, 143, 62, 39],
  [-316, 80, 379, -48],
];

interface Complex {
  readonly re: bigint;
  readonly im: bigint;
}

const times = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

/** The squares of the primes, and their magnitudes. */
const SQUARES = [
  { square: { re: 3n, im: 4n }, norm: 5n },
  { square: { re: 5n, im: 12n }, norm: 13n },
  { square: { re: 15n, im: 8n }, norm: 17n },
] as const;

const QUARTERS = [
  { re: 1n, im: 0n },
  { re: 0n, im: 1n },
  { re: -1n, im: 0n },
  { re: 0n, im: -1n },
] as const;

function power(base: Complex, exponent: number): Complex {
  let result: Complex = QUARTERS[0];
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(result, square);
    if (left > 1) square = times(square, square);
  }
  return result;
}

/** A point `(re + i im) / norm` of the unit circle. */
export interface CirclePoint extends Complex {
  readonly norm: bigint;
}

export function pointOf([quarters = 0, ...exponents]: Exponents): CirclePoint {
  let point: Complex = QUARTERS[((quarters % 4) + 4) % 4]!;
  let norm = 1n;
  for (const [i, { square, norm: each }] of SQUARES.entries()) {
    const exponent = exponents[i]!;
    const size = Math.abs(exponent);
    const { re, im } = power(square, size);
    point = times(point, { re, im: exponent < 0 ? -im : im });
    norm *= each ** BigInt(size);
  }
  return { ...point, norm };
}

function combinationOf(exponents: Exponents): Combination {
  const { re, im, norm } = pointOf(exponents);
  const value = Math.atan2(doubleOf(im, norm), doubleOf(re, norm));
  return { exponents, value, bits: bitLength(norm) };
}

const reduce = reductionBy(POINTS, combinationOf, gaussianAngles);

/** `x = arg(point) + rest 2^-w`, off by less than 2 units, for `0 <= x 2^-p <= 1`. */
export function reducedByGaussians(
  x: bigint,
  p: number,
  w: number,
): CirclePoint & { readonly rest: bigint } {
  const { rest, exponents } = reduce(x, p, w);
  return { rest, ...pointOf(exponents) };
}

/** The argument of a real exponential less logarithms of fractions of the primes 2, 3, 5 and 7. */
import { bitLength } from '../../exact/integer.js';
import { primeLogarithms } from './prime-logarithms.js';
import { doubleOf, reductionBy } from './reduction.js';
import type { Combination, Exponents } from './reduction.js';

/**
 * Fractions near 1, each several times nearer than the one before, by the exponents of 2, 3, 5 and 7. They are short
 * vectors of lattices of the logarithms; any other fractions would make the result as true, and slower.
 */
export const FRACTIONS: readonly Exponents[] = [
  [-1, 1, 0, 0],
  [-4, 1, 1, 0],
  [4, -4, 1, 0],
  [-5, 2, 2, -1],
  [-15, 8, 1, 0],
  [-5, -1, -2, 4],
  [-3, 13, -10, 2],
  [-51, 13, 1, 10],
  [-110, 71, 11, -10],
  [-92, -17, 21, 25],
  [-193, -6, 5, 68],
  [-487, -1, -6, 179],
  [-980, 532, -10, 57],
  [282, 274, -57, -208],
];

const ODD_PRIMES = [3n, 5n, 7n] as const;

/** A fraction as integers, its power of two apart. */
export interface PrimeFraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly twos: number;
}

export function fractionOf([twos = 0, ...odd]: Exponents): PrimeFraction {
  let numerator = 1n;
  let denominator = 1n;
  for (const [i, prime] of ODD_PRIMES.entries()) {
    const exponent = odd[i]!;
    if (exponent > 0) numerator *= prime ** BigInt(exponent);
    else denominator *= prime ** BigInt(-exponent);
  }
  return { numerator, denominator, twos };
}

function combinationOf(exponents: Exponents): Combination {
  const { numerator, denominator, twos } = fractionOf(exponents);
  const above = twos > 0 ? numerator << BigInt(twos) : numerator;
  const below = twos < 0 ? denominator << BigInt(-twos) : denominator;
  const nearness = doubleOf(above - below, below);
  const bits = Math.max(bitLength(numerator), bitLength(denominator));
  return { exponents, value: Math.log1p(nearness), bits };
}

const reduce = reductionBy(FRACTIONS, combinationOf, primeLogarithms);

/** `x = ln(fraction) + rest 2^-w`, off by less than 2 units, for `0 <= x 2^-p <= 1`. */
export function reducedByPrimes(
  x: bigint,
  p: number,
  w: number,
): PrimeFraction & { readonly rest: bigint } {
  const { rest, exponents } = reduce(x, p, w);
  return { rest, ...fractionOf(exponents) };
}

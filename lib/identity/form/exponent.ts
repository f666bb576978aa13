/** Rational exponents of atoms: reduced pairs of doubles that hold small integers exactly. */
import type { Rational } from '../../exact/rational.js';
import { tooLarge } from '../work.js';

/** `n / d`, reduced, `d > 0`. */
export interface Exponent {
  readonly n: number;
  readonly d: number;
}

export const ONE: Exponent = { n: 1, d: 1 };

/** No power is taken higher, or of its reciprocal. */
const LARGEST = 4096;

function gcd(a: number, b: number): number {
  let x = Math.abs(a);
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** @throws TooLarge beyond 4096 in size, or 2^31 in the denominator. */
export function exponent(n: number, d = 1): Exponent {
  // Products of two limited parts may pass 2^53; what is inexact is refused.
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(d)) tooLarge();
  const common = d === 1 ? 1 : gcd(n, d);
  const made = common === 1 ? { n, d } : { n: n / common, d: d / common };
  if (Math.abs(made.n) > LARGEST * made.d || made.d > 2 ** 31) tooLarge();
  return made;
}

/** @throws TooLarge */
export function exponentOf({ n, d }: Rational): Exponent {
  const size = n < 0n ? -n : n;
  if (size > 2n ** 43n || d > 2n ** 31n) tooLarge();
  return exponent(Number(n), Number(d));
}

/** @throws TooLarge */
export function plus(a: Exponent, b: Exponent): Exponent {
  if (a.d === 1 && b.d === 1) return exponent(a.n + b.n);
  const x = a.n * b.d;
  const y = b.n * a.d;
  // Two large products may leave a small sum that looks exact.
  if (!Number.isSafeInteger(x) || !Number.isSafeInteger(y)) tooLarge();
  return exponent(x + y, a.d * b.d);
}

/** @throws TooLarge */
export function times(a: Exponent, b: Exponent): Exponent {
  return exponent(a.n * b.n, a.d * b.d);
}

function negated({ n, d }: Exponent): Exponent {
  return { n: -n, d };
}

/** Whether `a < b`. */
export function isLess(a: Exponent, b: Exponent): boolean {
  if (a.d === b.d) return a.n < b.n;
  return plus(a, negated(b)).n < 0;
}

export function floorOf({ n, d }: Exponent): number {
  return Math.floor(n / d);
}

/** As an exact rational. */
export function rationalOf({ n, d }: Exponent): Rational {
  return { n: BigInt(n), d: BigInt(d) };
}

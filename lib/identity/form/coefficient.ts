/** Arithmetic on coefficients: exact, charged, and limited in length. */
import { bitLength, gcd } from '../../exact/integer.js';
import type { Rational } from '../../exact/rational.js';
import { ratAdd, ratBits, ratMultiply, RATIONAL_BITS } from '../../exact/rational.js';
import { isShort, tooLarge } from '../work.js';
import type { Work } from '../work.js';

export const UNIT: Rational = { n: 1n, d: 1n };

/** @throws TooLarge beyond 4096 bits. */
function limited(r: Rational): Rational {
  if (!(isShort(r.n) && isShort(r.d)) && ratBits(r) > RATIONAL_BITS) tooLarge();
  return r;
}

export function isUnit({ n, d }: Rational): boolean {
  return n === 1n && d === 1n;
}

export function multiply(a: Rational, b: Rational, work: Work): Rational {
  if (isUnit(a)) return b;
  if (isUnit(b)) return a;
  charge(a, b, work);
  return limited(ratMultiply(a, b));
}

export function add(a: Rational, b: Rational, work: Work): Rational {
  charge(a, b, work);
  return limited(ratAdd(a, b));
}

function charge(a: Rational, b: Rational, work: Work): void {
  if (isShort(a.n) && isShort(b.n) && isShort(a.d) && isShort(b.d)) return work.charge(1);
  if (a.d === 1n && b.d === 1n) return work.charge(1 + (bitLength(a.n) + bitLength(b.n)) / 32);
  // The sum or product is reduced by a divisor of both its parts.
  const bits = Math.min(bitLength(a.n) + bitLength(b.n), bitLength(a.d) + bitLength(b.d)) + 32;
  work.charge(Math.ceil((bits / 32) ** 2));
}

/** `1 / r` of what is not zero. */
export function reciprocal({ n, d }: Rational): Rational {
  return n < 0n ? { n: -d, d: -n } : { n: d, d: n };
}

/** `r^k` for an integer k and r not zero. */
export function power(r: Rational, k: number, work: Work): Rational {
  if (isUnit(r) || k === 0) return UNIT;
  const size = Math.abs(k);
  if ((Math.max(bitLength(r.n), bitLength(r.d)) - 1) * size > RATIONAL_BITS) tooLarge();
  work.charge(1 + (ratBits(r) * size) / 32);
  const made = { n: r.n ** BigInt(size), d: r.d ** BigInt(size) };
  return limited(k < 0 ? reciprocal(made) : made);
}

/** The positive greatest common divisor: of the numerators, over the least common multiple of the denominators. */
export function content(coefficients: readonly Rational[], work: Work): Rational {
  let n = 0n;
  let d = 1n;
  for (const each of coefficients) {
    if (n !== 1n) {
      work.chargeGcd(n, each.n);
      n = gcd(n, each.n);
    }
    if (each.d !== d && each.d !== 1n) {
      work.chargeGcd(d, each.d);
      d = (d / gcd(d, each.d)) * each.d;
      if (bitLength(d) > RATIONAL_BITS) tooLarge();
    }
  }
  return { n, d };
}

/**
 * BFMSS (Burnikel, Funke, Mehlhorn, Schirra, Schmitt, "A separation bound for real algebraic expressions",
 * ESA 2001; Algorithmica 55, 2009) with the rational content kept exact.
 *
 * A measure says of a number E that E = c U / L for an exact rational c > 0 (or minus that) and algebraic
 * integers U and L, L not 0, of whose conjugates none is larger than 2^u and 2^l, u, l >= 0. Logarithms are
 * rounded up.
 */
import { dyadic } from '../../exact/dyadic.js';
import { log2Upper } from '../../exact/logarithm.js';
import type { Log2 } from '../../exact/enclosure/enclosure.js';
import { logAdd } from '../../exact/log2.js';
import { bitLength, gcd } from '../../exact/integer.js';
import { ratBits, RATIONAL_BITS, rational } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { UNIT } from '../form/coefficient.js';
import type { Work } from '../work.js';

export interface Measure {
  readonly c: Rational;
  readonly u: Log2;
  readonly l: Log2;
}

export const ONE: Measure = { c: UNIT, u: 0, l: 0 };

/** `log2 n` rounded up, for n >= 1. */
export function log2OfInteger(n: bigint): Log2 {
  return log2Upper(dyadic(n, 0));
}

/** Above what a few roundings of doubles lose. */
export function up(x: Log2): Log2 {
  return x + Math.abs(x) * 2 ** -48 + 2 ** -40;
}

/** A content that is too long is moved into U and L, as an integer factor of each. */
function contained({ c, u, l }: Measure): Measure {
  if (ratBits(c) <= RATIONAL_BITS) return { c, u, l };
  return { c: UNIT, u: up(u + log2OfInteger(c.n)), l: up(l + log2OfInteger(c.d)) };
}

/** Of a rational that is not 0. */
export function measureOf({ n, d }: Rational): Measure {
  return contained({ c: { n: n < 0n ? -n : n, d }, u: 0, l: 0 });
}

export function product(a: Measure, b: Measure, work: Work): Measure {
  work.chargeGcd(a.c.n * b.c.n, a.c.d * b.c.d);
  return contained({
    c: rational(a.c.n * b.c.n, a.c.d * b.c.d),
    u: up(a.u + b.u),
    l: up(a.l + b.l),
  });
}

export function reciprocal({ c, u, l }: Measure): Measure {
  return { c: { n: c.d, d: c.n }, u: l, l: u };
}

/** `E^k` for an integer k. */
export function integerPower(e: Measure, k: number): Measure {
  const { c, u, l } = k < 0 ? reciprocal(e) : e;
  const size = Math.abs(k);
  if (ratBits(c) * size <= RATIONAL_BITS) {
    const power = { n: c.n ** BigInt(size), d: c.d ** BigInt(size) };
    return { c: power, u: up(u * size), l: up(l * size) };
  }
  return {
    c: UNIT,
    u: up((u + log2OfInteger(c.n)) * size),
    l: up((l + log2OfInteger(c.d)) * size),
  };
}

/**
 * The k-th root. With c = n / d it is `(n d^(k-1) U L^(k-1))^(1/k) / (d L)`, and as well
 * `n U / (n^(k-1) d U^(k-1) L)^(1/k)`: both are quotients of algebraic integers, and the shorter one is taken.
 */
export function root({ c, u, l }: Measure, k: number): Measure {
  const n = log2OfInteger(c.n);
  const d = log2OfInteger(c.d);
  if (n + u >= d + l) {
    const above = up((n + (k - 1) * d + u + (k - 1) * l) / k);
    return contained({ c: { n: 1n, d: c.d }, u: above, l });
  }
  const below = up(((k - 1) * n + d + (k - 1) * u + l) / k);
  return contained({ c: { n: c.n, d: 1n }, u, l: below });
}

/** A summand: its measure, and what its L is made of: factors by name, each a power of one algebraic integer. */
export interface Summand {
  readonly measure: Measure;
  readonly denominators: ReadonlyMap<string, Log2>;
}

/**
 * A sum. The common denominator has each factor at its highest power; a summand `c U / L` is
 * `gcd * (c / gcd) U (D / L) / D`, where c / gcd is an integer and D / L a product of such factors.
 */
export function sum(summands: readonly Summand[], work: Work): Measure {
  let n = 0n;
  let d = 1n;
  const highest = new Map<string, Log2>();
  for (const { measure, denominators } of summands) {
    work.chargeGcd(n, measure.c.n);
    work.chargeGcd(d, measure.c.d);
    n = gcd(n, measure.c.n);
    d = (d / gcd(d, measure.c.d)) * measure.c.d;
    for (const [name, l] of denominators) highest.set(name, Math.max(l, highest.get(name) ?? 0));
  }
  let common = 0;
  for (const l of highest.values()) common = up(common + l);
  let u: Log2 = -Infinity;
  for (const { measure, denominators } of summands) {
    let own = 0;
    for (const l of denominators.values()) own += l;
    work.charge(1 + bitLength(d) / 32);
    // (c_i.n / c_i.d) / (n / d) is an integer.
    const multiple = (measure.c.n / n) * (d / measure.c.d);
    // The logarithms of two powers of one factor are rounded each for itself, and so is their sum.
    const lacking = common - own + (common + own) * 2 ** -40 + 2 ** -36;
    u = logAdd(u, up(log2OfInteger(multiple) + measure.u + lacking));
  }
  return contained({ c: { n, d }, u: Math.max(0, u), l: common });
}

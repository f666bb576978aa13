import { bitLength, trailingZeros } from './bit-length.js';

/**
 * The greatest common divisor, never negative; `gcd(0, 0)` is 0. The factors 2 go first, so that
 * denominators that are powers of two cost nothing.
 */
export function gcd(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return a + b < 0n ? -(a + b) : a + b;
  if (a === 1n || b === 1n) return 1n;
  const [p, q] = [Math.abs(Number(a)), Math.abs(Number(b))];
  if (p <= Number.MAX_SAFE_INTEGER && q <= Number.MAX_SAFE_INTEGER)
    return BigInt(gcdOfDoubles(p, q));
  const aTwos = trailingZeros(a);
  const bTwos = trailingZeros(b);
  const twos = BigInt(Math.min(aTwos, bTwos));
  return oddGcd((a < 0n ? -a : a) >> BigInt(aTwos), (b < 0n ? -b : b) >> BigInt(bTwos)) << twos;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function oddGcd(a: bigint, b: bigint): bigint {
  let [x, y] = a < b ? [b, a] : [a, b];
  while (y > MAX_SAFE) [x, y] = reduced(x, y);
  if (y === 0n || y === 1n) return y === 0n ? x : y;
  return BigInt(gcdOfDoubles(Number(y), Number(x % y)));
}

/** Of two integers that are not negative. */
export function gcdOfDoubles(a: number, b: number): number {
  let [p, q] = [a, b];
  while (q !== 0) [p, q] = [q, p % q];
  return p;
}

/** The bits of leading parts. Their sums with cofactors, and all products below, are below 2^53 and so exact. */
const LEADING = 50;

/**
 * Several steps of Euclid's algorithm at once, for `x >= y > 2^53`: by the quotients of the leading bits, as long as
 * these are the quotients of the whole numbers. D. H. Lehmer's algorithm as D. E. Knuth gives it: The Art of Computer
 * Programming, volume 2, section 4.5.2, algorithm L.
 *
 * The floor of a quotient of doubles is that of the exact one: for integers p, q below 2^51 the exact quotient is an
 * integer, or at least 1/q below the next one, and rounding moves it by less than 2^51 / q 2^-53.
 */
function reduced(x: bigint, y: bigint): [bigint, bigint] {
  const shift = BigInt(bitLength(x) - LEADING);
  let p = Number(x >> shift);
  let q = Number(y >> shift);
  let [a, b, c, d] = [1, 0, 0, 1];
  // Each turn makes q smaller.
  while (q + c !== 0 && q + d !== 0) {
    const quotient = Math.floor((p + a) / (q + c));
    if (quotient !== Math.floor((p + b) / (q + d))) break;
    [a, c] = [c, a - quotient * c];
    [b, d] = [d, b - quotient * d];
    [p, q] = [q, p - quotient * q];
  }
  if (b === 0) return [y, x % y];
  return [BigInt(a) * x + BigInt(b) * y, BigInt(c) * x + BigInt(d) * y];
}

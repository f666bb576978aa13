/**
 * Gaussian integers, and the argument of one as a sum of the arguments of factors.
 *
 * For a primitive z (its parts coprime) each prime q of the norm has exactly one Gaussian prime above it
 * that divides z, with the exponent of q in the norm; 2 has 1 + i. So for an odd element p of a coprime base
 * that divides the norm, w = gcd(z, p) has the norm p, and z is a unit times (1 + i)^k times powers of such
 * w (unique factorisation in Z[i]). The w of one p may differ from z to z where p is no prime: then the norm
 * of the common divisor of two of them is a proper divisor of p.
 */
import { bitLength } from '../../exact/integer.js';
import type { Rational } from '../../exact/rational.js';
import { tooLarge } from '../work.js';
import type { Work } from '../work.js';
import type { CoprimeBase } from './coprime-base.js';

/** `re + im i`. */
export interface Gaussian {
  readonly re: bigint;
  readonly im: bigint;
}

/** An argument: `quarters pi/4` and multiples of the arguments of factors `b/a` of a + b i, `a > b > 0`. */
export interface Argument {
  readonly quarters: number;
  readonly factors: readonly { readonly factor: Gaussian; readonly times: number }[];
}

const norm = ({ re, im }: Gaussian): bigint => re * re + im * im;

/** The integer next to n / d for d > 0. */
function nearest(n: bigint, d: bigint): bigint {
  const twice = 2n * n + d;
  const quotient = twice / (2n * d);
  return twice < 0n && quotient * 2n * d !== twice ? quotient - 1n : quotient;
}

/** Euclid's algorithm in Z[i]: the norm of the remainder is at most half of that of the divisor. */
function gaussianGcd(a: Gaussian, b: Gaussian, work: Work): Gaussian {
  let x = a;
  let y = b;
  while (y.re !== 0n || y.im !== 0n) {
    work.charge(2 + bitLength(y.re) / 16);
    const d = norm(y);
    const re = nearest(x.re * y.re + x.im * y.im, d);
    const im = nearest(x.im * y.re - x.re * y.im, d);
    const rest = {
      re: x.re - (re * y.re - im * y.im),
      im: x.im - (re * y.im + im * y.re),
    };
    x = y;
    y = rest;
  }
  return x;
}

/** Of the eight numbers that units and conjugation make of z, the one with `re >= im >= 0`. */
function canonical({ re, im }: Gaussian): Gaussian {
  const a = re < 0n ? -re : re;
  const b = im < 0n ? -im : im;
  return a >= b ? { re: a, im: b } : { re: b, im: a };
}

/** `im / re` of a number with `re >= im >= 0`, to a relative error below 2^-50. */
function tangent({ re, im }: Gaussian): number {
  const scaled = (im << BigInt(64 + Math.max(0, bitLength(re) - bitLength(im)))) / re;
  return Number(scaled) / 2 ** (64 + Math.max(0, bitLength(re) - bitLength(im)));
}

/** More than what doubles err by in an angle: exponents are at most 2^13, each angle errs by less than 2^-48. */
const ROUGHNESS = 2 ** -10;

export class Arguments {
  readonly #base: CoprimeBase;
  readonly #work: Work;
  /** The factor `a + b i`, `a > b > 0`, that was chosen above an element of the base. */
  readonly #factors = new Map<bigint, Gaussian>();

  constructor(base: CoprimeBase, work: Work) {
    this.#base = base;
    this.#work = work;
  }

  /**
   * The arc tangent of a rational: the argument of `d + n i`.
   *
   * @throws BaseRefined where two factors above an element split it.
   * @throws TooLarge
   */
  arctangent({ n, d }: Rational): Argument {
    const z = { re: d, im: n };
    let quarters = 0;
    const factors: { factor: Gaussian; times: number }[] = [];
    for (const { base, exponent } of this.#base.factor(norm(z))) {
      if (exponent > 4096) tooLarge();
      if (base === 2n) {
        // z is primitive, so its norm has 2 at most once; 1 + i has the argument pi/4.
        quarters += exponent;
        continue;
      }
      const common = gaussianGcd(z, { re: base, im: 0n }, this.#work);
      const factor = this.#factorAbove(base, common);
      factors.push({ factor, times: this.#isAssociate(common, factor) ? exponent : -exponent });
    }
    return { quarters: quarters + this.#quarterTurns(z, quarters, factors), factors };
  }

  /** Whether z is a unit times the factor, and not times its conjugate: one of the two it is. */
  #isAssociate(z: Gaussian, factor: Gaussian): boolean {
    // z conj(factor) is a unit times the norm p, or a unit times conj(factor)^2. The real part of that is
    // a^2 - b^2 = 2 a^2 mod p or 2 a b, up to sign, and p is odd and prime to a and b.
    const d = norm(factor);
    return (z.re * factor.re + z.im * factor.im) % d === 0n;
  }

  #factorAbove(base: bigint, found: Gaussian): Gaussian {
    const kept = this.#factors.get(base);
    const candidate = canonical(found);
    if (kept === undefined) {
      // A norm that is not the base would contradict the head of this file.
      if (norm(candidate) !== base) tooLarge();
      this.#factors.set(base, candidate);
      return candidate;
    }
    if (kept.re === candidate.re && kept.im === candidate.im) return kept;
    const divisor = norm(gaussianGcd(kept, candidate, this.#work));
    if (divisor !== 1n && divisor !== base) this.#base.split(base, divisor);
    // Where that is a unit, the conjugate shares a part.
    const conjugate = { re: candidate.re, im: -candidate.im };
    const other = norm(gaussianGcd(kept, conjugate, this.#work));
    if (other !== 1n && other !== base) this.#base.split(base, other);
    return tooLarge();
  }

  /**
   * The unit's part: an even number of quarters. z and the product of the factors differ by a unit, so what
   * is left is a whole multiple of pi/2, which doubles tell apart.
   */
  #quarterTurns(z: Gaussian, quarters: number, factors: Argument['factors']): number {
    let angle = Math.atan(signedTangent(z)) - (quarters * Math.PI) / 4;
    for (const { factor, times } of factors) angle -= times * Math.atan(tangent(factor));
    const turns = angle / (Math.PI / 2);
    const whole = Math.round(turns);
    if (!(Math.abs(turns - whole) < ROUGHNESS)) tooLarge();
    return 2 * whole;
  }
}

/** `im / re` for re > 0, of any size. */
function signedTangent({ re, im }: Gaussian): number {
  const size = im < 0n ? -im : im;
  const value = size <= re ? tangent({ re, im: size }) : 1 / tangent({ re: size, im: re });
  return im < 0n ? -value : value;
}

/** Exact rationals of another library: an independent computation of everything that claims to be exact. */
import Fraction from 'fraction.js';
import type { Bounds, Ratio, Result } from '#lib/real/index.js';

export type { default as Fraction } from 'fraction.js';

export function fraction(n: bigint | number, d: bigint | number = 1n): Fraction {
  return new Fraction(BigInt(n), BigInt(d));
}

/** A decimal such as `-1.25e-7`, exactly. */
export function fromDecimal(text: string): Fraction {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)\.?(\d*)(?:e([+-]?\d+))?$/.exec(text) ?? [];
  const power = Number(exponent) - part.length;
  const digits = BigInt(sign + whole + part);
  return power >= 0
    ? fraction(digits * 10n ** BigInt(power))
    : fraction(digits, 10n ** BigInt(-power));
}

/** A finite double, exactly. */
export function fromDouble(x: number): Fraction {
  let scaled = x;
  let k = 0;
  // Doubling is exact, and 1,074 of them make an integer of the smallest double.
  for (; !Number.isInteger(scaled); k++) scaled *= 2;
  return fraction(BigInt(scaled), 1n << BigInt(k));
}

export function fromRatio({ numerator, denominator }: Ratio): Fraction {
  return fraction(numerator, denominator);
}

/** The ends of finite bounds, as exact numbers. */
export function exactEnds(bounds: Bounds | Result): readonly [Fraction, Fraction] {
  const { lowerExact, upperExact } = bounds;
  if (lowerExact === null || upperExact === null) throw new RangeError('the bounds are infinite');
  return [fromRatio(lowerExact), fromRatio(upperExact)];
}

/** The ends of finite bounds, as they are printed. */
export function printedEnds(bounds: Bounds | Result): readonly [Fraction, Fraction] {
  const { lowerText, upperText } = bounds;
  if (lowerText === null || upperText === null) throw new RangeError('the bounds are infinite');
  return [fromDecimal(lowerText), fromDecimal(upperText)];
}

/** Whether a value lies within ends, both included. */
export function within([lower, upper]: readonly [Fraction, Fraction], value: Fraction): boolean {
  return lower.lte(value) && value.lte(upper);
}

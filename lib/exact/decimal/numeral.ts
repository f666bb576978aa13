/** Text to exact rationals. */
import { LimitError } from '../errors.js';
import { gcd, powerOfFive, powerOfTen, trailingZeros } from '../integer.js';
import type { Rational } from '../rational.js';

/** The longest number that a numeral may stand for, in decimal digits of numerator or denominator. */
const LONGEST_NUMERAL = 1e7;

const DECIMAL = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d+))?$/;
const FRACTION = /^([+-]?\d+)\/(\d+)$/;

/**
 * The exact value of decimal text (`-1.25e-3`, `.5`, `5.`) or of a fraction of integers (`-2/3`).
 *
 * @returns `undefined` if the text is not a number; the denominator 0 makes none.
 * @throws LimitError if the number would need more than 10^7 digits written out.
 */
export function ratFromText(text: string): Rational | undefined {
  const decimal = DECIMAL.exec(text);
  if (decimal) return fromDecimal(decimal);
  const fraction = FRACTION.exec(text);
  if (!fraction) return undefined;
  const above = BigInt(unsigned(fraction[1] ?? ''));
  const below = BigInt(fraction[2] ?? '');
  if (below === 0n) return undefined;
  const common = gcd(above, below);
  return { n: above / common, d: below / common };
}

/** BigInt() reads a minus but no plus. */
function unsigned(text: string): string {
  return text.startsWith('+') ? text.slice(1) : text;
}

function fromDecimal(parts: RegExpExecArray): Rational {
  const fraction = parts[3] ?? parts[4] ?? '';
  const digits = (parts[2] ?? '') + fraction;
  const magnitude = BigInt(digits);
  if (magnitude === 0n) return { n: 0n, d: 1n };
  const n = parts[1] === '-' ? -magnitude : magnitude;
  const exponent = Number(parts[5] ?? '0') - fraction.length;
  if (Math.abs(exponent) + digits.length > LONGEST_NUMERAL) {
    throw new LimitError(
      `real: a numeral with the exponent ${String(parts[5])} is beyond ${String(LONGEST_NUMERAL)} digits`,
    );
  }
  return exponent >= 0 ? { n: n * powerOfTen(exponent), d: 1n } : overPowerOfTen(n, -exponent);
}

/** `n / 10^k`, reduced by its twos and fives alone: a general gcd of long numbers is slow. */
function overPowerOfTen(n: bigint, k: number): Rational {
  const twos = Math.min(k, trailingZeros(n));
  const { rest, count } = withoutFives(n >> BigInt(twos), k);
  return { n: rest, d: powerOfFive(k - count) << BigInt(k - twos) };
}

/** `n` without its factors 5, at most `most` of them: by 5, 5^2, 5^4, ..., then back down. */
export function withoutFives(n: bigint, most: number): { rest: bigint; count: number } {
  let rest = n;
  let count = 0;
  const strides: number[] = [];
  for (let stride = 1; count + stride <= most; stride *= 2) {
    const power = powerOfFive(stride);
    if (rest % power !== 0n) break;
    rest /= power;
    count += stride;
    strides.push(stride);
  }
  for (const stride of strides.reverse()) {
    const power = powerOfFive(stride);
    if (count + stride <= most && rest % power === 0n) {
      rest /= power;
      count += stride;
    }
  }
  return { rest, count };
}

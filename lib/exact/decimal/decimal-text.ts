/** Decimal numerals: integer units of a power of ten as text. */
import { integerDigits } from './integer-digits.js';

/** `k * 10^q`: the digits of a numeral and the exponent of its last place. */
export interface Numeral {
  readonly k: bigint;
  readonly q: number;
}

/** Leading digits with an exponent in this range are written plainly, as big.js does. */
const PLAIN_FROM = -6;
const PLAIN_BELOW = 21;

/** The sign and the decimal digits of an integer: a conversion that long numbers pay once. */
interface Digits {
  readonly sign: '' | '-';
  readonly digits: string;
}

function digitsOf(k: bigint): Digits {
  return k < 0n ? { sign: '-', digits: integerDigits(-k) } : { sign: '', digits: integerDigits(k) };
}

/** `k * 10^-places` with that many decimal places, written plainly. No zero has a sign. */
export function plainText(k: bigint, places: number): string {
  if (k === 0n && places <= 0) return '0';
  return plainly(digitsOf(k), places);
}

function plainly({ sign, digits }: Digits, places: number): string {
  if (places <= 0) return sign + digits + '0'.repeat(-places);
  const padded = digits.padStart(places + 1, '0');
  const point = padded.length - places;
  return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
}

function scientifically({ sign, digits }: Digits, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const power = exponent < 0 ? `e-${String(-exponent)}` : `e+${String(exponent)}`;
  return `${sign}${digits.slice(0, 1)}${fraction}${power}`;
}

/**
 * All digits of `k` and no others: plainly when the last place is a decimal one and the exponent is
 * moderate, else as `d.ddde+12`.
 */
export function significantText({ k, q }: Numeral): string {
  if (k === 0n) return '0';
  const number = digitsOf(k);
  const exponent = number.digits.length - 1 + q;
  const plain = q <= 0 && exponent >= PLAIN_FROM && exponent < PLAIN_BELOW;
  return plain ? plainly(number, -q) : scientifically(number, exponent);
}

/**
 * All digits of `k`, plainly unless the number is small or has zeros before the point from 10^21 on:
 * the text of an end, whose last place is known anyway.
 */
export function endText({ k, q }: Numeral): string {
  if (k === 0n) return '0';
  const number = digitsOf(k);
  const exponent = number.digits.length - 1 + q;
  const plain = exponent >= PLAIN_FROM && (q <= 0 || exponent < PLAIN_BELOW);
  return plain ? plainly(number, -q) : scientifically(number, exponent);
}

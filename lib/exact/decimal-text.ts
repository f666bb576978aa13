/** Decimal numerals: integer units of a power of ten as text. */

/** `k * 10^q`: the digits of a numeral and the exponent of its last place. */
export interface Numeral {
  readonly k: bigint;
  readonly q: number;
}

/** Leading digits with an exponent in this range are written plainly, as big.js does. */
const PLAIN_FROM = -6;
const PLAIN_BELOW = 21;

/** `k * 10^-places` with that many decimal places, written plainly. No zero has a sign. */
export function plainText(k: bigint, places: number): string {
  const negative = k < 0n;
  const digits = (negative ? -k : k).toString();
  const sign = negative ? '-' : '';
  if (places <= 0) return k === 0n ? '0' : sign + digits + '0'.repeat(-places);
  const padded = digits.padStart(places + 1, '0');
  const point = padded.length - places;
  return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
}

/**
 * All digits of `k` and no others: plainly when the last place is a decimal one and the exponent is
 * moderate, else as `d.ddde+12`.
 */
export function significantText({ k, q }: Numeral): string {
  if (k === 0n) return '0';
  const negative = k < 0n;
  const digits = (negative ? -k : k).toString();
  const exponent = digits.length - 1 + q;
  if (q <= 0 && exponent >= PLAIN_FROM && exponent < PLAIN_BELOW) return plainText(k, -q);
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const power = exponent < 0 ? `e-${String(-exponent)}` : `e+${String(exponent)}`;
  return `${negative ? '-' : ''}${digits.slice(0, 1)}${fraction}${power}`;
}

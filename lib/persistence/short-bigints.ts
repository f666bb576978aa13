/**
 * Long bigints in base 64: four characters for three bytes, where hexadecimal takes six.
 *
 * Laws
 * 1. `read(write(value))` is the value. Its digits stand most significant first, in the alphabet of base64 (RFC 4648),
 *    two of them for three hexadecimal ones, so their number is even; a minus goes before them.
 * 2. Both take time in proportion to the length: V8 converts between bigints and hexadecimal so.
 */
import type { BigintText } from '../refiners/codec.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Up to 2^128 hexadecimal is as short, tags included, and can be read. */
const LONG = 1n << 128n;

const DIGITS = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const HEXADECIMAL = Uint8Array.from('0123456789abcdef', (character) => character.charCodeAt(0));
const NONE = 0xff;
/** The value of each character as a digit to the base 64. */
const VALUES = new Uint8Array(128).fill(NONE);
DIGITS.forEach((character, value) => (VALUES[character] = value));

export const shortBigints: BigintText = {
  tag: '$base64',
  write(value) {
    if (value < LONG && value > -LONG) return undefined;
    return value < 0n ? `-${toDigits(-value)}` : toDigits(value);
  },
  read(text) {
    const magnitude = fromDigits(text, text.startsWith('-') ? 1 : 0);
    return magnitude !== undefined && text.startsWith('-') ? -magnitude : magnitude;
  },
};

const decoder = new TextDecoder();

function toDigits(value: bigint): string {
  const hexadecimal = value.toString(16);
  const padding = (3 - (hexadecimal.length % 3)) % 3;
  const digits = new Uint8Array((2 * (hexadecimal.length + padding)) / 3);
  let at = 0;
  for (let i = -padding; i < hexadecimal.length; i += 3) {
    const twelve =
      (valueAt(hexadecimal, i) << 8) |
      (valueAt(hexadecimal, i + 1) << 4) |
      valueAt(hexadecimal, i + 2);
    digits[at++] = DIGITS[twelve >> 6]!;
    digits[at++] = DIGITS[twelve & 63]!;
  }
  return decoder.decode(digits);
}

/** The value of a hexadecimal digit; 0 before the first. */
function valueAt(hexadecimal: string, i: number): number {
  if (i < 0) return 0;
  const code = hexadecimal.charCodeAt(i);
  // '0' to '9' are 0x30 to 0x39, 'a' to 'f' are 0x61 to 0x66.
  return code < 0x40 ? code - 0x30 : code - 0x57;
}

/** @param start - where the digits begin. */
function fromDigits(text: string, start: number): bigint | undefined {
  const count = text.length - start;
  if (count === 0 || count % 2 !== 0) return undefined;
  const hexadecimal = new Uint8Array((3 * count) / 2);
  let at = 0;
  for (let i = start; i < text.length; i += 2) {
    const high = VALUES[text.charCodeAt(i)] ?? NONE;
    const low = VALUES[text.charCodeAt(i + 1)] ?? NONE;
    if (high === NONE || low === NONE) return undefined;
    hexadecimal[at++] = HEXADECIMAL[high >> 2]!;
    hexadecimal[at++] = HEXADECIMAL[((high & 3) << 2) | (low >> 4)]!;
    hexadecimal[at++] = HEXADECIMAL[low & 15]!;
  }
  return BigInt(`0x${decoder.decode(hexadecimal)}`);
}

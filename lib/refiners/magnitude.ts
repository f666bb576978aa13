/**
 * Magnitudes of bigints as bytes, most significant first, without leading zeros.
 *
 * Both directions take time in proportion to the length: V8 converts between bigints and hexadecimal so, and a table
 * converts between hexadecimal and bytes.
 */
const NONE = 0xff;
const DIGITS = '0123456789abcdef';

/** The value of each character as a hexadecimal digit. */
const VALUES = new Uint8Array(128).fill(NONE);
/** The two hexadecimal digits of each byte, as characters in the order in which they stand in memory. */
const PAIRS = new Uint8Array(512);

for (let i = 0; i < 16; i++) VALUES[DIGITS.charCodeAt(i)] = i;
for (let byte = 0; byte < 256; byte++) {
  PAIRS[2 * byte] = DIGITS.charCodeAt(byte >> 4);
  PAIRS[2 * byte + 1] = DIGITS.charCodeAt(byte & 15);
}

const TWOS = new Uint16Array(PAIRS.buffer);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param value - not negative. */
export function toMagnitude(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array(0);
  const text = encoder.encode(value.toString(16));
  const bytes = new Uint8Array((text.length + 1) >> 1);
  // An odd number of digits: the first byte has one of them.
  let at = text.length & 1;
  if (at === 1) bytes[0] = VALUES[text[0]!]!;
  for (let i = at; i < bytes.length; i++, at += 2)
    bytes[i] = (VALUES[text[at]!]! << 4) | VALUES[text[at + 1]!]!;
  return bytes;
}

export function fromMagnitude(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const text = new Uint16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) text[i] = TWOS[bytes[i]!]!;
  return BigInt(`0x${decoder.decode(text)}`);
}

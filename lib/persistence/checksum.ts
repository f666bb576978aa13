/**
 * CRC-32 as ISO 3309 defines it (reflected, polynomial 0x04C11DB7). It finds every error within 32 bits in a row,
 * and others but for one in 2^32. It is no protection against forgery: whoever writes a text can write its checksum.
 */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++)
    rest = (rest & 1) === 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/**
 * The checksum of characters of a text, each of which counts as one byte.
 *
 * @param from - the first of them.
 * @param to - the one after the last of them.
 * @returns eight hexadecimal digits.
 */
export function checksum(text: string, from = 0, to = text.length): string {
  let rest = -1;
  for (let i = from; i < to; i++) rest = TABLE[(rest ^ text.charCodeAt(i)) & 0xff]! ^ (rest >>> 8);
  return ((rest ^ -1) >>> 0).toString(16).padStart(8, '0');
}

/** How many bits an integer has, and how many of them end it as zeros. */

/** `CACHED_POWERS[i]` is `2^(2^i)`; larger ones cost as much memory as the numbers they measure. */
const CACHED_POWERS: bigint[] = [];
const CACHED_POWERS_LIMIT = 22;

function doublyPower(i: number): bigint {
  if (i > CACHED_POWERS_LIMIT) return 1n << BigInt(2 ** i);
  for (let j = CACHED_POWERS.length; j <= i; j++) CACHED_POWERS.push(1n << BigInt(2 ** j));
  return CACHED_POWERS[i]!;
}

/** One double, and the two words that it consists of. */
const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
/** Which word has the exponent depends on the order of bytes in this machine. */
DOUBLE[0] = 1;
const HIGH = WORDS[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

const BIAS = 1023;

/**
 * The number of bits of `|n|`: the smallest `t` with `|n| < 2^t`, so 0 for zero.
 *
 * The exponent of the nearest double is the length less one, unless the conversion rounds up to a power of two.
 */
export function bitLength(n: bigint): number {
  const x = Number(n);
  if (x === Infinity || x === -Infinity) return longLength(n < 0n ? -n : n);
  if (x === 0) return 0;
  DOUBLE[0] = x;
  const high = WORDS[HIGH]!;
  const length = ((high >>> 20) & 0x7ff) - (BIAS - 1);
  // Up to 53 bits are converted exactly; above them a power of two may stand for a shorter number.
  if (length <= 53 || WORDS[LOW] !== 0 || (high & 0xfffff) !== 0) return length;
  return (n < 0n ? -n : n) < 1n << BigInt(length - 1) ? length - 1 : length;
}

/**
 * The length of `n`, from 2^1023 on.
 *
 * V8 compares integers of different lengths without reading them, so the length is narrowed by
 * comparisons with `2^(2^i)` and by shifts that each drop at least half of what is left.
 */
function longLength(n: bigint): number {
  let i = 9;
  while (i < 29 && n >= doublyPower(i + 1)) i++;
  const shift = 2 ** i;
  return shift + bitLength(n >> BigInt(shift));
}

/** How often 2 divides `n`; 0 for zero. */
export function trailingZeros(n: bigint): number {
  if (n === 0n) return 0;
  let window = 64;
  for (;;) {
    const low = BigInt.asUintN(window, n);
    if (low !== 0n) return bitLength(low & -low) - 1;
    window *= 8;
  }
}

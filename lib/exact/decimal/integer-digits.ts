/**
 * The decimal digits of long integers.
 *
 * A number is divided by a power of ten in the middle of its digits, and so are its halves, until the engine
 * converts a part within milliseconds. The cost is that of a few divisions of full length (Brent and
 * Zimmermann, Modern Computer Arithmetic, 2010, section 1.7.2), about a third more than the engine's own
 * conversion, which cannot be interrupted.
 */
import { bitLength, powerOfFive } from '../integer.js';
import { checkpoint } from '../interruption.js';

/** Digits of the parts that the engine converts: about 2^17 bits, some ten milliseconds. */
export const PART_DIGITS = 39_000;

const LOG2_10 = Math.log2(10);

/**
 * The digits of `n >= 0`, without leading zeros; `0` for zero.
 *
 * @throws Interrupted when a stop is requested.
 */
export function integerDigits(n: bigint): string {
  const bits = bitLength(n);
  const powers: bigint[] = [];
  // powers[i] is 5^h for h = PART_DIGITS * 2^i, and n < 10^(2h) for the last of them.
  for (let h = PART_DIGITS; h * LOG2_10 < bits; h *= 2) {
    checkpoint(h);
    const half = powers.at(-1);
    powers.push(half === undefined ? powerOfFive(h) : half * half);
  }
  if (powers.length === 0) return n.toString();
  const parts: string[] = [];
  // The parts that are still to be converted, the leading one last: each below 10^(PART_DIGITS * 2^level).
  const pending = [{ part: n, level: powers.length }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { part, level } = next;
    if (level === 0) {
      const digits = part.toString();
      // Zeros before the first digit of the number are left out, all others are kept.
      if (parts.length > 0) parts.push(digits.padStart(PART_DIGITS, '0'));
      else if (part > 0n) parts.push(digits);
      continue;
    }
    const h = PART_DIGITS * 2 ** (level - 1);
    // The division by 5^h takes about as long as two products of numbers of its length.
    checkpoint(4 * h);
    const five = powers[level - 1]!;
    // part = (quotient * 5^h + rest) * 2^h + low, so its lower digits are rest * 2^h + low.
    const upper = part >> BigInt(h);
    const quotient = upper / five;
    const rest = upper - quotient * five;
    pending.push({
      part: (rest << BigInt(h)) | BigInt.asUintN(h, part),
      level: level - 1,
    });
    pending.push({ part: quotient, level: level - 1 });
  }
  return parts.join('');
}

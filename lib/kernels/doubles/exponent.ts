/** The exponent of a double, from its bits, and its product with a power of two. */
import { powerOfTwo } from '../../exact/power-of-two.js';

// A view names the order of bytes, so this does not depend on the machine.
const view = new DataView(new ArrayBuffer(8));

/** `floor(log2 |x|)` for a double that is finite and not 0. */
export function exponentOf(x: number): number {
  view.setFloat64(0, x);
  const biased = (view.getInt32(0) >>> 20) & 0x7ff;
  // A subnormal: times 2^54 it is normal.
  return biased === 0 ? exponentOf(x * 2 ** 54) - 54 : biased - 1023;
}

/** `x * 2^k` for an integer k below 2000 in magnitude: exact where the result is a normal double. */
export function scaled(x: number, k: number): number {
  const half = k >> 1;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

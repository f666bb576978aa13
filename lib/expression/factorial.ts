/** The largest number whose factorial is computed: 35,660 digits. */
export const MOST_FACTORIAL = 10_000;

/** Between two factorials that are kept. */
const STRIDE = 128;

/** The factorials of the multiples of {@link STRIDE}, as far as they were needed: at most 79, half a megabyte. */
const kept: bigint[] = [1n];

/** n!, for an integer from 0 to {@link MOST_FACTORIAL}, by at most {@link STRIDE} factors from one that is kept. */
export function factorial(n: number): bigint {
  const below = Math.floor(n / STRIDE);
  for (let i = kept.length; i <= below; i++)
    kept.push(kept[i - 1]! * product((i - 1) * STRIDE + 1, i * STRIDE));
  return kept[below]! * product(below * STRIDE + 1, n);
}

function product(from: number, to: number): bigint {
  let value = 1n;
  for (let i = from; i <= to; i++) value *= BigInt(i);
  return value;
}

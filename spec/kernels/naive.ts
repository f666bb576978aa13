/** The elementary functions once more, by series that share nothing with the kernels. */

/** Bits beyond the ones asked for, which absorb every rounding below. */
const EXTRA = 64;

/** `round(n / 2^EXTRA)`. */
const settle = (n: bigint): bigint => (n + (1n << 63n)) >> BigInt(EXTRA);

/** The sum of `first`, `first * next(1)`, ... until the terms vanish. */
function sumOf(first: bigint, next: (term: bigint, k: bigint) => bigint): bigint {
  let sum = 0n;
  let k = 1n;
  for (let term = first; term !== 0n; term = next(term, k++)) sum += term;
  return sum;
}

/** exp(x) by its power series alone. */
export function naiveExp(x: bigint, p: number): bigint {
  const w = BigInt(p + EXTRA);
  const wide = x << BigInt(EXTRA);
  return settle(sumOf(1n << w, (term, k) => (term * wide) / (k << w)));
}

/** sin(x) and cos(x) by their power series alone. */
export function naiveSinCos(x: bigint, p: number): { sin: bigint; cos: bigint } {
  const w = BigInt(p + EXTRA);
  const wide = x << BigInt(EXTRA);
  const square = (wide * wide) >> w;
  const series = (first: bigint, shift: bigint): bigint =>
    settle(sumOf(first, (t, k) => (-t * square) / ((2n * k * (2n * k + shift)) << w)));
  return { sin: series(wide, 1n), cos: series(1n << w, -1n) };
}

/** ln(x) = 2 atanh((x - 1) / (x + 1)). */
export function naiveLn(x: bigint, p: number): bigint {
  const w = BigInt(p + EXTRA);
  const one = 1n << w;
  const wide = x << BigInt(EXTRA);
  const z = ((wide - one) << w) / (wide + one);
  const square = (z * z) >> w;
  let power = z;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k;
    power = (power * square) >> w;
  }
  return settle(2n * sum);
}

/** atan(x) by Euler's series: the sum of (2k)!! / (2k + 1)!! x^(2k + 1) / (1 + x^2)^(k + 1). */
export function naiveAtan(x: bigint, p: number): bigint {
  const w = BigInt(p + EXTRA);
  const wide = x << BigInt(EXTRA);
  const square = (wide * wide) >> w;
  const under = (1n << w) + square;
  const ratio = (square << w) / under;
  const first = (wide << w) / under;
  return settle(sumOf(first, (t, k) => (t * ratio * 2n * k) / ((2n * k + 1n) << w)));
}

/** atan(1/n) by its power series. */
function atanOfReciprocal(n: bigint, bits: bigint): bigint {
  let power = (1n << bits) / n;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += (k & 2n) === 0n ? power / k : -power / k;
    power /= n * n;
  }
  return sum;
}

/** pi by Machin's formula, to within a unit. */
export function naivePi(p: number): bigint {
  const w = BigInt(p + EXTRA);
  return settle(16n * atanOfReciprocal(5n, w) - 4n * atanOfReciprocal(239n, w));
}

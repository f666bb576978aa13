/**
 * Intervals with ends `lo * 2^e` and `hi * 2^e`, on BigInt alone: an own way to values that are known by
 * construction. Every operation rounds outward to the bits that it is given.
 */
export interface Span {
  readonly lo: bigint;
  readonly hi: bigint;
  readonly e: number;
}

const length = (n: bigint): number => (n < 0n ? -n : n).toString(16).length * 4;

/** `ceil(n / 2^s)`. */
const ceilShift = (n: bigint, s: bigint): bigint => -(-n >> s);

function rounded(lo: bigint, hi: bigint, e: number, bits: number): Span {
  const cut = Math.max(length(lo), length(hi)) - bits;
  if (cut <= 0) return { lo, hi, e };
  return { lo: lo >> BigInt(cut), hi: ceilShift(hi, BigInt(cut)), e: e + cut };
}

export function whole(n: bigint): Span {
  return { lo: n, hi: n, e: 0 };
}

export function ratio(n: bigint, d: bigint, bits: number): Span {
  const shift = bits + length(d);
  const scaled = n << BigInt(shift);
  const lo = scaled / d - (scaled % d < 0n ? 1n : 0n);
  return rounded(lo, lo * d === scaled ? lo : lo + 1n, -shift, bits);
}

export function add(a: Span, b: Span, bits: number): Span {
  const e = Math.min(a.e, b.e);
  // Far apart, the smaller one is as good as its sign: it moves an end by one unit.
  const gap = Math.abs(a.e - b.e);
  if (gap > 4 * bits + 4096) {
    const [large] = a.e > b.e ? [a] : [b];
    if (length(large.lo) + length(large.hi) > 0 && (large.lo !== 0n || large.hi !== 0n)) {
      const up = BigInt(2 * bits);
      return rounded((large.lo << up) - 1n, (large.hi << up) + 1n, large.e - 2 * bits, bits);
    }
  }
  const [x, y] = [BigInt(a.e - e), BigInt(b.e - e)];
  return rounded((a.lo << x) + (b.lo << y), (a.hi << x) + (b.hi << y), e, bits);
}

export function negate({ lo, hi, e }: Span): Span {
  return { lo: -hi, hi: -lo, e };
}

export function multiply(a: Span, b: Span, bits: number): Span {
  const products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  const least = products.reduce((x, y) => (x < y ? x : y));
  const most = products.reduce((x, y) => (x > y ? x : y));
  return rounded(least, most, a.e + b.e, bits);
}

/** `1 / a`, for `a > 0`. */
export function inverse({ lo, hi, e }: Span, bits: number): Span {
  const shift = bits + length(hi) + 8;
  const one = 1n << BigInt(shift);
  return rounded(one / hi, one / lo + 1n, -e - shift, bits);
}

/** `a^n` for `a > 0` and an integer n. */
export function power(a: Span, n: bigint, bits: number): Span {
  if (n < 0n) return inverse(power(a, -n, bits), bits);
  let result = whole(1n);
  for (const bit of n.toString(2)) {
    result = multiply(result, result, bits);
    if (bit === '1') result = multiply(result, a, bits);
  }
  return result;
}

/** A decimal numeral, with an exponent or without. */
export function decimal(text: string, bits: number): Span {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const [before = '', after = ''] = mantissa.split('.');
  const k = BigInt(before + after);
  const q = Number(exponent) - after.length;
  return multiply(whole(k), power(whole(10n), BigInt(q), bits + 64), bits + 64);
}

/** One unit of the last place of a decimal numeral. */
export function lastPlace(text: string, bits: number): Span {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const places = mantissa.split('.')[1]?.length ?? 0;
  return power(whole(10n), BigInt(Number(exponent) - places), bits);
}

/** Whether every point of `a` is above every point of `b`. */
export function isAbove(a: Span, b: Span): boolean {
  const { lo } = a;
  const { hi } = b;
  if (lo <= 0n && hi >= 0n) return false;
  if (lo > 0n && hi <= 0n) return true;
  if (lo <= 0n && hi < 0n && lo === 0n) return true;
  const tops = length(lo) + a.e - (length(hi) + b.e);
  if (lo > 0n && tops > 8) return true;
  if (lo > 0n && tops < -8) return false;
  if (lo < 0n && tops > 8) return false;
  if (lo < 0n && tops < -8) return true;
  const e = Math.min(a.e, b.e);
  return lo << BigInt(a.e - e) > hi << BigInt(b.e - e);
}

/**
 * Values of the exponential function at short arguments, and the precisions that they are kept at.
 *
 * An argument from 0 to 1 is the sum of digits `i 2^-(a l)`, 0 <= i < 2^a, one per level l, and a rest below
 * 2^-(a levels). Tables have the exponentials of the digits, so only the rest is left to a series.
 *
 * A working precision is rounded up to one of few, an eighth of an octave apart or a word, each with tables of its own.
 * Entries are computed when first used: a product of powers exp(2^-k), which squaring finds one from
 * another. No result depends on which entries are there already.
 */

/** How the argument is cut: `levels` digits of `digit` bits. */
export interface Shape {
  readonly digit: number;
  readonly levels: number;
}

/** The number of bits of the working precision that serves `bits`: two less than whole words of 64 bits. */
export function workingPrecision(bits: number): number {
  const words = Math.ceil((bits + 2) / 64);
  const step = 2 ** Math.max(0, 28 - Math.clz32(words - 1));
  return 64 * (Math.ceil(words / step) * step) - 2;
}

/** What a table needs of the numbers in it: real or complex. */
interface Group<T> {
  /** exp(2^-k), or exp(i 2^-k), at `bits` bits, off by less than 2^9 units. */
  root(k: number, bits: number): T;
  /** The product, of which less than 2 units are lost. */
  multiply(a: T, b: T, bits: number): T;
  /** The square, of which less than 2 units are lost. */
  square(a: T, bits: number): T;
  /** Cuts the last `drop` bits. */
  cut(a: T, drop: number): T;
}

/** Bits for the errors of the powers, beyond one for each squaring. */
const TABLE_GUARD = 24;

export class ExponentialTable<T> {
  /** `powers[k]` is exp(2^-k) at `#bits` bits. */
  readonly #powers: T[] = [];
  readonly #entries: T[][] = [];
  readonly #bits: number;
  readonly #group: Group<T>;
  readonly #digit: number;
  readonly #drop: number;

  constructor(group: Group<T>, { digit, levels }: Shape, w: number) {
    this.#group = group;
    this.#digit = digit;
    this.#drop = digit * levels + TABLE_GUARD;
    const last = digit * levels;
    this.#bits = w + this.#drop;
    for (let level = 0; level < levels; level++) this.#entries.push([]);
    let power = group.root(last, this.#bits);
    for (let k = last; k >= 0; k--) {
      this.#powers[k] = power;
      if (k > 0) power = group.square(power, this.#bits);
    }
  }

  /**
   * The exponential of `i 2^-(digit (level + 1))` at w bits: below the true one by less than 2 units.
   *
   * In proportion, with u = 2^-bits: the root is off by less than 2^9 u, and each of n = digit * levels squarings doubles
   * this and adds at most 2 u, so that powers are off by at most 2^(n - k) 2^10 u. An entry multiplies powers of different
   * k and rounds at most 2 u each time, which makes less than 2^(n + 12) u, times its value of at most e less than
   * 2^(n + 14 - bits) = 2^(-w - 10). Cutting loses less than a unit.
   */
  entry(level: number, i: number): T {
    const entries = this.#entries[level]!;
    return (entries[i] ??= this.#product(level, i));
  }

  #product(level: number, i: number): T {
    const group = this.#group;
    let product: T | undefined;
    let k = this.#digit * (level + 1);
    for (let rest = i; rest > 0; rest >>>= 1, k--) {
      if (rest % 2 === 0) continue;
      const power = this.#powers[k]!;
      product = product === undefined ? power : group.multiply(product, power, this.#bits);
    }
    return group.cut(product!, this.#drop);
  }
}

/** The exponential series of `2^-k`: cutting loses at most 2 units a term, of less than 2^8 terms. */
function seriesAtPower(k: number, bits: number, sign: (n: number) => bigint): bigint {
  let sum = 0n;
  let term = 1n << BigInt(bits);
  for (let n = 1; term > 0n; n++) {
    sum += sign(n - 1) * term;
    term = (term >> BigInt(k)) / BigInt(n);
  }
  return sum;
}

export const REAL: Group<bigint> = {
  root: (k, bits) => seriesAtPower(k, bits, () => 1n),
  multiply: (a, b, bits) => (a * b) >> BigInt(bits),
  square: (a, bits) => (a * a) >> BigInt(bits),
  cut: (a, drop) => a >> BigInt(drop),
};

/** `cos + i sin`. */
export interface Rotation {
  readonly cos: bigint;
  readonly sin: bigint;
}

const COSINE_SIGNS = [1n, 0n, -1n, 0n];

export const COMPLEX: Group<Rotation> = {
  root: (k, bits) => ({
    cos: seriesAtPower(k, bits, (n) => COSINE_SIGNS[n & 3]!),
    sin: seriesAtPower(k, bits, (n) => COSINE_SIGNS[(n + 3) & 3]!),
  }),
  multiply: (a, b, bits) => ({
    cos: (a.cos * b.cos - a.sin * b.sin) >> BigInt(bits),
    sin: (a.cos * b.sin + a.sin * b.cos) >> BigInt(bits),
  }),
  square: ({ cos, sin }, bits) => ({
    cos: ((cos - sin) * (cos + sin)) >> BigInt(bits),
    sin: (cos * sin) >> BigInt(bits - 1),
  }),
  cut: ({ cos, sin }, drop) => ({ cos: cos >> BigInt(drop), sin: sin >> BigInt(drop) }),
};

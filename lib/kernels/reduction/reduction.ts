/**
 * The reduction of an argument by integer combinations of constants: what is left has many leading zeros, and the function
 * of each combination is a fraction.
 *
 * Source: F. Johansson, "Computing elementary functions using multi-prime argument reduction", arXiv:2207.02501 (2022),
 * section 2.
 */
export type Exponents = readonly number[];

/** A combination of the constants near zero. */
export interface Combination {
  readonly exponents: Exponents;
  /** About its value. */
  readonly value: number;
  /** Bits of its fraction. */
  readonly bits: number;
}

/** The first combinations are worth their fractions whatever the precision is. */
const FEWEST = 3;

/** A combination is used where it has at most one bit for so many of the result; measured by `bench/kernel-thresholds.ts`. */
const BITS_PER_BIT = 16;

/** Bits of the constants beyond those of the rest. */
const CONSTANT_BITS = 20;

/** `x` less the combination with these exponents. */
export interface Reduced {
  /** At least 0. */
  readonly rest: bigint;
  readonly exponents: Exponents;
}

/** `x 2^-p` as the combination with some exponents and a rest at w bits, for w of at least p. */
export type Reduce = (x: bigint, p: number, w: number) => Reduced;

/**
 * Reduces `0 <= x 2^-p <= 1`. The rest at w bits is off by less than 2: the exponents add up to less than 2^16, so they take
 * the errors of the constants, below 2^-20 each, to 1/16 at most, and the shift loses less than 1.
 *
 * Doubles choose the exponents, and nothing is assumed of them but that a rest below zero takes the last combination once
 * more, which ends.
 *
 * @param near - the combinations, each several times nearer to zero than the one before.
 * @param measure - of one of them; they are measured at the first use.
 * @param constants - their values as floors at a number of bits.
 */
export function reductionBy(
  near: readonly Exponents[],
  measure: (exponents: Exponents) => Combination,
  constants: (bits: number) => readonly bigint[],
): Reduce {
  let combinations: readonly Combination[] | undefined;
  return (x, p, w) => {
    combinations ??= near.map(measure);
    return reduced(x, p, w, combinations, constants);
  };
}

/** About `n / d`, for a quotient that is a double above 2^-100. */
export function doubleOf(n: bigint, d: bigint): number {
  return Number((n << 100n) / d) * 2 ** -100;
}

function reduced(
  x: bigint,
  p: number,
  w: number,
  combinations: readonly Combination[],
  constants: (bits: number) => readonly bigint[],
): Reduced {
  const few = combinations.filter(({ bits }, i) => i < FEWEST || BITS_PER_BIT * bits <= p);
  const last = few.at(-1)!;
  const exponents = last.exponents.map(() => 0);
  const take = (times: number, { exponents: each }: Combination): void => {
    for (const [i, exponent] of each.entries()) exponents[i]! += times * exponent;
  };
  let left = p > 60 ? Number(x >> BigInt(p - 60)) * 2 ** -60 : Number(x) * 2 ** -p;
  for (const combination of few) {
    const { value } = combination;
    // Toward zero at the end: the rest has the sign of x.
    const times =
      combination === last
        ? Math.floor(left / Math.abs(value)) * Math.sign(value)
        : Math.round(left / value);
    take(times, combination);
    left -= times * value;
  }
  const wide = x << BigInt(w - p);
  // Nearer to zero than all combinations: constants as long as the result would cost more than its series.
  if (exponents.every((exponent) => exponent === 0)) return { rest: wide, exponents };
  const values = constants(w + CONSTANT_BITS);
  for (;;) {
    const sum = values.reduce((all, value, i) => all + BigInt(exponents[i]!) * value, 0n);
    const rest = wide - (sum >> BigInt(CONSTANT_BITS));
    if (rest >= 0n) return { rest, exponents };
    take(-Math.sign(last.value), last);
  }
}

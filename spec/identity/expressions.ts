/**
 * Random expressions as texts, from what rules look at: small rationals, radicals, multiples of pi, and
 * every function, with arguments that it has special values at.
 */
import { pick } from '#lib/testing/corners.js';

export type Random = () => number;

const integer = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

function fraction(random: Random): string {
  const d = pick(random, [1, 1, 1, 2, 3, 4, 5, 6, 7, 12]);
  return `(${String(integer(random, -9, 12))}/${String(d)})`;
}

/** A sum, product, quotient, power or root of radicals: an algebraic number. */
export function algebraic(random: Random, depth: number): string {
  const operand = (): string => algebraic(random, depth - 1);
  if (depth === 0 || random() < 0.12) {
    const chance = random();
    if (chance < 0.35) return fraction(random);
    if (chance < 0.7) return `sqrt(${String(integer(random, 2, 30))})`;
    if (chance < 0.8) return `cbrt(${String(integer(random, -9, 20))})`;
    if (chance < 0.85) return 'phi';
    if (chance < 0.9)
      return `root(${String(integer(random, 2, 9))},${String(integer(random, 4, 6))})`;
    const turn = `${String(integer(random, 1, 12))}*pi/${String(integer(random, 2, 13))}`;
    return `${pick(random, ['sin', 'cos', 'tan'])}(${turn})`;
  }
  const chance = random();
  if (chance < 0.32) return `(${operand()}+${operand()})`;
  if (chance < 0.5) return `(${operand()}-${operand()})`;
  if (chance < 0.67) return `(${operand()}*${operand()})`;
  if (chance < 0.76) return `(${operand()}/${operand()})`;
  if (chance < 0.84) return `(${operand()})^(${String(integer(random, -3, 4))})`;
  if (chance < 0.92) return `sqrt(${operand()})`;
  if (chance < 0.96) return `cbrt(${operand()})`;
  return `abs(${operand()})`;
}

const UNARY = [
  'sqrt',
  'cbrt',
  'exp',
  'ln',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'trunc',
];

const BINARY = ['atan2', 'hypot', 'min', 'max', 'mod', 'log', 'pow'];

function leaf(random: Random): string {
  const chance = random();
  if (chance < 0.3) return fraction(random);
  if (chance < 0.5) return pick(random, ['pi', 'e', 'ln2', 'phi']);
  if (chance < 0.65) return `sqrt(${String(integer(random, 2, 12))})`;
  if (chance < 0.8)
    return `(${String(integer(random, -7, 7))}*pi/${String(integer(random, 1, 12))})`;
  if (chance < 0.9) return `ln(${String(integer(random, 2, 20))})`;
  return `atan(${fraction(random)})`;
}

/** Any expression of at most this depth. */
export function anything(random: Random, depth: number): string {
  const operand = (): string => anything(random, depth - 1);
  if (depth === 0 || random() < 0.1) return leaf(random);
  const chance = random();
  if (chance < 0.16) return `(${operand()}+${operand()})`;
  if (chance < 0.26) return `(${operand()}-${operand()})`;
  if (chance < 0.4) return `(${operand()}*${operand()})`;
  if (chance < 0.48) return `(${operand()}/${operand()})`;
  if (chance < 0.56) return `(${operand()})^(${String(integer(random, -3, 4))})`;
  if (chance < 0.6) return `(${operand()})^${operand()}`;
  if (chance < 0.63) return `root(${operand()},${String(integer(random, 2, 6))})`;
  if (chance < 0.92) return `${pick(random, UNARY)}(${operand()})`;
  return `${pick(random, BINARY)}(${operand()},${operand()})`;
}

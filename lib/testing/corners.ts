/**
 * Arguments where something happens: differences that are exactly zero, poles, ends of domains, jumps,
 * cuts, magnitudes far from 1.
 */
import type { Expression, Operation } from './expression.js';

export type Random = () => number;

export function number(value: string | number): Expression {
  return { op: 'number', args: [], value: String(value) };
}

export function constant(op: 'pi' | 'e' | 'ln2' | 'phi'): Expression {
  return { op, args: [] };
}

export function apply(op: Operation, ...args: readonly Expression[]): Expression {
  return { op, args };
}

export function root(x: Expression, degree: number): Expression {
  return { op: 'root', args: [x], value: String(degree) };
}

/** One of some choices. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  const chosen = choices[Math.floor(random() * choices.length)];
  if (chosen === undefined) throw new RangeError('pick: there is nothing to choose from');
  return chosen;
}

/** An integer of a range, both ends included. */
export function integer(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

const known = (value: string, expression: Expression): Expression => ({
  ...expression,
  known: value,
});
const plus = (x: Expression, y: Expression): Expression => apply('add', x, y);
const minus = (x: Expression, y: Expression): Expression => apply('subtract', x, y);
const times = (x: Expression, y: Expression): Expression => apply('multiply', x, y);
const square = (x: Expression): Expression => apply('pow', x, number(2));

/** The same expression without a shared object: equal, but not one. */
export function copied(x: Expression): Expression {
  return { ...x, args: x.args.map(copied) };
}

const ZEROS: readonly ((random: Random, x: Expression) => Expression)[] = [
  (_, x) => minus(x, copied(x)),
  (random) => {
    const n = integer(random, 2, 30);
    return minus(square(apply('sqrt', number(n))), number(n));
  },
  (random) => {
    const k = integer(random, 2, 7);
    const n = integer(random, 2, 30);
    return minus(apply('pow', root(number(n), k), number(k)), number(n));
  },
  (_, x) => minus(plus(square(apply('sin', x)), square(apply('cos', x))), number(1)),
  (_, x) => minus(minus(square(apply('cosh', x)), square(apply('sinh', x))), number(1)),
  (_, x) => minus(apply('ln', apply('exp', x)), x),
  (_, x) => minus(apply('tan', apply('atan', x)), x),
  (_, x) => minus(apply('sinh', apply('asinh', x)), x),
  (_, x) =>
    minus(square(plus(x, number(1))), plus(square(x), plus(times(number(2), x), number(1)))),
  () => minus(times(number(4), apply('atan', number(1))), constant('pi')),
  () => minus(apply('exp', number(1)), constant('e')),
  () => minus(apply('ln', number(2)), constant('ln2')),
  () => minus(square(constant('phi')), plus(constant('phi'), number(1))),
  () => minus(times(apply('sqrt', number(2)), apply('sqrt', number(3))), apply('sqrt', number(6))),
  () => apply('sin', constant('pi')),
  () => apply('cos', apply('divide', constant('pi'), number(2))),
  () => minus(apply('log2', number(9)), times(number(2), apply('log2', number(3)))),
];

/** An expression that is zero by an identity wherever it is defined. */
export function zero(random: Random, x: Expression): Expression {
  return known('0', pick(random, ZEROS)(random, x));
}

/** A power of ten from 10^-most to 10^-1, of either sign. */
export function tiny(random: Random, most = 60): Expression {
  return number(`${random() < 0.5 ? '-' : ''}1e-${String(integer(random, 1, most))}`);
}

/** A magnitude far from 1. */
export function remote(random: Random): Expression {
  const exponent = integer(random, 20, 400) * (random() < 0.5 ? -1 : 1);
  switch (integer(random, 0, 3)) {
    case 0:
      return number(`${String(integer(random, 1, 99))}e${String(exponent)}`);
    case 1:
      return apply('pow', number(2), number(exponent * 25));
    case 2:
      return apply('exp', number(exponent * 3));
    default:
      return apply('pow', number(6), apply('pow', number(6), number(integer(random, 2, 5))));
  }
}

/** Zero where that is a question: by an identity, or not quite. */
function almostZero(random: Random, x: Expression): Expression {
  return random() < 0.4 ? zero(random, x) : tiny(random);
}

const CORNERS: readonly ((random: Random, x: Expression, near: Expression) => Expression)[] = [
  (random, _, near) => {
    const jump = number(integer(random, -40, 40) / 2);
    return apply(pick(random, ['floor', 'ceil', 'round', 'trunc', 'sign']), plus(jump, near));
  },
  (random, _, near) => apply('mod', plus(number(integer(random, -9, 9)), near), number('3/2')),
  (_, x, near) => apply('mod', plus(times(x, number(7)), near), x),
  (_, x, near) => apply('divide', x, near),
  (random, _, near) =>
    apply(pick(random, ['ln', 'log2', 'log10', 'sqrt', 'cbrt', 'sign', 'abs']), near),
  (random, _, near) =>
    apply(pick(random, ['asin', 'acos', 'atanh']), plus(number(pick(random, [-1, 1])), near)),
  (_, __, near) => apply('acosh', plus(number(1), near)),
  (random, _, near) => {
    const quarter = apply(
      'divide',
      times(number(integer(random, -9, 9)), constant('pi')),
      number(2),
    );
    return apply(pick(random, ['sin', 'cos', 'tan']), plus(quarter, near));
  },
  (random, _, near) => apply('atan2', near, number(pick(random, [-2, -1, 0, 1]))),
  (random, _, near) => apply('atan2', number(pick(random, [-2, 0, 1])), near),
  (_, x, near) => apply('hypot', near, x),
  (_, x, near) => apply('pow', x, near),
  (random, _, near) =>
    apply('pow', near, number(pick(random, ['0', '1/2', '3', '-1', '-2/3', '5/3']))),
  (_, __, near) => apply('pow', number(0), near),
  (random, x, near) => apply(pick(random, ['min', 'max']), x, plus(x, near)),
  (_, x, near) => apply('log', x, plus(number(1), near)),
  (random, x, near) =>
    apply(pick(random, ['exp', 'sinh', 'asinh', 'tanh', 'atan']), times(x, near)),
  (random) =>
    apply(
      pick(random, ['sin', 'cos', 'tan', 'atan', 'ln', 'asinh', 'tanh', 'sqrt']),
      remote(random),
    ),
  (random, x) => times(x, remote(random)),
  (random, x) => minus(plus(x, remote(random)), remote(random)),
];

/** An expression at a corner of what is applied, made of a given one. */
export function corner(random: Random, x: Expression): Expression {
  return pick(random, CORNERS)(random, x, almostZero(random, x));
}

/**
 * Random expressions over every operation of the library, for tests that compute a value in two ways.
 *
 * Laws
 * 1. The same numbers give the same expression.
 * 2. No expression is deeper than asked for.
 * 3. Hard places come with decent probability: see `corners.ts`.
 */
import {
  constant,
  copied,
  apply,
  corner,
  integer,
  number,
  pick,
  remote,
  root,
  tiny,
  zero,
} from './corners.js';
import type { Random } from './corners.js';
import { BINARY, UNARY, depthOf } from './expression.js';
import type { Expression, Operation } from './expression.js';

/** What a random expression may be made of. */
export interface RandomExpressionOptions {
  /** The most operations on the way from the root to a leaf; 6 by default. */
  readonly depth?: number | undefined;
  /** How often an operand lies at a corner, from 0 to 1; 0.15 by default. */
  readonly corners?: number | undefined;
}

const FUNCTIONS = Object.keys(UNARY) as (keyof typeof UNARY)[];
const PAIRS = Object.keys(BINARY) as (keyof typeof BINARY)[];
const ARITHMETIC: readonly Operation[] = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'add',
  'subtract',
  'multiply',
];

/** The chance that an operand was there before, as the same object or as a copy. */
const REPEATED = 0.1;

/** The chance of a leaf where an operation would fit. */
const LEAF = 0.12;

/**
 * An expression of the given depth or less, over + - * / ^, roots, every function and constant.
 *
 * @param random - gives numbers in [0, 1), such as {@link seeded}.
 */
export function randomExpression(
  random: Random,
  options: RandomExpressionOptions = {},
): Expression {
  const { depth = 6, corners = 0.15 } = options;
  const seen: Expression[] = [];
  // Recursion is as deep as the expression, which the caller chose.
  const make = (room: number): Expression => {
    const made = makeNew(room);
    seen.push(made);
    return made;
  };
  const makeNew = (room: number): Expression => {
    if (room === 0 || random() < LEAF) return leaf(random);
    if (seen.length > 0 && random() < REPEATED) {
      const again = pick(random, seen);
      if (depthOf(again) <= room) return random() < 0.5 ? again : copied(again);
    }
    if (random() < corners) {
      const at =
        random() < 0.8
          ? corner(random, make(Math.max(0, room - 3)))
          : zero(random, make(Math.max(0, room - 3)));
      if (depthOf(at) <= room) return at;
    }
    return operation(random, room, make);
  };
  // A leaf alone shows nothing.
  return depth === 0 ? leaf(random) : operation(random, depth, make);
}

/** Functions that bring any value into the domain of another, or near 1 where the other grows too fast. */
const INTO: Readonly<Partial<Record<Operation, readonly Operation[]>>> = {
  sqrt: ['abs', 'exp', 'cosh'],
  ln: ['abs', 'exp', 'cosh'],
  log2: ['abs', 'cosh'],
  log10: ['abs', 'exp'],
  log: ['abs', 'cosh'],
  pow: ['abs', 'exp', 'cosh'],
  asin: ['sin', 'cos', 'tanh'],
  acos: ['sin', 'cos', 'tanh'],
  atanh: ['sin', 'cos', 'tanh'],
  acosh: ['cosh'],
  exp: ['sin', 'atan', 'asinh'],
  sinh: ['cos', 'tanh', 'asinh'],
  cosh: ['atan', 'tanh', 'asinh'],
};

/** How often an operand is brought into the domain of a function. */
const BROUGHT = 0.7;

/** An operation whose operands leave it no deeper than `room`. */
function operation(random: Random, room: number, make: (room: number) => Expression): Expression {
  const operand = (): Expression => make(room - 1);
  const inside = (op: Operation): Expression => {
    const into = INTO[op];
    if (into === undefined || room < 2 || random() >= BROUGHT) return operand();
    return apply(pick(random, into), make(room - 2));
  };
  const chance = random();
  if (chance < 0.42) return apply(pick(random, ARITHMETIC), operand(), operand());
  if (chance < 0.46) return apply('negate', operand());
  if (chance < 0.52) return apply('pow', operand(), number(integer(random, -4, 6)));
  if (chance < 0.56) return apply('pow', inside('pow'), operand());
  if (chance < 0.6) return root(operand(), pick(random, [2, 3, 4, 5, 7, 12]));
  if (chance < 0.9) {
    const name = pick(random, FUNCTIONS);
    return apply(name, inside(name));
  }
  const name = pick(random, PAIRS);
  return apply(name, inside(name), inside(name));
}

function leaf(random: Random): Expression {
  const chance = random();
  if (chance < 0.3) return number(integer(random, -12, 12));
  if (chance < 0.45)
    return number(`${String(integer(random, -99, 99))}/${String(integer(random, 1, 99))}`);
  if (chance < 0.6) return number((random() * 4 - 2).toFixed(integer(random, 1, 12)));
  if (chance < 0.85) return constant(pick(random, ['pi', 'e', 'ln2', 'phi']));
  if (chance < 0.92) return tiny(random);
  if (chance < 0.96) return number(`1.${'0'.repeat(integer(random, 5, 40))}1`);
  const far = remote(random);
  return far.op === 'number' ? far : number(integer(random, 100, 99999));
}

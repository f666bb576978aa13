/** Random expressions as plain trees, so that one tree can be built again and again. */
import fc from 'fast-check';
import { e, pi, real } from '#lib/real/index.js';
import type { Real } from '#lib/real/index.js';
import { fraction } from './fractions.js';
import type { Fraction } from './fractions.js';

export type Tree =
  | { readonly op: 'ratio'; readonly n: bigint; readonly d: bigint }
  | { readonly op: 'pi' | 'e' }
  | {
      readonly op: 'negate' | 'abs' | 'square' | 'sin' | 'cos' | 'sqrt' | 'cbrt' | 'exp';
      readonly x: Tree;
    }
  | {
      readonly op: 'add' | 'subtract' | 'multiply' | 'divide';
      readonly x: Tree;
      readonly y: Tree;
    };

const ratios: fc.Arbitrary<Tree> = fc
  .oneof(
    fc.tuple(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt({ min: 1n, max: 9n })),
    fc.tuple(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.bigInt({ min: 1n, max: 10n ** 30n }),
    ),
  )
  .map(([n, d]) => ({ op: 'ratio', n, d }));

const { rational } = fc.letrec<{ rational: Tree }>((tie) => ({
  rational: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    ratios,
    fc.record({ op: fc.constantFrom('negate', 'abs', 'square'), x: tie('rational') }),
    fc.record({
      op: fc.constantFrom('add', 'subtract', 'multiply', 'divide'),
      x: tie('rational'),
      y: tie('rational'),
    }),
  ),
}));

/** Trees whose value is a rational, or that divide by zero. */
export const rationalTrees = rational;

const { any } = fc.letrec<{ any: Tree }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', maxDepth: 5, withCrossShrink: true },
    fc.oneof(ratios, fc.constant<Tree>({ op: 'pi' }), fc.constant<Tree>({ op: 'e' })),
    fc.record({
      op: fc.constantFrom('negate', 'abs', 'square', 'sin', 'cos', 'sqrt', 'cbrt'),
      x: tie('any'),
    }),
    // exp of a sine: towers of exponentials belong to the specs of limits.
    fc.record({
      op: fc.constant('exp' as const),
      x: fc.record({ op: fc.constant('sin' as const), x: tie('any') }),
    }),
    fc.record({
      op: fc.constantFrom('add', 'subtract', 'multiply', 'divide'),
      x: tie('any'),
      y: tie('any'),
    }),
  ),
}));

/** Trees over constants, arithmetic and functions; some of them are defined nowhere. */
export const trees = any;

/** Evaluates a tree bottom up; equal sub-trees that are one object are built once. */
export function build(tree: Tree, known = new Map<Tree, Real>()): Real {
  const found = known.get(tree);
  if (found !== undefined) return found;
  const made = buildNew(tree, known);
  known.set(tree, made);
  return made;
}

function buildNew(tree: Tree, known: Map<Tree, Real>): Real {
  switch (tree.op) {
    case 'ratio':
      return real({ numerator: tree.n, denominator: tree.d });
    case 'pi':
      return pi;
    case 'e':
      return e;
    case 'square': {
      const x = build(tree.x, known);
      return x.multiply(x);
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return build(tree.x, known)[tree.op](build(tree.y, known));
    default:
      return build(tree.x, known)[tree.op]();
  }
}

/** The value of a rational tree; undefined where it divides by zero. */
export function valueOf(tree: Tree): Fraction | undefined {
  if (tree.op === 'ratio') return fraction(tree.n, tree.d);
  if (!('x' in tree)) throw new RangeError(`valueOf: ${tree.op} is not rational`);
  const x = valueOf(tree.x);
  if (x === undefined) return undefined;
  if ('y' in tree) {
    const y = valueOf(tree.y);
    if (y === undefined) return undefined;
    switch (tree.op) {
      case 'add':
        return x.add(y);
      case 'subtract':
        return x.sub(y);
      case 'multiply':
        return x.mul(y);
      case 'divide':
        return y.equals(0n) ? undefined : x.div(y);
    }
  }
  switch (tree.op) {
    case 'negate':
      return x.neg();
    case 'abs':
      return x.abs();
    case 'square':
      return x.mul(x);
    default:
      throw new RangeError(`valueOf: ${tree.op} is not rational`);
  }
}

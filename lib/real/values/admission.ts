/**
 * Brings the cone of a Real into a graph.
 *
 * Laws
 * 1. Rationals stay exact while they fit: sums and products are folded as balanced n-ary ones, never
 *    in the order in which they were written.
 * 2. A sum inside a sum (or a product inside a product) that nothing else uses is one node with it.
 * 3. Nothing recurses; each Real of the cone is looked at once, whatever its number of uses.
 */
import type { Datum } from '../../combinators/datum.js';
import type { PincerError } from '../../exact/errors.js';
import { ratProduct, ratSign, ratSum } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { NodeId } from '../../graph/node.js';
import type { Plain } from '../../refiners/refiner.js';
import type { SourceParams } from '../../refiners/source.js';
import type { Interner } from './interner.js';
import type { Operator } from './operator.js';
import { INTEGER_POWER, builtin } from './operators.js';
import type { Real } from '../real.js';

/** What a Real became: an exact rational, or a node. */
export type Admitted = { readonly rational: Rational } | { readonly node: NodeId };

/** An associative operation whose operands are still being gathered. */
interface Open {
  readonly form: 'sum' | 'product';
  operands: Admitted[];
}

/**
 * @returns the root as an exact rational or a node.
 * @throws DomainError or DivisionByZeroError where exact operands prove it; its `real` is the Real.
 */
export function admit(root: Real, interner: Interner): Admitted {
  const uses = countUses(root, interner);
  const { size } = interner;
  const admitted = new Map<Real, Admitted | Open>();
  const closed = (real: Real): Admitted => {
    const found = interner.recall(real) ?? admitted.get(real)!;
    if (!('form' in found)) return found;
    const made = close(found, interner);
    admitted.set(real, made);
    return made;
  };
  for (const real of uses.order) {
    try {
      admitted.set(real, admitOne(real, admitted, uses.count, closed, interner));
    } catch (error) {
      (error as PincerError).real ??= real;
      throw error;
    }
  }
  for (const real of uses.order) {
    const made = admitted.get(real)!;
    if (!('form' in made)) interner.remember(real, made, size);
  }
  return closed(root);
}

function admitOne(
  real: Real,
  admitted: ReadonlyMap<Real, Admitted | Open>,
  uses: ReadonlyMap<Real, number>,
  closed: (real: Real) => Admitted,
  interner: Interner,
): Admitted | Open {
  const { operator } = real;
  if (operator.form === 'rational') return { rational: real.params as Rational };
  const { form } = operator;
  if (form === 'datum') return { node: interner.datum(real.params as unknown as Datum) };
  if (form === 'source')
    return { node: interner.source(real.params as SourceParams, operator.answer) };
  if (form === 'sum' || form === 'product') {
    let gathered: Open | undefined;
    for (const operand of real.operands) {
      const found = admitted.get(operand);
      const mine =
        found !== undefined && 'form' in found && found.form === form && uses.get(operand) === 1;
      if (!mine) {
        gathered ??= { form, operands: [] };
        gathered.operands.push(closed(operand));
      } else if (gathered === undefined) {
        gathered = found;
      } else {
        gathered = joined(gathered, found);
      }
    }
    const open = gathered ?? { form, operands: [] };
    // What has more than one use, or is the root, is a node of its own.
    return uses.get(real) === 1 ? open : close(open, interner);
  }
  if (form === 'power') return admitPower(real, closed, interner);
  return apply(operator, real.operands.map(closed), real.params as Plain, interner);
}

/** An exponent that is an exact integer makes a product of factors, which negatives have too. */
function admitPower(real: Real, closed: (real: Real) => Admitted, interner: Interner): Admitted {
  const [base, exponent] = real.operands.map(closed) as [Admitted, Admitted];
  if ('rational' in exponent && exponent.rational.d === 1n) {
    return apply(INTEGER_POWER, [base], exponent.rational.n, interner);
  }
  return apply(builtin('pow'), [base, exponent], null, interner);
}

function apply(
  operator: Operator,
  operands: readonly Admitted[],
  params: Plain,
  interner: Interner,
): Admitted {
  if (
    'fold' in operator &&
    operator.fold !== undefined &&
    operands.every((operand) => 'rational' in operand)
  ) {
    const folded = operator.fold(
      operands.map((operand) => operand.rational),
      params,
    );
    if (folded !== undefined) return { rational: folded };
  }
  return {
    node: interner.node(
      operator,
      params,
      operands.map((operand) => interner.nodeOf(operand)),
    ),
  };
}

/** The smaller list is appended to the larger one: n operands are moved O(n log n) times in all. */
function joined(a: Open, b: Open): Open {
  const [into, from] = a.operands.length >= b.operands.length ? [a, b] : [b, a];
  for (const operand of from.operands) into.operands.push(operand);
  return into;
}

/** Folds the exact operands and makes a node of what remains. */
function close(open: Open, interner: Interner): Admitted {
  const rationals: Rational[] = [];
  const nodes: NodeId[] = [];
  for (const operand of open.operands) {
    if ('rational' in operand) rationals.push(operand.rational);
    else nodes.push(operand.node);
  }
  const isSum = open.form === 'sum';
  const folded = isSum ? ratSum(rationals) : ratProduct(rationals);
  if (nodes.length === 0 && folded !== undefined) return { rational: folded };
  if (folded === undefined) {
    for (const rational of rationals) nodes.push(interner.nodeOf({ rational }));
  } else if (!(isSum ? ratSign(folded) === 0 : folded.n === 1n && folded.d === 1n)) {
    nodes.push(interner.nodeOf({ rational: folded }));
  }
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined) return { node: only };
  return { node: isSum ? interner.sum(nodes) : interner.product(nodes) };
}

/** The Reals below a root that have no node yet, operands first, and how often each is used. */
function countUses(
  root: Real,
  interner: Interner,
): { readonly order: Real[]; readonly count: ReadonlyMap<Real, number> } {
  // The root counts as used twice, so that it is closed.
  const count = new Map<Real, number>([[root, 2]]);
  const order: Real[] = [];
  if (interner.recall(root) !== undefined) {
    interner.countHit();
    return { order, count };
  }
  const path: { readonly real: Real; next: number }[] = [{ real: root, next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const operand = top.real.operands[top.next++];
    if (operand === undefined) {
      order.push(top.real);
      path.pop();
      continue;
    }
    const before = count.get(operand);
    count.set(operand, (before ?? 0) + 1);
    if (before !== undefined) continue;
    if (interner.recall(operand) === undefined) path.push({ real: operand, next: 0 });
    else interner.countHit();
  }
  return { order, count };
}

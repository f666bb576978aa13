/**
 * Brings the cone of a term into a graph.
 *
 * Laws
 * 1. Rationals stay exact while they fit: sums and products are folded as balanced n-ary ones, never
 *    in the order in which they were written.
 * 2. A sum inside a sum (or a product inside a product) that nothing else uses is one node with it.
 * 3. Nothing recurses; each term of the cone is visited once, however often it is used.
 */
import type { Datum } from '../../combinators/datum.js';
import type { PincerError } from '../../exact/errors.js';
import { ratFits, ratProduct, ratSign, ratSum } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { NodeId } from '../../graph/node.js';
import type { Plain } from '../../refiners/refiner.js';
import type { SourceParams } from '../../refiners/source.js';
import type { Admitted } from './admitted.js';
import type { Interner } from './interner.js';
import type { Operator } from './operator.js';
import { DIVIDE, INTEGER_POWER, builtin } from './operators.js';
import type { RationalPower } from './powers.js';
import type { Term } from './term.js';

/** An associative operation that still gathers operands. */
interface Open {
  readonly form: 'sum' | 'product';
  operands: Admitted[];
}

/**
 * @returns the root as an exact rational or a node.
 * @throws DomainError or DivisionByZeroError where exact operands prove it; its `real` is the term.
 */
export function admit(root: Term, interner: Interner): Admitted {
  const uses = countUses(root, interner);
  const { size } = interner;
  const admitted = new Map<Term, Admitted | Open>();
  const closed = (term: Term): Admitted => {
    const found = interner.recall(term) ?? admitted.get(term)!;
    if (!('form' in found)) return found;
    const made = close(found, interner);
    admitted.set(term, made);
    return made;
  };
  for (const term of uses.order) {
    try {
      admitted.set(term, admitOne(term, admitted, uses.count, closed, interner));
    } catch (error) {
      (error as PincerError).real ??= term;
      throw error;
    }
  }
  for (const term of uses.order) {
    const made = admitted.get(term)!;
    if (!('form' in made)) interner.remember(term, made, size);
  }
  return closed(root);
}

function admitOne(
  term: Term,
  admitted: ReadonlyMap<Term, Admitted | Open>,
  uses: ReadonlyMap<Term, number>,
  closed: (term: Term) => Admitted,
  interner: Interner,
): Admitted | Open {
  const { operator } = term;
  if (operator.form === 'rational') return { rational: term.params as Rational };
  const { form } = operator;
  if (form === 'datum') return { node: interner.datum(term.params as unknown as Datum) };
  if (form === 'source')
    return { node: interner.source(term.params as SourceParams, operator.answer) };
  if (form === 'sum' || form === 'product') {
    let gathered: Open | undefined;
    for (const operand of term.operands) {
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
    // A term with more than one use, and the root, become nodes of their own.
    return uses.get(term) === 1 ? open : close(open, interner);
  }
  if (form === 'power') return admitPower(term, closed, interner);
  return apply(operator, term.operands.map(closed), term.params as Plain, interner);
}

/** An exponent that is an exact integer makes a product of factors, which negatives have too. */
function admitPower(term: Term, closed: (term: Term) => Admitted, interner: Interner): Admitted {
  const [base, exponent] = term.operands.map(closed) as [Admitted, Admitted];
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
  if (operator === DIVIDE) {
    const [x, y] = operands as [Admitted, Admitted];
    const reciprocal = interner.reciprocalPower(x, y);
    if (reciprocal !== undefined)
      return close({ form: 'product', operands: [x, applyPower(reciprocal, interner)] }, interner);
  }
  const rest = operator.name === 'mod' ? remainder(operands, interner) : undefined;
  if (rest !== undefined) return { rational: rest };
  return {
    node: interner.node(
      operator,
      params,
      operands.map((operand) => interner.nodeOf(operand)),
    ),
  };
}

/** The remainder of integers too long to be folded, by modular arithmetic. */
function remainder(operands: readonly Admitted[], interner: Interner): Rational | undefined {
  const [x, y] = operands as [Admitted, Admitted];
  if (!('rational' in y) || !ratFits(y.rational)) return undefined;
  return interner.residue(interner.nodeOf(x), y.rational);
}

/** The smaller list is appended to the larger one: n operands are moved O(n log n) times in all. */
function joined(a: Open, b: Open): Open {
  const [into, from] = a.operands.length >= b.operands.length ? [a, b] : [b, a];
  for (const operand of from.operands) into.operands.push(operand);
  return into;
}

/** The factors of a product, with one power for each rational base. */
function factorsOf(operands: readonly Admitted[], interner: Interner): readonly Admitted[] {
  const gathered = interner.gatheredPowers(operands);
  if (gathered === undefined) return operands;
  return [...gathered.powers.map((power) => applyPower(power, interner)), ...gathered.rest];
}

function applyPower({ base, exponent }: RationalPower, interner: Interner): Admitted {
  return apply(INTEGER_POWER, [{ rational: base }], exponent, interner);
}

/** Folds the exact operands and makes a node of what remains. */
function close(open: Open, interner: Interner): Admitted {
  const rationals: Rational[] = [];
  const nodes: NodeId[] = [];
  const operands = open.form === 'sum' ? open.operands : factorsOf(open.operands, interner);
  for (const operand of operands) {
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

/** The terms below a root that have no node yet, operands first, and how often each is used. */
function countUses(
  root: Term,
  interner: Interner,
): { readonly order: Term[]; readonly count: ReadonlyMap<Term, number> } {
  // The root counts as used twice, so that it is closed.
  const count = new Map<Term, number>([[root, 2]]);
  const order: Term[] = [];
  if (interner.recall(root) !== undefined) {
    interner.countHit();
    return { order, count };
  }
  const path: { readonly term: Term; next: number }[] = [{ term: root, next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const operand = top.term.operands[top.next++];
    if (operand === undefined) {
      order.push(top.term);
      path.pop();
      continue;
    }
    const before = count.get(operand);
    count.set(operand, (before ?? 0) + 1);
    if (before !== undefined) continue;
    if (interner.recall(operand) === undefined) path.push({ term: operand, next: 0 });
    else interner.countHit();
  }
  return { order, count };
}

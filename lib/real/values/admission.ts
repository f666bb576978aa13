/**
 * Brings the cone of a term into a graph.
 *
 * Laws
 * 1. Rationals stay exact while they fit: sums and products are folded as balanced n-ary ones, never
 *    in the order in which they were written.
 * 2. A sum inside a sum (or a product inside a product) that nothing else uses is one node with it.
 * 3. A stop ends an admission with Interrupted. Its nodes stay in the graph, and the next admission finds them.
 * 4. Nothing recurses; each term of the cone is visited once, however often it is used.
 */
import type { Datum } from '../../combinators/datum.js';
import type { PincerError } from '../../exact/errors.js';
import { checkpointAt } from '../../exact/interruption.js';
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
import { VisitedTerms } from './visited-terms.js';

/** An associative operation that still gathers operands. */
interface Open {
  readonly form: 'sum' | 'product';
  readonly operands: Admitted[];
}

/**
 * @returns the root as an exact rational or a node.
 * @throws DomainError or DivisionByZeroError where exact operands prove it; its `real` is the term.
 */
export function admit(root: Term, interner: Interner): Admitted {
  const known = closedBefore(root, interner);
  if (known === undefined) return admitNew(root, interner);
  if (root.operator.form !== 'rational') interner.countHits();
  return known;
}

function admitNew(root: Term, interner: Interner): Admitted {
  // Most values are short: what stands on numbers and known values alone needs no visit.
  const operands: Admitted[] = [];
  let hits = 0;
  for (const operand of root.operands) {
    const closed = closedBefore(operand, interner);
    if (closed === undefined) return new Admission(root, interner).root;
    if (operand.operator.form !== 'rational') hits++;
    operands.push(closed);
  }
  interner.countHits(hits);
  const { size } = interner;
  const made = blamed(root, () => admitClosed(root, operands, interner));
  interner.remember(root, made, size);
  return made;
}

/** What a term is without being admitted: a number, or what it became before. */
function closedBefore(term: Term, interner: Interner): Admitted | undefined {
  if (term.operator.form === 'rational') return { rational: term.params as Rational };
  return interner.recall(term);
}

/** An error names the innermost term that it came from. */
function blamed<T>(term: Term, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    (error as PincerError).real ??= term;
    throw error;
  }
}

function admitClosed(term: Term, operands: readonly Admitted[], interner: Interner): Admitted {
  const { operator } = term;
  switch (operator.form) {
    case 'rational':
      return { rational: term.params as Rational };
    case 'datum':
      return { node: interner.datum(term.params as unknown as Datum) };
    case 'source':
      return { node: interner.source(term.params as SourceParams, operator.answer) };
    case 'sum':
    case 'product':
      return close(operator.form, operands, interner);
    case 'power':
      return admitPower(operands[0]!, operands[1]!, interner);
    default:
      return apply(operator, operands, term.params as Plain, interner);
  }
}

class Admission {
  readonly root: Admitted;
  readonly #visited: VisitedTerms;
  readonly #interner: Interner;
  /** By place. */
  readonly #admitted: (Admitted | Open)[] = [];

  constructor(root: Term, interner: Interner) {
    this.#visited = new VisitedTerms(root, interner);
    this.#interner = interner;
    const { order } = this.#visited;
    const { size } = interner;
    for (const [done, term] of order.entries()) {
      checkpointAt(done);
      this.#note(
        term,
        blamed(term, () => this.#admit(term)),
      );
    }
    for (const [done, term] of order.entries()) {
      checkpointAt(done);
      const made = this.#admitted[this.#visited.placeOf(term)];
      if (made !== undefined && !('form' in made)) interner.remember(term, made, size);
    }
    this.root = this.#closed(root);
  }

  #admit(term: Term): Admitted | Open {
    const { operator, operands } = term;
    if (operator.form === 'sum' || operator.form === 'product')
      return this.#gather(term, operator.form);
    const closed = operands.map((operand) => this.#closed(operand));
    return admitClosed(term, closed, this.#interner);
  }

  /** Law 2. */
  #gather(term: Term, form: Open['form']): Admitted | Open {
    const visited = this.#visited;
    let gathered: Open | undefined;
    for (const operand of term.operands) {
      const found = this.#admitted[visited.placeOf(operand)];
      const mine = found !== undefined && 'form' in found && found.form === form;
      if (!mine || visited.usesOf(operand) !== 1) {
        gathered ??= { form, operands: [] };
        gathered.operands.push(this.#closed(operand));
      } else if (gathered === undefined) {
        gathered = found;
      } else {
        gathered = joined(gathered, found);
      }
    }
    const open = gathered ?? { form, operands: [] };
    // A term with more than one use, and the root, become nodes of their own.
    return visited.usesOf(term) === 1 ? open : close(form, open.operands, this.#interner);
  }

  #closed(term: Term): Admitted {
    if (term.operator.form === 'rational') return { rational: term.params as Rational };
    const found = this.#interner.recall(term) ?? this.#admitted[this.#visited.placeOf(term)];
    // A refiner's own code, which runs when its node is made, may have visited the term meanwhile.
    if (found === undefined) return admit(term, this.#interner);
    if (!('form' in found)) return found;
    const made = close(found.form, found.operands, this.#interner);
    this.#note(term, made);
    return made;
  }

  #note(term: Term, made: Admitted | Open): void {
    const place = this.#visited.placeOf(term);
    if (place >= 0) this.#admitted[place] = made;
  }
}

/** An exponent that is an exact integer makes a product of factors, which negatives have too. */
function admitPower(base: Admitted, exponent: Admitted, interner: Interner): Admitted {
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
      return close('product', [x, applyPower(reciprocal, interner)], interner);
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
function close(form: Open['form'], all: readonly Admitted[], interner: Interner): Admitted {
  const rationals: Rational[] = [];
  const nodes: NodeId[] = [];
  const operands = form === 'sum' ? all : factorsOf(all, interner);
  for (const operand of operands) {
    if ('rational' in operand) rationals.push(operand.rational);
    else nodes.push(operand.node);
  }
  const isSum = form === 'sum';
  const folded = isSum ? ratSum(rationals) : ratProduct(rationals);
  if (nodes.length === 0 && folded !== undefined) return { rational: folded };
  if (folded === undefined) {
    for (const [done, rational] of rationals.entries()) {
      checkpointAt(done);
      nodes.push(interner.nodeOf({ rational }));
    }
  } else if (!(isSum ? ratSign(folded) === 0 : folded.n === 1n && folded.d === 1n)) {
    nodes.push(interner.nodeOf({ rational: folded }));
  }
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined) return { node: only };
  return { node: isSum ? interner.sum(nodes) : interner.product(nodes) };
}

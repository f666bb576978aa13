/**
 * Terms: what the files below Real know of a Real. A Real is a term with methods. Terms that the library
 * builds for itself, such as the difference of two values, have no methods.
 */
import type { Rational } from '../../exact/rational.js';
import type { Plain } from '../../refiners/refiner.js';
import type { SourceParams } from '../../refiners/source.js';
import type { Memo } from './admitted.js';
import { addDoubles, negateDoubles } from '../../kernels/doubles/bounds.js';
import type { DoubleBounds } from '../../kernels/doubles/bounds.js';
import type { Operator } from './operator.js';
import { NEGATE, SUM } from './operators.js';

/** An operator over operands. Only the memo and the place change. Users see only the two doubles. */
export interface Term extends DoubleBounds {
  /** @internal */
  readonly operator: Operator;
  /** @internal */
  readonly operands: readonly Term[];
  /** @internal */
  readonly params: Plain | Rational;
  /** Whether it may fold to an exact rational: see {@link mayFold}. @internal */
  readonly isRational: boolean;
  /** The name of a source below it: see {@link sourceOf}. @internal */
  readonly source: string | undefined;
  /** @internal */
  memo: Memo | undefined;
  /** Its place in the latest visit: see {@link VisitedTerms}. @internal */
  place: number;
}

export function newTerm(
  operator: Operator,
  operands: readonly Term[],
  params: Plain | Rational,
  tier: DoubleBounds,
): Term {
  return {
    operator,
    operands,
    params,
    isRational: mayFold(operator, operands, tier),
    source: sourceOf(operator, operands, params),
    lo: tier.lo,
    hi: tier.hi,
    memo: undefined,
    place: 0,
  };
}

/**
 * Whether a term consists of exact rationals and of operators that may give an exact rational. A function that gives
 * integers only does not where its doubles have none between them.
 */
export function mayFold(
  operator: Operator,
  operands: readonly Term[],
  { lo, hi }: DoubleBounds,
): boolean {
  const { form } = operator;
  if (form === 'rational') return true;
  if (form === 'refiner' && operator.foldsToIntegers && Math.ceil(lo) > hi) return false;
  const folds =
    form === 'sum' ||
    form === 'product' ||
    form === 'power' ||
    ('fold' in operator && operator.fold !== undefined);
  return folds && operands.length > 0 && operands.every(({ isRational }) => isRational);
}

/** The name of the first source below a term; undefined where there is none. */
export function sourceOf(
  { form }: Operator,
  operands: readonly Term[],
  params: Plain | Rational,
): string | undefined {
  if (form === 'source') return (params as SourceParams).label;
  for (const { source } of operands) if (source !== undefined) return source;
  return undefined;
}

/** The value of a constant that is known exactly; undefined for every other term. */
export function exactRational(term: Term): Rational | undefined {
  if (term.operator.form === 'rational') return term.params as Rational;
  if (term.operator !== NEGATE) return undefined;
  const inner = exactRational(term.operands[0]!);
  return inner === undefined ? undefined : { n: -inner.n, d: inner.d };
}

/** x - y. */
export function differenceOf(x: Term, y: Term): Term {
  const subtrahend =
    y.operator === NEGATE ? y.operands[0]! : newTerm(NEGATE, [y], null, negateDoubles(y));
  return newTerm(SUM, [x, subtrahend], null, addDoubles(x, subtrahend));
}

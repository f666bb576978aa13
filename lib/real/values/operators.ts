import {
  absoluteValue,
  claimed,
  datumConstant,
  integerPower,
  maximumOf,
  minimumOf,
  negation,
  productCombinator,
  quotient,
  rationalConstant,
  sumCombinator,
} from '../../combinators/index.js';
import { contradiction } from '../../combinators/claim.js';
import type { Datum } from '../../combinators/datum.js';
import { fromRational } from '../../exact/enclosure/outward.js';
import { DivisionByZeroError, DomainError } from '../../exact/errors.js';
import {
  ratAffordable,
  ratCompare,
  ratDivide,
  ratFits,
  ratNegate,
  ratPower,
  ratSign,
  ratText,
} from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import { doubleFunctions } from '../../kernels/doubles/index.js';
import { constants } from '../../refiners/constants/index.js';
import { functionRefiner } from '../../refiners/function-refiner.js';
import { functions } from '../../refiners/functions/index.js';
import type { Refiner } from '../../refiners/refiner.js';
import { sourceRefiner } from '../../refiners/source.js';
import type { Fold, Operator } from './operator.js';

export const RATIONAL: Operator & { form: 'rational' } = {
  form: 'rational',
  name: rationalConstant.name,
};
export const DATUM: Operator = { form: 'datum', name: datumConstant.name };
export const SUM: Operator = { form: 'sum', name: 'add', combinator: sumCombinator };
export const PRODUCT: Operator = {
  form: 'product',
  name: 'multiply',
  combinator: productCombinator,
};

const fitting = (value: Rational): Rational | undefined => (ratFits(value) ? value : undefined);

export const NEGATE: Operator = {
  form: 'combinator',
  name: 'negate',
  combinator: negation,
  fold: ([x]) => ratNegate(x!),
};

export const DIVIDE: Operator = {
  form: 'combinator',
  name: 'divide',
  combinator: quotient,
  fold: ([x, y]) => {
    if (ratSign(y!) === 0) {
      throw new DivisionByZeroError(`divide: ${ratText(x!)} / 0, the divisor is exactly zero`);
    }
    return ratAffordable(x!, y!) ? fitting(ratDivide(x!, y!)) : undefined;
  },
};

/** x^y, decided at admission. */
export const POWER: Operator = { form: 'power', name: 'pow' };

/** x^n for an exact integer n. */
export const INTEGER_POWER: Operator = {
  form: 'combinator',
  name: 'pow',
  combinator: integerPower,
  fold: ([x], params) => {
    const n = params as bigint;
    if (n < 0n && ratSign(x!) === 0) {
      throw new DivisionByZeroError(`pow: 0^${String(n)}, a negative power of exactly zero`);
    }
    return ratPower(x!, n);
  },
};

export const ABSOLUTE: Operator = {
  form: 'combinator',
  name: 'abs',
  combinator: absoluteValue,
  fold: ([x]) => (ratSign(x!) < 0 ? ratNegate(x!) : x),
};

export const MINIMUM: Operator = {
  form: 'combinator',
  name: 'min',
  combinator: minimumOf,
  fold: (inputs) => inputs.reduce((a, b) => (ratCompare(a, b) <= 0 ? a : b)),
};

export const MAXIMUM: Operator = {
  form: 'combinator',
  name: 'max',
  combinator: maximumOf,
  fold: (inputs) => inputs.reduce((a, b) => (ratCompare(a, b) >= 0 ? a : b)),
};

export const CLAIM: Operator = {
  form: 'combinator',
  name: claimed.name,
  combinator: claimed,
  fold: ([x], params) => {
    const claim = params as unknown as Datum;
    if (ratCompare(claim.lo, x!) > 0 || ratCompare(x!, claim.hi) > 0)
      throw contradiction(fromRational(x!, Infinity), claim);
    return x;
  },
};

/** A base of logarithms that is none: there is no logarithm to it, whatever it is of. */
export const NO_BASE: Operator = {
  form: 'combinator',
  name: 'log',
  combinator: sumCombinator,
  fold: ([base]) => {
    throw new DomainError(`log: the base ${ratText(base!)} is not a positive number other than 1`);
  },
};

/** Whether there is a logarithm to a base. */
export function isBase(base: Rational): boolean {
  return ratSign(base) > 0 && base.n !== base.d;
}

const DEGREES = Array.from({ length: 33 }, (_, n) => Object.freeze({ n }));

/** The parameters of an n-th root: the same object for each small degree. */
export function degree(n: number): { readonly n: number } {
  return DEGREES[n] ?? Object.freeze({ n });
}

/**
 * Functions whose exact values at rationals may be fractions. By the theorem of Hermite and Lindemann the others are
 * rational at single points only, and the logarithms to the bases 2 and 10 at powers of these: integers, as are the
 * values of steps.
 */
const FOLDING_TO_FRACTIONS: ReadonlySet<string> = new Set(['nthRoot', 'pow', 'hypot', 'mod']);

export type Builtin = Extract<Operator, { form: 'refiner' }>;

const byName = new Map<string, Builtin>();
for (const refiner of constants)
  byName.set(refiner.name, { form: 'refiner', name: refiner.name, refiner });
for (const definition of functions) {
  const { name } = definition;
  const fold: Fold = (inputs, params) => definition.fold?.(inputs, params);
  const refiner = functionRefiner(definition);
  const foldsToIntegers = !FOLDING_TO_FRACTIONS.has(name);
  const doubles = doubleFunctions.get(name);
  byName.set(name, { form: 'refiner', name, refiner, fold, foldsToIntegers, doubles });
}

/** A built-in constant or function; undefined where there is none of that name. */
export function findBuiltin(name: string): Builtin | undefined {
  return byName.get(name);
}

/** A built-in constant or function by its name. */
export function builtin(name: string): Builtin {
  const operator = byName.get(name);
  if (operator === undefined) throw new RangeError(`builtin: there is no function named ${name}`);
  return operator;
}

/** Whether a refiner has the name and version of a built-in one, and is another. */
export function isTaken(refiner: Refiner): boolean {
  const own =
    refiner.name === sourceRefiner.name ? sourceRefiner : byName.get(refiner.name)?.refiner;
  return own?.version === refiner.version && own !== refiner;
}

import { combinatorName, combinatorOf } from '../combinators/definition.js';
import type { CombinatorDefinition } from '../combinators/definition.js';
import { ratFits } from '../exact/rational.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { UNKNOWN } from '../kernels/doubles/bounds.js';
import { checkDefinition, checkOperands } from '../refiners/defined.js';
import type { InputBounds, PlainFields } from '../refiners/refiner.js';
import { Real, fromInput } from './real.js';
import type { RealInput } from './real.js';
import type { Operator } from './values/operator.js';

/**
 * Defines a combinator: checks it. The inputs are inferred from `arity`, and params from the methods.
 *
 * @returns the combinator itself, for {@link combined}.
 * @throws TypeError for a name, version, arity or `combine` that is missing or of another type.
 */
export function defineCombinator<
  Params extends PlainFields<Params> = null,
  const Arity extends number = number,
>(
  combinator: CombinatorDefinition<Params, InputBounds<Arity>> & {
    readonly arity?: Arity | undefined;
  },
): CombinatorDefinition<Params, InputBounds<Arity>> {
  checkDefinition('defineCombinator', combinator, ['combine']);
  return combinator;
}

const operators = new WeakMap<object, Operator>();

/**
 * The value that a combinator of your own makes of its inputs.
 *
 * @param params - plain data, which `combine` is given. Values that agree in the name and version of the combinator, in
 *   params and in inputs are one node of a session.
 * @param inputs - the values whose bounds it combines. Where all are exact rationals and `fold` gives one, the value is
 *   that rational.
 * @throws TypeError for a combinator without a name, version or `combine`, and for another number of inputs than its
 *   arity; SerializationError for params that are no plain data; TypeError or RangeError for an input that is no number.
 */
export function combined<Params, Inputs extends readonly Enclosure[]>(
  combinator: CombinatorDefinition<Params, Inputs>,
  params: Params,
  inputs: { readonly [Input in keyof Inputs]: RealInput },
): Real {
  checkDefinition('combined', combinator, ['combine']);
  checkOperands('combined', combinator, params, inputs.length);
  const operands = inputs.map((input) => fromInput('combined', input));
  return new Real(operatorOf(combinator), operands, params, UNKNOWN);
}

/** The operator of a combinator of one's own: the same one each time. */
export function operatorOf(definition: CombinatorDefinition): Operator {
  let operator = operators.get(definition);
  if (operator === undefined) {
    operator = {
      form: 'combinator',
      name: combinatorName(definition),
      combinator: combinatorOf(definition),
      fold: (rationals, params) => {
        const value = definition.fold?.(rationals, params);
        return value !== undefined && ratFits(value) ? value : undefined;
      },
    };
    operators.set(definition, operator);
  }
  return operator;
}

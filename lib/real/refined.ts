import { UNKNOWN } from '../kernels/doubles/bounds.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import { checkDefinition, checkOperands } from '../refiners/defined.js';
import type { Refiner } from '../refiners/refiner.js';
import { Real, fromInput } from './real.js';
import type { RealInput } from './real.js';

/** The inputs of a value: those that the arity of its definition says, which may be left out where it says nothing. */
export type InputsOf<Inputs extends readonly Enclosure[]> = number extends Inputs['length']
  ? [inputs?: readonly RealInput[]]
  : Inputs['length'] extends 0
    ? [inputs?: readonly []]
    : [inputs: { readonly [Input in keyof Inputs]: RealInput }];

/**
 * The value that a refiner of your own closes in on.
 *
 * @param params - what its `start` and `step` are given: plain data. Values that agree in the name and version of the
 *   refiner, in params and in inputs are one node of a session, and share their state.
 * @param rest - the values whose bounds its steps see, as one array.
 * @throws TypeError for a refiner without a name, version, `start` or `step`, and for another number of inputs than its
 *   arity; SerializationError for params that are no plain data; TypeError or RangeError for an input that is no number.
 */
export function refined<Params, State, Inputs extends readonly Enclosure[]>(
  refiner: Refiner<Params, State, Inputs>,
  params: Params,
  ...rest: InputsOf<Inputs>
): Real {
  const inputs = rest[0] ?? [];
  checkDefinition('refined', refiner, ['start', 'step']);
  checkOperands('refined', refiner, params, inputs.length);
  const operands = inputs.map((input) => fromInput('refined', input));
  const { name } = refiner;
  return new Real(
    { form: 'refiner', name, refiner: refiner as unknown as Refiner },
    operands,
    params,
    UNKNOWN,
  );
}

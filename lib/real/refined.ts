import type { Plain, Refiner } from '../refiners/refiner.js';
import { Real, fromInput } from './real.js';
import type { RealInput } from './real.js';
import { UNKNOWN } from '../kernels/doubles/bounds.js';

/**
 * The value that a refiner of your own closes in on.
 *
 * @param params - what its `start` and `step` are given. Values that agree in the name and version of the
 *   refiner, in params and in inputs are one node of a session, and share their state.
 * @param inputs - the values whose bounds its steps see.
 */
export function refined<Params extends Plain, State extends Plain>(
  refiner: Refiner<Params, State>,
  params: Params,
  inputs: readonly RealInput[] = [],
): Real {
  const operands = inputs.map((input) => fromInput('refined', input));
  const { name } = refiner;
  return new Real(
    { form: 'refiner', name, refiner: refiner as unknown as Refiner },
    operands,
    params,
    UNKNOWN,
  );
}

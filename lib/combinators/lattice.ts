import { absolute, maximum, minimum } from '../exact/arithmetic.js';
import { roundTo } from '../exact/outward.js';
import type { Combinator } from './combinator.js';

const lipschitzOne: Combinator['sensitivities'] = (_inputs, _output, _params, into) => {
  into.fill(0);
};

/** |x|, at least 0 exactly. */
export const absoluteValue: Combinator = {
  name: 'abs',
  combine: ([x], grid) => roundTo(absolute(x!), grid),
  sensitivities: lipschitzOne,
};

/** The smallest of its inputs. */
export const minimumOf: Combinator = {
  name: 'min',
  combine: (inputs, grid) => roundTo(inputs.reduce(minimum), grid),
  sensitivities: lipschitzOne,
};

/** The largest of its inputs. */
export const maximumOf: Combinator = {
  name: 'max',
  combine: (inputs, grid) => roundTo(inputs.reduce(maximum), grid),
  sensitivities: lipschitzOne,
};

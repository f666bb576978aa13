import { divide } from '../exact/enclosure/arithmetic.js';
import { magnitudeLog2, mignitudeLog2 } from '../exact/enclosure/enclosure.js';
import type { Combinator } from './combinator.js';
import { quotientRange } from './exact-range.js';

/** x / y: unbounded while y may be zero, DivisionByZeroError once it is proven to be. */
export const quotient: Combinator = {
  name: 'divide',
  combine: ([x, y], grid) => divide(x!, y!, grid),
  exactRange: ([x, y], _params, mostBits) => quotientRange(x!, y!, mostBits),
  estimate: {
    value: ([x, y]) => x! / y!,
    slope: (input, [, y], value) => Math.abs((input === 0 ? 1 : value) / y!),
  },
  // d/dx = 1/y and d/dy = -(x/y)/y.
  sensitivities([, y], output, _params, into) {
    const reciprocal = -mignitudeLog2(y!);
    into[0] = reciprocal;
    const size = magnitudeLog2(output);
    into[1] = size === -Infinity ? -Infinity : size + reciprocal;
  },
};

import { fromRational } from '../exact/enclosure/outward.js';
import { ratToDoubleNearest } from '../exact/rational-double.js';
import type { Rational } from '../exact/rational.js';
import type { Combinator } from './combinator.js';
import { pointRange } from './exact-range.js';

/** A constant that is known exactly; rounded only as far as the grid asks. */
export const rationalConstant: Combinator<Rational> = {
  name: 'rational',
  combine: (_inputs, grid, value) => fromRational(value, grid),
  exactRange: (_inputs, value) => pointRange(value),
  estimate: {
    value: (_inputs, value) => ratToDoubleNearest(value),
    slope: () => 0,
  },
  sensitivities() {
    // No inputs.
  },
};

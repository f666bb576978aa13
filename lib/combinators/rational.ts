import { fromRational } from '../exact/enclosure/outward.js';
import type { Rational } from '../exact/rational.js';
import type { Combinator } from './combinator.js';
import { pointRange } from './exact-range.js';

/** A constant that is known exactly; rounded only as far as the grid asks. */
export const rationalConstant: Combinator<Rational> = {
  name: 'rational',
  combine: (_inputs, grid, value) => fromRational(value, grid),
  exactRange: (_inputs, value) => pointRange(value),
  sensitivities() {
    // No inputs.
  },
};

import { sum } from '../exact/enclosure/arithmetic.js';
import type { Combinator } from './combinator.js';
import { sumRange } from './exact-range.js';

/** x1 + x2 + ... + xn. */
export const sumCombinator: Combinator = {
  name: 'add',
  combine: (inputs, grid) => sum(inputs, grid),
  exactRange: (inputs, _params, mostBits) => sumRange(inputs, mostBits),
  sensitivities(_inputs, _output, _params, into) {
    into.fill(0);
  },
};

import { sum } from '../exact/enclosure/arithmetic.js';
import type { Combinator } from './combinator.js';
import { sumRange } from './exact-range.js';

/** x1 + x2 + ... + xn. */
export const sumCombinator: Combinator = {
  name: 'add',
  combine: (inputs, grid) => sum(inputs, grid),
  exactRange: (inputs, _params, mostBits) => sumRange(inputs, mostBits),
  estimate: {
    value: (inputs) => inputs.reduce((a, b) => a + b, 0),
    slope: () => 1,
  },
  sensitivities(_inputs, _output, _params, into) {
    into.fill(0);
  },
};

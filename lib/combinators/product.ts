import { product } from '../exact/enclosure/arithmetic.js';
import { magnitudeLog2 } from '../exact/enclosure/enclosure.js';
import type { Combinator } from './combinator.js';
import { productRange } from './exact-range.js';

/** x1 * x2 * ... * xn. */
export const productCombinator: Combinator = {
  name: 'multiply',
  combine: (inputs, grid) => product(inputs, grid),
  exactRange: (inputs, _params, mostBits) => productRange(inputs, mostBits),
  estimate: {
    value: (inputs) => inputs.reduce((a, b) => a * b, 1),
    slope: (input, inputs, value) => Math.abs(value / inputs[input]!),
  },
  // |d/d xi| is the product of the other magnitudes: their logarithms are summed from both sides, so that a
  // zero or an infinite magnitude never has to be divided out again.
  sensitivities(inputs, _output, _params, into) {
    const magnitudes = inputs.map(magnitudeLog2);
    let before = 0;
    magnitudes.forEach((magnitude, i) => {
      into[i] = before;
      before = times(before, magnitude);
    });
    let after = 0;
    for (let i = inputs.length - 1; i >= 0; i--) {
      into[i] = times(into[i]!, after);
      after = times(after, magnitudes[i]!);
    }
  },
};

/** The logarithm of a product of magnitudes; zero times infinity is zero, as for finite reals. */
function times(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : a + b;
}

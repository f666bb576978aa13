import { estimateOf } from '../exact/estimate.js';
import type { Estimate } from '../exact/estimate.js';
import { absolute, maximum, minimum } from '../exact/enclosure/arithmetic.js';
import { intersect } from '../exact/enclosure/enclosure.js';
import { roundTo } from '../exact/enclosure/outward.js';
import type { Combinator } from './combinator.js';
import { absoluteRange, extremeRange } from './exact-range.js';

/** 0 for an input that cannot be the extreme one and so does not reach the output; 1 for the others. */
const ofExtreme: Combinator['sensitivities'] = (inputs, output, _params, into) => {
  inputs.forEach((input, i) => {
    into[i] = intersect(input, output) === undefined ? -Infinity : 0;
  });
};

const estimateOfExtreme = (extreme: (a: number, b: number) => number): Estimate => ({
  value: (inputs) => inputs.reduce(extreme),
  slope: (input, inputs, value) => (inputs[input] === value ? 1 : 0),
});

/** |x|, at least 0 exactly. */
export const absoluteValue: Combinator = {
  name: 'abs',
  combine: ([x], grid) => roundTo(absolute(x!), grid),
  exactRange: ([x]) => absoluteRange(x!),
  estimate: estimateOf(Math.abs, () => 1),
  sensitivities(_inputs, _output, _params, into) {
    into[0] = 0;
  },
};

/** The smallest of its inputs. */
export const minimumOf: Combinator = {
  name: 'min',
  combine: (inputs, grid) => roundTo(inputs.reduce(minimum), grid),
  exactRange: (inputs) => extremeRange(inputs, -1),
  estimate: estimateOfExtreme(Math.min),
  sensitivities: ofExtreme,
};

/** The largest of its inputs. */
export const maximumOf: Combinator = {
  name: 'max',
  combine: (inputs, grid) => roundTo(inputs.reduce(maximum), grid),
  exactRange: (inputs) => extremeRange(inputs, 1),
  estimate: estimateOfExtreme(Math.max),
  sensitivities: ofExtreme,
};

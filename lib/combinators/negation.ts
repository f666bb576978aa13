import { estimateOf } from '../exact/estimate.js';
import { negate } from '../exact/enclosure/arithmetic.js';
import { roundTo } from '../exact/enclosure/outward.js';
import type { Combinator } from './combinator.js';
import { negateRange } from './exact-range.js';

/** -x. */
export const negation: Combinator = {
  name: 'negate',
  combine: ([x], grid) => roundTo(negate(x!), grid),
  exactRange: ([x]) => negateRange(x!),
  estimate: estimateOf(
    (x) => -x,
    () => 1,
  ),
  sensitivities(_inputs, _output, _params, into) {
    into[0] = 0;
  },
};

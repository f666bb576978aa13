import { describeEnclosure } from '../exact/describe.js';
import { intersect } from '../exact/enclosure/enclosure.js';
import { fromRationals, roundTo } from '../exact/enclosure/outward.js';
import { ContradictionError } from '../exact/errors.js';
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { Combinator } from './combinator.js';
import type { Datum } from './datum.js';
import { compareFractions } from './exact-range.js';

/**
 * x, of which somebody claims that it lies in [lo, hi]: the bounds of x met with these. The node is its own, so that no
 * other user of x inherits the claim.
 */
export const claimed: Combinator<Datum> = {
  name: 'knownWithin',
  asserts: true,
  // Each end is an end of x or of the claim, rounded to the grid at most twice: law 3.
  combine([x], grid, claim) {
    const met = intersect(x!, fromRationals(claim.lo, claim.hi, grid));
    if (met === undefined) throw contradiction(x!, claim);
    return roundTo(met, grid);
  },
  // An empty image is left to `combine`, which has the error.
  exactRange([x], { lo, hi }) {
    const lower = compareFractions(x!.lo, lo) < 0 ? lo : x!.lo;
    const upper = compareFractions(x!.hi, hi) > 0 ? hi : x!.hi;
    return compareFractions(lower, upper) <= 0 ? { lo: lower, hi: upper } : undefined;
  },
  estimate: { value: ([x]) => x!, slope: () => 1 },
  // The identity. A goal narrower than the claim is for x to meet.
  sensitivities(_inputs, _output, _params, into) {
    into[0] = 0;
  },
};

/** The error where a proven enclosure of x has no point in common with the claim. */
export function contradiction(x: Enclosure, { label }: Datum): ContradictionError {
  return new ContradictionError(
    `knownWithin: the claim ${label} is refuted by the proven bounds ${describeEnclosure(x)}`,
  );
}

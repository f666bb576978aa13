import { fromRationals } from '../exact/enclosure/outward.js';
import type { Rational } from '../exact/rational.js';
import type { Combinator } from './combinator.js';

/** A quantity that is known by bounds alone, such as a measurement. */
export interface Datum {
  readonly lo: Rational;
  readonly hi: Rational;
  /** Its name in messages. */
  readonly label: string;
}

/** A datum: somewhere in [lo, hi], and nothing will narrow it. Two data with the same bounds are two quantities. */
export const datumConstant: Combinator<Datum> = {
  name: 'datum',
  combine: (_inputs, grid, { lo, hi }) => fromRationals(lo, hi, grid),
  exactRange: (_inputs, { lo, hi }) => ({ lo, hi }),
  sensitivities() {
    // No inputs.
  },
};

/** Ends that are known as rationals: of what data and arithmetic make, and of a rational itself. */
import type { Rational } from '../rational.js';

/** From `lo` to `hi`, both included. */
export interface ExactEnds {
  readonly lo: Rational;
  readonly hi: Rational;
}

/**
 * Constants between neighbouring doubles. The specs hold them against the kernels of `constants.ts`, one folder up.
 */
import type { DoubleBounds } from './bounds.js';

export const PI: DoubleBounds = { lo: 3.141592653589793, hi: 3.1415926535897936 };
export const HALF_PI: DoubleBounds = { lo: PI.lo / 2, hi: PI.hi / 2 };
export const E: DoubleBounds = { lo: 2.718281828459045, hi: 2.7182818284590455 };
export const LN2: DoubleBounds = { lo: 0.6931471805599453, hi: 0.6931471805599454 };
export const LN10: DoubleBounds = { lo: 2.3025850929940455, hi: 2.302585092994046 };
export const PHI: DoubleBounds = { lo: 1.6180339887498947, hi: 1.618033988749895 };

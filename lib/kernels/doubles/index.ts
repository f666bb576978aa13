/** The functions that have bounds in doubles, by name. */
import type { DoubleBounds } from './bounds.js';
import { acosDoubles, asinDoubles, atan2Doubles, atanDoubles } from './arctangent.js';
import { expDoubles } from './exponential.js';
import { coshDoubles, sinhDoubles, tanhDoubles } from './hyperbolic.js';
import { hypotDoubles } from './hypotenuse.js';
import { acoshDoubles, asinhDoubles, atanhDoubles } from './inverse-hyperbolic.js';
import { lnDoubles, log10Doubles, log2Doubles } from './logarithm.js';
import { cosDoubles, sinDoubles, tanDoubles } from './sine-cosine.js';
import {
  ceilDoubles,
  floorDoubles,
  modDoubles,
  roundDoubles,
  signDoubles,
  truncDoubles,
} from './steps.js';

/** Bounds of a function from those of its operands. */
export type DoubleFunction = (...operands: DoubleBounds[]) => DoubleBounds;

export const doubleFunctions: ReadonlyMap<string, DoubleFunction> = new Map<string, DoubleFunction>(
  [
    ['exp', expDoubles],
    ['ln', lnDoubles],
    ['log2', log2Doubles],
    ['log10', log10Doubles],
    ['hypot', hypotDoubles],
    ['sin', sinDoubles],
    ['cos', cosDoubles],
    ['tan', tanDoubles],
    ['asin', asinDoubles],
    ['acos', acosDoubles],
    ['atan', atanDoubles],
    ['atan2', atan2Doubles],
    ['sinh', sinhDoubles],
    ['cosh', coshDoubles],
    ['tanh', tanhDoubles],
    ['asinh', asinhDoubles],
    ['acosh', acoshDoubles],
    ['atanh', atanhDoubles],
    ['sign', signDoubles],
    ['floor', floorDoubles],
    ['ceil', ceilDoubles],
    ['round', roundDoubles],
    ['trunc', truncDoubles],
    ['mod', modDoubles],
  ],
);

/** All constants. */
import { eFixed, phiFixed, piFixed } from '../../kernels/constants.js';
import { ln2Fixed } from '../../kernels/reduction/prime-logarithms.js';
import type { Plain, Refiner } from '../refiner.js';
import { constantRefiner } from './constant.js';

/** The ratio of a circle's circumference to its diameter. */
export const pi = constantRefiner('pi', 3, Math.PI, piFixed);

/** The base of the natural logarithm. */
export const e = constantRefiner('e', 2, Math.E, eFixed);

/** The natural logarithm of 2. */
export const ln2 = constantRefiner('ln2', 0, Math.LN2, ln2Fixed);

/** The golden ratio, (1 + sqrt 5) / 2. */
export const phi = constantRefiner('phi', 1, (1 + Math.sqrt(5)) / 2, phiFixed);

export const constants: readonly Refiner<Plain, null>[] = [pi, e, ln2, phi];

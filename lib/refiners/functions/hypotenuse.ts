/** The length of the hypotenuse, `sqrt(x^2 + y^2)`. */
import { add, square } from '../../exact/enclosure/arithmetic.js';
import {
  below,
  isFinite,
  isPoint,
  magnitudeLog2,
  mignitudeLog2,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { ZERO } from '../../exact/dyadic.js';
import { logAdd } from '../../exact/log2.js';
import { ratAdd, ratAffordable, ratMultiply, ratRoot } from '../../exact/rational.js';
import { checkBits } from '../evaluation/ends.js';
import type { FunctionDefinition } from '../evaluation/function.js';
import { evaluateMonotone } from '../evaluation/monotone.js';
import { rootOf } from './nth-root.js';

const squareRoot = rootOf(2);

/** What the 64 bits of a first look leave after three roundings. */
const ROUGH_BITS = 60;

/**
 * A sum of squares off by s moves its root r by less than s / r, and by at most sqrt(s) where r may be
 * zero. The three roundings of the sum, s = 6 units, are kept below a quarter of the grid by either rule.
 */
function gridOfSum(sum: Enclosure, grid: number): number {
  if (grid === Infinity) return Infinity;
  const least = Math.floor(mignitudeLog2(sum) / 2);
  return Math.max(2 * grid, grid + least) - 7;
}

export const hypot: FunctionDefinition = {
  name: 'hypot',
  arity: 2,
  initial: () => below(ZERO),
  evaluate: ([x, y], grid) => {
    const sumOn = (g: number): Enclosure => add(square(x!, g), square(y!, g), g);
    const rough = sumOn(Infinity);
    if (isFinite(rough)) checkBits(magnitudeLog2(rough) / 2 - grid);
    const fine = gridOfSum(rough, grid);
    const { bounds, own } = evaluateMonotone(squareRoot, sumOn(fine), grid - 1);
    // A wide sum is rounded to 64 bits, which is less than 2^-50 of its width.
    const ofSum = Math.max(
      Math.min(grid - 2, magnitudeLog2(bounds) - ROUGH_BITS),
      widthLog2(bounds) - 50,
    );
    return { bounds, own: isPoint(bounds) ? -Infinity : logAdd(own, ofSum) };
  },
  /** |x| / hypot(x, y), at most 1. */
  sensitivity: (input, inputs, output): Log2 => {
    const ratio = magnitudeLog2(inputs[input]!) - mignitudeLog2(output);
    return Number.isNaN(ratio) ? 0 : Math.min(0, ratio);
  },
  estimate: {
    value: ([x, y]) => Math.hypot(x!, y!),
    slope: (input, inputs, value) => Math.abs(inputs[input]!) / value,
  },
  fold: ([x, y]) => {
    if (!ratAffordable(x!, y!)) return undefined;
    return ratRoot(ratAdd(ratMultiply(x!, x!), ratMultiply(y!, y!)), 2);
  },
};

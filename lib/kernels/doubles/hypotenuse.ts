/** The hypotenuse in doubles. */
import { addDoubles, exactly, multiplyDoubles, sqrtDoubles, squareDoubles } from './bounds.js';
import type { DoubleBounds } from './bounds.js';

/** The squares of larger and of smaller numbers may overflow or underflow. */
const LARGE = 2 ** 500;
const SMALL = 2 ** -400;
const UP = exactly(2 ** 550);
const DOWN = exactly(2 ** -550);

/** sqrt(x^2 + y^2). */
export function hypotDoubles(x: DoubleBounds, y: DoubleBounds): DoubleBounds {
  const largest = Math.max(Math.abs(x.lo), Math.abs(x.hi), Math.abs(y.lo), Math.abs(y.hi));
  if (largest > LARGE)
    return multiplyDoubles(UP, lengthOf(multiplyDoubles(DOWN, x), multiplyDoubles(DOWN, y)));
  if (largest < SMALL)
    return multiplyDoubles(DOWN, lengthOf(multiplyDoubles(UP, x), multiplyDoubles(UP, y)));
  return lengthOf(x, y);
}

function lengthOf(x: DoubleBounds, y: DoubleBounds): DoubleBounds {
  return sqrtDoubles(nonNegative(addDoubles(squareDoubles(x), squareDoubles(y))));
}

/** Squares are not negative, nor is their sum: rounding down may have made it so. */
function nonNegative({ lo, hi }: DoubleBounds): DoubleBounds {
  return { lo: Math.max(0, lo), hi };
}

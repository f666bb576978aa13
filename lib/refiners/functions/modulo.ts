/** The remainder `x - y floor(x / y)`, which has the sign of y. */
import { divide, multiply, subtract } from '../../exact/arithmetic.js';
import {
  compare,
  dyadic,
  floorTo,
  fromInteger,
  max,
  min,
  multiply as multiplyExactly,
  ZERO,
  type Dyadic,
} from '../../exact/dyadic.js';
import {
  ALL,
  containsZero,
  isFinite,
  isNegative,
  isPoint,
  isPositive,
  intersect,
  lowerEnd,
  magnitudeLog2,
  mignitudeLog2,
  point,
  upperEnd,
  widthLog2,
  type Enclosure,
} from '../../exact/enclosure.js';
import { DivisionByZeroError, LimitError } from '../../exact/errors.js';
import { fromExactEndsOpen } from '../../exact/ends.js';
import { divideFloor } from '../../exact/integer.js';
import { ratDivide, ratFloor, ratMultiply, ratSubtract } from '../../exact/rational.js';
import type { Need } from '../refiner.js';
import type { Evaluation, FunctionDefinition } from './function.js';

/** The longest quotient that is taken apart into a whole part and a remainder, in bits. */
const LONGEST_QUOTIENT = 2 ** 25;

function evaluate(x: Enclosure, y: Enclosure, grid: number): Evaluation {
  if (magnitudeLog2(y) === -Infinity) throw divisorZero();
  const range = between(y);
  if (containsZero(y)) {
    return { bounds: range, own: -Infinity, needs: [{ input: 1, predicate: { excludes: ZERO } }] };
  }
  const quotients = wholeQuotients(x, y);
  if (quotients === undefined || quotients.first !== quotients.last) {
    return { bounds: range, own: -Infinity, needs: [needOf(x, y, quotients)] };
  }
  const whole = point(fromInteger(quotients.first));
  const fine = grid - 2;
  const size = magnitudeLog2(y);
  const exactGrid = isPoint(x) && isPoint(y) ? -Infinity : fine;
  const rest = subtract(x, multiply(whole, y, exactGrid), fine);
  const bounds = intersect(rest, range) ?? range;
  const own = isPoint(bounds) ? -Infinity : Math.min(grid, size - 62);
  return { bounds, own: isPoint(x) && isPoint(y) ? own : Math.max(own, grid === Infinity ? size - 60 : grid) };
}

function divisorZero(): DivisionByZeroError {
  return new DivisionByZeroError('mod: the divisor is exactly zero');
}

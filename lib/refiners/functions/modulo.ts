/** The remainder `x - y floor(x / y)`, which has the sign of y. */
import { multiply, subtract } from '../../exact/enclosure/arithmetic.js';
import {
  absolute,
  compare,
  fromInteger,
  max,
  min,
  multiply as multiplyExactly,
  sign,
  topExponent,
  ZERO,
} from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import {
  containsZero,
  intersect,
  isFinite,
  isPoint,
  lowerEnd,
  magnitudeLog2,
  mignitudeLog2,
  point,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { DivisionByZeroError, LimitError } from '../../exact/errors.js';
import { fromExactEndsOpen } from '../../exact/enclosure/ends.js';
import { bitLength, divideFloor } from '../../exact/integer.js';
import {
  ratAffordable,
  ratDivide,
  ratFloor,
  ratMultiply,
  ratSubtract,
} from '../../exact/rational.js';
import type { Need } from '../refiner.js';
import { checkBits } from '../evaluation/ends.js';
import type { Evaluation, FunctionDefinition } from '../evaluation/function.js';
import { supported } from '../evaluation/mean-value-form.js';

/** The longest quotient that is taken apart, in bits. */
const LONGEST_QUOTIENT = 2 ** 25;

/** The significant bits of y that a first look keeps in the remainder. */
const ROUGH_BITS = 62;

/** The least and the greatest of floor(x / y); they are equal where no jump is inside. */
interface Quotients {
  readonly first: bigint;
  readonly last: bigint;
}

function evaluate(x: Enclosure, y: Enclosure, grid: number): Evaluation {
  if (magnitudeLog2(y) === -Infinity) {
    throw new DivisionByZeroError('mod: the divisor is exactly zero');
  }
  const range = remainders(y);
  if (containsZero(y)) {
    // Not defined for a divisor of zero, though its bounds are finite.
    const needs: Need[] = [{ input: 1, predicate: { excludes: ZERO } }];
    return { bounds: range, own: -Infinity, needs, conditional: true };
  }
  const quotients = quotientsOf(x, y);
  if (quotients === undefined || quotients.first !== quotients.last) {
    return { bounds: range, own: -Infinity, needs: [needOf(x, y, quotients)] };
  }
  const ofY = quotients.first === 0n ? -Infinity : widthLog2(y) + lengthOf(quotients) - 1;
  const inherited = Math.max(widthLog2(x), ofY);
  checkBits(magnitudeLog2(y) - grid);
  const wanted = Math.min(grid, Math.floor(mignitudeLog2(y)) - ROUGH_BITS) - 3;
  const fine = Math.max(wanted, supported(inherited));
  const multiple = multiply(point(fromInteger(quotients.first)), y, fine);
  const rest = intersect(subtract(x, multiple, fine), range) ?? range;
  return { bounds: rest, own: isPoint(rest) ? -Infinity : fine + 3 };
}

/** Between zero and y. */
function remainders(y: Enclosure): Enclosure {
  const lo = lowerEnd(y);
  const hi = upperEnd(y);
  return fromExactEndsOpen(lo && min(lo, ZERO), hi && max(hi, ZERO));
}

/** The quotient is monotone in both, so the floors at the four corners bound it. */
function quotientsOf(x: Enclosure, y: Enclosure): Quotients | undefined {
  if (!isFinite(x) || !isFinite(y)) return undefined;
  const floors: bigint[] = [];
  for (const a of [lowerEnd(x)!, upperEnd(x)!]) {
    for (const b of [lowerEnd(y)!, upperEnd(y)!]) floors.push(floorOfQuotient(a, b));
  }
  const [one, ...others] = floors as [bigint, ...bigint[]];
  return {
    first: others.reduce((p, q) => (p < q ? p : q), one),
    last: others.reduce((p, q) => (p > q ? p : q), one),
  };
}

/** @throws LimitError if the quotient is longer than 2^25 bits. */
function floorOfQuotient(a: Dyadic, b: Dyadic): bigint {
  if (compare(absolute(a), absolute(b)) < 0) return sign(a) * sign(b) < 0 ? -1n : 0n;
  const bits = topExponent(a) - topExponent(b);
  if (bits > LONGEST_QUOTIENT) {
    throw new LimitError(
      `mod: a quotient of about 2^${String(bits)} is beyond the limit 2^${String(LONGEST_QUOTIENT)}`,
    );
  }
  const shift = BigInt(Math.abs(a.e - b.e));
  return a.e >= b.e ? divideFloor(a.m << shift, b.m) : divideFloor(a.m, b.m << shift);
}

/** Asks to exclude a jump at a known point; else to narrow the input that moves the quotient more. */
function needOf(x: Enclosure, y: Enclosure, quotients: Quotients | undefined): Need {
  const divisor = lowerEnd(y);
  const isOneJump = quotients?.last === (quotients?.first ?? 0n) + 1n;
  // The jump at zero is where it is whatever the divisor.
  if (isOneJump && quotients.last === 0n) return { input: 0, predicate: { excludes: ZERO } };
  if (isOneJump && divisor !== null && isPoint(y)) {
    const excludes = multiplyExactly(fromInteger(quotients.last), divisor);
    return { input: 0, predicate: { excludes } };
  }
  const size = Math.floor(mignitudeLog2(y));
  if (!isFinite(y)) return { input: 1, width: size };
  const ofX = widthLog2(x);
  const factor = quotients === undefined ? 0 : lengthOf(quotients);
  const ofY = widthLog2(y) + factor;
  if (ofX >= ofY) return { input: 0, width: Math.min(ofX, size) - 2 };
  return { input: 1, width: Math.min(widthLog2(y), size - factor) - 2 };
}

function lengthOf({ first, last }: Quotients): number {
  return Math.max(bitLength(first), bitLength(last));
}

export const mod: FunctionDefinition = {
  name: 'mod',
  arity: 2,
  evaluate: ([x, y], grid) => evaluate(x!, y!, grid),
  /** 1, and the whole part of the quotient. */
  sensitivity: (input, [x, y]) => {
    if (containsZero(y!)) return Infinity;
    const quotients = quotientsOf(x!, y!);
    if (quotients === undefined || quotients.first !== quotients.last) return Infinity;
    if (input === 0) return 0;
    return quotients.first === 0n ? -Infinity : lengthOf(quotients);
  },
  fold: ([x, y]) => {
    if (y!.n === 0n) throw new DivisionByZeroError('mod: the divisor is exactly zero');
    if (!ratAffordable(x!, y!)) return undefined;
    const whole = { n: ratFloor(ratDivide(x!, y!)), d: 1n };
    return ratSubtract(x!, ratMultiply(y!, whole));
  },
};

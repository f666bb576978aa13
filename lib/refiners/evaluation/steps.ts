/**
 * The step functions: sign, floor, ceil, trunc, and round, which takes halves away from zero.
 *
 * All rise by whole numbers at jumps. An input that contains a jump gives the hull of the values beside
 * it and a need to exclude it.
 */
import { dyadic, floorTo, fromInteger, negate, ONE, ZERO } from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import { isPoint, lowerEnd, upperEnd } from '../../exact/enclosure/enclosure.js';
import type { Enclosure } from '../../exact/enclosure/enclosure.js';
import { fromExactEnds, fromExactEndsOpen } from '../../exact/enclosure/ends.js';
import { ratFloor } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { Need } from '../refiner.js';
import type { Evaluation, FunctionDefinition } from './function.js';

interface Step {
  readonly name: string;
  at(x: Dyadic): Dyadic;
  ofRational(x: Rational): bigint;
  /** Where f rises from `n` to `n + 1`, for a value n that it takes. */
  jump(n: bigint): Dyadic;
  /** The least value and the greatest, if there are such. */
  readonly low?: Dyadic;
  readonly high?: Dyadic;
}

/** A dyadic of a positive exponent is whole, however large. */
function floorOf(x: Dyadic): Dyadic {
  return x.e >= 0 ? x : fromInteger(floorTo(x, 0));
}

function ceilOf(x: Dyadic): Dyadic {
  return negate(floorOf(negate(x)));
}

/** floor(x + 1/2) for x >= 0. */
function roundOf(x: Dyadic): Dyadic {
  if (x.m < 0n) return negate(roundOf(negate(x)));
  return x.e >= 0 ? x : fromInteger((floorTo(x, -1) + 1n) >> 1n);
}

function ceilRational(x: Rational): bigint {
  return -ratFloor({ n: -x.n, d: x.d });
}

function roundRational(x: Rational): bigint {
  if (x.n < 0n) return -roundRational({ n: -x.n, d: x.d });
  return (2n * x.n + x.d) / (2n * x.d);
}

const FLOOR: Step = {
  name: 'floor',
  at: floorOf,
  ofRational: ratFloor,
  jump: (n) => fromInteger(n + 1n),
};

const CEIL: Step = { name: 'ceil', at: ceilOf, ofRational: ceilRational, jump: fromInteger };

const ROUND: Step = {
  name: 'round',
  at: roundOf,
  ofRational: roundRational,
  jump: (n) => dyadic(2n * n + 1n, -1),
};

const TRUNC: Step = {
  name: 'trunc',
  at: (x) => (x.m < 0n ? ceilOf(x) : floorOf(x)),
  ofRational: (x) => x.n / x.d,
  jump: (n) => fromInteger(n < 0n ? n : n + 1n),
};

const MINUS_ONE = negate(ONE);

const SIGN: Step = {
  name: 'sign',
  at: (x) => (x.m > 0n ? ONE : x.m < 0n ? MINUS_ONE : ZERO),
  ofRational: (x) => (x.n > 0n ? 1n : x.n < 0n ? -1n : 0n),
  jump: () => ZERO,
  low: MINUS_ONE,
  high: ONE,
};

function evaluate(step: Step, x: Enclosure): Evaluation {
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  const from = lo === null ? (step.low ?? null) : step.at(lo);
  const to = hi === null ? (step.high ?? null) : step.at(hi);
  if (from === null || to === null) {
    return { bounds: fromExactEndsOpen(from, to), own: -Infinity, needs: [needOf(step, from, to)] };
  }
  const bounds = fromExactEnds(from, to);
  if (isPoint(bounds)) return { bounds, own: -Infinity };
  return { bounds, own: -Infinity, needs: [needOf(step, from, to)] };
}

function needOf(step: Step, from: Dyadic | null, to: Dyadic | null): Need {
  if (step === SIGN) return { input: 0, predicate: { excludes: ZERO } };
  if (from !== null && to !== null && Math.max(from.e, to.e) < 64) {
    const n = floorTo(from, 0);
    if (floorTo(to, 0) === n + 1n) return { input: 0, predicate: { excludes: step.jump(n) } };
  }
  // Several jumps are inside: each narrower input narrows the value too.
  return { input: 0 };
}

function stepFunction(step: Step): FunctionDefinition {
  return {
    name: step.name,
    arity: 1,
    evaluate: ([x]) => evaluate(step, x!),
    sensitivity: (_input, [x]) => {
      const { needs } = evaluate(step, x!);
      return needs === undefined ? -Infinity : Infinity;
    },
    fold: ([x]) => ({ n: step.ofRational(x!), d: 1n }),
  };
}

/** -1, 0 or 1. */
export const sign: FunctionDefinition = {
  ...stepFunction(SIGN),
  initial: () => fromExactEnds(MINUS_ONE, ONE),
};

/** The greatest integer that is not above x. */
export const floor = stepFunction(FLOOR);

/** The least integer that is not below x. */
export const ceil = stepFunction(CEIL);

/** The nearest integer, halves away from zero. */
export const round = stepFunction(ROUND);

/** The integer next to x on the side of zero. */
export const trunc = stepFunction(TRUNC);

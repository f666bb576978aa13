/**
 * Real powers `x^y = exp(y ln x)`.
 *
 * For x < 0 only an exact integer y has a real power. At x = 0 the power is 0 for y > 0, 1 for an exact
 * 0, and a pole for y < 0. An x that may be negative though y is no exact integer is taken to be at
 * least 0, conditionally. While y is wide it may still turn out to be an exact integer, as a floor does:
 * then nothing is known of an x that may be negative, and y has to be narrower.
 */
import { multiply, power as integerPower } from '../../exact/enclosure/arithmetic.js';
import {
  ceilTo,
  compare,
  floorTo,
  fromInteger,
  max,
  negate as negateDyadic,
  ONE,
  topExponent,
  ZERO,
} from '../../exact/dyadic.js';
import type { Dyadic } from '../../exact/dyadic.js';
import {
  ALL,
  below,
  containsZero,
  isFinite,
  isNonNegative,
  isPoint,
  isPositive,
  lowerEnd,
  magnitudeLog2,
  mignitudeLog2,
  point,
  upperEnd,
  widthLog2,
} from '../../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../../exact/enclosure/enclosure.js';
import { DivisionByZeroError, DomainError } from '../../exact/errors.js';
import { describeEnclosure } from '../../exact/describe.js';
import { fromExactEndsOpen, negate } from '../../exact/enclosure/ends.js';
import { bitLength } from '../../exact/integer.js';
import { logAdd } from '../../exact/log2.js';
import { ratFits, ratPower, ratRoot, ratText } from '../../exact/rational.js';
import type { Rational } from '../../exact/rational.js';
import type { Need } from '../refiner.js';
import { checkBits } from '../evaluation/ends.js';
import { exponential } from './exponential.js';
import type { Evaluation, FunctionDefinition } from '../evaluation/function.js';
import { supported } from '../evaluation/mean-value-form.js';
import { logarithm } from './logarithm.js';
import { evaluateMonotone, roughRange } from '../evaluation/monotone.js';

/** Integer exponents below 2 to this go by repeated multiplication, for bases of any sign. */
const LARGEST_INTEGER_EXPONENT_BITS = 31;

/** An exponent of more bits leaves no power within the limits but that of 1, and takes too long to examine. */
const LARGEST_EXPONENT_BITS = 2 ** 20;

/** An exponent that is narrower than 2^this and is no point is not expected to become one. */
const NARROW_EXPONENT = -32;

/** Exact powers are searched for roots of degrees up to this. */
const LARGEST_EXACT_DEGREE = 64n;

function evaluate(x: Enclosure, y: Enclosure, grid: number): Evaluation {
  const n = exactInteger(y);
  if (n !== undefined) return ofInteger(x, n, y, grid);
  const hi = upperEnd(x);
  if (!isNonNegative(x) && mayBecomeInteger(y)) {
    const width = Math.min(NARROW_EXPONENT, widthLog2(y) - 2);
    return { bounds: ALL, own: -Infinity, needs: [{ input: 1, width }] };
  }
  if (hi !== null && hi.m < 0n) throw negativeBase(describeEnclosure(x), describeEnclosure(y));
  if (isPositive(x)) return positive(x, y, grid);
  return fromZero(x, y, grid);
}

function negativeBase(base: string, exponent: string): DomainError {
  return new DomainError(
    `pow: the base ${base} is negative and the exponent ${exponent} ` +
      'is no exact integer; nthRoot, in the language root(x, n), takes odd roots of negative numbers',
  );
}

/** The integer that an enclosure is exactly; undefined if it is none. */
function exactInteger(y: Enclosure): bigint | undefined {
  const lo = lowerEnd(y);
  if (lo === null || !isPoint(y) || topExponent(lo) > LARGEST_EXPONENT_BITS) return undefined;
  const whole = floorTo(lo, 0);
  return compare(fromInteger(whole), lo) === 0 ? whole : undefined;
}

/** Whether an exponent that is no point yet may be an exact integer once it is narrower. */
function mayBecomeInteger(y: Enclosure): boolean {
  const width = widthLog2(y);
  if (width < NARROW_EXPONENT || width >= 0) return width >= 0;
  const lo = lowerEnd(y);
  const hi = upperEnd(y);
  return lo === null || hi === null || compare(fromInteger(ceilTo(lo, 0)), hi) <= 0;
}

function ofInteger(x: Enclosure, n: bigint, y: Enclosure, grid: number): Evaluation {
  if (bitLength(n) <= LARGEST_INTEGER_EXPONENT_BITS) return integer(x, Number(n), grid);
  if (isPositive(x)) return positive(x, y, grid);
  const even = BigInt.asUintN(1, n) === 0n;
  const lo = lowerEnd(x);
  const hi = upperEnd(x);
  if (hi !== null && hi.m < 0n) {
    const { bounds, ...rest } = positive(negate(x), y, grid);
    return { bounds: even ? bounds : negate(bounds), ...rest };
  }
  if (n < 0n) {
    if (magnitudeLog2(x) === -Infinity) throw poleAtZero(String(n));
    const needs = [{ input: 0, predicate: { excludes: ZERO } }];
    return { bounds: even ? below(ZERO) : ALL, own: -Infinity, needs };
  }
  if (magnitudeLog2(x) === -Infinity) return { bounds: point(ZERO), own: -Infinity };
  // Between the powers of the ends, zero inside.
  const up = powerOfEnd(hi, y, grid);
  const down = powerOfEnd(lo && negateDyadic(lo), y, grid);
  const own = Math.max(up.own, down.own);
  const most = even ? greater(up.hi, down.hi) : up.hi;
  const least = even ? ZERO : down.hi && negateDyadic(down.hi);
  return { bounds: fromExactEndsOpen(least, most), own };
}

interface UpperPower {
  readonly hi: Dyadic | null;
  readonly own: Log2;
}

/** An upper bound of `x^y` for an end of a base; 0 for one of the other sign. */
function powerOfEnd(x: Dyadic | null, y: Enclosure, grid: number): UpperPower {
  if (x === null) return { hi: null, own: -Infinity };
  if (x.m <= 0n) return { hi: ZERO, own: -Infinity };
  const { bounds, own } = positive(point(x), y, grid);
  return { hi: upperEnd(bounds), own };
}

function greater(a: Dyadic | null, b: Dyadic | null): Dyadic | null {
  return a === null || b === null ? null : max(a, b);
}

function integer(x: Enclosure, n: number, grid: number): Evaluation {
  if (n < 0 && magnitudeLog2(x) === -Infinity) throw poleAtZero(String(n));
  for (const size of [magnitudeLog2(x) * n, mignitudeLog2(x) * n]) {
    if (Number.isFinite(size)) checkBits(Math.ceil(size - grid));
  }
  const bounds = integerPower(x, n, grid - 1);
  const own = isPoint(bounds) ? -Infinity : Math.min(grid, magnitudeLog2(bounds) - 62);
  if (isFinite(bounds) || !containsZero(x) || n >= 0) return { bounds, own };
  return { bounds, own: -Infinity, needs: [{ input: 0, predicate: { excludes: ZERO } }] };
}

function poleAtZero(exponent: string): DivisionByZeroError {
  return new DivisionByZeroError(`pow: 0^${exponent}, a negative power of exactly zero`);
}

/**
 * For x > 0, by precisions that follow backwards from the result: a quarter of the grid each for the
 * logarithm (times y) and the product's rounding, the rest for the exponential itself. Neither is
 * computed finer than the inputs' widths support.
 */
function positive(x: Enclosure, y: Enclosure, grid: number): Evaluation {
  const roughLog = roughRange(logarithm, x);
  const rough = roughRange(exponential, multiply(y, roughLog, Infinity));
  const top = magnitudeLog2(rough);
  const size = magnitudeLog2(y);
  // Where something is unbounded, what the inputs bring outweighs every rounding.
  if (!isFinite(x) || !isFinite(y) || !isFinite(rough)) return { bounds: rough, own: -Infinity };
  if (grid === Infinity) return { bounds: rough, own: top - roughBits(roughLog, size) };
  const inherited = Math.max(
    mignitudeLog2(roughLog) + widthLog2(y),
    mignitudeLog2(y) + widthLog2(x) - magnitudeLog2(x),
  );
  const ofProduct = Math.max(Math.floor(grid - top) - 4, supported(inherited));
  const log = evaluateMonotone(logarithm, x, Math.floor(ofProduct - size) - 1);
  const product = multiply(y, log.bounds, ofProduct);
  const result = evaluateMonotone(exponential, product, grid - 1);
  const inner = logAdd(size + log.own, Math.min(ofProduct + 1, magnitudeLog2(product) - 62));
  return { bounds: result.bounds, own: logAdd(result.own, top + inner) };
}

/** The bits that are left of 60 when the argument of the exponential has a magnitude of its own. */
function roughBits(log: Enclosure, sizeOfY: Log2): number {
  return 58 - Math.max(0, magnitudeLog2(log) + sizeOfY);
}

/** For an x that reaches from zero or below to something positive, or is zero. */
function fromZero(x: Enclosure, y: Enclosure, grid: number): Evaluation {
  const conditional = !isNonNegative(x);
  const atZero = { input: 0, predicate: { excludes: ZERO } } as const;
  const top = upperEnd(x);
  if (top?.m === 0n)
    return { ...zeroTo(y), ...(conditional ? { conditional, needs: [atZero] } : {}) };
  const largest = top === null ? undefined : positive(point(top), y, grid);
  if (isPositive(y)) {
    // Rising in x, from 0.
    const hi = largest === undefined ? null : upperEnd(largest.bounds);
    return {
      bounds: fromExactEndsOpen(ZERO, hi),
      own: largest?.own ?? -Infinity,
      ...(conditional ? { conditional, needs: [atZero] } : {}),
    };
  }
  // Falling in x from a pole for negative y; of either kind otherwise.
  const sign = upperEnd(y);
  const falls = sign !== null && sign.m < 0n;
  const lo = falls && largest !== undefined ? lowerEnd(largest.bounds)! : ZERO;
  const needs: Need[] = [atZero];
  if (!falls) needs.push({ input: 1, predicate: { excludes: ZERO } });
  return { bounds: below(lo), own: -Infinity, needs, conditional };
}

/** 0^y: nothing is known of an exponent that may be zero without being it exactly. */
function zeroTo(y: Enclosure): Evaluation {
  if (isPositive(y)) return { bounds: point(ZERO), own: -Infinity };
  const hi = upperEnd(y);
  if (hi !== null && hi.m < 0n) throw poleAtZero(describeEnclosure(y));
  const needs: Need[] = [{ input: 1, predicate: { excludes: ZERO } }];
  return { bounds: fromExactEndsOpen(ZERO, ONE), own: -Infinity, needs, conditional: true };
}

/** |y| x^(y - 1), which is |y| x^y / x. */
function sensitivityToBase(x: Enclosure, y: Enclosure, output: Enclosure): Log2 {
  const size = magnitudeLog2(y);
  if (size === -Infinity) return -Infinity;
  const least = mignitudeLog2(x);
  if (least > -Infinity) return atLeast(magnitudeLog2(output) + size - least);
  const lo = lowerEnd(y);
  const hi = upperEnd(y);
  if (lo === null || hi === null || lo.m <= 0n || mignitudeLog2(y) < 0) return Infinity;
  // y >= 1: |x|^(y - 1) is largest at the greatest |x|, with the greatest y for |x| > 1, else the least.
  const greatest = magnitudeLog2(x);
  const exponent =
    greatest > 0 ? 2 ** size : Math.max(0, 2 ** mignitudeLog2(y) * (1 - 2 ** -40) - 1);
  return atLeast(size + (exponent === 0 ? 0 : greatest * exponent));
}

/** |ln x| x^y. */
function sensitivityToExponent(x: Enclosure, y: Enclosure, output: Enclosure): Log2 {
  if (!isPositive(x)) return sensitivityFromZero(x, y, output);
  const log = magnitudeLog2(roughRange(logarithm, x));
  if (log === -Infinity) return -Infinity;
  return atLeast(log + magnitudeLog2(output));
}

/**
 * Up to x = 1, |ln x| x^y is at most 1 / (e y), which it is at x = e^(-1 / y), and is largest for the least y. Beyond 1
 * the logarithm is at most log2 x, and the power at most the output.
 */
function sensitivityFromZero(x: Enclosure, y: Enclosure, output: Enclosure): Log2 {
  const size = magnitudeLog2(x);
  if (!isPositive(y) || size === Infinity) return Infinity;
  const toOne = -Math.LOG2E - mignitudeLog2(y);
  return atLeast(size > 0 ? Math.max(toOne, Math.log2(size) + magnitudeLog2(output)) : toOne);
}

/** A sum of logarithms that each were rounded up, against the sum's own rounding; NaN is unknown. */
function atLeast(log: Log2): Log2 {
  if (Number.isNaN(log)) return Infinity;
  return log === -Infinity ? log : log + Math.abs(log) * 2 ** -50;
}

export const pow: FunctionDefinition = {
  name: 'pow',
  arity: 2,
  evaluate: ([x, y], grid) => evaluate(x!, y!, grid),
  sensitivity: (input, [x, y], output) =>
    input === 0 ? sensitivityToBase(x!, y!, output) : sensitivityToExponent(x!, y!, output),
  // For 0 < y <= 1 and |u - v| <= 1: |u^y - v^y| <= |u - v|^y.
  modulus: (input, [x, y]) => {
    const lo = lowerEnd(y!);
    const within = isPositive(y!) && magnitudeLog2(y!) <= 0 && widthLog2(x!) <= 0;
    if (input !== 0 || !within || lo === null) return undefined;
    return { factor: 0, exponent: 2 ** mignitudeLog2(y!) * (1 - 2 ** -40) };
  },
  estimate: {
    value: ([x, y]) => (x! > 0 ? x! ** y! : NaN),
    slope: (input, [x, y], value) => Math.abs(value * (input === 0 ? y! / x! : Math.log(x!))),
  },
  fold: ([x, y]) => foldPower(x!, y!),
};

function foldPower(x: Rational, y: Rational): Rational | undefined {
  if (x.n === 0n) {
    if (y.n < 0n) throw poleAtZero(ratText(y));
    return y.n === 0n ? { n: 1n, d: 1n } : x;
  }
  if (y.d !== 1n && x.n < 0n) throw negativeBase(ratText(x), ratText(y));
  if (y.d > LARGEST_EXACT_DEGREE) return x.n === x.d ? x : undefined;
  const root = ratRoot(x, Number(y.d));
  const result = root && ratPower(root, y.n);
  return result !== undefined && ratFits(result) ? result : undefined;
}

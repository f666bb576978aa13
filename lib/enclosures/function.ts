import { compare } from '../exact/dyadic.js';
import type { Dyadic } from '../exact/dyadic.js';
import { fromDouble } from '../exact/double.js';
import { ALL, point } from '../exact/enclosure/ends.js';
import {
  hull,
  intersect,
  isFinite,
  isPoint,
  lowerEnd,
  magnitudeLog2,
  upperEnd,
  widthLog2,
} from '../exact/enclosure/enclosure.js';
import type { Enclosure, Log2 } from '../exact/enclosure/enclosure.js';
import { describeEnclosure } from '../exact/describe.js';
import { ContradictionError } from '../exact/errors.js';
import { estimateBy } from '../exact/estimate.js';
import type { Estimate } from '../exact/estimate.js';
import { checkDefinition, defineRefiner } from '../refiners/defined.js';
import type { PlainFields, Refiner, StepResult } from '../refiners/refiner.js';
import { add, multiply, subtract } from './arithmetic.js';
import { midpoint } from './reading.js';

/** A function of one number, by its values at points and its derivative. */
export interface RealFunction<Params = null> {
  /** Unique with `version`; shown in errors and `explain`. */
  readonly name: string;
  readonly version: number;
  /** Whether it replaces another one of its name and version that a session already has; see {@link Refiner.replace}. */
  readonly replace?: boolean | undefined;
  /** Where a host finds the refiner (see `createSession`). Without it steps run inline only. */
  readonly module?: URL | undefined;
  /**
   * Contains f at a point; computing adds at most `2^width`.
   *
   * @throws DomainError where f is not defined there.
   */
  at(x: Dyadic, width: Log2, params: Params): Enclosure;
  /** Contains f' at every point of `x`; `{ kind: 'all' }` where f' is unbounded there or f may not be defined. */
  derivative(x: Enclosure, params: Params): Enclosure;
  /** Bounds that f never leaves. */
  readonly range?: Enclosure | undefined;
  /** Whether f rises, or falls, throughout: its values at both ends are bounds then where the derivative says too little. */
  readonly monotone?: 'rising' | 'falling' | undefined;
}

/** Computing adds a 2^16th part of what the width of the input brings. */
const BELOW_INHERITED = 16;

/** What the estimates of a first step go by: about 64 bits. */
const FIRST_LOOK = 64;

/**
 * Defines a function of one number, and registers it as {@link defineRefiner} does: `refined(f, params, [x])` is its value
 * at x.
 *
 * For x within r of c and a derivative inside D the value lies within D [-r, r] of f(c): one evaluation at a point, at a
 * precision that the width of x supports.
 *
 * Source: R. E. Moore, *Interval Analysis*, Prentice-Hall 1966, the mean value form.
 *
 * @throws TypeError for a name, version, `at` or `derivative` that is missing or of another type.
 */
export function defineFunction<Params extends PlainFields<Params> = null>(
  f: RealFunction<Params>,
): Refiner<Params, null, readonly [Enclosure]> {
  const { name, version, replace, module, range = ALL } = f;
  checkDefinition('defineFunction', f, ['at', 'derivative']);
  return defineRefiner<Params, null, 1>({
    name,
    version,
    arity: 1,
    ...(replace === undefined ? {} : { replace }),
    ...(module === undefined ? {} : { module }),
    initial: () => range,
    start: () => null,
    step: ({ inputs: [x], demand }, params) => evaluated(f, x, demand.width, params),
    sensitivity: (_input, [x], _output, params) => magnitudeLog2(f.derivative(x, params)),
    estimate: estimateOf(f),
  });
}

function evaluated<Params>(
  f: RealFunction<Params>,
  x: Enclosure,
  width: Log2,
  params: Params,
): StepResult<null> {
  const { name, version, range = ALL } = f;
  // Without an end there is no middle: the range is all that is known.
  if (!isFinite(x)) return { state: null, bounds: range, needs: [{ input: 0, width: 0 }] };
  const aim = width < Infinity ? width : -Infinity;
  const slope = isPoint(x) ? undefined : f.derivative(x, params);
  const isSteep = slope !== undefined && magnitudeLog2(slope) === Infinity;
  // A slope without a bound does not say what the input supports.
  const inherited =
    slope === undefined || isSteep ? -Infinity : widthLog2(x) + magnitudeLog2(slope);
  const wanted = Math.max(aim - 2, inherited - BELOW_INHERITED);
  // A first look has no width to go by: 64 bits of the value at the middle, however narrow the input is.
  const middle = midpoint(x);
  const fine = aim > -Infinity ? wanted : Math.max(wanted, firstLook(f, middle, params));
  const value = f.at(middle, fine, params);
  const { bounds, own } =
    slope === undefined || isSteep
      ? atEnds(f, x, value, fine, params)
      : {
          bounds: add(value, multiply(slope, subtract(x, point(middle), fine), fine), fine),
          own: Math.max(widthLog2(value), fine) + 2,
        };
  const inside = intersect(bounds, range);
  if (inside === undefined) {
    throw new ContradictionError(
      `${name}@${String(version)}: ${describeEnclosure(bounds)} lies outside the range of the function`,
    );
  }
  const isExact = isPoint(inside);
  // The input is what keeps the value wide: half of the demand is left to it.
  const isBlocked = Number.isFinite(inherited) && inherited > aim && aim > -Infinity;
  const needs = [{ input: 0, width: aim - 1 - (inherited - widthLog2(x)) }];
  return {
    state: null,
    bounds: inside,
    ownWidth: isExact ? -Infinity : Math.min(own, widthLog2(inside)),
    ...(isExact ? { done: 'exact' } : {}),
    ...(isBlocked ? { needs } : {}),
  };
}

/** Bounds by the values at the ends: of a monotone function, or of a point. */
function atEnds<Params>(
  f: RealFunction<Params>,
  x: Enclosure,
  atMiddle: Enclosure,
  width: Log2,
  params: Params,
): { readonly bounds: Enclosure; readonly own: Log2 } {
  const lo = lowerEnd(x)!;
  const hi = upperEnd(x)!;
  if (compare(lo, hi) === 0) return { bounds: atMiddle, own: widthLog2(atMiddle) };
  if (f.monotone === undefined) return { bounds: ALL, own: Infinity };
  const low = f.at(lo, width, params);
  const high = f.at(hi, width, params);
  return { bounds: hull(low, high), own: Math.max(widthLog2(low), widthLog2(high)) + 1 };
}

function firstLook<Params>(f: RealFunction<Params>, x: Dyadic, params: Params): Log2 {
  const rough = f.at(x, Infinity, params);
  const size = magnitudeLog2(rough);
  return (Number.isFinite(size) ? size : 0) - FIRST_LOOK;
}

/** In doubles, through the function itself; outside its domain nothing is known. */
function estimateOf<Params>(f: RealFunction<Params>): Estimate<Params> {
  return {
    value: ([x], params) => estimateBy(() => f.at(fromDouble(x!), Infinity, params)),
    slope: (_input, [x], _value, params) =>
      Math.abs(estimateBy(() => f.derivative(point(fromDouble(x!)), params))),
  };
}

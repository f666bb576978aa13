/** Refiners that do what their profile says. */
import { add, multiply, subtract } from '#lib/exact/dyadic.js';
import type { Dyadic } from '#lib/exact/dyadic.js';
import { fromDouble } from '#lib/exact/double.js';
import { divideFloor } from '#lib/exact/integer.js';
import { ALL, lowerEnd, upperEnd } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import { fromExactEnds } from '#lib/exact/enclosure/ends.js';
import type { Refiner } from '#lib/refiners/refiner.js';

/** A leaf whose width after k steps is `widths[k]`. */
export interface ProfiledParams extends Record<string, unknown> {
  readonly widths: readonly number[];
  readonly costs: readonly number[];
  readonly value: number;
  /** How much of the width lies below the value: a quarter, a half, .. so that bounds nest exactly. */
  readonly below: number;
}

/** The part of a width on either side of a value. Exact, so nested widths give nested enclosures. */
function around(lo: Dyadic, hi: Dyadic, width: number, below: number): Enclosure {
  const w = fromDouble(width);
  const under = multiply(w, fromDouble(below));
  return fromExactEnds(subtract(lo, under), add(hi, subtract(w, under)));
}

function bracket({ widths, value, below }: ProfiledParams, step: number): Enclosure {
  const v = fromDouble(value);
  return around(v, v, widths[step]!, below);
}

export const profiled: Refiner<never, number> = {
  name: 'profiled',
  version: 1,
  initial: (params: ProfiledParams) => bracket(params, 0),
  start: () => 0,
  step({ state }, params: ProfiledParams) {
    const last = params.widths.length - 1;
    const step = Math.min(state + 1, last);
    return {
      state: step,
      bounds: bracket(params, step),
      cost: params.costs[step - 1] ?? 1,
      ...(step === last ? { done: 'exhausted' as const } : {}),
    };
  },
};

/**
 * A weighted sum of its inputs with an error of its own, `widths[k]` in step k: a function refiner
 * whose every step evaluates it afresh on the inputs of the moment.
 */
export interface MixtureParams extends ProfiledParams {
  readonly slopes: readonly number[];
  /** Whether it says how much of its width is its own. */
  readonly tells: boolean;
}

export const mixture: Refiner<never, number> = {
  name: 'mixture',
  version: 1,
  start: () => 0,
  step({ state, inputs }, params: MixtureParams) {
    const last = params.widths.length - 1;
    const step = Math.min(state + 1, last);
    let lo: Dyadic = fromDouble(params.value);
    let hi = lo;
    let bounded = true;
    inputs.forEach((input, i) => {
      const low = lowerEnd(input);
      const high = upperEnd(input);
      const slope = fromDouble(params.slopes[i]!);
      bounded &&= low !== null && high !== null;
      if (low !== null) lo = add(lo, multiply(low, slope));
      if (high !== null) hi = add(hi, multiply(high, slope));
    });
    const width = params.widths[step]!;
    return {
      state: step,
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set in the callback above
      bounds: bounded ? around(lo, hi, width, params.below) : ALL,
      cost: params.costs[step - 1] ?? 1,
      ...(params.tells ? { ownWidth: Math.log2(width) + 2 ** -40 } : {}),
    };
  },
  sensitivity: (input, _inputs, _output, params: MixtureParams) =>
    Math.log2(params.slopes[input]!) + 2 ** -40,
};

/** The value n / d to any precision at once, at `price * bits^power`. */
export interface PricedParams extends Record<string, unknown> {
  readonly n: bigint;
  readonly d: bigint;
  readonly price: number;
  readonly power: number;
}

export const FIRST_LOOK_BITS = 64;

export function priceOf({ price, power }: PricedParams, bits: number): number {
  return Math.round(price * bits ** power);
}

export const priced: Refiner<never, null> = {
  name: 'priced',
  version: 1,
  initial: () => ({ kind: 'narrow', lo: 0n, width: 1, exp: 0 }),
  start: () => null,
  step({ demand }, params: PricedParams) {
    const bits =
      demand.width === Infinity ? FIRST_LOOK_BITS : Math.max(1, Math.ceil(-demand.width));
    const lo = divideFloor(params.n << BigInt(bits), params.d);
    return {
      state: null,
      bounds: { kind: 'narrow', lo, width: 1, exp: -bits },
      ownWidth: -bits,
      cost: priceOf(params, bits),
      bits,
    };
  },
};

/** Refiners whose values are known exactly, for specs of the scheduler. */
import { fromEnds } from '#lib/exact/enclosure/outward.js';
import { divideFloor } from '#lib/exact/integer.js';
import { widthLog2 } from '#lib/exact/enclosure/enclosure.js';
import type { Enclosure } from '#lib/exact/enclosure/enclosure.js';
import type { Plain, Refiner } from '#lib/refiners/refiner.js';

export interface KnownValue extends Record<string, Plain> {
  /** The value is `n / d`. */
  readonly n: bigint;
  readonly d: bigint;
}

/** The value `n / d` between two neighbours on the grid 2^-bits. */
function bracket({ n, d }: KnownValue, bits: number): Enclosure {
  const lo = divideFloor(bits >= 0 ? n << BigInt(bits) : n, bits >= 0 ? d : d << BigInt(-bits));
  return fromEnds({ m: lo, e: -bits }, { m: lo + 1n, e: -bits }, -bits);
}

/** One that closes in by a fixed number of bits a step, whatever is demanded. */
export const stepper: Refiner<KnownValue & { rate: number }, number> = {
  name: 'stepper',
  version: 1,
  initial: (value) => bracket(value, -8),
  start: () => -8,
  step({ state }, value) {
    const bits = state + value.rate;
    return { state: bits, bounds: bracket(value, bits), bits: Math.max(0, bits), cost: 1000 };
  },
};

/** One that goes straight to what is demanded. */
export const leaper: Refiner<KnownValue, null> = {
  name: 'leaper',
  version: 1,
  initial: (value) => bracket(value, -8),
  start: () => null,
  step({ demand }, value) {
    const bits = demand.width === Infinity ? 16 : Math.max(0, Math.ceil(-demand.width));
    return { state: null, bounds: bracket(value, bits), bits, cost: 100 + bits };
  },
};

/** A leaper that has the digits of its value, to a base of 2^16, computed as parts: the lower half after the upper half. */
export const divided: Refiner<KnownValue, null> = {
  name: 'divided',
  version: 1,
  initial: (value) => bracket(value, -8),
  start: () => null,
  step({ demand, inParts }, value) {
    if (demand.width === Infinity) return { state: null, bounds: bracket(value, 16), bits: 16 };
    const places = Math.max(4, Math.ceil(-demand.width / 16));
    const upper = Array.from({ length: places >> 1 }, (_, i) => i);
    const lower = Array.from({ length: places - upper.length }, (_, i) => upper.length + i);
    const digits = [...inParts(upper), ...inParts(lower)] as bigint[];
    const lo = digits.reduce((all, digit) => (all << 16n) + digit, value.n / value.d);
    const bounds: Enclosure = { kind: 'narrow', lo, width: 1, exp: -16 * places };
    return { state: null, bounds, bits: 16 * places, cost: 1000 };
  },
  part: (place, { n, d }) =>
    BigInt.asUintN(16, divideFloor(n << (16n * (BigInt(place as number) + 1n)), d)),
};

/** One that gains nothing in two steps of three. */
export const plateau: Refiner<KnownValue, number> = {
  name: 'plateau',
  version: 1,
  initial: (value) => bracket(value, -8),
  start: () => 0,
  step({ state }, value) {
    const bits = -8 + 6 * Math.floor((state + 1) / 3);
    return { state: state + 1, bounds: bracket(value, bits), bits: Math.max(0, bits), cost: 1000 };
  },
};

/** Passes its input on, and adds an error of its own that it can make as small as demanded. */
export const echo: Refiner<null, null> = {
  name: 'echo',
  version: 1,
  start: () => null,
  step({ inputs: [input], demand }) {
    const own = Number.isFinite(demand.width) ? Math.floor(demand.width) - 1 : -20;
    const bounds =
      input?.kind === 'narrow'
        ? fromEnds(
            { m: input.lo, e: input.exp },
            { m: input.lo + BigInt(input.width), e: input.exp },
            Math.max(own, Math.ceil(widthLog2(input)) - 8),
          )
        : (input ?? { kind: 'all' });
    return { state: null, bounds, ownWidth: own + 1, cost: 500 };
  },
  sensitivity: () => 0,
};

/** Gives bounds that cannot hold, in its second step. */
export const liar: Refiner<KnownValue, number> = {
  name: 'liar',
  version: 1,
  initial: (value) => bracket(value, -8),
  start: () => 0,
  step({ state }, value) {
    const told = state === 0 ? value : { n: value.n + 2n ** 20n * value.d, d: value.d };
    return { state: state + 1, bounds: bracket(told, 8), cost: 1000 };
  },
};

/** Throws in its first step. */
export const thrower: Refiner<null, null> = {
  name: 'thrower',
  version: 1,
  start: () => null,
  step() {
    throw new TypeError('no such luck');
  },
};

/** Never gains anything. */
export const idler: Refiner<KnownValue, null> = {
  name: 'idler',
  version: 1,
  initial: (value) => bracket(value, -8),
  start: () => null,
  step: (_context, value) => ({ state: null, bounds: bracket(value, -8), cost: 1000 }),
};

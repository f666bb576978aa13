import type { Refiner } from '#lib/refiners/refiner.js';

interface Quotient {
  readonly n: bigint;
  readonly d: bigint;
}

interface Range {
  readonly from: number;
  readonly bits: number;
}

const PARTS = 4;

/** A quotient whose bits are computed in four parts, each beginning where the one before it ends. */
export const quartered: Refiner<Quotient & Record<string, bigint>, null> = {
  name: 'quartered',
  version: 1,
  module: new URL(import.meta.url),
  initial: ({ n, d }) => ({ kind: 'narrow', lo: n / d, width: 1, exp: 0 }),
  start: () => null,
  step({ demand, inParts }, { n, d }) {
    const asked = demand.width === Infinity ? 64 : Math.max(64, Math.ceil(-demand.width));
    const bits = Math.ceil(asked / PARTS);
    const ranges = Array.from({ length: PARTS }, (_, i) => ({ from: i * bits, bits }));
    const pieces = inParts(ranges) as readonly bigint[];
    const lo = pieces.reduce((all, piece) => (all << BigInt(bits)) + piece, n / d);
    const whole = bits * PARTS;
    return { state: null, bounds: { kind: 'narrow', lo, width: 1, exp: -whole }, bits: whole };
  },
  part(range, { n, d }) {
    const { from, bits } = range as unknown as Range;
    return BigInt.asUintN(bits, (n << BigInt(from + bits)) / d);
  },
};
